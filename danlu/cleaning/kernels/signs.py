"""The signs of texts by their bytes: a table is looked up at each byte, and few texts are looked at closer.

The input is valid UTF-8 (Arrow strings are). Loops may look some bytes beyond the end of a text, into the
next: a sign may be set too often.
"""

from __future__ import annotations

import string
from typing import Any

import numpy as np
from numba import njit, uint8, uintp
from numpy.typing import NDArray

from danlu.cleaning.kernels.tables import (
    CLOSER,
    DOUBLE_BLANK,
    FIRST_CLOSER,
    FOUR_BYTES,
    LEAD,
    MISREAD,
    MISREAD_FIRST,
    PAIRS,
    TRIPLES,
)
from danlu.cleaning.signs import Sign

PADDING = 80


def _among(characters: str) -> NDArray[np.uint8]:
    found = np.zeros(256, np.uint8)
    found[list(characters.encode())] = 1
    return found


DIGIT = _among(string.digits)
ALNUM = _among(string.ascii_letters + string.digits)
TOKEN = _among(string.ascii_letters + string.digits + "_-+/.=")
SEPARATOR = _among(" -./()_,")
"""What may stand, one or two at a time, between groups of digits of one number."""

(
    LINE_BLANK, EMPTY_LINES, GAP, ENDS, DIGITS, MANY_DIGITS, DOTTED, COLONS, HEX, LONG_TOKEN, NON_ASCII,
    TEMPLATE, LONG_RUN, GBK, WIDE,
) = (
    np.uint64(sign) for sign in (
        Sign.LINE_BLANK, Sign.EMPTY_LINES, Sign.GAP, Sign.ENDS, Sign.DIGITS, Sign.MANY_DIGITS, Sign.DOTTED,
        Sign.COLONS, Sign.HEX, Sign.TOKEN, Sign.NON_ASCII, Sign.TEMPLATE, Sign.LONG_RUN, Sign.MISREAD,
        Sign.WIDE,
    )
)  # fmt: skip
SIGNS = np.uint32((1 << FIRST_CLOSER) - 1)
NOTHING = np.uint32(0)
ANY_DIGIT, RARE = np.uint32(Sign.DIGIT), np.uint32(Sign.FOREIGN) | FOUR_BYTES


@njit(inline="always")
def _rounded(size: Any) -> Any:
    """Up to the next multiple of 64, so that no byte is left to be compared one by one."""
    return (size + 63) & ~63


@njit(inline="always")
def _pairs(data: Any, start: Any, end: Any) -> Any:
    """The signs of all pairs of bytes."""
    signs = NOTHING
    a, b = data[start:end], data[start + 1 : end + 1]
    for i in range(end - start):
        signs |= PAIRS[(uintp(a[i]) << uintp(8)) | uintp(b[i])]
    return signs


@njit(inline="always")
def _triples(data: Any, start: Any, end: Any) -> Any:
    """The signs of all characters of three bytes whose third byte matters."""
    signs = NOTHING
    a, b, c = data[start:end], data[start + 1 : end + 1], data[start + 2 : end + 2]
    for i in range(end - start):
        inner = ((uintp(b[i]) & uintp(63)) << uintp(6)) | (uintp(c[i]) & uintp(63))
        signs |= TRIPLES[uintp(LEAD[a[i]]) | inner]
    return signs


@njit(inline="always")
def _same(data: Any, start: Any, size: Any, step: Any, least: Any) -> Any:
    """Whether bytes, the first at least `least`, equal those `step`, 2 and 3 `step` places on, twice over."""
    found = uint8(0)
    a, b = data[start : start + size], data[start + step : start + size + step]
    c, d = data[start + 2 * step : start + size + 2 * step], data[start + 3 * step : start + size + 3 * step]
    e, f = data[start + 1 : start + size + 1], data[start + 1 + 3 * step : start + size + 1 + 3 * step]
    for i in range(size):
        same = (a[i] == b[i]) & (b[i] == c[i]) & (c[i] == d[i]) & (e[i] == f[i])
        found |= uint8(same & (a[i] >= least) & (uint8(a[i] - uint8(0x30)) > uint8(9)))
    return found


