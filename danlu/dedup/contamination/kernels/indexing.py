"""The kernels that fold the items of evaluation sets, mark them, and lay out the table of their n-grams."""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.contamination.kernels import loop
from danlu.dedup.contamination.kernels.aligning import MOST_CODES
from danlu.dedup.contamination.kernels.folding import decode, fold, hash_letters, is_listed
from danlu.dedup.contamination.kernels.judging import COMMON, DECISIVE, WORD
from danlu.dedup.contamination.kernels.selecting import SEED_UNITS, hash_units, select


@loop
def fold_texts(offsets: Any, data: Any, tables: Any) -> Any:
    """The folded texts, at most `MOST_CODES` characters of each, with marks where words begin; offsets."""
    longest = 0
    for text in range(offsets.size - 1):
        longest = max(longest, offsets[text + 1] - offsets[text])
    room = 4 * longest + 16
    folded, places, first = np.empty(room, np.uint8), np.empty(room, np.int32), np.empty(room, np.uint8)
    units, marks = np.empty(4096, np.uint8), np.empty(4096, np.uint8)
    bounds = np.zeros(offsets.size, np.int64)
    for text in range(offsets.size - 1):
        count = fold(data, offsets[text], offsets[text + 1], tables, (folded, places, first))
        kept, codes = 0, 0
        while kept < count and codes < MOST_CODES:
            kept += decode(folded, kept)[1]
            codes += 1
        start = bounds[text]
        while start + kept > units.size:
            units = np.concatenate((units, np.empty(units.size, np.uint8)))
            marks = np.concatenate((marks, np.empty(marks.size, np.uint8)))
        for at in range(kept):
            units[start + at], marks[start + at] = folded[at], first[at] * WORD
        bounds[text + 1] = start + kept
    return units[: bounds[-1]], marks[: bounds[-1]], bounds


@loop
def mark_decisive(units: Any, marks: Any, bounds: Any, words: Any, han: Any) -> None:
    """Marks the words that decide."""
    for text in range(bounds.size - 1):
        at, end = bounds[text], bounds[text + 1]
        while at < end:
            stop = at + 1
            while stop < end and not marks[stop] & WORD:
                stop += 1
            code, _ = decode(units, at)
            decides = is_listed(hash_letters(units, at, stop), words)
            if decides or (0x80 <= code < 0x10000 and han[code]):
                for place in range(at, stop):
                    marks[place] |= DECISIVE
            at = stop


@loop
def select_texts(units: Any, bounds: Any) -> Any:
    """The selected n-grams of all texts: hashes, texts and places."""
    longest = 0
    for text in range(bounds.size - 1):
        longest = max(longest, bounds[text + 1] - bounds[text])
    hashes, starts = np.empty(longest + 1, np.uint64), np.empty(longest + 1, np.int64)
    all_hashes = np.empty(units.size, np.uint64)
    owners, places = np.empty(units.size, np.int64), np.empty(units.size, np.int32)
    count = 0
    for text in range(bounds.size - 1):
        start, end = bounds[text], bounds[text + 1]
        selected = select(units[start:end], end - start, hashes, starts)
        for index in range(selected):
            all_hashes[count], owners[count], places[count] = hashes[index], text, starts[index]
            count += 1
    return all_hashes[:count].copy(), owners[:count].copy(), places[:count].copy()


@loop
def mark_common(marks: Any, bounds: Any, owners: Any, places: Any) -> None:
    """Marks the stretches that n-grams of boilerplate cover."""
    for index in range(owners.size):
        start = bounds[owners[index]] + places[index]
        for at in range(start, start + SEED_UNITS):
            marks[at] |= COMMON


@loop
def distinct_units(marks: Any, bounds: Any) -> Any:
    """The units of each text that are no boilerplate."""
    result = np.zeros(bounds.size - 1, np.int64)
    for text in range(bounds.size - 1):
        for at in range(bounds[text], bounds[text + 1]):
            result[text] += marks[at] & COMMON == 0
    return result


@loop
def hash_texts(units: Any, bounds: Any) -> Any:
    """A hash of each folded text."""
    result = np.zeros(bounds.size - 1, np.uint64)
    for text in range(bounds.size - 1):
        result[text] = hash_units(units, bounds[text], bounds[text + 1])
    return result


@loop
def lay_out(hashes: Any, bits: Any, slots: Any, firsts: Any) -> None:
    """Fills the filter and the open-addressed table from sorted hashes; `firsts` holds -1 throughout."""
    mask, bit_mask = np.int64(slots.size - 1), np.uint64(bits.size * 64 - 1)
    start = 0
    while start < hashes.size:
        end = start + 1
        while end < hashes.size and hashes[end] == hashes[start]:
            end += 1
        hashed = hashes[start]
        bit = hashed & bit_mask
        bits[bit >> np.uint64(6)] |= np.uint64(1) << (bit & np.uint64(63))
        slot = np.int64((hashed >> np.uint64(20)) & np.uint64(mask))
        while firsts[slot, 0] >= 0:
            slot = (slot + 1) & mask
        slots[slot], firsts[slot, 0], firsts[slot, 1] = hashed, start, end
        start = end
