"""Chinese names of persons where their context says so: forms, introductions, titles, signatures.

A name is a surname of the list and one or two more characters that end where a word must end. After
我是 and before a title only surnames in frequent use count, for others are mostly other words there.
`not_names.txt` lists words that look like names. What is anonymised already (张某, 李某某) stays.
"""

from __future__ import annotations

import re
from itertools import chain

import ahocorasick_rs

from danlu.cleaning.personal.name_before import titled_start
from danlu.cleaning.personal.name_shape import (
    FIRST,
    NOT_NAMES_FILE,
    WORDS_TOO,
    ends,
    holds_word,
    likely_name_end,
    name_length,
    whole_name_end,
)
from danlu.cleaning.personal.name_sure import told_end
from danlu.cleaning.personal.name_words import (
    BARE_LABELS,
    FOLLOWS,
    FOLLOWS_BARE,
    FOLLOWS_CALLED,
    FOLLOWS_INTRODUCED,
    LABELS,
    RELATED,
    ROLES,
    SAID,
    SIGNED,
    TITLES,
    WEAK,
)
from danlu.cleaning.personal.remembering import remembering_places
from danlu.cleaning.personal.surnames import given_characters, surname_length
from danlu.cleaning.rule import Stretch

__all__ = ["NOT_NAMES_FILE", "chinese_names"]

_SURNAME_FIRST = "我姓"
CHINESE_WORDS = (_SURNAME_FIRST, *LABELS, *ROLES, *BARE_LABELS, *SAID, *TITLES, *SIGNED)
"""What a text must hold to be worth a look."""

_SAID_WORDS = frozenset(SAID)
_TITLE_WORDS = frozenset(TITLES)
_SIGNED_WORDS = frozenset(SIGNED)
_ROLE_WORDS = frozenset(ROLES) - frozenset(LABELS)
_RELATED = frozenset(RELATED)
_IS = frozenset("是为")
_PERSONS = frozenset("人者员长")
_SPACE = "[ \\t　]"
_ALL = frozenset((*LABELS, *ROLES, *BARE_LABELS))
CHINESE_LABELS = (
    *sorted(word for word in _ALL if not any(word[at:] in _ALL for at in range(1, len(word)))),
    *sorted(WEAK),
)
"""Labels and introductions with a name behind them; without the labels that end with another one."""
CHINESE_SURE = (*(word for word in SAID if word not in WEAK), _SURNAME_FIRST, *SIGNED)
"""What makes a text worth a look; fields without such a word are told by the loop over characters."""
_LIST = tuple(dict.fromkeys(CHINESE_WORDS))
_WORDS = ahocorasick_rs.AhoCorasick(
    _LIST,
    matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
    store_patterns=False,
    implementation=ahocorasick_rs.Implementation.DFA,
)
_SEAM = " \\t　\"“”'‘’「【】*|｜:：="
_REMARKED = rf"(?:{_SPACE}?[（(][^（()）\n]{{1,8}}[)）])?"
_MAY_NAME = re.compile(rf"{_REMARKED}[{_SEAM}是为做作]{{0,12}}(?:[{FIRST}A-Z]|(?<=[{_SEAM}])[一-鿿])")
"""What every label is followed by that has a name behind it: a quick test before the slow ones."""
_COLON = re.compile(rf"{_REMARKED}{_SPACE}{{0,3}}(?:[:：是为|｜=][\"“']?|[\"”']:)[ \t　]{{0,3}}[\"“'【]?")
_ROLE_COLON = re.compile(rf"{_REMARKED}{_SPACE}{{0,3}}(?:[:：|｜=][\"“']?|[\"”']:){_SPACE}{{0,3}}[\"“'【]?")
_BLANKS = re.compile(rf"{_REMARKED}{_SPACE}{{0,3}}")
_SAYING = re.compile(rf"(?:做|作|{_SPACE}|[:：“\"「])?")
_SIGNATURE = re.compile(r"[^\n:：]{0,10}\s{1,40}(?:[^\s:：]{2,6}[:：]\s?)?")
_STATES = re.compile("[辩诉供述陈自诡]称")
_NO_TITLE = frozenset("们会录聚圈群")
_FOREIGN = re.compile(r"[一-鿿]{1,6}(?:[·•‧](?:(?!的)[一-鿿]){1,8}){1,3}")
_LATIN = re.compile(r"[A-Z][a-z]{1,15}(?: [A-Z][a-z]{1,15}){0,2}(?![0-9A-Za-z·'’]| ?[a-z])")
_LATIN_FULL = re.compile(
    r"(?:[A-Z][a-z]{1,15}(?:-[A-Z]?[a-z]{1,15})?(?: [A-Z]\.?)?(?:"
    r" [A-Z][a-z]{1,15}(?:-[A-Z][a-z]{1,15})?){1,2}"
    r"|[A-Z]{2,15}(?:/| )[A-Z]{2,20})(?![0-9A-Za-z·'’/]| [a-z])"
)
_PLACE = re.compile(
    r"(?:[(（][^()（）\n]{1,16}[)）])?的?(?:景点|餐馆|酒店|饭店|宾馆|餐厅|店|公司|地方|公园|电影|歌|书|小说"
    r"|游戏|软件|狗|猫)|[(（][^()（）\n]{1,16}店[)）]"
)
_OF_ANOTHER_LANGUAGE = re.compile(r"(?:外文|英文|中文|原|又|艺|别的|法文|日文)(?:名字?|名称)?$")
_NOT_LATIN = frozenset(["The", "This", "That", "It", "What", "Chat", "Siri", "Alexa"])
_NEVER_FOREIGN = frozenset("馆店楼院房城园寺阁什怎你他她我它是")
_THEN = re.compile(r"(?P<surname>[一-鿿]{1,2}?)[，, ]{0,2}(?:(?:我?叫|全名|名叫)是?|(?=(?P=surname)[一-鿿]))")
_AND = re.compile(r"[、，,和与及/ 　]{1,2}")
_SEPARATOR = re.compile(r"[、，,。；;\n 　]|$")
_MOST_LISTED = 64
_BEFORE, _AFTER = 24, 160
"""How far from a word its names are looked for; a list of them goes further."""


