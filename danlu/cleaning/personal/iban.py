"""International bank account numbers.

ISO 13616: a country, two check digits (ISO 7064 MOD 97-10) and an account of the length that the
IBAN registry gives for the country; as one word or in groups of four.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.checks import mod_97_is_right
from danlu.cleaning.personal.context import apart, ends_free, has_han, seek, stands_free
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.surroundings import holds_word
from danlu.cleaning.personal.windows import in_windows
from danlu.cleaning.rule import Stretch
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_REST = r"[0-9]{2}[ \-]?[0-9A-Z]{4}"
_START = re.compile(rf"[A-Z](?<![0-9A-Za-moqsu-z][A-Z])[A-Z]{_REST}")
_NAMED = re.compile(r"(?i:iban)[^0-9\n]{0,16}$")
_LOOSE = re.compile(r"[A-Za-z]{2}[ \-]?[0-9](?:[ .\-]?[0-9A-Za-z]){13,32}")
"""As people type it behind the word: in lower case, in groups of any size."""
_LOWER = re.compile(
    r"[0-9](?<=[a-z]{2}[0-9])(?<![0-9A-Za-z][a-z]{2}[0-9])[0-9]"
    r"(?:[0-9a-z]{11,29}|(?: [0-9a-z]{4}){2,7}(?: [0-9a-z]{1,3})?)(?![0-9A-Za-z])"
)
# In groups, seven digits in a row are what the scan sees; every country's account has them.
_DIGITS = re.compile(r"[0-9](?:[ \-]?[0-9]){6}")
_BY_LENGTH = {
    15: "NO",
    16: "BE",
    18: "DK FI FK FO GL NL SD",
    19: "MK SI",
    20: "AT BA EE KZ LT LU MN XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL IQ OM SO TL",
    24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST",
    26: "IS TR",
    27: "BI DJ FR GR IT MC MR SM",
    28: "AL AZ BY CY DO GT HN HU LB NI PL SV",
    29: "BR EG PS QA UA",
    30: "JO KW MU YE",
    31: "MT SC",
    32: "LC",
    33: "RU",
}
LENGTHS = {country: length for length, countries in _BY_LENGTH.items() for country in countries.split()}
"""Length of an IBAN by country (SWIFT's IBAN registry)."""


def _shape(length: int) -> re.Pattern[str]:
    """A number of the length as one word or in groups of four, at a place where no letter is joined to it."""
    whole, rest = divmod(length - 4, 4)
    last = rf"\1[0-9A-Z]{{{rest}}}" if rest else ""
    return re.compile(
        rf"[A-Z]{{2}}[0-9]{{2}}(?:[0-9A-Z]{{{length - 4}}}"
        rf"|([ \-])[0-9A-Z]{{4}}(?:\1[0-9A-Z]{{4}}){{{whole - 1}}}{last})"
        r"(?![0-9A-Za-z])"
    )


_SHAPES = {length: _shape(length) for length in _BY_LENGTH}


def _judge(text: str, match: re.Match[str]) -> Stretch | None:
    start = match.start()
    length = LENGTHS.get(match[0][:2])
    written = None if length is None else _SHAPES[length].match(text, start)
    if length is None or written is None or not stands_free(text, start):
        return None
    end = written.end()
    if (end - start > length or length < 16) and _DIGITS.search(text, start, end) is None:
        return None
    return (start, end) if mod_97_is_right(written[0].replace(written[1] or " ", "")) else None


def _judge_named(text: str, match: re.Match[str]) -> Stretch | None:
    start = match.start()
    length = LENGTHS.get(match[0][:2].upper())
    if length is None or not stands_free(text, start):
        return None
    if _NAMED.search(text[max(0, start - 24) : start]) is None:
        return None
    places = [place for place in range(start, match.end()) if text[place].isalnum()][:length]
    number = "".join(text[place] for place in places).upper()
    end = places[-1] + 1
    return (
        (start, end) if len(number) == length and ends_free(text, end) and mod_97_is_right(number) else None
    )


def _is_lower(text: str, start: int, end: int) -> bool:
    """Whether a number in lower case amid Chinese, to which nothing is joined, is right."""
    number = text[start:end].replace(" ", "").upper()
    right = LENGTHS.get(number[:2]) == len(number) > 15 and _DIGITS.search(number) is not None
    return right and mod_97_is_right(number) and has_han(text, start, end)


def _find_all(text: str) -> list[Stretch]:
    found = seek(_START, text, _judge)
    lower = [(match.start() - 2, match.end()) for match in _LOWER.finditer(text)]
    if lower and not text.isascii():
        found = apart([*found, *(place for place in lower if _is_lower(text, *place))])
    return apart(found + seek(_LOOSE, text, _judge_named)) if holds_word(text, ("iban",)) else found


def _find(text: str) -> list[Stretch]:
    return apart(in_windows(_find_all, text))


IBAN = Detector(
    kind="iban",
    version=1,
    mask="[IBAN]",
    reason=Reason.PERSONAL_IBAN,
    english="Finds valid international bank account numbers (ISO 13616).",
    chinese="查找校验通过的国际银行账号（ISO 13616）。",
    signs=Sign.NONE,
    words=("iban",),
    pattern=rf"[A-Z]{{2}}{_REST}|[a-z]{{2}}[0-9]{{2}} ?[0-9a-z]{{4}} ?[0-9a-z]{{4}}",
    find=_find,
    examples=(
        ("IBAN: GB82 WEST 1234 5698 7654 32.", "IBAN: [IBAN]."),
        ("汇款至DE89370400440532013000。", "汇款至[IBAN]。"),
        ("GB82 WEST 1234 5698 7654 33", "GB82 WEST 1234 5698 7654 33"),
    ),
)
