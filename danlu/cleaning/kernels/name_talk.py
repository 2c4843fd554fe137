"""Whether a name that talk tells may begin at a place, by its characters and by those around it.

Generous where it is unsure, and never strict where `name_free` and `name_short` are not.
"""

from __future__ import annotations

from typing import Any

from numba import njit

from danlu.cleaning.kernels.name_characters import (
    ALONE,
    CAREFUL,
    CERTAIN,
    COMMON,
    COMPOUND,
    DOES,
    FREQUENT,
    GIVEN,
    GOES_ON,
    LABEL,
    LEADING,
    LEADS,
    LOOSE,
    MOSTLY,
    OF_WORDS,
    PAST,
    PERSON,
    PLACE,
    SHORT_GIVEN,
    SIZE,
    SURNAME,
    SURNAME_OF_TWO,
    TITLE,
    WORD_TOO,
    ends_at,
    kind_of,
    pair_of,
    point_at,
)  # fmt: skip

_SURE = 3


@njit(nogil=True)
def _signed(data: Any, i: Any, start: Any) -> Any:
    """Whether a dash stands before a place, or a dash and a blank."""
    i -= i > start and data[i - 1] == 0x20
    if i > start and data[i - 1] == 0x2D:
        return True
    return i - SIZE >= start and data[i - 3] == 0xE2 and data[i - 2] == 0x80 and data[i - 1] in (0x93, 0x94)


@njit(nogil=True)
def _led(data: Any, i: Any, start: Any, end: Any, table: Any) -> Any:
    """How plainly a person is led to at most: see `name_doing.led`."""
    before = point_at(data, i - 3, start, end)
    if before < 0:
        return 2 if _signed(data, i, start) else 1
    kind = kind_of(table, before)
    if kind & PERSON:
        return 2
    leads = pair_of(table, point_at(data, i - 6, start, end), before)
    if leads & LABEL:
        return 2
    if leads & LEADS and kind_of(table, point_at(data, i, start, end)) & MOSTLY:
        return 1 if kind & LOOSE else 2
    return 1 if kind & LEADING else 0


@njit(nogil=True)
def _does(data: Any, i: Any, start: Any, end: Any, table: Any) -> Any:
    """How plainly a person does something at most: see `name_doing.does`."""
    first, second = point_at(data, i, start, end), point_at(data, i + 3, start, end)
    if pair_of(table, first, second) & DOES:
        return 2
    if ends_at(data, i, start, end) or kind_of(table, first) & GOES_ON or kind_of(table, second) & PAST:
        return 1
    return 1 if kind_of(table, point_at(data, i + 6, start, end)) & PAST else 0


@njit(nogil=True)
def _sureness(data: Any, i: Any, start: Any, end: Any, table: Any) -> Any:
    """How sure a surname and two further characters are at most: see `name_sure.sureness`."""
    first, second, third = (
        point_at(data, i, start, end),
        point_at(data, i + 3, start, end),
        point_at(data, i + 6, start, end),
    )
    if first == second == third:
        return 0
    sure = _SURE
    if pair_of(table, first, second) & COMMON:
        sure -= 2
    if pair_of(table, point_at(data, i - 3, start, end), first) & COMMON:
        sure -= 2
    if pair_of(table, second, third) & COMMON:
        sure -= 1
    if table[first] & WORD_TOO:
        sure -= 1
    if table[third] & PLACE:
        sure -= 1
    behind = pair_of(table, third, point_at(data, i + 9, start, end))
    if behind & TITLE:
        sure -= 2
    if behind & COMMON:
        sure -= 1
    return sure


@njit(nogil=True)
def _is_long(data: Any, i: Any, start: Any, end: Any, table: Any) -> Any:
    """Whether a name of three characters that talk tells may begin at a place: see `name_free`."""
    sure = _sureness(data, i, start, end, table)
    if sure < _SURE - 1:
        return False
    left, right = (
        _led(data, i, start, end, table),
        _does(data, i + 9, start, end, table),
    )
    kind, before = kind_of(table, point_at(data, i, start, end)), point_at(data, i - 3, start, end)
    if (sure >= _SURE or right == 2) and kind & FREQUENT and before >= 0:
        if left == 0 and kind & ALONE and kind_of(table, before) & LOOSE:
            left = 1
        if right == 0 and kind & MOSTLY:
            right = 1
    if left == 0:
        behind = pair_of(table, point_at(data, i + 9, start, end), point_at(data, i + 12, start, end))
        return sure >= _SURE and behind & CERTAIN != 0
    return left + right >= 2 + (sure < _SURE)


@njit(nogil=True)
def _is_short(data: Any, i: Any, start: Any, end: Any, table: Any) -> Any:
    """Whether a name of two characters that talk tells may begin at a place: see `name_short`."""
    first, second = point_at(data, i, start, end), point_at(data, i + 3, start, end)
    before = point_at(data, i - 3, start, end)
    if pair_of(table, first, second) & COMMON or pair_of(table, before, first) & COMMON:
        return False
    left, right = (
        _led(data, i, start, end, table),
        _does(data, i + 6, start, end, table),
    )
    if left == 0 and kind_of(table, before) & LOOSE and not table[first] & CAREFUL:
        left = 1
    if left == 0 or right == 0:
        return False
    doubt = (table[first] & CAREFUL != 0) + (table[second] & OF_WORDS != 0)
    if right < 2 and pair_of(table, second, point_at(data, i + 6, start, end)) & COMMON:
        return False
    return left + right >= 2 + doubt


@njit(nogil=True)
def _is_compound(data: Any, i: Any, start: Any, end: Any, table: Any) -> Any:
    """Whether a surname of two characters and a given name may begin at a place that talk tells."""
    second = point_at(data, i + 3, start, end)
    if not pair_of(table, point_at(data, i, start, end), second) & SURNAME_OF_TWO:
        return False
    if not kind_of(table, point_at(data, i + 6, start, end)) & GIVEN:
        return False
    right = max(
        _does(data, i + 9, start, end, table),
        _does(data, i + 12, start, end, table),
    )
    if right == 2 or _led(data, i, start, end, table) > 0:
        return True
    return kind_of(table, point_at(data, i - 3, start, end)) & LOOSE != 0


@njit(nogil=True)
def is_told(data: Any, i: Any, start: Any, end: Any, table: Any) -> Any:
    """Whether a name that talk tells may begin at a character of surnames."""
    kind = kind_of(table, point_at(data, i, start, end))
    second = kind_of(table, point_at(data, i + 3, start, end))
    third = kind_of(table, point_at(data, i + 6, start, end))
    if kind & SURNAME and second & third & GIVEN and _is_long(data, i, start, end, table):
        return True
    if kind & (ALONE | CAREFUL) and second & SHORT_GIVEN and _is_short(data, i, start, end, table):
        return True
    return kind & COMPOUND != 0 and _is_compound(data, i, start, end, table)
