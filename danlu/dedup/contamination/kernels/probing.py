"""The kernel that looks for the items of evaluation sets in texts.

A text is folded, its selected n-grams are looked up, and where enough of an item's stand at about the
same distance the item is aligned with that stretch and judged. Texts are taken in pieces that overlap by
more than an item is long.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.contamination.kernels import loop
from danlu.dedup.contamination.kernels.aligning import (
    MOST_CODES,
    MOST_ROW_CODES,
    align,
    share_trigrams,
    unpack,
)
from danlu.dedup.contamination.kernels.folding import fold
from danlu.dedup.contamination.kernels.judging import measure, replacements, solid_ends
from danlu.dedup.contamination.kernels.selecting import hash_units, select

PIECE, OVERLAP = 1 << 16, 1 << 14
"""Bytes of a text that are looked at together, and those of them that the next piece sees again."""
EQUAL, EMBEDDED, NEAR = 0, 1, 2
MATCH = ("leaf", "item", "how", "start", "end", "run")
"""What is written of a match in whole numbers: start and end in bytes of the text, the longest run in units.
Then, as shares: how much of the item the row has, and how many of its n-grams."""
_LOW = np.int64((1 << 22) - 1)


@loop
def grown(array: Any) -> Any:
    """The array with twice the room."""
    larger = np.empty((array.shape[0] * 2, array.shape[1]), array.dtype)
    larger[: array.shape[0]] = array
    return larger


@loop
def look_up(hashes: Any, places: Any, selected: Any, seeds: Any, hits: Any) -> Any:
    """Packs item, distance and place of every n-gram that an item has; gives the hits and their count."""
    bits, slots, firsts, postings = seeds
    mask, count = np.uint64(slots.size - 1), 0
    bit_mask = np.uint64(bits.size * 64 - 1)
    for index in range(selected):
        hashed = hashes[index]
        bit = hashed & bit_mask
        if not (bits[bit >> np.uint64(6)] >> (bit & np.uint64(63))) & np.uint64(1):
            continue
        slot = np.int64((hashed >> np.uint64(20)) & mask)
        while slots[slot] != hashed and firsts[slot, 0] >= 0:
            slot = (slot + 1) & np.int64(mask)
        if firsts[slot, 0] < 0:
            continue
        for posting in range(firsts[slot, 0], firsts[slot, 1]):
            if count == hits.size:
                larger = np.empty(2 * hits.size, np.int64)
                larger[:count] = hits
                hits = larger
            item, place = postings[posting, 0], postings[posting, 1]
            distance = places[index] - place + (1 << 20)
            hits[count] = (np.int64(item) << 22) | distance
            count += 1
    return hits, count


@loop
def densest(hits: Any, start: Any, end: Any, width: Any) -> Any:
    """Of sorted distances the most that lie within `width`: how many, the first and the last."""
    best, low, most, far = 0, start, 0, start
    for high in range(start, end):
        while hits[high] - hits[low] > width:
            low += 1
        if high - low + 1 > most:
            most, best, far = high - low + 1, low, high
    return most, (hits[best] & _LOW) - (1 << 20), (hits[far] & _LOW) - (1 << 20)


@loop
def lay(item: Any, row: Any, shift: Any, to: Any) -> bool:
    """Lays the item over the row at a distance; whether all its characters stand there."""
    own, size = item
    codes, length = row
    if shift < 0 or shift + size > length:
        return False
    for at in range(size):
        if own[at] != codes[shift + at]:
            return False
        to[at] = shift + at
    return True


@loop
def distance(units: Any, own: Any, other: Any) -> Any:
    """A distance in units as one in characters: of the row's, or of the item's that stand before the row."""
    if units >= 0:
        return np.searchsorted(other, units)
    return -np.searchsorted(own, own[0] - units)


@loop
def compare(item: Any, sets: Any, piece: Any, span: Any, bounds: Any, work: Any) -> int:
    """How the item stands between two distances of the piece, or -1; figures and ends are left in `work`."""
    folded, marks, count = piece
    units, unit_marks, offsets = sets[0], sets[1], sets[2]
    own, other, to, room, figures, counts = work
    start, end = offsets[item], offsets[item + 1]
    size = unpack(units, unit_marks, start, end, MOST_CODES, own)
    compared = own[2][size] - start
    slack = 24 + compared // 8
    begin, stop = max(0, span[0] - slack), min(count, span[1] + compared + slack)
    while begin < count and (folded[begin] & 0xC0) == 0x80:
        begin += 1
    length = unpack(folded, marks, begin, max(begin, stop), MOST_ROW_CODES, other)
    shift = distance(span[0], own[2][:size], other[2][:length])
    if not lay((own[0], size), (other[0], length), shift, to):
        if not share_trigrams(own[0], size, other[0], length, counts):
            return -1
        far = distance(span[1], own[2][:size], other[2][:length])
        # where the text ends within the item, the band reaches to its end
        cut = max(length - size, -size * 2 // 5)
        band = min(shift - 8 - size // 8, cut), far + 8 + size // 8
        if not align((own[0], size), (other[0], length), band, room, to):
            return -1
    first, last = solid_ends(to, size, own[2])
    if first < 0:
        return -1
    measure((own[1], own[2], size), to, first, last, bounds[0], figures)
    if figures[0] < min(bounds[1], bounds[2]):
        return -1
    row = other[0], other[1], length
    replaced = replacements((own[0], own[1], size), to, (first, last), row, sets[4])
    if replaced < 0:
        return -1
    figures[4], figures[5] = other[2][to[first]], other[2][to[last] + 1]
    if first == 0 and last == size - 1 and figures[0] == 1.0 and figures[3] == compared == count:
        return EQUAL
    shared = max(figures[2], figures[3] / compared)
    if shared >= bounds[1] and figures[1] >= bounds[1]:
        return EMBEDDED
    is_near = figures[0] >= bounds[2] and figures[1] >= bounds[2]
    return NEAR if is_near and replaced <= compared // bounds[3] else -1


@loop
def find_short(folded: Any, count: Any, shorts: Any) -> Any:
    """Which of the short items (a range of `shorts`) equal the whole folded text."""
    hashes, most = shorts[0], shorts[2]
    if count == 0 or count > most:
        return 0, 0
    hashed = hash_units(folded, 0, count)
    start = np.searchsorted(hashes, hashed)
    end = start
    while end < hashes.size and hashes[end] == hashed:
        end += 1
    return start, end


@loop
def equals(folded: Any, count: Any, item: Any, sets: Any) -> Any:
    """Whether the whole folded text is the item."""
    units, offsets = sets[0], sets[2]
    start = offsets[item]
    at, same = 0, offsets[item + 1] - start == count
    while same and at < count:
        same = units[start + at] == folded[at]
        at += 1
    return same


@loop
def add(found: Any, whole: Any, shares: Any) -> Any:
    """The match added to those that were found: two arrays and how many of their lines are taken."""
    lines, parts, count = found
    if count == lines.shape[0]:
        lines, parts = grown(lines), grown(parts)
    for column in range(6):
        lines[count, column] = whole[column]
    parts[count, 0], parts[count, 1] = shares[0], shares[1]
    return lines, parts, count + 1


@loop
def end_of_character(data: Any, at: Any, end: Any) -> Any:
    """The byte after the character that starts at a byte."""
    at += 1
    while at < end and (data[at] & 0xC0) == 0x80:
        at += 1
    return at


@loop
def find_whole(leaf: Any, length: Any, piece: Any, shorts: Any, sets: Any, found: Any) -> Any:
    """Adds the short items that equal the whole text."""
    folded, _, count = piece
    low, high = find_short(folded, count, shorts)
    for place in range(low, high):
        item = shorts[1][place]
        if equals(folded, count, item, sets):
            found = add(found, (leaf, item, EQUAL, 0, length, count), (1.0, 1.0))
    return found


@loop
def find_items(text: Any, hits: Any, sets: Any, bounds: Any, work: Any, found: Any) -> Any:
    """Adds the items that stand in a piece of a text. `hits` are sorted by item, then by distance."""
    leaf, data, begin, at, stop, end, places, piece = text
    figures, index = work[4], 0
    while index < hits.size:
        item, ahead = hits[index] >> 22, index
        while ahead < hits.size and hits[ahead] >> 22 == item:
            ahead += 1
        how, least = -1, sets[3][item]
        if ahead - index >= least:
            width = 32 + (sets[2][item + 1] - sets[2][item]) // 8
            most, near, far = densest(hits, index, ahead, width)
            if most >= least:
                how = compare(item, sets, piece, (near, far), bounds, work)
        if how >= 0:
            if at > begin or stop < end:
                how = max(how, EMBEDDED)
            first = at + places[np.int64(figures[4])]
            last = end_of_character(data, at + places[np.int64(figures[5]) - 1], end)
            line = (leaf, item, how, first - begin, last - begin, np.int64(figures[3]))
            found = add(found, line, (figures[0], figures[2]))
        index = ahead
    return found


@loop
def workspace() -> Any:
    """What aligning needs room for."""
    own = MOST_CODES + 1
    row = MOST_ROW_CODES + 1
    return (
        (np.empty(own, np.int64), np.empty(own, np.uint8), np.empty(own, np.int64)),
        (np.empty(row, np.int64), np.empty(row, np.uint8), np.empty(row, np.int64)),
        np.empty(own, np.int64),
        (np.empty(own * row, np.uint8), np.empty(row, np.int32), np.empty(row, np.int32)),
        np.zeros(6, np.float64),
        np.zeros(8192, np.int32),
    )


@loop
def probe(texts: Any, tables: Any, seeds: Any, sets: Any, shorts: Any, bounds: Any) -> Any:
    """Every match of an item in a text: whole numbers and shares, a line each.

    Args:
        texts: Offsets and bytes of the texts.
        tables: For folding.
        seeds: Filter, table and postings of the items' n-grams.
        sets: Folded items, their marks, offsets, how many n-grams must meet, and what decides.
        shorts: Hashes of the items that match as a whole only, sorted; the items; the longest.
        bounds: Units of an n-gram, least share of n-grams, least likeness, units per replaced word.
    """
    offsets, data = texts
    room = 4 * PIECE + 64
    folded, places, first = np.empty(room, np.uint8), np.empty(room, np.int32), np.empty(room, np.uint8)
    hashes, starts, hits = np.empty(room, np.uint64), np.empty(room, np.int64), np.empty(4096, np.int64)
    work = workspace()
    found = np.empty((64, 6), np.int64), np.empty((64, 2), np.float64), 0
    for leaf in range(offsets.size - 1):
        begin, end = np.int64(offsets[leaf]), np.int64(offsets[leaf + 1])
        at, stop = begin, begin
        while stop < end:
            stop = min(end, at + PIECE)
            while stop < end and (data[stop] & 0xC0) == 0x80:
                stop -= 1
            count = fold(data, at, stop, tables, (folded, places, first))
            piece = folded, first, count
            if at == begin and stop == end:
                found = find_whole(leaf, end - begin, piece, shorts, sets, found)
            hits, met = look_up(hashes, starts, select(folded, count, hashes, starts), seeds, hits)
            if met:
                meeting = hits[:met]
                meeting.sort()
                text = leaf, data, begin, at, stop, end, places, piece
                found = find_items(text, meeting, sets, bounds, work, found)
            at = stop - OVERLAP if stop < end else stop
            while at < end and (data[at] & 0xC0) == 0x80:
                at -= 1
    return found[0][: found[2]], found[1][: found[2]]