@njit(inline="always")
def _wide_blank(data: Any, i: Any) -> Any:
    """Whether a blank of three bytes stands at a place with at least three bytes."""
    lead, second, third = data[i], data[i + 1], data[i + 2]
    general = second == 0x80 and (third <= 0x8A or third == 0xA8 or third == 0xA9 or third == 0xAF)
    return (
        (lead == 0xE3 and second == 0x80 and third == 0x80)
        or (lead == 0xE2 and (general or (second == 0x81 and third == 0x9F)))
        or (lead == 0xE1 and second == 0x9A and third == 0x80)
    )


@njit(inline="always")
def _ends(data: Any, start: Any, end: Any) -> Any:
    """White space at one of the ends of a text that is not empty."""
    first, last = data[start], data[end - 1]
    if first <= 0x20 or last <= 0x20:
        return ENDS
    size = end - start
    if size >= 2 and first == 0xC2 and (data[start + 1] == 0x85 or data[start + 1] == 0xA0):
        return ENDS
    if size >= 2 and data[end - 2] == 0xC2 and (last == 0x85 or last == 0xA0):
        return ENDS
    return ENDS if size >= 3 and (_wide_blank(data, start) or _wide_blank(data, end - 3)) else np.uint64(0)


@njit(nogil=True)
def _gap(data: Any, start: Any, end: Any) -> Any:
    """Whether two blanks stand between characters of one line; somewhere there are two."""
    i = start
    while i < end:
        if data[i] != 0x20:
            i += 1
            continue
        j = i
        while j < end and data[j] == 0x20:
            j += 1
        before = data[i - 1] if i > start else uint8(0x0A)
        after = data[j] if j < end else uint8(0x0A)
        if j - i > 1 and before != 0x0A and before != 0x09 and after != 0x0A and after != 0x09:
            return True
        i = j
    return False


@njit(inline="always")
def _separator(data: Any, i: Any, end: Any) -> Any:
    """How many bytes a character has that may stand between groups of digits; 0 where it may not."""
    if SEPARATOR[data[i]]:
        return 1
    if i + 2 >= end:
        return 0
    lead, second, third = data[i], data[i + 1], data[i + 2]
    if lead == 0xE2 and second == 0x80 and 0x90 <= third <= 0x95:
        return 3
    if lead == 0xE3 and second == 0x80 and third == 0x80:
        return 3
    if lead == 0xEF and second == 0xBC and (third == 0x88 or third == 0x89 or 0x8D <= third <= 0x8F):
        return 3
    return 2 if lead == 0xC2 and second == 0xB7 else 0


@njit(nogil=True)
def _number(data: Any, i: Any, end: Any) -> Any:
    """The digits of the number that begins at a place, over groups apart: end, digits, dots between."""
    digits, dots = 0, 0
    while i < end:
        while i < end and DIGIT[data[i]]:
            digits += 1
            i += 1
        j, size = i, 1
        for _ in range(2):
            size = _separator(data, j, end) if j < end else 0
            if size == 0:
                break
            j += size
        if j == i or j >= end or not DIGIT[data[j]]:
            break
        dots += data[i] == 0x2E
        i = j
    return i, digits, dots


@njit(nogil=True)
def _word(data: Any, start: Any, i: Any, end: Any) -> Any:
    """Where the word of ASCII around a digit begins and ends, and how many letters it has."""
    first, last = i, i
    while first > start and ALNUM[data[first - 1]]:
        first -= 1
    letters = 0
    while last < end and ALNUM[data[last]]:
        last += 1
    for place in range(first, last):
        letters += 1 - DIGIT[data[place]]
    return first, last, letters


@njit(nogil=True)
def _numbers(data: Any, start: Any, end: Any) -> Any:  # noqa: C901, PLR0912 - one pass
    """The signs of the numbers in a text, and of words and tokens that digits stand in.

    Each number, word and token is gone through once, however many digits stand in it.
    """
    signs = np.uint64(0)
    i, number, word, token = start, start, start, start
    while i < end:
        if not DIGIT[data[i]]:
            i += 1
            continue
        if i >= number:
            number, digits, dots = _number(data, i, end)
            if dots >= 3:
                signs |= DOTTED
            if digits >= 7:
                signs |= DIGITS
            if digits >= 12:
                signs |= MANY_DIGITS
        if i >= word:
            first, word, letters = _word(data, start, i, end)
            if letters and word - first >= 8:
                signs |= HEX
            if i >= token:
                left, token = first, word
                while left > start and TOKEN[data[left - 1]]:
                    left -= 1
                while token < end and TOKEN[data[token]]:
                    token += 1
                if token - left >= 16:
                    signs |= LONG_TOKEN
        while i < end and DIGIT[data[i]]:
            i += 1
    return signs


