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
from danlu.dedup.contamination.kernels.comparing import compare_pair, overlap_of
from danlu.dedup.contamination.kernels.listing import gather_tokens, longest_row, room_for, table_for
from danlu.dedup.near.kernels.crowds import count_bits
from danlu.dedup.near.kernels.likeness import SCALE, has_answer, workspace
from danlu.dedup.near.kernels.sketching import ASKED

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
def reach_of(size: Any, last: Any, sizes: Any, floor: Any, histogram: Any, reach: Any) -> Any:
    """Writes, for each class of a prefix, before which of the rows by size it counts; gives the first row.

    The larger a row, the more it must share, and the shorter a prefix suffices. A sixteenth more is
    counted, so that one token in common does not make a candidate. `histogram` becomes the sum up to
    each class.
    """
    room, before, reached = slack(size), np.int64(-1), np.int64(sizes.size)
    first = np.searchsorted(sizes, size * floor // SCALE - room)
    extra, summed = size // 16 + 2 * room, np.int64(0)
    for level in range(last + 1):
        if summed != before:
            left = size - summed + extra
            most = min(left * (SCALE + floor) // floor - size, (size + room) * SCALE // floor + room)
            reached = max(first, bisect(sizes, first, reached, most + 1))
            before = summed
        reach[level] = reached
        summed += histogram[level]
        histogram[level] = summed
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
def candidates(tokens: Any, index: Any, floor: Any, scratch: Any, found: Any) -> Any:
    """Writes the places of held-out rows that may be alike to some tokens, which it sorts; gives how many.

    The counts are looked through two at a time, as most are 0; what is needed changes with the size of
    the held-out row alone, and they are ordered by that.
    """
    _, _, (sizes, lasts, prefixes, _), postings = index
    counts, histogram, reach, own_bits = scratch
    pairs = counts.view(np.uint64)
    size, possible = np.int64(tokens.size), 0
    last, _ = prefix_of(tokens, postings[0], postings[1], floor, histogram)
    first = reach_of(size, last, sizes, floor, histogram, reach)
    count_tokens(tokens, last, first, reach, postings, counts)
    level, known, needed = last, np.int64(-1), np.int64(0)
    for two in range(first >> 1, (reach[0] + 1) >> 1):
        if pairs[two] == 0:
            continue
        for place in range(2 * two, 2 * two + 2):
            shared = np.int64(counts[place])
            if shared == 0:
                continue
            counts[place] = 0
            while reach[level] <= place:
                level -= 1
            if sizes[place] != known:
                known = sizes[place]
                needed = needed_of(size, known, floor)
            rest = size - histogram[level] if level <= lasts[place] else known - prefixes[place]
            if shared + rest >= needed:
                found[possible] = place
                possible += 1
    if possible > 0:
        set_bits(tokens, own_bits)
        tokens.sort()
    return possible


@loop
def needed_of(size: Any, other: Any, floor: Any) -> Any:
    """How many tokens two sets of these sizes must share to be alike, less those that may seem not to be."""
    return floor * (size + other) // (SCALE + floor) - slack(max(size, other))


@loop
def shares_enough(tokens: Any, place: Any, index: Any, measured: Any) -> Any:
    """Whether a set of sorted tokens shares as many with a held-out row, by its place, as are needed."""
    (listed, starts), order, (sizes, _, _, bits), _ = index
    floor, own_bits = measured
    needed = needed_of(np.int64(tokens.size), sizes[place], floor)
    if tokens.size - without(own_bits, bits[place]) < needed:
        return False
    row = order[place]
    return overlap_of(tokens, listed[starts[row] : starts[row + 1]], needed) >= 0


@loop
def add(pairs: Any, written: Any, values: Any) -> Any:
    """The pairs with one line more, in a larger array where they fill theirs."""
    if written == pairs.shape[0]:
        larger = np.empty((2 * written, 5), np.int64)
        larger[:written] = pairs
        pairs = larger
    for column in range(5):
        pairs[written, column] = values[column]
    return pairs


@loop
def are_sided(ours: Any, own: Any, theirs: Any, other: Any) -> Any:
    """Whether two rows have one head and are compared side by side; not where just one has an answer."""
    head = ours[2][own]
    return head != 0 and head == theirs[2][other] and has_answer(ours[1], own) == has_answer(theirs[1], other)


@loop
def join(ours: Any, theirs: Any, index: Any, part: Any, bounds: Any) -> Any:
    """All pairs of our rows and theirs with a likeness of at least the floor.

    Of rows of which just one answers anything only the wholes are compared: what is asked and answered in
    the one may stand in the other as it is.

    Args:
        ours: Data, bounds, heads and folding table of the train rows.
        theirs: The same of the held-out rows.
        index: Of the held-out rows' part.
        part: WHOLE, for rows whose heads differ or that have none; ASKED, for rows of one head, of
            which the answers must be alike too.
        bounds: The floor in parts of `SCALE`, the least characters, from where on a pair is a leak,
            whether both sides must be as alike as the whole, how many pairs of a row are enough, and
            whether pairs that are no leaks are listed too.

    Returns:
        A line per pair: our row, their row, shared shingles, their union, and whether it is a leak.
    """
    floor, least, _, _, most, _ = bounds
    longest = max(longest_row(ours[1]), longest_row(theirs[1]))
    rooms, table = (room_for(longest), room_for(longest), workspace(longest)), table_for(longest)
    count = theirs[1].shape[0]
    levels = np.zeros(CLASSES, np.int64), np.zeros(CLASSES, np.int64)
    own_bits = np.zeros(WORDS, np.uint64)
    scratch = np.zeros(count + count % 2, np.uint32), levels[0], levels[1], own_bits
    found, pairs, written = np.empty(count, np.int64), np.empty((256, 5), np.int64), 0
    for row in range(ours[1].shape[0]):
        size = gather_tokens(ours, row, (part, least), rooms[0], table)
        if size == 0:
            continue
        tokens, enough = table[0][:size], written + most
        for at in range(candidates(tokens, index, floor, scratch, found)):
            if written == enough:
                break
            if not shares_enough(tokens, found[at], index, (floor, own_bits)):
                continue
            other = np.int64(index[1][found[at]])
            if are_sided(ours, row, theirs, other) != (part == ASKED):
                continue
            shared, union, leak = compare_pair(ours, row, theirs, other, (part, bounds), rooms)
            if union > 0:
                pairs = add(pairs, written, (row, other, shared, union, np.int64(leak)))
                written += 1
    return pairs[:written].copy()
