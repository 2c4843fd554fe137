"""Which texts may hold a Chinese name that no word tells: one of talk, of a field, or beside a number.

Names are judged in Python, a text at a time. Most texts hold characters of surnames and no name, so this
loop leaves out, for all texts at once, those that the judges would turn down by characters alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from danlu.cleaning.kernels.name_characters import (
    ANY_SURNAME,
    CALLS,
    LABEL,
    SAYS,
    SECOND,
    SIZE,
    kind_of,
    pair_of,
    point_at,
)
from danlu.cleaning.kernels.name_places import closes_name, is_likely, opens_name, opens_usual
from danlu.cleaning.kernels.name_talk import is_told
from danlu.cleaning.kernels.signs import ALNUM, TOKEN

NOTHING, HAN_LEAD, NUMBER, FIELD, WIDE, POINT = range(6)
NOT_LISTED = False
STARTS = np.zeros(256, np.uint8)
"""What may begin at a byte."""
STARTS[range(0xE4, 0xEA)] = HAN_LEAD
STARTS[[0x40, *range(0x30, 0x3A)]] = NUMBER
STARTS[0x3A] = FIELD
STARTS[[0xC2, 0xE2, 0xEF]] = WIDE
_NEAR = 192
"""Bytes from a number within which a name counts that nothing else tells: 40 characters and some."""
_NUMBER = 11
_LOCAL = 66
_LONGEST = 10


@njit(nogil=True)
def _number_end(data: Any, i: Any, end: Any) -> Any:
    """Where a run of digits ends, with single blanks and hyphens between, and how many they are."""
    digits = 0
    while i < end:
        if 0x30 <= data[i] <= 0x39:
            digits += 1
        elif not (data[i] in (0x20, 0x2D) and i + 1 < end and 0x30 <= data[i + 1] <= 0x39):
            break
        i += 1
    return i, digits


@njit(nogil=True)
def _joint(data: Any, i: Any) -> Any:
    """How many bytes a sign has that begins at a place and may stand between name and number; or 0."""
    if data[i] in (0x20, 0x2C, 0x3A, 0x09, 0x0A, 0x22, 0x27, 0x28, 0x2B, 0x2F):
        return 1
    wide = data[i] == 0xEF and data[i + 1] == 0xBC and data[i + 2] in (0x8C, 0x9A, 0x88)
    return SIZE if wide or (data[i] == 0xE3 and data[i + 1] == 0x80 and data[i + 2] == 0x81) else 0


@njit(nogil=True)
def _beside_number(data: Any, i: Any, last: Any, start: Any, end: Any, table: Any) -> Any:
    """Whether a name may stand right before a number, or right behind it."""
    for _ in range(6):
        if closes_name(data, i, start, end, table, NOT_LISTED):
            return True
        size = 1 if i > start and _joint(data, i - 1) == 1 else SIZE
        if i - size < start or _joint(data, i - size) != size:
            break
        i -= size
    for _ in range(4):
        if opens_name(data, last, start, end, table):
            return True
        size = _joint(data, last) if last < end else 0
        if size == 0:
            return False
        last += size
    return False


@njit(nogil=True)
def _addressed(data: Any, i: Any, start: Any, end: Any, table: Any) -> Any:
    """Whether a name stands before the bracket that opens an address at whose @ the place is, or behind @."""
    if opens_name(data, i + 1, start, end, table):
        return True
    least = max(start, i - _LOCAL)
    i -= 1
    while i > least and (TOKEN[data[i]] or data[i] == 0x25):
        i -= 1
    size = SIZE if i - 2 >= start and data[i] >= 0x80 else 1
    i -= size - 1
    bracket = data[i] in (0x3C, 0x28) if size == 1 else data[i] == 0xEF or data[i] == 0xE3
    i -= bracket and i > start and data[i - 1] == 0x20
    return bracket and closes_name(data, i, start, end, table, NOT_LISTED)


@njit(nogil=True)
def _number(data: Any, i: Any, start: Any, end: Any) -> Any:
    """Where what gives a person away ends, a number or the @ of an address, that begins at a place; or 0."""
    if data[i] == 0x40:
        return i + 1 if i > start and i + 1 < end and ALNUM[data[i - 1]] and ALNUM[data[i + 1]] else 0
    before = i - 1 - (i - 1 > start and data[i - 1] in (0x20, 0x2D))
    if before >= start and 0x30 <= data[before] <= 0x39:
        return 0
    last, digits = _number_end(data, i, end)
    return last if digits >= _NUMBER else 0


@njit(nogil=True)
def _is_near(data: Any, first: Any, last: Any, start: Any, end: Any, table: Any) -> Any:
    """Whether a name that a number near by tells begins within a stretch."""
    i = max(first, start)
    while i < min(last, end):
        byte = data[i]
        if 0xE4 <= byte <= 0xE9:
            if is_likely(data, i, start, end, table):
                return True
            i += SIZE
        else:
            i += 1
    return False


@njit(nogil=True)
def _is_field(data: Any, i: Any, start: Any, end: Any, table: Any) -> Any:
    """Whether a name of usual characters stands behind a colon or a dash that ends at a place."""
    for _ in range(3):
        if i < end and (data[i] == 0x20 or data[i] == 0x09):
            i += 1
        elif i + 2 < end and data[i] == 0xE3 and data[i + 1] == 0x80 and data[i + 2] == 0x80:
            i += SIZE
    if i < end and data[i] == 0x31:
        wide = i + 1 < end and data[i + 1] >= 0x80
        i += 1 + (SIZE if wide else 1)
        i += i < end and data[i] == 0x20
    return opens_usual(data, i, start, end, table)


@njit(nogil=True)
def _is_named(data: Any, i: Any, size: Any, start: Any, end: Any, table: Any) -> Any:
    """Whether the point at a place stands in a name before which a label or a verb stands."""
    if point_at(data, i + size, start, end) < 0:
        return False
    for _ in range(_LONGEST):
        i -= SIZE
        point = point_at(data, i, start, end)
        if point < 0:
            return False
        before = pair_of(table, point_at(data, i - SIZE, start, end), point)
        if before & (LABEL | SAYS) or table[point] & CALLS:
            return True
    return False


@njit(nogil=True)
def _by_number(data: Any, i: Any, looked: Any, start: Any, end: Any, table: Any) -> Any:
    """Whether a name stands by what begins at a place, a number or an address; and up to where was looked."""
    if data[i] == 0x40 and _addressed(data, i, start, end, table):
        return True, looked
    last = _number(data, i, start, end)
    if not last:
        return False, looked
    if _beside_number(data, i, last, start, end, table):
        return True, looked
    near = _is_near(data, max(looked, i - _NEAR), last + _NEAR, start, end, table)
    return near, last + _NEAR


@njit(inline="always")
def _sign(data: Any, i: Any) -> Any:
    """Which sign begins at a byte of `STARTS`: a wide colon or a dash, a point, or nothing of interest."""
    second, third = data[i + 1], data[i + 2]
    if data[i] == 0xEF:
        return FIELD if second == 0xBC and third == 0x9A else NOTHING
    if data[i] == 0xE2:
        if second != 0x80:
            return NOTHING
        return FIELD if third == 0x94 else POINT if third == 0xA2 or third == 0xA7 else NOTHING
    return POINT if second == 0xB7 else NOTHING


@njit(nogil=True)
def _by_sign(data: Any, i: Any, start: Any, end: Any, table: Any) -> Any:
    """Whether a name stands behind the colon or dash, or around the point, that may begin at a place."""
    what = _sign(data, i)
    if what == FIELD:
        return _is_field(data, i + SIZE, start, end, table)
    return what == POINT and _is_named(data, i, 2 if data[i] == 0xC2 else SIZE, start, end, table)


@njit(nogil=True)
def _holds_name(data: Any, start: Any, end: Any, table: Any) -> Any:
    """Whether a text may hold a name."""
    i, looked = start, start
    while i < end:
        what = STARTS[data[i]]
        if what == NOTHING:
            i += 1
        elif what == HAN_LEAD:
            kind = kind_of(table, point_at(data, i, start, end))
            second = kind & ANY_SURNAME and kind_of(table, point_at(data, i + SIZE, start, end)) & SECOND
            if second and is_told(data, i, start, end, table):
                return True
            i += SIZE
        elif what == NUMBER:
            found, looked = _by_number(data, i, looked, start, end, table)
            if found:
                return True
            i += 1
        else:
            if (
                _is_field(data, i + 1, start, end, table)
                if what == FIELD
                else _by_sign(data, i, start, end, table)
            ):
                return True
            i += 1
    return False


@njit(nogil=True, cache=True)
def find_names(offsets: Any, data: Any, table: Any, out: Any) -> None:
    """Set `out[n]` where text n may hold a name.

    Args:
        offsets: int64, where each text begins, and where one more would: see `kernels.lines.on_lines`.
        data: uint8, the bytes of all texts, each with a line feed behind, and at least 3 more.
        table: See `danlu.cleaning.personal.name_tables.table`.
        out: bool, one a text.
    """
    for n in range(out.size):
        if _holds_name(data, offsets[n], offsets[n + 1] - 1, table):
            out[n] = True
