"""Chinese names of two characters within talk: 找任蕾拿钥匙, 我同事金超上个月辞职, 小周让邵蕾替一下.

Two characters say less than three, so that the surname must be in frequent use and hardly another word, the
other character one that is given to persons and seldom stands in words, and what surrounds them plainer.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.name_doing import LOOSE, does, led
from danlu.cleaning.personal.name_free import is_private, is_public
from danlu.cleaning.personal.name_shape import SHORT_GIVEN, SURNAMES_ALONE, ends, is_within_word
from danlu.cleaning.personal.name_sure import is_common, sure_end
from danlu.cleaning.personal.remembering import remembering
from danlu.cleaning.rule import Stretch

CAREFUL = frozenset("马石金段江史夏方高黄龙万常余温武易文白牛谷梅许任程何盛苗费严钱季章贺钟")
"""Surnames in frequent use that are ordinary words as well."""
_SURNAMES = SURNAMES_ALONE + "".join(sorted(CAREFUL))
OF_WORDS = frozenset(
    "明平军强飞健云君红波玉英华凯宁博惠勤威雄龙翠冰甜悦梦晓泉捷珍丹亮静雪航瑞彪炎毅锐钢锋岩洋"
)
"""Given names that stand in words as well."""
_SHORT = re.compile(f"[{_SURNAMES}](?=[{SHORT_GIVEN}])")
_LONGEST = 3


def short_names(text: str) -> list[Stretch]:
    """The names, rising."""
    judge = remembering(_judged, text)
    places = (judge(text, match) for match in _SHORT.finditer(text))
    return [place for place in places if place is not None]


def is_short(text: str, at: int) -> bool:
    """Whether two characters are a name in frequent use that is no word."""
    return _SHORT.match(text, at) is not None and not is_common(text[at : at + 2])


def _judged(text: str, match: re.Match[str]) -> Stretch | None:
    start = match.start()
    end = start + 2
    if is_common(text[start:end]) or text[end : end + 1] in {"某", "·"}:
        return None
    left, right = led(text, start), does(text, end)
    before = text[start - 1 : start]
    if not left and before and before in LOOSE and text[start] not in CAREFUL:
        left = 1
    if not left or not right or is_common(before + text[start]) or is_within_word(text, start):
        return None
    if not ends(text, end) and right < 2 and (is_common(text[end - 1 : end + 1]) or _is_longer(text, start)):
        return None
    doubt = (text[start] in CAREFUL) + (text[start + 1] in OF_WORDS)
    if left + right < 2 + doubt:
        return None
    return (
        (start, end)
        if not is_public(text, start, end) and _is_plain(text, start, end, left + right)
        else None
    )


def _is_longer(text: str, start: int) -> bool:
    """Whether three characters from there are a name as well, which goes before."""
    return sure_end(text, start)[0] == start + _LONGEST


def _is_plain(text: str, start: int, end: int, told: int) -> bool:
    return told > 2 or is_private(text, start, end)