@njit(nogil=True)
def _point(data: Any, i: Any) -> Any:
    """The code point of a character of two or three bytes, and how many they are; 0 for any other."""
    lead = data[i]
    if 0xE0 <= lead < 0xF0:
        high = (uintp(lead & 0x0F) << uintp(12)) | (uintp(data[i + 1] & 0x3F) << uintp(6))
        return high | uintp(data[i + 2] & 0x3F), 3
    if 0xC0 <= lead < 0xE0:
        return (uintp(lead & 0x1F) << uintp(6)) | uintp(data[i + 1] & 0x3F), 2
    return uintp(0), 1


@njit(nogil=True)
def _is_misread(data: Any, start: Any, end: Any) -> Any:
    """Whether characters from lead and trail, trail and lead, and two trails follow each other."""
    expected = 1
    i = start
    while i < end:
        point, size = _point(data, i)
        flags = MISREAD[point]
        if flags & expected:
            if expected == 4:
                return True
            expected *= 2
        else:
            expected = 2 if flags & 1 else 1
        i += size
    return False


@njit(nogil=True)
def _closer(data: Any, start: Any, end: Any) -> Any:  # noqa: C901 - one pass
    """Signs that take more bytes to tell than the tables look at."""
    signs = np.uint64(0)
    for i in range(start, end):
        byte, second, third = data[i], data[i + 1], data[i + 2]
        if byte == 0x0A:
            if second == 0x0A and third == 0x0A:
                signs |= EMPTY_LINES
        elif byte == 0x23:
            if second == 0x23 and third == 0x23:
                signs |= TEMPLATE
        elif byte == 0x3A:
            if (
                data[i + 1] == 0x3A
                or third == 0x3A
                or data[i + 3] == 0x3A
                or data[i + 4] == 0x3A
                or data[i + 5] == 0x3A
            ):
                signs |= COLONS
        elif byte == 0xE3 and second == 0x80 and third == 0x80:
            if data[i + 3] == 0x0A:
                signs |= LINE_BLANK
            elif i > start and ALNUM[data[i - 1]] and ALNUM[data[i + 3]]:
                signs |= WIDE
        elif byte == 0xEF and second == 0xBC and i > start and ALNUM[data[i - 1]] and ALNUM[data[i + 3]]:
            signs |= WIDE
    return signs


@njit(nogil=True)
def _rare_runs(data: Any, start: Any, end: Any) -> Any:
    """Runs of one character of two or of four bytes."""
    size = _rounded(end - start)
    return _same(data, start, size, 2, uint8(0xC2)) | _same(data, start, size, 4, uint8(0xF0))


@njit(nogil=True, cache=True)
def find_signs(offsets: Any, data: Any, out: Any) -> None:
    """Set `out[n]` to the signs of text n.

    Args:
        offsets: int64, where each text begins, and where one more would: see `kernels.lines.on_lines`.
        data: uint8, the bytes of all texts, each with a line feed behind, and at least `PADDING` more.
        out: uint64, one a text.
    """
    for n in range(offsets.size - 1):
        start, end = offsets[n], offsets[n + 1] - 1
        if start == end:
            continue
        seen = _pairs(data, start, end)
        runs = _same(data, start, _rounded(end - start), 1, uint8(0x21))
        if seen & NON_ASCII:
            seen |= _triples(data, start, end)
            runs |= _same(data, start, _rounded(end - start), 3, uint8(0xE0))
        if seen & RARE:
            runs |= _rare_runs(data, start, end)
        signs = np.uint64(seen & SIGNS) | _ends(data, start, end)
        if runs:
            signs |= LONG_RUN
        if seen & ANY_DIGIT:
            signs |= _numbers(data, start, end)
        if seen & DOUBLE_BLANK and _gap(data, start, end):
            signs |= GAP
        if seen & MISREAD_FIRST and _is_misread(data, start, end):
            signs |= GBK
        if seen & CLOSER:
            signs |= _closer(data, start, end)
        out[n] = signs
