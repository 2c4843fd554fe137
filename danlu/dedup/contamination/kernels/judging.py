"""The kernels that tell from an alignment whether a row holds an item, or only looks like it.

Numbers, words of number, negation and comparison, and Han characters of that kind decide: where the
row has another one in the place of one, or nothing, it asks something else. A word that differs by a slip (a
letter in four, a pair exchanged) or a Han character by one that sounds or looks like it is a typo;
another is a replacement.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.contamination.kernels import loop
from danlu.dedup.contamination.kernels.aligning import ABSENT, SUBSTITUTED
from danlu.dedup.contamination.kernels.folding import is_listed

WORD, COMMON, DECISIVE = 1, 2, 4
"""Marks of an item's characters: a word begins, it stands in boilerplate, its word decides."""
SOLID = 10
"""Units of a run without edits that is no chance: where the item begins and ends in the row."""
MARGIN = 12
"""Characters beyond these ends within which another number still decides."""
FIRST_HAN = 0x2E80
SOUNDS_ALIKE = 10
"""Places apart in the order of pronunciation within which two characters sound alike."""
NEGATES, COUNTS = 2, 3
"""What the table of decisive Han characters says of one that negates, and of a number."""


@loop
def is_number(code: Any) -> Any:
    """Whether a code point is a digit."""
    return 0x30 <= code <= 0x39


@loop
def place_in_row(aligned: Any) -> Any:
    """Where in the row a character stands, or what stands in its place; -1 for nothing."""
    if aligned >= 0:
        return aligned
    return SUBSTITUTED - aligned if aligned <= SUBSTITUTED else -1


@loop
def solid_ends(to: Any, size: Any, places: Any) -> Any:
    """The first and the last of the item's characters that stand in a solid run; -1 where none is."""
    first, last, start = -1, -1, 0
    for at in range(size + 1):
        goes_on = 0 < at < size and to[at] >= 0 and to[at - 1] >= 0 and to[at] == to[at - 1] + 1
        if goes_on:
            continue
        if at > start and to[start] >= 0 and places[at] - places[start] >= SOLID:
            first = start if first < 0 else first
            last = at - 1
        start = at
    return first, last


@loop
def is_other_number(own: Any, to: Any, start: Any, end: Any, row: Any) -> bool:
    """Whether the row has other digits where the item has the digits start to end.

    Where the point of a fraction or a comma is lost, all digits are there still.
    """
    codes, marks, length = row
    met, differs = 0, False
    for at in range(start, end):
        place = place_in_row(to[at])
        met += place >= 0 and (to[at] >= 0 or is_number(codes[place]))
        differs = differs or to[at] < 0
    if met == 0:
        return False
    head, tail = place_in_row(to[start]), place_in_row(to[end - 1])
    if head > 0 and is_number(codes[head - 1]) and not marks[head] & WORD:
        differs = differs or start == 0 or place_in_row(to[start - 1]) != head - 1
    if 0 <= tail < length - 1 and is_number(codes[tail + 1]) and not marks[tail + 1] & WORD:
        differs = differs or end == own.size or place_in_row(to[end]) != tail + 1
    return differs


@loop
def row_word(place: Any, row: Any) -> Any:
    """The hash of the row's word at a place (FNV-1a over its ASCII)."""
    codes, marks, length = row
    start = place
    while start > 0 and not marks[start] & WORD:
        start -= 1
    found = np.uint64(0xCBF29CE484222325)
    at = start
    while at < length and (at == start or not marks[at] & WORD):
        found = (found ^ np.uint64(codes[at] & 0xFF)) * np.uint64(0x100000001B3)
        at += 1
    return found


@loop
def slips(own: Any, to: Any, start: Any, end: Any, row: Any) -> Any:
    """The edits of one word: characters that differ, are left out or put in; an exchanged pair is one."""
    codes = row[0]
    matched, replaced, low, high = 0, 0, -1, -1
    for at in range(start, end):
        place = place_in_row(to[at])
        if place < 0:
            continue
        matched += to[at] >= 0
        replaced += to[at] < 0
        low = place if low < 0 else low
        high = place
    size = end - start
    if low < 0:
        return size
    edits = size - matched + high - low + 1 - matched - replaced
    if edits == 2 and high - low + 1 == size:
        for step in range(size - 1):
            crossed = (
                own[start + step] == codes[low + step + 1] and own[start + step + 1] == codes[low + step]
            )
            if crossed and own[start + step] != codes[low + step]:
                return 1
    return edits


