"""What stands around a number: its neighbours, a URL, a unit.

Every look is at a window of bounded length, so that its cost does not grow with the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from danlu.cleaning.personal.remembering import Judge, remembering
from danlu.cleaning.rule import Stretch

_ESCAPE = re.compile(r"\\[nrt]")
_VISIBLE = re.compile(r"[!#$%&*+\-./0-9:=?@A-Z\[\]_a-z~]*")
_INVISIBLE = frozenset(" \n\t,，、。；：;()（）\"'|")
"""Frequent characters before numbers that end a URL."""


def stands_free(text: str, start: int) -> bool:
    """Whether no ASCII letter or digit stands right before, that of an escaped line feed aside."""
    if start == 0:
        return True
    before = text[start - 1]
    if not (before.isascii() and before.isalnum()):
        return True
    return before in "nrt" and _ESCAPE.match(text, max(0, start - 2), start) is not None


def begins_word(text: str, start: int) -> bool:
    """Whether a word begins there as the scan for words sees it: ASCII not right after ASCII."""
    before = text[start - 1 : start] if start else ""
    return not (before.isascii() and before.isalnum() and text[start].isascii())


def ends_free(text: str, end: int) -> bool:
    """Whether no ASCII letter or digit stands right after."""
    after = text[end : end + 1]
    return not (after.isascii() and after.isalnum())


_JOINT_BEFORE = re.compile(r"(?:[0-9A-Za-z][._\-]|[0-9]\+|(?<![0-9]{6})[0-9A-Za-z]/)$")
_JOINT_AFTER = re.compile(
    r"[.+][0-9]|[-:][0-9A-Za-z]|/(?![0-9](?:[ \-]?[0-9]){6}|[Qq]{2}|[VvWw][XxEe]|[Ff][Aa][Xx])[0-9A-Za-z]|_"
    r"|(?<![0-9]{4}),[0-9]{3}(?![0-9])|\.[a-z]{3,4}(?![A-Za-z])"
)


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether the number is no part of a longer number, word, version, path, date or decimal."""
    return (
        stands_free(text, start)
        and ends_free(text, end)
        and _JOINT_BEFORE.search(text[max(0, start - 8) : start]) is None
        and _JOINT_AFTER.match(text, end) is None
    )


def within_url(text: str, start: int) -> bool:
    """Whether a URL began before and has not ended at `start`."""
    if text[start - 1 : start] in _INVISIBLE:
        return False
    window = text[max(0, start - 200) : start]
    begin = max(window.rfind("://"), window.rfind("www."))
    return begin >= 0 and _VISIBLE.fullmatch(window, begin) is not None


_MASK = re.compile(r"\[?[A-Z_]{2,24}[0-9]{0,6}\]")


def without_masks(window: str) -> str:
    """The window with each mask, such as `[PHONE]`, as one digit: it stands for a number and says no word."""
    return _MASK.sub("0", window) if "]" in window else window


_TERM = r"(?:[0-9]|(?<![一-鿿])\))"
_AMOUNT_BEFORE = re.compile(
    rf"[¥￥$€£*×÷^] ?$|{_TERM} ?[=≈+] ?[−-]?$|(?<![0-9]{{6}}){_TERM} ?/ ?$|{_TERM} [−-] ?$"
)
_UNITS = (
    "元|美元|年|米|公里|千米|吨|字节|个(?!人)|次(?!日)|倍|人(?!事|力|工)|万|亿|条|件|公斤|千克"
    "|平方|立方|分钟|小时|秒|用户"
    r"|bytes?\b|km\b|years?\b|dollars?\b|m\b|kg\b|people\b|records?\b|rows?\b|tokens?\b|seconds?\b|yuan\b|miles?\b"
    r"|users?\b|usd\b|cny\b|rmb\b|eur\b|ms\b|percent\b"
)
_AMOUNT_AFTER = re.compile(
    rf" ?(?:[*=×÷^%≈‰]|[+/−-] ?(?:[0-9](?![0-9]{{10}})|\((?![^\x00-\x7f]))|(?:{_UNITS})(?!:))", re.IGNORECASE
)


def is_quantity(text: str, start: int, end: int) -> bool:
    """Whether the number is money, a measure or a term of arithmetic."""
    return (
        _AMOUNT_BEFORE.search(text[max(0, start - 10) : start]) is not None
        or _AMOUNT_AFTER.match(text, end) is not None
    )


_BLANK_JOINT = re.compile(r"[0-9] [0-9]")
_DIGIT_BEFORE = re.compile(r"[0-9] ")
_DIGIT_AFTER = re.compile(r" [0-9]")


def in_row_of_groups(text: str, start: int, end: int) -> bool:
    """Whether a number that is grouped with blanks stands among further groups of digits."""
    if _BLANK_JOINT.search(text, start, end) is None:
        return False
    before = start > 1 and _DIGIT_BEFORE.match(text, start - 2, start) is not None
    return before or _DIGIT_AFTER.match(text, end) is not None


def has_han(text: str, start: int, end: int) -> bool:
    """Whether a Han character stands within 40 characters of the stretch."""
    window = text[max(0, start - 40) : end + 40]
    return not window.isascii() and any("\u4e00" <= character <= "\u9fff" for character in window)


def seek(pattern: re.Pattern[str], text: str, judge: Judge, start: int = 0) -> list[Stretch]:
    """The stretches that `judge` makes of the matches from `start` on.

    After a refusal the search goes on one character later.

    `judge` must look at a bounded stretch only, and the pattern must have a longest match; then the
    time is linear in the text.
    """
    found: list[Stretch] = []
    match = pattern.search(text, start)
    if match is not None:
        judge = remembering(judge, text)
    while match is not None:
        stretch = judge(text, match)
        if stretch is not None and (not found or stretch[0] >= found[-1][1]):
            found.append(stretch)
            match = pattern.search(text, stretch[1])
        else:
            match = pattern.search(text, match.start() + 1)
    return found


def apart(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The stretches in rising order, without those that overlap one before; of one start, the longest."""
    kept: list[Stretch] = []
    for start, end in sorted(stretches, key=lambda stretch: (stretch[0], -stretch[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
