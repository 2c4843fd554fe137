"""The kernels that find every pair of a train row and a held-out row that are alike, none left out.

Prefix filtering (Chaudhuri, Ganti, Kaushik 2006; Bayardo, Ma, Srikant 2007, *Scaling up all pairs
similarity search*): of two sets with a Jaccard similarity of at least t, each has one of the other's
elements among its first (1 - t)n + 1, whatever the order of elements is. The order here is by how
many held-out rows have a shingle, rarest first, in classes; each prefix is taken to the end of a class, so
that the order within one does not matter. Candidates are found by the high 32 bits of the shingles, with
room for a few that fall together; the likeness of a pair is then exact.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.contamination.kernels import loop
from danlu.dedup.contamination.kernels.listing import list_shingles, list_tokens, longest_row, room_for
from danlu.dedup.near.kernels.crowds import count_bits
from danlu.dedup.near.kernels.likeness import SCALE
from danlu.dedup.near.kernels.sketching import ANSWERED, ASKED, WHOLE

CLASSES = 256
WORDS = 64
"""Words of 64 bits of a set's sketch, which tells most pairs apart before their sets are compared."""


@loop
def classes_of(tokens: Any, shift: Any, counts: Any) -> Any:
    """The class of each stretch of tokens by how many there are: 0 for none, then eight for each doubling."""
    for token in tokens:
        counts[token >> shift] += 1
    classes = np.zeros(counts.size, np.uint8)
    for place in range(counts.size):
        if counts[place]:
            classes[place] = min(CLASSES - 1, 1 + np.int64(8 * np.log2(counts[place])))
    return classes


@loop
def prefix_of(tokens: Any, classes: Any, shift: Any, floor: Any, histogram: Any) -> Any:
    """The last class of a set's prefix, and how many tokens are in the prefix."""
    histogram[:] = 0
    for token in tokens:
        histogram[classes[token >> shift]] += 1
    size = np.int64(tokens.size)
    wanted = size - (floor * size + SCALE - 1) // SCALE + 1 + slack(size)
    last, taken = 0, histogram[0]
    while taken < min(wanted, size):
        last += 1
        taken += histogram[last]
    return last, taken


@loop
def slack(size: Any) -> Any:
    """Tokens by which two sets may seem less alike than they are, as their shingles fall together."""
    return 2 + size // 4096


@loop
def set_bits(tokens: Any, bits: Any) -> None:
    """Sets a bit for each token."""
    bits[:] = 0
    for token in tokens:
        bits[(token >> np.uint32(6)) & np.uint32(WORDS - 1)] |= np.uint64(1) << np.uint64(
            token & np.uint32(63)
        )


@loop
def without(bits: Any, others: Any) -> Any:
    """How many bits of the one are not set in the other: so many tokens at least are not shared."""
    missing = np.int64(0)
    for word in range(WORDS):
        missing += count_bits(bits[word] & ~others[word])
    return missing


@loop
def all_bits(sets: Any, order: Any) -> Any:
    """The bits of all sets, in an order."""
    listed, starts = sets
    bits = np.zeros((order.size, WORDS), np.uint64)
    for place in range(order.size):
        set_bits(listed[starts[order[place]] : starts[order[place] + 1]], bits[place])
    return bits


@loop
def post(sets: Any, order: Any, classes: Any, shift: Any, floor: Any) -> Any:
    """Postings of the prefixes (token above the row's place by size), unsorted; what else is asked of rows.

    That is the size, the last class and the size of the prefix of each, by its place by size.
    """
    listed, starts = sets
    count, histogram = starts.size - 1, np.zeros(CLASSES, np.int64)
    sizes, lasts, prefixes = np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count, np.int64)
    postings, posted = np.empty(listed.size, np.uint64), 0
    for place in range(count):
        tokens = listed[starts[order[place]] : starts[order[place] + 1]]
        sizes[place] = tokens.size
        lasts[place], prefixes[place] = prefix_of(tokens, classes, shift, floor, histogram)
        for token in tokens:
            if classes[token >> shift] <= lasts[place]:
                postings[posted] = np.uint64(token) << np.uint64(32) | np.uint64(place)
                posted += 1
    return postings[:posted].copy(), sizes, lasts, prefixes


@loop
def open_buckets(tokens: Any, shift: Any, buckets: Any) -> None:
    """Writes where the postings of each stretch of tokens begin."""
    for token in tokens:
        buckets[(token >> shift) + 1] += 1
    for place in range(1, buckets.size):
        buckets[place] += buckets[place - 1]


