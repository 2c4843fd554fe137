"""Bank and credit cards.

ISO/IEC 7812-1: an issuer's range, a length that it uses and Luhn's check digit must all be right.
Where a word announces a card, any issuer will do (Maestro, debit cards of one country), and a
UnionPay number needs no check digit, because many are written from memory. Thirteen and fourteen
digits need such a word: EAN-13 and ITF-14 pass Luhn by chance. Left alone: order and serial numbers,
amounts, URLs, valid identity numbers, parts of longer runs of digits.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.announcing import CARD_WORDS, Announced, announced
from danlu.cleaning.personal.bank_card_spelled import SPELLED_NEEDS, spelled_cards
from danlu.cleaning.personal.checks import luhn_is_right
from danlu.cleaning.personal.context import apart, is_quantity, is_whole, seek, within_url
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.id_number import is_identity_number
from danlu.cleaning.personal.windows import in_windows
from danlu.cleaning.rule import Stretch
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_NUMBER = re.compile(
    r"[2-9](?<![0-9][2-9])(?<![0-9][ \-][2-9])[0-9]{3}(?:[0-9]{8,15}"
    r"|([ \-])[0-9]{4}\1[0-9]{4}\1[0-9]{4}(?:\1[0-9]{1,3}(?![0-9]))?"
    r"|([ \-])[0-9]{6}\2[0-9]{4,5}|[0-9]{2}[ \-][0-9]{10,13})(?![0-9])"
)
_ISSUERS = (
    ("4", "4", {16, 19}),  # Visa
    ("51", "55", {16}),  # Mastercard
    ("2221", "2720", {16}),  # Mastercard
    ("34", "34", {15}),  # American Express
    ("37", "37", {15}),
    ("6011", "6011", {16, 17, 18, 19}),  # Discover
    ("644", "659", {16, 17, 18, 19}),
    ("300", "305", {14, 16}),  # Diners Club
    ("36", "36", {14, 16}),
    ("38", "39", {14, 16}),
    ("3528", "3589", {16, 17, 18, 19}),  # JCB
    ("2200", "2204", {16, 17, 18, 19}),  # Mir
    ("62", "62", {16, 17, 18, 19}),  # UnionPay
    ("81", "81", {16, 17, 18, 19}),
)
_URL_CARD = re.compile(r"(?:card|pan|account)[a-z_]{0,8}=$", re.IGNORECASE)
_GROUP_AFTER = re.compile(r"[ \-][0-9]{4}(?![0-9])")


def _has_issuer(digits: str) -> bool:
    return any(
        len(digits) in lengths and low <= digits[: len(low)] <= high for low, high, lengths in _ISSUERS
    )


def _is_card(digits: str, *, named: bool, grouped: bool) -> bool:
    if len(set(digits)) == 1:
        return False
    if named:
        return luhn_is_right(digits) or (digits.startswith("62") and 16 <= len(digits) <= 19)
    if len(digits) <= 14 and not grouped:
        return False
    return luhn_is_right(digits) and _has_issuer(digits)


def _is_other(text: str, start: int, end: int, kind: Announced) -> bool:
    if kind is Announced.CARD:
        return False
    return (
        kind in {Announced.SERIAL, Announced.TELEPHONE}
        or _GROUP_AFTER.match(text, end) is not None
        or is_quantity(text, start, end)
    )


def _ends(match: re.Match[str]) -> list[int]:
    """Where the number may end, likeliest first: a last group of up to three digits may be no part of it."""
    seam = match[0].rfind(match[1]) if match[1] else 0
    if seam != 19:
        return [match.end()]
    ends = [match.start() + seam, match.end()]
    return ends[::-1] if match[0].startswith(("62", "81")) else ends


def _judge(text: str, match: re.Match[str]) -> Stretch | None:
    start = match.start()
    kind = Announced.NOTHING
    for end in _ends(match):
        digits = match[0][: end - start].replace(" ", "").replace("-", "")
        grouped = len(digits) < end - start
        if not luhn_is_right(digits) and not digits.startswith("62"):
            continue
        kind = kind if kind is not Announced.NOTHING else announced(text, start)
        if (
            _is_card(digits, named=kind is Announced.CARD, grouped=grouped)
            and is_whole(text, start, end)
            and not (len(digits) == 18 and is_identity_number(digits))
            and not _is_other(text, start, end, kind)
        ):
            outside = not within_url(text, start) or _URL_CARD.search(text[max(0, start - 16) : start])
            return (start, end) if outside else None
    return None


def _find_all(text: str) -> list[Stretch]:
    found = seek(_NUMBER, text, _judge)
    spelled = spelled_cards(text)
    return apart(found + spelled) if spelled else found


def _find(text: str) -> list[Stretch]:
    return apart(in_windows(_find_all, text))


BANK_CARD = Detector(
    kind="bank_card",
    version=2,
    mask="[BANK_CARD]",
    reason=Reason.PERSONAL_BANK_CARD,
    english="Finds bank and credit card numbers by issuer range and check digit (ISO/IEC 7812).",
    chinese="按发卡机构号段与校验位（ISO/IEC 7812）查找银行卡号。",
    signs=Sign.MANY_DIGITS,
    words=CARD_WORDS,
    needs=rf"[2-9][0-9]{{3}}[ \-]?[0-9]{{4}}|{SPELLED_NEEDS}",
    find=_find,
    examples=(
        ("Visa 4111 1111 1111 1111, exp 12/30", "Visa [BANK_CARD], exp 12/30"),
        ("卡号6222021234567890128，户名甲", "卡号[BANK_CARD]，户名甲"),
        ("378282246310005", "[BANK_CARD]"),
        ("条码 6901234567892", "条码 6901234567892"),
        ("Order 4111111111111111", "Order 4111111111111111"),
    ),
)
