"""Chinese mobile numbers masked.

Eleven digits that start with 13 to 19, whole or as 3-4-4 with blanks or hyphens, with or without
+86. Not masked: parts of longer runs of digits, hexadecimal or UUIDs, decimals, amounts of money,
quantities with a unit, seven zeros where no word says that one may call them, paths of URLs, and
numbers that are introduced as an order, a tracking or a serial number.
"""

from __future__ import annotations

import re

import polars as pl

from danlu.cleaning.masks import fold, masker
from danlu.cleaning.rule import Rule, Stretch, each
from danlu.ledger import Reason

_MASK = "[PHONE]"
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z])(?<![0-9]\.)(?:\(?(?:\+|00)86\)?[ \-]?|86[ \-])?"
    r"1[3-9][0-9](?:[0-9]{8}|([ \-])[0-9]{4}\1[0-9]{4})(?![0-9A-Za-z_]|\.[0-9]|-[0-9A-Za-z])"
)
_JOINED = re.compile(r"[0-9A-Za-z][\-_]$")
_NAMED = re.compile(r"(?:phone|mobile|cell|tel)[\-_]$", re.IGNORECASE)
_SERIAL = re.compile(
    r"(?:订单|单号|编号|流水|序列号|运单|快递单|条码|条形码|发票|order|tracking|invoice|serial|isbn|sku|ean|upc)"
    r"(?:no\.|[^0-9\n。.;；]){0,12}$",
    re.IGNORECASE,
)
_CALLED = re.compile(r"(?:手机|电话|联系|致电|拨打|phone|mobile|tel|call)[^0-9\n]{0,8}$", re.IGNORECASE)
_AMOUNT_BEFORE = re.compile(r"[¥￥$€£*×÷^] ?$|[0-9)] ?[=≈+/] ?[−-]?$|[0-9)] [−-] ?$")
_UNITS = "元|美元|年|米|公里|千米|吨|字节|个|次|倍|人|bytes?\\b|km\\b|years?\\b|dollars?\\b|m\\b|kg\\b"
_AMOUNT_AFTER = re.compile(rf" ?(?:[*=×÷^%≈]|[+/−-] ?[0-9(](?![0-9]{{10}})|{_UNITS})", re.IGNORECASE)
_URL = re.compile(r"(?:://|www\.)[\x21-\x7e]*$")
_URL_PHONE = re.compile(r"(?:phone|mobile|tel|wa\.me)[=:/]?\+?$", re.IGNORECASE)


def _is_quantity(text: str, start: int, end: int, before: str) -> bool:
    return (
        (text[start:end].endswith("0000000") and _CALLED.search(before) is None)
        or _AMOUNT_BEFORE.search(before[-6:]) is not None
        or _AMOUNT_AFTER.match(text, end) is not None
    )


def _is_number_of_another_kind(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 100) : start]
    if _URL.search(before):
        return _URL_PHONE.search(before) is None
    if _JOINED.search(before) and not _NAMED.search(before):
        return True
    if " " in text[start:end] and (re.search(r"[0-9] $", before) or re.match(r" [0-9]", text[end : end + 2])):
        return True
    if text[start] in "+(" or text.startswith("00", start):
        return False
    return _is_quantity(text, start, end, before[-20:]) or _SERIAL.search(before[-24:]) is not None


def _find(text: str) -> list[Stretch]:
    folded = fold(text)
    matches = _NUMBER.finditer(folded)
    return [match.span() for match in matches if not _is_number_of_another_kind(folded, *match.span())]


def _needs(values: pl.Series) -> pl.Series:
    return values.str.contains(r"[1１][3-9３-９][0-9０-９][ \-　－]?[0-9０-９]{4}[ \-　－]?[0-9０-９]{4}")


PHONE = Rule(
    name="phone",
    version=2,
    switch="mask_phone",
    reason=Reason.MASKED_PHONE,
    english="Masks Chinese mobile numbers with [PHONE].",
    chinese="将中国大陆手机号码替换为 [PHONE]。",
    needs=_needs,
    fix=each(masker(_find, _MASK)),
    find=_find,
    mask=_MASK,
    examples=(
        ("电话13912345678，找王老师", "电话[PHONE]，找王老师"),
        ("Call +86 139-1234-5678 now", "Call [PHONE] now"),
        ("１３９１２３４５６７８", "[PHONE]"),
        ("手机：16600000000", "手机：[PHONE]"),
        ("约有 13000000000 条记录", "约有 13000000000 条记录"),
        ("订单号：13912345678", "订单号：13912345678"),
        ("卡号 6222021391234567890", "卡号 6222021391234567890"),
    ),
)
