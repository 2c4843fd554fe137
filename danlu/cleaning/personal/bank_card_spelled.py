"""Card numbers in any grouping, digit by digit or in Chinese numerals, where a word announces a card.

`卡号6 2 2 2 0 2 …`; `卡号622202 1234 5678 90128`; `卡号是六二二二零二…`. The check digit must be right.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.announcing import Announced, announced
from danlu.cleaning.personal.checks import luhn_is_right
from danlu.cleaning.rule import Stretch

_DIGIT = "0-9零〇○一幺二两三四五六七八九"
_OPENS = "[3-6三四五六]"
SPELLED_NEEDS = rf"{_OPENS}(?:[ \-.·]?[{_DIGIT}]){{14}}"
"""What every text with such a number matches (the syntax that Hyperscan and polars share)."""
_SPELLED = re.compile(
    rf"(?<![{_DIGIT}A-Za-z]){_OPENS}(?:[ \-.·]?[{_DIGIT}]){{14,18}}(?![ \-.·]?[{_DIGIT}]|[A-Za-z_])"
)
_VALUES = str.maketrans("零〇○一幺二两三四五六七八九", "00011223456789")


def spelled_cards(text: str) -> list[Stretch]:
    """The numbers, rising."""
    return [match.span() for match in _SPELLED.finditer(text) if _is_card(text, match)]


def _is_card(text: str, match: re.Match[str]) -> bool:
    digits = re.sub("[^0-9]", "", match[0].translate(_VALUES))
    return (
        not match[0].isdecimal()
        and len(set(digits)) > 1
        and luhn_is_right(digits)
        and announced(text, match.start()) is Announced.CARD
    )
