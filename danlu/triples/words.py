"""Predicates as words, and what those words say about how to ask."""

from __future__ import annotations

import re

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_JOINTS = re.compile(r"[\s_\-/.]+")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_ASKED_ZH = (
    ("when", ("时间", "日期", "年份", "年代", "生日")),
    ("how much", ("数", "数量", "人口", "面积", "高度", "长度", "价格", "重量", "温度", "率")),
    ("where", ("地", "地点", "地址", "位置", "城市")),
    ("who", ("者", "人", "员", "父", "母", "妻", "夫", "子", "长", "师", "歌手", "主席", "总统", "君主")),
)
_WHO_EN = frozenset(
    {"president", "mayor", "chairman", "chairperson", "creator", "composer", "artist", "singer", "actor"}
    | {"owner", "editor", "leader", "husband", "wife", "parent", "sibling", "brother", "sister", "son"}
    | {"daughter", "manager", "coach", "chancellor", "king", "queen", "producer", "publisher", "designer"}
)
_PREPOSITIONS = frozenset({"in", "of", "by", "at", "for", "to", "with", "on", "from"})
_PARTICIPLES = frozenset({"born", "known", "made", "built", "found", "held", "led", "sung", "set", "spoken"})


def has_han(text: str) -> bool:
    """Whether a Chinese character is in it."""
    return _HAN.search(text) is not None


def words_of(predicate: str) -> str:
    """A predicate's words: camelCase, snake_case and kebab-case apart, in lower case but for acronyms.

    >>> words_of("placeOfBirth"), words_of("has_ISBN"), words_of("schema:birthDate"), words_of("出生日期")
    ('place of birth', 'has ISBN', 'birth date', '出生日期')
    """
    name = predicate.rpartition(":")[2] or predicate
    parts = _JOINTS.split(_HUMP.sub(" ", name))
    words = [part if len(part) > 1 and part.isupper() else part.lower() for part in parts if part]
    return " ".join(words) or predicate


def question_word(words: str) -> str:
    """What a property is asked for with: "what", "who", "where", "when" or "how much"."""
    if has_han(words):
        return next((asked for asked, endings in _ASKED_ZH if words.endswith(endings)), "what")
    last = words.rpartition(" ")[2]
    return (
        "who"
        if last in _WHO_EN or last.endswith(("writer", "maker"))
        else "when"
        if last == "date"
        else "what"
    )


def is_chinese_verb(words: str) -> bool:
    """Whether a Chinese predicate stands between subject and object as it is: 来源于, 改编自."""
    return has_han(words) and words.endswith(("于", "自", "属", "含", "着"))


def english_verb(words: str) -> tuple[str, str] | None:
    """An English phrase as question and statement with {s} and {o}, where it is no property.

    >>> english_verb("is made of"), english_verb("colour")
    (('What is {s} made of?', '{s} is made of {o}.'), None)
    >>> english_verb("depends on")
    ('What does {s} depend on?', '{s} depends on {o}.')
    """
    first, _, rest = words.partition(" ")
    last = rest.rpartition(" ")[2]
    if last not in _PREPOSITIONS:
        return None
    phrase = words.replace("{", "{{").replace("}", "}}")
    if first in {"is", "was", "are", "were"} and rest != last:
        return f"What {first} {{s}} {phrase[len(first) + 1 :]}?", f"{{s}} {phrase} {{o}}."
    if first.endswith("ed") or first in _PARTICIPLES:
        return f"What is {{s}} {phrase}?", f"{{s}} is {phrase} {{o}}."
    if first.endswith("s") and not first.endswith("ss") and len(first) > 3 and rest == last:
        return f"What does {{s}} {_infinitive(first)} {rest}?", f"{{s}} {phrase} {{o}}."
    if last == "of":
        return f"What is {{s}} the {phrase}?", f"{{s}} is the {phrase} {{o}}."
    return None


def _infinitive(verb: str) -> str:
    if verb.endswith("ies"):
        return verb[:-3] + "y"
    return verb[:-2] if verb.endswith(("sses", "shes", "ches", "xes", "oes")) else verb[:-1]
