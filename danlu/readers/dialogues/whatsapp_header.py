"""The first line of a WhatsApp message: its time in the many spellings of locales, and what follows.

An export is all in one style: `[20/01/24, 10:15:30] ` on iOS, `1/20/24, 10:15 AM - ` on Android,
with the separators, the order and the words for parts of the day that the phone's region uses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
"""Invisible marks of direction, which iOS puts before whatever it writes itself."""
_SPACE = "[ \u00a0\u202f\u2009]"
_WORD = rf"[^\W\d_]{{1,8}}\.?(?:{_SPACE}?[^\W\d_]\.?)?"
_HEADER = re.compile(
    rf"[{MARKS}]{{0,4}}(\[?)(\d{{1,4}})\u200f?([/.\-年년]){_SPACE}?(\d{{1,2}})\u200f?([/.\-月월]){_SPACE}?(\d{{1,4}})"
    rf"[.日일]?([,،]?){_SPACE}{{0,2}}(?:({_WORD}){_SPACE}?)?(\d{{1,2}})[:.](\d{{2}})(?:[:.](\d{{2}}))?"
    rf"(?:{_SPACE}?({_WORD}))?(?:(\]){_SPACE}?|{_SPACE}?[-–]{_SPACE}|(,){_SPACE})"
)
_MORNING = frozenset({"am", "上午", "凌晨", "清晨", "早上", "午前", "오전", "πμ", "ص", "vorm", "de"})
_AFTERNOON = frozenset({"pm", "下午", "傍晚", "晚上", "午後", "오후", "μμ", "م", "nachm", "du"})
_NOON = "中午"
_FIRST_DAY = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Header:
    """The beginning of a message's first line.

    Attributes:
        style: What all headers of an export share: the bracket and the date's separator.
        numbers: The date's three numbers as they stand.
        seconds: The time of day.
        end: Index of the first character behind it.
    """

    style: tuple[str, str]
    numbers: tuple[int, int, int]
    seconds: int
    end: int


def find_header(line: str) -> Header | None:
    """The header with which a line starts, or None.

    A line of a program's log is none: an ISO date that no comma parts from its time.
    """
    found = _HEADER.match(line)
    if found is None or (found[1] == "[") != (found[13] == "]"):
        return None
    if found[14] and found[3] != "년":
        return None
    lengths = len(found[2]), len(found[6])
    if 3 in lengths or lengths == (4, 4) or (lengths[0] == 4 and found[3] == "-" and not found[7]):
        return None
    seconds = _time_of_day(int(found[9]), int(found[10]), int(found[11] or 0), found[8] or found[12])
    if seconds is None:
        return None
    numbers = int(found[2]), int(found[4]), int(found[6])
    return Header((found[1], found[3]), numbers, seconds, found.end())


def _time_of_day(hour: int, minute: int, second: int, word: str | None) -> int | None:
    part = "".join(filter(str.isalpha, (word or "").casefold()))
    if part in _MORNING and hour == 12:
        hour = 0
    elif (part in _AFTERNOON and hour < 12) or (part == _NOON and hour < 11):
        hour += 12
    return hour * 3600 + minute * 60 + second if hour < 24 and minute < 60 and second < 61 else None


@dataclass(frozen=True, slots=True)
class Style:
    """How one export writes its headers.

    Attributes:
        header: The commonest `Header.style`, without which a line is no header.
        month_first: Whether the month stands before the day, where the year stands last.
    """

    header: tuple[str, str]
    month_first: bool

    def time_of(self, header: Header) -> float | None:
        """Seconds since 1970 in the phone's own time zone, or None where the calendar has no such day."""
        first, second, third = header.numbers
        if first > 31 or header.style[1] in "年년":
            year, month, day = first, second, third
        else:
            day, month, year = (second, first, third) if self.month_first else (first, second, third)
        year += 2000 if year < 100 else 0
        try:
            days = date(year, month, day).toordinal() - _FIRST_DAY
        except ValueError:
            return None
        return float(days * 86400 + header.seconds)


def style_of(lines: Iterable[str]) -> Style | None:
    """The style of an export, or None where no line has a header.

    The day stands first, unless somewhere a second number is over 12 and nowhere a first.
    """
    headers = [header for line in lines if (header := find_header(line)) is not None]
    if not headers:
        return None
    (style, _), *_ = Counter(header.style for header in headers).most_common(1)
    dates = [header.numbers for header in headers if header.style == style]
    return Style(style, any(one[1] > 12 for one in dates) and all(one[0] <= 12 for one in dates))
