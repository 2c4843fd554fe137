"""Telephone numbers outside the Chinese mainland.

Numbers with + or 00 and a country code are those that `phonenumbers` (the metadata of ITU-T E.164
numbering plans) holds for valid, or for possible where they are grouped or announced. National
numbers count in shapes that little else has, such as (202) 555-0143 or 020 7946 0958, where the
country's plan knows them, and in any grouping where a word for a telephone stands right before.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.announcing import TELEPHONE_NEEDS, Announced, announced
from danlu.cleaning.personal.context import (
    apart,
    ends_free,
    in_row_of_groups,
    is_quantity,
    seek,
    stands_free,
    within_url,
)
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.landline import ABROAD, LANDLINE
from danlu.cleaning.personal.phone import PHONE
from danlu.cleaning.personal.phone_shapes import (
    ANY_SHAPE,
    GROUP,
    SHAPE_NEEDS,
    digits_of,
    national_end,
    plan_knows,
)
from danlu.cleaning.personal.remembering import remembering
from danlu.cleaning.personal.windows import in_windows
from danlu.cleaning.rule import Stretch
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_COUNTRY = re.compile(
    r"(?:\+|00(?<![0-9]00)(?<![0-9][ .\-]00))\(?[1-9][0-9]{0,14}(?:[ .\-/()]{1,2}[0-9]{1,12}){0,7}"
)
_RUN_GOES_ON = r"(?:(?<=[0-9])|(?=[^0-9]?[0-9]))[0-9 .\-/()]{5,40}[0-9]"
_RUN = re.compile(rf"[(0-9]{_RUN_GOES_ON}")
_NO_WORD = r"[\x00-@\[-`{-\x7f]"
_OWN_RUN = re.compile(
    rf"[(0-9](?<![0-9A-Za-moqsu-z][(0-9])(?<![0-9]{_NO_WORD}[(0-9])(?<![0-9]{_NO_WORD}{{2}}[(0-9]){_RUN_GOES_ON}"
)
"""A run with room before it for a word that announces it."""
_EXTENSION = re.compile(
    r"[ ,]{0,2}(?:extension|ext\.?|x|#|转|分机)[ .:]{0,2}[0-9]{1,6}(?![0-9A-Za-z])", re.IGNORECASE
)
_DATE = re.compile(
    r"(?:1[6-9]|20)[0-9]{2}[.\-/ ][0-9]{1,2}[.\-/ ][0-9]{1,2}|[0-9]{1,2}[.\-/][0-9]{1,2}[.\-/][0-9]{2,4}"
)
_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_WIDE_GAP = re.compile(r"[^0-9]{3}")
_CHINESE = re.compile(r"1[3-9][0-9]{9}")
_FEWEST, _MOST = 7, 15


def _cuts(run: str) -> list[int]:
    """The ends of the run's groups that give a number of a telephone's length, longest first."""
    ends, count = [], 0
    for group in GROUP.finditer(run):
        count += len(group[0])
        if count > _MOST + 2:
            break
        if count >= _FEWEST:
            ends.append(group.end())
    return ends[::-1]


def _international(run: str, *, called: bool) -> int:
    """The length of the number with a country code at the run's start, or 0."""
    cuts = _cuts(run)
    plus = {cut: "+" + digits_of(run[:cut]).removeprefix("00" if "+" not in run else "") for cut in cuts}
    if not cuts or plus[cuts[0]].startswith("+86"):
        return 0
    bare = "+" not in run
    for cut in cuts:
        if plan_knows(_with_trunk(plus[cut], run[:cut]), None)[1] and (
            called or not bare or cut > len(plus[cut]) + 1
        ):
            return cut
    for cut in cuts:
        grouped = cut > len(plus[cut]) and not bare
        if len(plus[cut]) > 9 and (called or grouped) and plan_knows(plus[cut], None)[0]:
            return cut
    return 0


def _with_trunk(plus: str, written: str) -> str:
    """The number without the trunk prefix of `+44 (0)20`, which is not dialled from abroad."""
    return plus if "(0)" not in written else "+" + digits_of(written.replace("(0)", "", 1)).removeprefix("00")


def _called(run: str, text: str, start: int) -> int:
    """The length of a number in any grouping that a word for a telephone announces, or 0."""
    if _DATE.match(run) or _ADDRESS.match(run) or _CHINESE.match(run):
        return 0
    run = _WIDE_GAP.split(run, maxsplit=1)[0]
    if run.isdigit():
        plain = len(run) in {10, 11} and (run[0] == "0" or plan_knows(run, "US")[1])
        before = text[max(0, start - 24) : start]
        local = (
            len(run) == 8 and run[0] in "2345689" and (before.isascii() or ABROAD.search(before) is not None)
        )
        return len(run) if plain or local else 0
    cuts = [
        cut
        for cut in _cuts(run)
        if len(digits_of(run[:cut])) <= 13 and run.count("(", 0, cut) == run.count(")", 0, cut)
    ]
    for cut in cuts:
        groups = GROUP.findall(run[:cut])
        stray = len(groups) > 1 and len(groups[-1]) <= 2 < len(groups[-2])
        if len(groups) > 1 and not stray and len(groups) <= 6 and max(map(len, groups)) <= 10:
            return cut
    return 0


