"""How a fact is asked for and told, in Chinese and English.

Which of several wordings is taken hangs on subject and predicate alone (SHA-256), so that a dataset is
varied and every run the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from danlu.triples.relations import RELATIONS, Noun, Relation, Saying
from danlu.triples.words import english_verb, has_han, is_chinese_verb, question_word, words_of

_ENDS = ("。", "！", "？", "…", ".", "!", "?")
_ZH = {"what": "是什么", "who": "是谁", "where": "是哪里", "when": "是什么时候", "how much": "是多少"}
_EN = {"who": "Who", "when": "When"}
_LANGUAGES = {
    "ar": ("阿拉伯语", "Arabic"),
    "de": ("德语", "German"),
    "es": ("西班牙语", "Spanish"),
    "fr": ("法语", "French"),
    "it": ("意大利语", "Italian"),
    "ja": ("日语", "Japanese"),
    "ko": ("韩语", "Korean"),
    "nl": ("荷兰语", "Dutch"),
    "pl": ("波兰语", "Polish"),
    "pt": ("葡萄牙语", "Portuguese"),
    "ru": ("俄语", "Russian"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and its answer."""

    question: str
    answer: str


def relation_of(predicate: str) -> Relation | None:
    """The known relation that a predicate names, if it names one."""
    return RELATIONS.get(words_of(predicate).lower())


def is_one_to_one(predicate: str) -> bool:
    """Whether no two subjects of the relation share an object, as far as is known of it."""
    relation = relation_of(predicate)
    return isinstance(relation, Noun) and relation.owner is not None


def is_chinese(subject: str, predicate: str) -> bool:
    """Whether to ask in Chinese: where a Chinese character is in the subject or the predicate."""
    return has_han(predicate) or has_han(subject)


def ask(subject: str, predicate: str, objects: Sequence[str], language: str, *, chinese: bool) -> Asked:
    """The question for all objects of a subject and predicate, and the answer that names them.

    Args:
        subject: What is asked about.
        predicate: As the source spells it.
        objects: All that is known, in order.
        language: The primary language subtag of the objects.
        chinese: Whether it is asked in Chinese, else in English.
    """
    relation = relation_of(predicate)
    words = words_of(predicate)
    if isinstance(relation, Saying):
        asked, told = relation.zh if chinese else relation.en
    elif chinese:
        asked, told = _chinese(words, relation, _choice(subject, predicate), many=len(objects) > 1)
    else:
        asked, told = _english(words, relation, _choice(subject, predicate), many=len(objects) > 1)
    if language not in {"zh", "en"}:
        asked = _in_language(asked, language, chinese=chinese)
    if objects[-1].endswith(_ENDS):
        # the object is a sentence of its own
        told = f"{{s}}的{_escaped(words)}：{{o}}" if chinese else f"The {_escaped(words)} of {{s}}: {{o}}"
    answer = told.format(s=subject, o=_joined(objects, chinese=chinese))
    return Asked(asked.format(s=subject), answer)


def ask_back(subject: str, predicate: str, thing: str, *, chinese: bool) -> Asked | None:
    """The question for the subject, where no two subjects have the same object."""
    relation = relation_of(predicate)
    if not isinstance(relation, Noun) or relation.owner is None:
        return None
    zh, en = relation.owner
    if chinese:
        return Asked(f"哪个{zh}的{relation.zh}是{thing}？", f"{relation.zh}是{thing}的{zh}是{subject}。")
    return Asked(
        f"Which {en} has {thing} as its {relation.en}?", f"{subject} has {thing} as its {relation.en}."
    )


def _choice(subject: str, predicate: str) -> int:
    digest = hashlib.sha256(f"{len(subject)}:{subject}{predicate}".encode("utf-8", "surrogatepass"))
    return int.from_bytes(digest.digest()[:4], "big")


def _escaped(words: str) -> str:
    return words.replace("{", "{{").replace("}", "}}")


def _chinese(words: str, relation: Noun | None, choice: int, *, many: bool) -> tuple[str, str]:
    name = _escaped(relation.zh if relation else words)
    if relation is None and is_chinese_verb(words):
        return f"{{s}}{name}什么？", f"{{s}}{name}{{o}}。"
    # a Latin word stands apart from the Chinese around it
    name = name if has_han(name) else f" {name} "
    what = _ZH[relation.asked if relation else question_word(words)]
    if many:
        asked = (f"{{s}}的{name}有哪些？", f"请列出{{s}}的{name}。", f"{{s}}有哪些{name}？")
        return asked[choice % len(asked)].replace(" ？", "？").replace(" 。", "。"), f"{{s}}的{name}有{{o}}。"
    asked = (f"{{s}}的{name}{what}？", f"请问{{s}}的{name}{what}？", f"你知道{{s}}的{name}{what}吗？")
    return asked[choice % len(asked)], f"{{s}}的{name}是{{o}}。"


def _english(words: str, relation: Noun | None, choice: int, *, many: bool) -> tuple[str, str]:
    if relation is None and (verb := english_verb(words)) is not None:
        return verb
    bare = words.removeprefix("has ") if words != "has" else words
    name = _escaped(relation.en if relation else bare)
    what = _EN.get(relation.asked if relation else question_word(bare), "What")
    if relation is not None and many:
        asked = (f"{what} are the {relation.many} of {{s}}?", f"Name the {relation.many} of {{s}}.")
        return asked[choice % 2].replace("When are", "What are"), f"The {relation.many} of {{s}} are {{o}}."
    what = "What" if what == "When" else what
    if many:
        asked = (f"Which values does {{s}} have for {name}?", f"List the values of {name} for {{s}}.")
        return asked[choice % 2], f"{{s}} has these values for {name}: {{o}}."
    single = (
        f"{what} is the {name} of {{s}}?",
        f"Can you tell me {what.lower()} the {name} of {{s}} is?",
        f"I would like to know the {name} of {{s}}.",
    )
    return single[choice % len(single)], f"The {name} of {{s}} is {{o}}."


def _in_language(asked: str, language: str, *, chinese: bool) -> str:
    known = _LANGUAGES.get(language)
    if chinese:
        return f"{asked}请用{known[0] if known else f'代码为 {language} 的语言'}回答。"
    return f"{asked} Answer in {known[1] if known else f'the language with the code {language}'}."


def _joined(objects: Sequence[str], *, chinese: bool) -> str:
    if len(objects) == 1:
        return objects[0]
    if any(mark in one for one in objects for mark in ",，、;；"):
        return ("；" if chinese else "; ").join(objects)
    return "、".join(objects) if chinese else ", ".join(objects[:-1]) + " and " + objects[-1]
