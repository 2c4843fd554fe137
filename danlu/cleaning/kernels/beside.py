"""Whether a character of a kind stands beside a word: what makes a frequent word worth a look.

A table says what each character of the first plane is to the word: see `danlu.cleaning.beside`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, uint8, uintp

WANTED, SEAM, COLON, HAN, OPEN, CLOSE = (np.uint8(1 << bit) for bit in range(6))
"""What is looked for; what may stand between; what introduces a value; Han; brackets of a remark."""

_MOST_BETWEEN = 12
_LONGEST_REMARK = 9
_LONGEST_NAME = 3


@njit(inline="always")
def _character(data: Any, i: Any) -> Any:
    """The code point at a place and its bytes; beyond the first plane it is 0."""
    lead = data[i]
    if lead < 0x80:
        return uintp(lead), 1
    if lead < 0xE0:
        return (uintp(lead & 0x1F) << uintp(6)) | uintp(data[i + 1] & 0x3F), 2
    if lead < 0xF0:
        high = (uintp(lead & 0x0F) << uintp(12)) | (uintp(data[i + 1] & 0x3F) << uintp(6))
        return high | uintp(data[i + 2] & 0x3F), 3
    return uintp(0), 4


@njit(nogil=True)
def _after_remark(data: Any, i: Any, limit: Any, table: Any) -> Any:
    """Where the text goes on behind the bracket that closes a short remark; -1 where none does."""
    for _ in range(_LONGEST_REMARK):
        if i >= limit:
            return -1
        point, size = _character(data, i)
        i += size
        if table[point] & CLOSE:
            return i
    return -1


@njit(nogil=True)
def _behind(data: Any, i: Any, limit: Any, table: Any) -> Any:
    """Whether the character stands behind the word, or any Han character behind the word and a colon."""
    seen = uint8(0)
    for _ in range(_MOST_BETWEEN):
        if i >= limit:
            return False
        point, size = _character(data, i)
        kind = table[point]
        if kind & WANTED or (seen & COLON and kind & HAN):
            return True
        if kind & OPEN:
            i = _after_remark(data, i + size, limit, table)
            if i < 0:
                return False
        elif kind & SEAM:
            seen |= kind
            i += size
        else:
            return False
    return False


@njit(nogil=True)
def _before(data: Any, i: Any, limit: Any, table: Any) -> Any:
    """Whether the character stands before the word, with one to three Han characters between."""
    between = 0
    seams = 0
    while i > limit:
        i -= 1
        while i > limit and data[i] & 0xC0 == 0x80:
            i -= 1
        point, _ = _character(data, i)
        kind = table[point]
        if kind & WANTED and between:
            return True
        if kind & HAN and between < _LONGEST_NAME:
            between += 1
        elif kind & SEAM and not between and seams < _LONGEST_NAME:
            seams += 1
        else:
            return False
    return False


@njit(nogil=True, cache=True)
def stands_beside(data: Any, words: Any, table: Any, behind: Any, out: Any) -> None:
    """Set `out[n]` to whether the n-th word has the character that it asks for beside it.

    Args:
        data: uint8, the bytes of all texts and at least 3 more.
        words: int64, four columns: where each word and its text begin, and where they end.
        table: uint8, what each code point of the first plane is.
        behind: Whether the character stands behind the word.
        out: bool, one a word.
    """
    for n in range(out.size):
        if behind:
            out[n] = _behind(data, words[n, 2], words[n, 3], table)
        else:
            out[n] = _before(data, words[n, 0], words[n, 1], table)
