"""Names that stand beside a name that is known: the rest of a list, and the same name once more."""

from __future__ import annotations

import re
from collections.abc import Iterable

from danlu.cleaning.personal.name_before import name_start
from danlu.cleaning.personal.name_free import is_private
from danlu.cleaning.personal.name_shape import (
    LEFT,
    ends,
    is_related,
    is_within_word,
    likely_name_end,
    whole_name_end,
)
from danlu.cleaning.personal.name_short import is_short
from danlu.cleaning.personal.name_sure import SURE, is_common, sure_end
from danlu.cleaning.personal.name_words import FOLLOWS
from danlu.cleaning.personal.surroundings import is_word_character
from danlu.cleaning.rule import Stretch

_JOINT = re.compile(
    r"(?:[（(][^()（）\n]{1,8}[)）])?(?:[ 　]?[、；;→][ 　]?"
    r"|[ 　\n,，、；;]{1,2}[0-9]{1,2}[.、)）] ?|[和与及](?=[一-鿿]{3}))"
)
_LOOSE_JOINT = re.compile(r"[,，/ 　] ?")
_CLOSES_LOOSE = re.compile(r"[,，、/ 　。;；)）\n]|等|还有|$")
_MANY = "两二三四五六七八九"
_COUNTED = re.compile(
    rf"[等{_MANY}](?:(?<=等)(?:[0-9]{{1,2}}|[{_MANY}])[位名人]"
    rf"|(?<=[一-鿿][{_MANY[0]}{_MANY[2:]}])人(?![一-鿿]?[组行间房座帮份赛称次])"
    rf"|(?<=[{_MANY}])位(?![主演导明作诗皇将古伟大著科歌]))"
)
COUNTED_WORDS = (*(f"等{many}" for many in _MANY), *(f"{many}{unit}" for many in _MANY for unit in "位人"))
"""What a list of names closes with; a count in digits is another sign."""
COUNTED_NEEDS = "[一-鿿]等[0-9]{1,2}[位名人]"
_BEFORE_COUNTED = "、和与及"
_MOST_LISTED = 64
_MOST_NAMES = 32
_LETTERS = re.compile(r"[A-Z][a-zA-Z'’\-]+(?: [A-Z][a-zA-Z'’.\-]*){1,3}")


def with_listed(text: str, found: Iterable[Stretch]) -> list[Stretch]:
    """The names, and those that stand in one list with them."""
    names = dict(sorted(found, key=lambda name: (name[0], name[1])))
    for end in list(names.values()):
        at = end
        for _ in range(_MOST_LISTED):
            joint = _JOINT.match(text, at)
            if joint is None:
                at = _loosely_listed(text, at, names)
                if not at:
                    break
                continue
            if joint.end() in names:
                break
            start = joint.end()
            at = whole_name_end(text, start) or _listed_end(
                text, start, sure="、" in joint[0] or joint[0][0] in "和与及"
            )
            if not at:
                break
            names[start] = at
    return list(names.items())


def _loosely_listed(text: str, at: int, names: dict[int, int]) -> int:
    """The end of a likely name that a comma or a blank joins to another, put among the names; else 0."""
    joint = _LOOSE_JOINT.match(text, at)
    start = joint.end() if joint is not None else at
    if start == at or start in names:
        return 0
    end = likely_name_end(text, start) or (start + 2 if is_short(text, start) else 0)
    if not end or not _CLOSES_LOOSE.match(text, end):
        return 0
    names[start] = end
    return end


def _listed_end(text: str, start: int, *, sure: bool) -> int:
    """Where a name ends that a list goes on with: of a surname in rare use, or one that is sure; else 0."""
    end = likely_name_end(text, start, rare=True)
    if end and ends(text, end):
        return end
    end, sureness = sure_end(text, start) if sure else (0, 0)
    return end if sureness >= SURE else 0


def counted(text: str) -> list[Stretch]:
    """The names of a list that closes with their number: 甲、乙两位, 甲、乙等3人."""
    found: list[Stretch] = []
    for match in _COUNTED.finditer(text) if "、" in text else ():
        end = match.start()
        if match[0][-1] == "人" and match[0][0] != "等" and not is_private(text, *match.span()):
            continue
        for _ in range(_MOST_LISTED):
            start = name_start(text, end, listed=True)
            if start == end:
                break
            found.append((start, end))
            if text[start - 1 : start] not in tuple(_BEFORE_COUNTED):
                break
            end = start - 1
    return found


def again(text: str, found: list[Stretch]) -> list[Stretch]:
    """Where the names that were found stand once more.

    A name of three and more characters counts everywhere, a shorter one where a word may begin and end.
    """
    taken = {start for start, _ in found}
    names = dict.fromkeys(text[start:end] for start, end in found)
    further: list[Stretch] = []
    for name in list(names)[:_MOST_NAMES]:
        if len(name) == len(text):
            continue
        place = text.find(name)
        while place >= 0:
            end = place + len(name)
            if place not in taken and stands(text, place, end):
                further.append((place, end))
            place = text.find(name, end)
    return further


def _of_words(text: str, start: int, end: int) -> bool:
    """Whether a name of three characters is words with what follows: 白云飞过, 陈光明磊落."""
    if end - start != 3 or ends(text, end):
        return False
    halves = is_common(text[start : start + 2]) and is_common(text[end - 1 : end + 1])
    return halves or (is_common(text[start + 1 : end]) and is_common(text[end : end + 2]))


def stands(text: str, start: int, end: int) -> bool:
    """Whether a known name stands at a place as a name, and not as a part of other words."""
    if text[start].isascii():
        whole = not is_word_character(text, start - 1) and not is_word_character(text, end)
        return whole and _LETTERS.fullmatch(text, start, end) is not None
    if start and is_within_word(text, start):
        return False
    if end - start > 2:
        return not _of_words(text, start, end)
    before = text[start - 1] if start else ""
    free = not "一" <= before <= "鿿" or before in LEFT or is_related(text, start)
    return free and (ends(text, end) or FOLLOWS.match(text, end) is not None)
