"""Fixed lines that are read out in Chinese numerals: `零一零 六二三四五六七八`, `零二一，五八八八，一二三四`.

A word for a telephone must stand near. Without an area code it must stand right before.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.area_codes import AREA_CODES
from danlu.cleaning.rule import Stretch

_DIGIT = "[零〇○一幺二两三四五六七八九]"
_GAP = r"[ \-,，、]{0,2}"
_LINE = rf"[二三四五六七八]{_DIGIT}{{2,3}}{_GAP}{_DIGIT}{{4}}"
SPELLED_NEEDS = rf"[零〇○]{_DIGIT}{{2,3}}{_GAP}{_LINE}|[话机传真线电][号码:：是为 ]{{0,3}}{_LINE}"
"""What every text with such a number matches (the syntax that Hyperscan and polars share)."""
_NO_MORE = "(?![零〇○一幺二两三四五六七八九十百千万亿年月日点])"
_WITH_AREA = re.compile(rf"(?<!{_DIGIT})[零〇○]{_DIGIT}{{2,3}}{_GAP}{_LINE}{_NO_MORE}")
_WITHOUT_AREA = re.compile(
    rf"(?:电话|座机|固话|传真|热线|总机|宅电)[号码:：是为 ]{{0,3}}"
    rf"(?P<line>{_LINE}){_NO_MORE}"
)
_TOLD = re.compile("电话|座机|固话|传真|热线|总机|宅电|号码|区号|[打拨]")
_VALUES = str.maketrans("零〇○一幺二两三四五六七八九", "00011223456789")
_BEFORE = 16


def spelled_lines(text: str) -> list[Stretch]:
    """The numbers, in no order."""
    found = [
        match.span()
        for match in _WITH_AREA.finditer(text)
        if _has_area(match[0]) and _TOLD.search(text, max(0, match.start() - _BEFORE), match.start())
    ]
    return found + [match.span("line") for match in _WITHOUT_AREA.finditer(text)]


def _has_area(written: str) -> bool:
    digits = re.sub("[^0-9]", "", written.translate(_VALUES))
    return digits[1:3] in AREA_CODES or digits[1:4] in AREA_CODES
