"""Shapes of national telephone numbers that little else has, and the plans that prove them.

The plans are the metadata of `phonenumbers`, after the national numbering plans under ITU-T E.164.
"""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

GROUP = re.compile(r"[0-9]+")
_SHAPES = (
    ("US", r"1?[ .\-]?\([2-9][0-9]{2}\)[ .\-]{0,2}[2-9][0-9]{2}[ .\-][0-9]{4}"),
    ("US", r"(?:1[.\-])?[2-9][0-9]{2}(?:-[2-9][0-9]{2}-|\.[2-9][0-9]{2}\.)[0-9]{4}"),
    ("GB", r"\(?0[0-9]{2}\)? [0-9]{4} [0-9]{4}|\(?0[0-9]{3}\)? [0-9]{3} [0-9]{4}|\(?0[0-9]{4}\)? [0-9]{6}"),
    ("FR", r"0[1-9](?:(?: [0-9]{2}){4}|(?:\.[0-9]{2}){4})"),
    ("AU", r"04[0-9]{2} [0-9]{3} [0-9]{3}|\(0[0-9]\) [0-9]{4} [0-9]{4}"),
    ("TW", r"09[0-9]{2}[ \-][0-9]{3}[ \-][0-9]{3}"),
    ("JP", r"0[0-9]{1,3}-[0-9]{2,4}-[0-9]{4}"),
    ("KR", r"0[0-9]{1,2}-[0-9]{3,4}-[0-9]{4}"),
    ("BR", r"\([0-9]{2}\) ?9?[0-9]{4}-[0-9]{4}"),
)
_SURE = re.compile(
    r"07[0-9]{3} [0-9]{6}|(?:1-)?(?:[2-9][0-9][1-9]|[2-9][1-9]0|[89]00)-[2-9][0-9]{2}-[0-9]{4}"
    r"|555(?:-[0-9]{3}-|\.[0-9]{3}\.)[0-9]{4}"
)
_PATTERNS = tuple((region, re.compile(shape)) for region, shape in _SHAPES)
_OPENINGS = {
    "US": "(123456789",
    "GB": "(0",
    "FR": "0",
    "AU": "(0",
    "JP": "0",
    "TW": "0",
    "KR": "0",
    "BR": "(",
}
_BY_OPENING = {
    opening: tuple((region, pattern) for region, pattern in _PATTERNS if opening in _OPENINGS[region])
    for opening in "(0123456789"
}
"""The shapes by the character with which they begin."""
_BRACKETED = re.compile(r"\((?!(?:19|20)[0-9]{2}\))0?[0-9]{1,4}\)[ \-]?[0-9]{3,4}-[0-9]{3,4}")
ANY_SHAPE = re.compile(
    r"[(0-9](?:(?<=\()[0-9]{2,5}\)[ .\-]{0,2}(?:[0-9]{3,5}[ .\-][0-9]{3,4}|[0-9]{6})"
    r"|(?<=[0-9])(?<![0-9][0-9])(?<![0-9][.\-/)][0-9])(?:"
    r"(?<=1)[ .\-]?\([2-9][0-9]{2}\)[ .\-]{0,2}[0-9]{3}[ .\-][0-9]{4}"
    r"|(?:(?<=1)[.\-][2-9]|(?<=[2-9]))[0-9]{2}[.\-][0-9]{3}[.\-][0-9]{4}"
    r"|(?<=0)(?!(?<=[0-9] 0)[0-9]{0,4} )[0-9]{1,4}\)?(?:[ .\-][0-9]{2,4}){1,4}))"
)
"""What may be a national number, at a place where no digit is joined to it."""
SHAPE_NEEDS = (
    r"\([0-9]{2,5}\)[ .\-]{0,2}[0-9]{3}|(?:^|[^0-9])(?:1[ .\-]?\("
    r"|(?:1[.\-])?[2-9][0-9]{2}[.\-][0-9]{3}[.\-][0-9]{4}"
    r"|0[0-9]{1,4}\)?[ .\-][0-9]{2,6})"
)
"""The same for the engine that looks at many texts at once, which looks at no neighbours."""


@lru_cache(maxsize=4096)
def plan_knows(number: str, region: str | None) -> tuple[bool, bool]:
    """Whether a number is possible, and valid, in its country's plan."""
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return False, False
    return phonenumbers.is_possible_number(parsed), phonenumbers.is_valid_number(parsed)


def digits_of(written: str) -> str:
    """The digits of a number as it is written."""
    return "".join(GROUP.findall(written))


def national_end(text: str, start: int) -> int:
    """The end of a number in a known national shape at `start`, or 0."""
    for region, pattern in _BY_OPENING[text[start]]:
        match = pattern.match(text, start)
        if match is not None and plan_knows(match[0], region)[1]:
            return match.end()
    sure = _SURE.match(text, start)
    if sure is not None:
        return sure.end()
    if text[start] != "(":
        return 0
    bracketed = _BRACKETED.match(text, start)
    numbered = text[max(0, start - 2) : start].rstrip()[-1:].isdigit()
    if bracketed is None or numbered or not 8 <= len(digits_of(bracketed[0])) <= 12:
        return 0
    return 0 if _is_range(GROUP.findall(bracketed[0])) else bracketed.end()


def _is_range(groups: list[str]) -> bool:
    """Whether the groups read as an entry and a rising range: (12) 100-150."""
    number, first, last = groups
    return len(number) <= 2 and number[0] != "0" and len(first) <= len(last) and int(first) < int(last)