@loop
def bisect(values: Any, low: Any, high: Any, value: Any) -> Any:
    """The first place from low on, before high, that holds at least a value; high where none does."""
    while low < high:
        middle = (low + high) >> 1
        if values[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low


@loop
def overlap_of(one: Any, other: Any, needed: Any) -> int:
    """How many tokens two sorted sets share; -1 as soon as it must be fewer than needed."""
    left, right, shared = 0, 0, 0
    while left < one.size and right < other.size:
        if shared + min(one.size - left, other.size - right) < needed:
            return -1
        if one[left] == other[right]:
            shared, left, right = shared + 1, left + 1, right + 1
        elif one[left] < other[right]:
            left += 1
        else:
            right += 1
    return shared if shared >= needed else -1


@loop
def reach_of(size: Any, last: Any, sizes: Any, floor: Any, histogram: Any, reach: Any) -> Any:
    """Writes, for each class of a prefix, before which of the rows by size it counts; gives the first row.

    The larger a row, the more it must share, and the shorter a prefix suffices. A sixteenth more is
    counted, so that one token in common does not make a candidate. `histogram` becomes the sum up to
    each class.
    """
    room, before = slack(size), 0
    first = np.searchsorted(sizes, size * floor // SCALE - room)
    extra = size // 16 + 2 * room
    for level in range(last + 1):
        left = size - before + extra
        most = min(left * (SCALE + floor) // floor - size, (size + room) * SCALE // floor + room)
        reach[level] = max(first, np.searchsorted(sizes, most + 1))
        before += histogram[level]
        histogram[level] = before
    return first


@loop
def count_tokens(tokens: Any, last: Any, first: Any, reach: Any, index: Any, counts: Any) -> None:
    """Counts, for the held-out rows within reach, how many tokens of a prefix are in theirs."""
    classes, shift, posted, places, buckets = index
    for token in tokens:
        level = classes[token >> shift]
        if level == 0 or level > last:
            continue
        high = np.int64(buckets[(token >> shift) + 1])
        low = bisect(posted, np.int64(buckets[token >> shift]), high, token)
        high = bisect(posted, low, high, token + 1)
        low = bisect(places, low, high, first)
        high = bisect(places, low, high, reach[level])
        for place in places[low:high]:
            counts[place] += 1


@loop
def candidates(tokens: Any, index: Any, floor: Any, scratch: Any, found: Any) -> int:
    """Writes the held-out rows that may be alike to a set of tokens; gives how many."""
    (listed, starts), order, (sizes, lasts, prefixes, bits), postings = index
    counts, histogram, reach, own_bits = scratch
    set_bits(tokens, own_bits)
    size, kept = np.int64(tokens.size), 0
    last, _ = prefix_of(tokens, postings[0], postings[1], floor, histogram)
    first = reach_of(size, last, sizes, floor, histogram, reach)
    count_tokens(tokens, last, first, reach, postings, counts)
    level = last
    for place in range(first, reach[0]):
        while reach[level] <= place:
            level -= 1
        shared, own = np.int64(counts[place]), sizes[place]
        counts[place] = 0
        if shared == 0:
            continue
        needed = floor * (size + own) // (SCALE + floor) - slack(max(size, own))
        rest = size - histogram[level] if level <= lasts[place] else own - prefixes[place]
        if shared + rest >= needed and size - without(own_bits, bits[place]) >= needed:
            row = order[place]
            if overlap_of(tokens, listed[starts[row] : starts[row + 1]], needed) >= 0:
                found[kept] = row
                kept += 1
    return kept


@loop
def likeness(ours: Any, own: Any, theirs: Any, other: Any, measured: Any, rooms: Any) -> Any:
    """Shared shingles and their union, exact. `measured`: the part, and the least characters of one."""
    part, least = measured
    first = list_shingles(ours, own, part, least, rooms[0])
    second = list_shingles(theirs, other, part, least, rooms[1])
    shared = max(0, overlap_of(rooms[0][1][:first], rooms[1][1][:second], 0))
    return shared, first + second - shared


@loop
def join(ours: Any, theirs: Any, index: Any, part: Any, bounds: Any) -> Any:
    """All pairs of our rows and theirs with a likeness of at least the floor.

    Args:
        ours: Data, bounds, heads and folding table of the train rows.
        theirs: The same of the held-out rows.
        index: Of the held-out rows' part.
        part: WHOLE, for rows whose heads differ or that have none; ASKED, for rows of one head, of
            which the answers must be alike too.
        bounds: The floor in parts of `SCALE`, and the least characters.

    Returns:
        A line per pair: our row, their row, shared shingles, union (of the less alike side).
    """
    floor, least = bounds
    longest = max(longest_row(ours[1]), longest_row(theirs[1]))
    rooms, tokens = (room_for(longest), room_for(longest)), np.empty(longest + 8, np.uint32)
    count = theirs[1].shape[0]
    levels = np.zeros(CLASSES, np.int64), np.zeros(CLASSES, np.int64)
    scratch = np.zeros(count, np.uint32), levels[0], levels[1], np.zeros(WORDS, np.uint64)
    found, pairs, written = np.empty(count, np.int64), np.empty((256, 4), np.int64), 0
    for row in range(ours[1].shape[0]):
        size = list_tokens(ours, row, part, least, rooms[0], tokens)
        if size == 0:
            continue
        for place in range(candidates(tokens[:size], index, floor, scratch, found)):
            other = found[place]
            head = ours[2][row]
            if part == WHOLE and head != 0 and head == theirs[2][other]:
                continue
            shared, union = likeness(ours, row, theirs, other, (part, least), rooms)
            if part == ASKED and shared * SCALE >= floor * union:
                second, together = likeness(ours, row, theirs, other, (ANSWERED, least), rooms)
                if second * union < shared * together:
                    shared, union = second, together
            if shared * SCALE < floor * union:
                continue
            if written == pairs.shape[0]:
                larger = np.empty((2 * written, 4), np.int64)
                larger[:written] = pairs
                pairs = larger
            pairs[written, 0], pairs[written, 1] = row, other
            pairs[written, 2], pairs[written, 3] = shared, union
            written += 1
    return pairs[:written].copy()
