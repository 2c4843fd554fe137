"""Chinese identity numbers masked.

GB 11643-1999: six digits of region, eight of the birth date, three of order and a check character
by ISO 7064 MOD 11-2. A number counts only where province, date and check character are right.
"""

from __future__ import annotations

import calendar
import re

import polars as pl

from danlu.cleaning.masks import fold, masker
from danlu.cleaning.rule import Rule, Stretch, each
from danlu.ledger import Reason

_MASK = "[ID_NUMBER]"
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])([1-9][0-9]{5})([ \-]?)((?:18|19|20)[0-9]{2})([01][0-9])([0-3][0-9])\2"
    r"([0-9]{3}[0-9Xx])(?![0-9A-Za-z])"
)
# GB/T 2260 province codes, and 81 to 83 for residents of Hong Kong, Macao and Taiwan.
_CODES = (
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83"
)
_PROVINCES = frozenset(_CODES.split())
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def _is_valid(region: str, year: str, month: str, day: str, order: str) -> bool:
    if region[:2] not in _PROVINCES or not 1 <= int(month) <= 12:
        return False
    if not 1 <= int(day) <= calendar.monthrange(int(year), int(month))[1]:
        return False
    digits = region + year + month + day + order[:3]
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True))
    return _CHECK[total % 11] == order[3].upper()


def _find(text: str) -> list[Stretch]:
    matches = _NUMBER.finditer(fold(text))
    return [match.span() for match in matches if _is_valid(*match.group(1, 3, 4, 5, 6))]


# The birth date comes first in the pattern: a pattern that starts with few characters is searched faster.
_SIGN = r"(?:[1１][89８９]|[2２][0０])[0-9０-９]{6}[ \-　－]?[0-9０-９]{3}[0-9Xx０-９Ｘｘ]"


def _needs(values: pl.Series) -> pl.Series:
    return values.str.contains(_SIGN)


ID_NUMBER = Rule(
    name="id_number",
    version=1,
    switch="mask_id_number",
    reason=Reason.MASKED_ID_NUMBER,
    english="Masks valid Chinese identity numbers (GB 11643-1999) with [ID_NUMBER].",
    chinese="将校验通过的居民身份证号码（GB 11643-1999）替换为 [ID_NUMBER]。",
    needs=_needs,
    fix=each(masker(_find, _MASK)),
    find=_find,
    mask=_MASK,
    examples=(
        ("身份证号11010519491231002X已登记", "身份证号[ID_NUMBER]已登记"),
        ("身份证号110105194912310021（校验位错）", "身份证号110105194912310021（校验位错）"),
        ("流水号20230115000000000012", "流水号20230115000000000012"),
    ),
)
