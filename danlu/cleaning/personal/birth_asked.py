"""Dates of birth that answer a question, or that correct one.

`您的出生日期？客户：1995年3月12日`; `户口本上是1988年8月8日，实际1987年12月`;
`出生日期由1995-03-12更正为1995-12-03`; `生日刚过，3月12号`; `身份证生日8月8号，真实生日7月7号`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from danlu.cleaning.personal.birth_calendar import ANNIVERSARY, DATE, YEAR_AND_MONTH, is_born
from danlu.cleaning.rule import Stretch

_SPEAKER = r"(?:(?:[A-Z]|[一-鿿]{1,4}) ?[:：] ?)?(?:是|好的?|嗯|我是?|[他她]是?)?[,，]? ?"
_ASKED = re.compile(
    r"(?:生日|出生(?:年月日?|日期|时间)?)"
    r"(?:[^\n0-9。;；]{0,10}[?？]|(?:是|在)?(?:哪[天年]|几[月号]|多少|啥时候|什么时候)[^\n0-9。;；]{0,3}"
    r"|刚?(?:快到|到|过)了?[,，]|[,，]都?是)"
    rf"[”\"’]?[\s“\"—–]{{0,4}}{_SPEAKER}"
)
_TOLD_TO_GIVE = re.compile(
    r"(?:提供|报一下|告诉我|说一下|核[实对]|登记)[^\n0-9。;；]{0,6}(?:生日|出生(?:年月日?"
    r"|日期))[^\n0-9]{0,10}"
    rf"\n{_SPEAKER}"
)
_CORRECTED = re.compile(
    r"(?:号码?|那个)?了?[)）]?[,， ]{0,2}(?:[我他她]|但)?(?:其实|实际(?:上|出生)?|真实(?:生日"
    r"|出生日期)?|更正为|变更为|"
    r"[改换][成为]|应[该为]?是?|户口本?上?|身份证上?|阳历|阴历|农历|公历|新历)(?:是|为|写的?是?|[:：])? ?"
)


def asked_births(text: str) -> Iterator[Stretch]:
    """The dates that answer a question after a birth, in no order."""
    for pattern in (_ASKED, _TOLD_TO_GIVE):
        for asked in pattern.finditer(text):
            day = _day(text, asked.end())
            if day is not None:
                yield day.span()


def corrected_births(text: str, found: list[Stretch]) -> Iterator[Stretch]:
    """The dates right behind those found, which are said to be the right ones."""
    for _, end in found:
        said = _CORRECTED.match(text, end)
        date = None if said is None else _day(text, said.end())
        if date is not None:
            yield date.span()


def _day(text: str, at: int) -> re.Match[str] | None:
    for pattern in (DATE, YEAR_AND_MONTH):
        match = pattern.match(text, at)
        if match is not None:
            return match if is_born(match) else None
    return ANNIVERSARY.match(text, at)
