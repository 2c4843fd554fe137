"""When a message was sent, as the many programs write it: seconds since 1970.

A time with an offset from UTC is counted in UTC, one without in the source's own time zone; within
one source that is the same for all, and only differences matter.
"""

from __future__ import annotations

import math
import re
from datetime import date

_WRITTEN = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[T ,]\s?(\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2})(?:[.,](\d{1,9}))?秒?)?)?"
    r"\s?(Z|[+-]\d{2}:?\d{2})?"
)
_LONGEST = 40
_FIRST_DAY = date(1970, 1, 1).toordinal()
_UNITS = (1, 10**3, 10**6, 10**9)
"""Seconds, milliseconds, microseconds and nanoseconds, of which programs count one or the other."""


def seconds_of(value: object) -> float | None:
    """The time that a field holds: a count since 1970, or a date with or without a time of day.

    A count too large for seconds is taken for the coarsest unit in which it lies before the year 5138
    (10^11 seconds). None where it is no time.
    """
    if type(value) is int or type(value) is float:
        return _counted(value)
    if type(value) is not str or len(value) > _LONGEST:
        return None
    text = value.strip()
    if text[:1].isdigit() and text.replace(".", "", 1).isdigit() and text.isascii():
        return _counted(float(text)) if "." in text else _counted(int(text))
    return _written(text)


def _counted(count: float) -> float | None:
    if not math.isfinite(count) or count < 10**7:
        return None
    for unit in _UNITS:
        if count < 10**11 * unit:
            return count / unit
    return None


def _written(text: str) -> float | None:
    found = _WRITTEN.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(found[group] or 0) for group in range(1, 7))
    if hour > 23 or minute > 59 or second > 60:
        return None
    try:
        days = date(year, month, day).toordinal() - _FIRST_DAY
    except ValueError:
        return None
    seconds = float(days * 86400 + hour * 3600 + minute * 60 + second)
    if found[7]:
        seconds += int(found[7]) / 10 ** len(found[7])
    zone = found[8]
    if zone and zone != "Z":
        digits = zone[1:].replace(":", "")
        offset = int(digits[:2]) * 3600 + int(digits[2:]) * 60
        seconds -= offset if zone[0] == "+" else -offset
    return seconds if seconds >= 0 else None