def chinese_names(text: str) -> list[Stretch]:
    """The names, in no order; they may overlap."""

    def look(start: int, end: int) -> list[Stretch]:
        return _around(text, start, end)

    recall = remembering_places(look, text, _BEFORE, _AFTER)
    places = [recall(start, end) for _, start, end in _WORDS.find_matches_as_indexes(text)]
    return list(chain.from_iterable(places))


def _around(text: str, start: int, end: int) -> list[Stretch]:
    """The names around a word of persons."""
    found: list[Stretch] = []
    word = text[start:end]
    if word in _TITLE_WORDS and text[end : end + 1] not in _NO_TITLE:
        found.append((titled_start(text, start), start))
    if word in _SAID_WORDS:
        found.append(_introduced(text, word, start, end))
    elif word == _SURNAME_FIRST:
        found.append(_called(text, end))
    elif word in _SIGNED_WORDS:
        found.append(_signature(text, end))
    if word in _ALL and _MAY_NAME.match(text, end):
        found += _labelled(text, word, end)
    return [(start, end) for start, end in found if end > start]


def _labelled(text: str, word: str, end: int) -> list[Stretch]:
    """The names that a form gives after a label: one or a list."""
    role = word in _ROLE_WORDS
    gap = (_ROLE_COLON if role else _COLON).match(text, end)
    if gap is None and role and text[end : end + 1] in _IS:
        last = likely_name_end(text, end + 1)
        return [(end + 1, last)] if last and (ends(text, last) or FOLLOWS.match(text, last)) else []
    if gap is None:
        return _bare(text, word, end)
    at = gap.end()
    said = gap[0].strip()[:1] in {"是", "为"}
    person = word[-1] in _PERSONS
    last = _name_end(text, at, FOLLOWS if said else FOLLOWS_BARE, frequent=said, pair=role and not person)
    if said and not last and person:
        last = likely_name_end(text, at, rare=True)
    if not last:
        last = _foreign_end(text, at, full=True)
    return [(at, last), *_listed(text, last)] if last else []