def _is_apart(text: str, start: int, end: int) -> bool:
    """Whether the stretch is no part of a longer number or word, a term, an amount or a URL."""
    joined = text[start - 1 : start] in tuple(".-/)_#") and text[max(0, start - 2) : start - 1].isalnum()
    return (
        not joined
        and stands_free(text, start)
        and (ends_free(text, end) or _EXTENSION.match(text, end) is not None)
        and not (text[end : end + 1] in tuple(".-/_+*=") and text[end + 1 : end + 2].isalnum())
        and not (text[end : end + 1] == "," and text[end + 1 : end + 4].isdigit())
        and not is_quantity(text, start, end)
        and announced(text, start) is not Announced.SERIAL
        and not within_url(text, start)
    )


def _judge_country(text: str, match: re.Match[str]) -> Stretch | None:
    start = match.start()
    run = match[0]
    if not stands_free(text, start):
        return None
    if len(run) < _FEWEST or len(digits_of(run)) < _FEWEST:
        return None
    length = _international(run, called=announced(text, start) is Announced.TELEPHONE)
    if not length:
        return None
    bracket = (
        text.startswith("(", start - 1) and start > 0 and ")" in run[:length] and "(" not in run[:length]
    )
    start, end = start - bracket, start + length
    return (start, end) if _is_apart(text, start, end) else None


def _judge_shape(text: str, match: re.Match[str]) -> Stretch | None:
    start = match.start()
    end = national_end(text, start)
    if not end or (text[start] != "(" and in_row_of_groups(text, start, end)):
        return None
    return (start, end) if _is_apart(text, start, end) else None


def _judge_run(text: str, match: re.Match[str]) -> Stretch | None:
    start = match.start()
    if announced(text, start) is not Announced.TELEPHONE or len(digits_of(match[0])) < _FEWEST:
        return None
    length = _called(text[start : min(match.end(), start + 32)], text, start)
    return (start, start + length) if length and _is_apart(text, start, start + length) else None


def _find_all(text: str) -> list[Stretch]:
    run = _RUN.search(text)
    if run is None:
        return []
    first = max(0, run.start() - 3)
    found = seek(_COUNTRY, text, _judge_country, first) if "+" in text or "00" in text else []
    found += seek(ANY_SHAPE, text, _judge_shape, first)
    judge = remembering(_judge_run, text)
    found += [made for own in _OWN_RUN.finditer(text, run.start()) if (made := judge(text, own)) is not None]
    return [(start, _with_extension(text, end)) for start, end in _foreign(text, apart(found))]


def _find(text: str) -> list[Stretch]:
    return apart(in_windows(_find_all, text))


def _foreign(text: str, found: list[Stretch]) -> list[Stretch]:
    """The numbers that neither are, nor are parts of, Chinese mobile numbers and fixed lines."""
    if all(text[start] == "+" for start, _ in found):
        return found
    chinese = apart(PHONE.find(text) + LANDLINE.find(text))
    kept, place = [], 0
    for start, end in found:
        while place < len(chinese) and chinese[place][1] <= start:
            place += 1
        if text[start] == "+" or place == len(chinese) or chinese[place][0] >= end:
            kept.append((start, end))
    return kept


def _with_extension(text: str, end: int) -> int:
    extension = _EXTENSION.match(text, end)
    return end if extension is None else extension.end()


FOREIGN_PHONE = Detector(
    kind="foreign_phone",
    version=1,
    mask="[FOREIGN_PHONE]",
    reason=Reason.PERSONAL_FOREIGN_PHONE,
    english="Finds telephone numbers outside the Chinese mainland, validated by their countries' plans.",
    chinese="查找中国大陆以外的电话号码，按各国号码规则校验。",
    signs=Sign.DIGITS,
    needs=rf"\+ ?\(?[1-9]|00\(?[1-9]|{SHAPE_NEEDS}|{TELEPHONE_NEEDS}",
    find=_find,
    examples=(
        ("Call +44 20 7946 0958 today", "Call [FOREIGN_PHONE] today"),
        ("香港电话：+852 2345 6789", "香港电话：[FOREIGN_PHONE]"),
        ("(202) 555-0143 ext. 7", "[FOREIGN_PHONE]"),
        ("phone: 020 7946 0958", "phone: [FOREIGN_PHONE]"),
        ("pages 202-555, 1943-1945", "pages 202-555, 1943-1945"),
    ),
)
