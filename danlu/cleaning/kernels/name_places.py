"""Whether a name may end or begin at a place that something beside it tells: a label, a title, a number.

Generous where it is unsure, and never strict where `name_before`, `name_zh` and `name_near` are not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, uint32, uintp

from danlu.cleaning.kernels.name_characters import (
    COMPOUND,
    FIRST_POINT,
    FOLLOWS,
    FREQUENT,
    GIVEN,
    LABEL,
    LEFT,
    NEVER,
    SEAMS,
    SIZE,
    SURNAME,
    SURNAME_OF_TWO,
    ends_at,
    kind_of,
    pair_of,
    point_at,
)  # fmt: skip

SEAM, COLON, OPEN, CLOSE, BEFORE = (np.uint32(1 << bit) for bit in range(5))
"""What a character of the first plane is to a word: it stands between it and a name, or around a remark."""
_OF = 0x7684 - FIRST_POINT
"""的, which stands between how somebody is addressed and a name."""
_MOST_BETWEEN = 12
_LONGEST_REMARK = 9
_MOST_SIGNS = 3


@njit(nogil=True)
def begins(data: Any, i: Any, start: Any, end: Any, table: Any) -> Any:
    """Whether a word begins at a place, or what may stand before names does right before it."""
    before = point_at(data, i - 3, start, end)
    if before < 0 or kind_of(table, before) & LEFT:
        return True
    return pair_of(table, point_at(data, i - 6, start, end), before) & LABEL != 0


@njit(nogil=True)
def closes_name(data: Any, i: Any, start: Any, end: Any, table: Any, listed: Any) -> Any:
    """Whether a name of two to four characters may end at a place: see `name_before`.

    If `listed`, the surname of a name of two characters may be any.
    """
    usual = True
    for size in range(1, 5):
        i -= SIZE
        point = point_at(data, i, start, end)
        if point < 0:
            return False
        kind = table[point]
        free = size > 1 and (usual or begins(data, i, start, end, table))
        known = size > 2 or listed or kind & FREQUENT or point_at(data, i - SIZE, start, end) == _OF
        if free and known and kind & SURNAME:
            return True
        compound = size > 1 and pair_of(table, point_at(data, i - SIZE, start, end), point) & SURNAME_OF_TWO
        if compound and (usual or begins(data, i - SIZE, start, end, table)):
            return True
        if kind & NEVER:
            return False
        usual = usual and kind & GIVEN != 0
    return False


@njit(nogil=True)
def opens_name(data: Any, i: Any, start: Any, end: Any, table: Any) -> Any:
    """Whether a name that is a whole word may begin at a place: see `name_shape.whole_name_end`."""
    second = point_at(data, i + 3, start, end)
    if second < 0 or not kind_of(table, point_at(data, i, start, end)) & (SURNAME | COMPOUND):
        return False
    ends = ends_at(data, i + 6, start, end) or ends_at(data, i + 9, start, end)
    return ends or ends_at(data, i + 12, start, end)


@njit(nogil=True)
def opens_usual(data: Any, i: Any, start: Any, end: Any, table: Any) -> Any:
    """The same for a name whose every character is usual for names: see `name_shape.likely_name_end`."""
    first, second = point_at(data, i, start, end), point_at(data, i + 3, start, end)
    if second < 0 or not kind_of(table, first) & (SURNAME | COMPOUND):
        return False
    if pair_of(table, first, second) & SURNAME_OF_TWO:
        return ends_at(data, i + 9, start, end) or ends_at(data, i + 12, start, end)
    if not table[second] & GIVEN:
        return False
    third = kind_of(table, point_at(data, i + 6, start, end))
    return ends_at(data, i + 6, start, end) or (third & GIVEN != 0 and ends_at(data, i + 9, start, end))


@njit(nogil=True)
def is_likely(data: Any, i: Any, start: Any, end: Any, table: Any) -> Any:
    """Whether a name counts that begins at a place where a number is near: see `name_near`."""
    first, second = point_at(data, i, start, end), point_at(data, i + 3, start, end)
    if not kind_of(table, first) & FREQUENT or second < 0:
        return False
    if not begins(data, i, start, end, table):
        return False
    if pair_of(table, first, second) & SURNAME_OF_TWO:
        return True
    third = kind_of(table, point_at(data, i + 6, start, end))
    return table[second] & GIVEN != 0 and (third & GIVEN != 0 or ends_at(data, i + 6, start, end))


@njit(nogil=True)
def _follows_label(data: Any, i: Any, start: Any, end: Any, table: Any, colon: Any) -> Any:
    """Whether a name may begin at a place behind a label, or behind a label and a colon."""
    first, second = point_at(data, i, start, end), point_at(data, i + 3, start, end)
    if first < 0:
        return i < end and 0x41 <= data[i] <= 0x5A
    if colon and _is_pointed(data, i, start, end):
        return True
    if second < 0:
        return False
    if kind_of(table, first) & COMPOUND and pair_of(table, first, second) & SURNAME_OF_TWO:
        return True
    if not table[first] & SURNAME or table[second] & NEVER:
        return False
    third = kind_of(table, point_at(data, i + 6, start, end))
    if table[second] & GIVEN and third & GIVEN:
        return True
    for at in (i + 6, i + 9):
        if ends_at(data, at, start, end) or kind_of(table, point_at(data, at, start, end)) & FOLLOWS:
            return True
    return False


@njit(nogil=True)
def _is_pointed(data: Any, i: Any, start: Any, end: Any) -> Any:
    """Whether a few Han characters and a point stand at a place, as in a name of another language."""
    for _ in range(8):
        if point_at(data, i, start, end) < 0:
            return point_size(data, i, end) > 0
        i += SIZE
    return False


@njit(nogil=True)
def point_size(data: Any, i: Any, end: Any) -> Any:
    """The bytes of the point (·, •, ‧) that begins at a place; 0 where none does."""
    if i + 2 < end and data[i] == 0xC2 and data[i + 1] == 0xB7:
        return 2
    if i + 3 < end and data[i] == 0xE2 and data[i + 1] == 0x80 and data[i + 2] in (0xA2, 0xA7):
        return SIZE
    return 0


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
        return high | uintp(data[i + 2] & 0x3F), SIZE
    return uintp(0), 4


@njit(nogil=True)
def _after_remark(data: Any, i: Any, end: Any, table: Any) -> Any:
    """Where the text goes on behind the bracket that closes a short remark; its end where none does."""
    for _ in range(_LONGEST_REMARK):
        if i >= end:
            return end
        point, size = _character(data, i)
        i += size
        if table[SEAMS + point] & CLOSE:
            return i
    return end


@njit(nogil=True)
def _stands_behind(data: Any, i: Any, start: Any, end: Any, table: Any) -> Any:
    """Whether a name may stand behind a label that ends at a place."""
    seen = uint32(0)
    for _ in range(_MOST_BETWEEN):
        if _follows_label(data, i, start, end, table, seen & COLON != 0):
            return True
        if i >= end:
            return False
        point, size = _character(data, i)
        kind = table[SEAMS + point]
        if not kind & (OPEN | SEAM):
            return False
        seen |= kind
        i = _after_remark(data, i + size, end, table) if kind & OPEN else i + size
    return False


@njit(nogil=True)
def _stands_before(data: Any, i: Any, start: Any, end: Any, table: Any, listed: Any) -> Any:
    """Whether a name may stand before a word that begins at a place, with a few signs between."""
    for _ in range(_MOST_SIGNS + 1):
        if closes_name(data, i, start, end, table, listed):
            return True
        if i <= start:
            return False
        i -= 1
        while i > start and data[i] & 0xC0 == 0x80:
            i -= 1
        point, _ = _character(data, i)
        if not table[SEAMS + point] & BEFORE:
            return False
    return False


@njit(nogil=True, cache=True)
def names_behind(data: Any, words: Any, table: Any, out: Any) -> None:
    """Set `out[n]` to whether a name may stand behind the n-th word.

    Args:
        data: uint8, the bytes of all texts and at least 3 more.
        words: int64, four columns: where each word and its text begin, and where they end.
        table: See `danlu.cleaning.personal.name_tables.table`.
        out: bool, one a word.
    """
    for n in range(out.size):
        out[n] = _stands_behind(data, words[n, 2], words[n, 1], words[n, 3], table)


@njit(nogil=True, cache=True)
def names_before(data: Any, words: Any, table: Any, listed: Any, out: Any) -> None:
    """The same for names before words; if `listed`, of which more may stand before them."""
    for n in range(out.size):
        out[n] = _stands_before(data, words[n, 0], words[n, 1], words[n, 3], table, listed)