@loop
def judge_word(item: Any, to: Any, start: Any, end: Any, row: Any, decisive: Any) -> int:
    """1 where the row replaces a word by another, -1 where that or the item's decides, else 0."""
    own, item_marks, _ = item
    edits = slips(own, to, start, end, row)
    replaced = edits > max(1, (end - start) // 4)
    decides = item_marks[start] & DECISIVE
    place = -1
    for at in range(start, end):
        place = max(place, place_in_row(to[at]))
    if place < 0:
        return -1 if decides else 1
    if decides:
        extended = place < row[2] - 1 and not row[1][place + 1] & WORD
        if (edits > 0 or extended) and is_listed(row_word(place, row), decisive):
            return -1
    elif replaced and is_listed(row_word(place, row), decisive):
        return -1
    return 1 if replaced else 0


@loop
def put_in(start: Any, stop: Any, row: Any, tables: Any) -> int:
    """What the row puts between two of the item's characters: 0 of no weight, 1 more, -1 what decides."""
    codes, marks, length = row
    decisive, decisive_han = tables[0], tables[1]
    letters, han, negates = 0, 0, False
    for place in range(start, stop):
        code = codes[place]
        letters += not is_number(code)
        if FIRST_HAN <= code < 0x10000:
            han += 1
            negates = negates or decisive_han[code] == NEGATES
    if negates and stop - start <= 2:
        return -1
    whole = marks[start] & WORD and (stop >= length or marks[stop] & WORD)
    if whole and letters == stop - start and letters <= 12 and is_listed(row_word(start, row), decisive):
        return -1
    return 1 if han >= 2 or letters >= 4 else 0


@loop
def is_changed_number(item: Any, to: Any, start: Any, end: Any, ends: Any, row: Any) -> Any:
    """Whether the row has another number, or between the item's ends none, where the item has one."""
    first, last = ends
    if start >= first and end - 1 <= last:
        for at in range(start, end):
            if to[at] < 0:
                return True
    near = start >= first - MARGIN and end - 1 <= last + MARGIN
    return near and is_other_number(item[0], to, start, end, row)


@loop
def is_mistaken(own: Any, other: Any, sounds: Any, shapes: Any) -> bool:
    """Whether one Han character may be typed for another: they sound alike, or they look alike."""
    if own >= 0x10000 or other >= 0x10000:
        return False
    heard = sounds[own] > 0 and sounds[other] > 0 and abs(sounds[own] - sounds[other]) <= SOUNDS_ALIKE
    return bool(heard or (shapes[own] > 0 and shapes[own] == shapes[other]))


@loop
def is_moved(item: Any, to: Any, at: Any, row: Any) -> bool:
    """Whether a character that is not in its place stands beside it, as in an exchanged pair."""
    place = place_in_row(to[at])
    if place < 0 and at > 0:
        place = place_in_row(to[at - 1])
    if place < 0:
        return False
    found = False
    for near in range(max(0, place - 1), min(row[2], place + 3)):
        found = found or row[0][near] == item[0][at]
    return found


@loop
def judge_han(item: Any, to: Any, at: Any, first: Any, seen: Any) -> int:
    """1 where the row replaces a Han character, or leaves out the second of two; -1 where it decides.

    One that is taken for another, or left out between two that stand, is a typo.
    """
    row, tables = seen
    code = item[0][at]
    counts = code < 0x10000 and tables[1][code] == COUNTS
    if to[at] >= 0 or (not counts and is_moved(item, to, at, row)):
        return 0
    if item[1][at] & DECISIVE:
        return -1
    if to[at] <= SUBSTITUTED:
        other = row[0][SUBSTITUTED - to[at]]
        return 0 if is_mistaken(code, other, tables[2], tables[3]) else 1
    before = at
    while before > first and to[before - 1] == ABSENT and item[0][before - 1] >= FIRST_HAN:
        before -= 1
    return 1 if (at - before) % 2 else 0


@loop
def replacements(item: Any, to: Any, ends: Any, row: Any, tables: Any) -> int:
    """The words that the row replaces or puts in between the item's ends; -1 where it asks something else."""
    own, marks, size = item
    first, last = ends
    replaced, at = 0, 0
    while at < size:
        end = at + 1
        while end < size and not marks[end] & WORD:
            end += 1
        verdict = 0
        if is_number(own[at]):
            verdict = -1 if is_changed_number(item, to, at, end, ends, row) else 0
        elif at >= first and end - 1 <= last:
            if own[at] >= FIRST_HAN:
                verdict = judge_han(item, to, at, first, (row, tables))
            else:
                verdict = judge_word(item, to, at, end, row, tables[0])
        if verdict < 0:
            return -1
        replaced += verdict
        at = end
    for at in range(first, last):
        start, stop = place_in_row(to[at]) + 1, place_in_row(to[at + 1])
        verdict = put_in(start, stop, row, tables) if 0 < start < stop else 0
        if verdict < 0:
            return -1
        replaced += verdict
    return replaced


@loop
def measure(item: Any, to: Any, first: Any, last: Any, gram: Any, figures: Any) -> None:
    """Writes the shares of the item that the row has, and the longest run without an edit.

    `figures`: the share of units, of those outside boilerplate, of n-grams of `gram` units, and the
    units of the longest run.
    """
    marks, places, size = item
    total, distinct, had, had_distinct, whole, longest, run = 0, 0, 0, 0, 0, 0, 0
    for at in range(size):
        units = places[at + 1] - places[at]
        has = first <= at <= last and to[at] >= 0
        total += units
        distinct += units * (marks[at] & COMMON == 0)
        had += units * has
        had_distinct += units * (has and marks[at] & COMMON == 0)
        goes_on = has and at > first and to[at - 1] >= 0 and to[at] == to[at - 1] + 1
        if not goes_on:
            whole += max(0, run - gram + 1)
            run = 0
        run += units * has
        longest = max(longest, run)
    whole += max(0, run - gram + 1)
    figures[0] = had / total
    figures[1] = had_distinct / max(1, distinct)
    figures[2] = whole / max(1, total - gram + 1)
    figures[3] = longest