def _bare(text: str, word: str, end: int) -> list[Stretch]:
    """The names behind a label with no colon: at once, behind blanks or a remark in brackets."""
    blanks = _BLANKS.match(text, end)
    at = blanks.end() if blanks else end
    bare = word.endswith(BARE_LABELS)
    last = _name_end(text, at, FOLLOWS_BARE, frequent=True) if bare or at > end else 0
    if not last and (word in _RELATED or at > end):
        last = likely_name_end(text, at, rare=True) or _latin_end(text, at)
        last = last or (_whole_end(text, at) if bare else 0) or told_end(text, at)
        return [(at, last), *_listed(text, last)] if last else []
    loose = last - at == 2 and not ends(text, last) and not FOLLOWS.match(text, last)
    if loose and text[last - 1] not in given_characters():
        return []
    if last and holds_word(text[at:last], surname_length(text, at)):
        last = told_end(text, at) if ends(text, last) else 0
    return [(at, last), *_listed(text, last)] if last and (bare or ends(text, last)) else []


def _whole_end(text: str, at: int) -> int:
    """Where a name of a surname in rare use and three characters ends that is a whole word, or 0."""
    end = whole_name_end(text, at)
    rare = end - at == 3 and text[at] not in WORDS_TOO
    return end if rare and not holds_word(text[at:end], surname_length(text, at)) else 0


def _listed(text: str, at: int) -> list[Stretch]:
    """The names that a list goes on with."""
    found: list[Stretch] = []
    joint = _AND.match(text, at)
    while joint is not None and len(found) < _MOST_LISTED:
        start = joint.end()
        end = whole_name_end(text, start) or (
            _name_end(text, start, FOLLOWS_BARE, pair=True) or likely_name_end(text, start)
            if joint[0] == "、"
            else 0
        )
        if not end or (joint[0] != "、" and (end - start < 3 or not _SEPARATOR.match(text, end))):
            break
        found.append((start, end))
        joint = _AND.match(text, end)
    return found


def _signature(text: str, end: int) -> Stretch:
    gap = _SIGNATURE.match(text, end)
    at = gap.end() if gap and "\n" in gap[0] else 0
    name = _name_end(text, at, FOLLOWS) if at else 0
    return (at, name) if name and text[name : name + 1] in {"", "\n"} else (at, at)


def _introduced(text: str, word: str, start: int, end: int) -> Stretch:
    gap = _SAYING.match(text, end)
    at = gap.end() if gap else end
    weak = word in WEAK
    follows = FOLLOWS_CALLED if word in {"叫我", "请问是"} else FOLLOWS_INTRODUCED
    end = _name_end(text, at, follows, frequent=weak)
    if not end and not weak and not _OF_ANOTHER_LANGUAGE.search(text, max(0, start - 6), start + 1):
        end = _foreign_end(text, at)
    return (at, 0 if end and _PLACE.match(text, end) else end)


def _called(text: str, end: int) -> Stretch:
    """The name in 我姓韩，叫韩小满."""
    gap = _THEN.match(text, end)
    return (gap.end(), _name_end(text, gap.end(), FOLLOWS_INTRODUCED)) if gap else (end, end)


def _foreign_end(text: str, at: int, *, full: bool = False) -> int:
    """Where a transliterated or a Latin name (if `full`, one of two words) ends that begins at a place."""
    foreign = _FOREIGN.match(text, at)
    if foreign is not None:
        end = foreign.end()
        sure = (ends(text, end) or text[end] == "的") and _NEVER_FOREIGN.isdisjoint(foreign[0])
        return end if sure else 0
    if full:
        return _latin_end(text, at)
    latin = _LATIN.match(text, at)
    return latin.end() if latin is not None and _NOT_LATIN.isdisjoint(latin[0].split()) else 0


def _latin_end(text: str, at: int) -> int:
    latin = _LATIN_FULL.match(text, at)
    return latin.end() if latin is not None and _NOT_LATIN.isdisjoint(latin[0].split()) else 0


def _name_end(
    text: str, at: int, follows: re.Pattern[str], *, frequent: bool = False, pair: bool = False
) -> int:
    """Where the name ends that begins at a place; 0 where none does.

    Args:
        text: The text.
        at: The place.
        follows: What may follow right after the name, beside the end of the word.
        frequent: Whether only frequent surnames count.
        pair: Whether only frequent surnames count in names of two characters.
    """
    surname = surname_length(text, at, frequent=frequent)
    for given in (2, 1) if surname else ():
        end = at + surname + given
        if pair and surname + given == 2 and not surname_length(text, at, frequent=True):
            continue
        if given == 2 and _STATES.match(text, end - 1):
            continue
        if name_length(text, at, surname, given) and (ends(text, end) or follows.match(text, end)):
            return end
    return 0
