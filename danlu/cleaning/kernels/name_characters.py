"""What characters, alone and two by two, are to a Chinese name: how tables of it are looked up.

The table is made of word lists by `danlu.cleaning.personal.name_tables`; it is one array, which costs a loop
least. A place is a byte of the text `data[start:end]`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, uint32

FIRST_POINT, POINTS = 0x4E00, 0x5200
"""The Han characters that names are made of: the first, and how many."""
(
    SECOND, SURNAME, COMPOUND, FREQUENT, ALONE, MOSTLY, CAREFUL, WORD_TOO, GIVEN, SHORT_GIVEN, OF_WORDS,
    PLACE, PERSON, LEFT, LEADING, LOOSE, GOES_ON, PAST, NEVER, FOLLOWS, CALLS,
) = (np.uint32(1 << bit) for bit in range(21))  # fmt: skip
"""What a character is to a name."""
ANY_SURNAME = SURNAME | COMPOUND | FREQUENT | ALONE | CAREFUL
COMMON, SURNAME_OF_TWO, LABEL, LEADS, DOES, CERTAIN, TITLE, SAYS = (np.uint32(1 << bit) for bit in range(8))
"""What two characters are: of ordinary text; a surname; the end of what stands before a name; behind one."""
SIZE = 3
"""Bytes of a Han character."""
SLOTS, PLANE = 1 << 14, 1 << 16
KEYS, PAIRS, SEAMS = POINTS, POINTS + SLOTS, POINTS + 2 * SLOTS
"""Where the parts of the table begin behind that of characters: pairs by open addressing, and what each of
them is; what each character of the first plane is between a word and a name."""


@njit
def slot(key: Any) -> Any:
    """Where the search for a pair begins."""
    return (np.int64(key) * 2654435761 >> 15) & (SLOTS - 1)


@njit
def pair_key(first: Any, second: Any) -> Any:
    """Two characters, by their places among the Han characters, as one number that is not 0."""
    return (uint32(first + 1) << uint32(16)) | uint32(second + 1)


@njit(inline="always")
def point_at(data: Any, i: Any, start: Any, end: Any) -> Any:
    """The place in the table of the Han character at a place of the text; -1 where none stands there."""
    if i < start or i + SIZE > end or data[i] < 0xE4 or data[i] > 0xE9:
        return -1
    high = (uint32(data[i] & 0x0F) << uint32(12)) | (uint32(data[i + 1] & 0x3F) << uint32(6))
    return np.int64(high | uint32(data[i + 2] & 0x3F)) - FIRST_POINT


@njit(inline="always")
def kind_of(table: Any, point: Any) -> Any:
    """What the Han character is whose place is given; 0 where there is none."""
    return table[point] if point >= 0 else uint32(0)


@njit(nogil=True)
def pair_of(table: Any, first: Any, second: Any) -> Any:
    """What two characters side by side are; 0 for those that no list holds."""
    if first < 0 or second < 0:
        return uint32(0)
    key = pair_key(first, second)
    at = slot(key)
    while table[KEYS + at]:
        if table[KEYS + at] == key:
            return table[PAIRS + at]
        at = (at + 1) & (SLOTS - 1)
    return uint32(0)


@njit(nogil=True)
def ends_at(data: Any, i: Any, start: Any, end: Any) -> Any:
    """Whether a name may end at a place: see `name_shape.ends`."""
    if i >= end:
        return True
    byte = data[i]
    letter = 0x41 <= byte <= 0x5A or 0x61 <= byte <= 0x7A or byte == 0x2D
    point = byte == 0xC2 and data[i + 1] == 0xB7
    return not (letter or point or point_at(data, i, start, end) >= 0)
