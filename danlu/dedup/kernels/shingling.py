"""Hashed shingles of reduced texts, and which sketches share enough of them to be looked at."""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.kernels import kernel
from danlu.dedup.kernels.hits import place_of, table_for

WIDTH = 5
"""Code points of a shingle."""
FACTOR = np.uint64(0x100000001B3)
STEP, ONE, OTHER = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
HALF, LOW = np.uint64(32), np.uint64(0xFFFFFFFF)


@kernel
def write_shingles(codes: Any, bounds: Any, keys: Any) -> None:
    """Writes the shingles of texts in their order: the text's number above the hash.

    The hash is the high half of the finaliser of SplitMix64 over the code points.
    """
    at = 0
    for row in range(bounds.size - 1):
        start, count = bounds[row], bounds[row + 1] - bounds[row] - WIDTH + 1
        if count <= 0:
            continue
        one, two, three = codes[start:], codes[start + 1 :], codes[start + 2 :]
        four, five, target = codes[start + 3 :], codes[start + 4 :], keys[at : at + count]
        number = np.uint64(row) << HALF
        for place in range(count):
            value = (np.uint64(one[place]) * FACTOR + np.uint64(two[place])) * FACTOR
            value = ((value + np.uint64(three[place])) * FACTOR + np.uint64(four[place])) * FACTOR
            value += np.uint64(five[place]) + STEP
            value = (value ^ (value >> np.uint64(30))) * ONE
            value = (value ^ (value >> np.uint64(27))) * OTHER
            target[place] = number | (value ^ (value >> np.uint64(31))) >> HALF
        at += count


@kernel
def sift(sides: Any, row: Any, postings: Any, found: Any) -> Any:
    """Lists the keys of a row whose hashes the filter may know; gives how many these are."""
    present, shift, count = postings[3], postings[5][0], 0
    for keys, starts in sides:
        for place in range(starts[row], starts[row + 1]):
            key = keys[place]
            bit = np.int64(key & LOW) >> shift
            found[count] = key
            count += present[bit >> 3] >> (bit & 7) & 1
    return count


@kernel
def count_shared(keys: Any, postings: Any, table: Any, shared: Any, touched: Any) -> Any:
    """Counts the hashes that a row shares with each record, each once; gives how many records there are."""
    hashes, records, _, _, buckets, shifts = postings
    count = 0
    for key in keys:
        place = place_of(key, table)
        if table[place] == key:
            continue
        table[place] = key
        hashed = np.int64(key & LOW)
        bucket = hashed >> shifts[1]
        for posting in range(buckets[bucket], buckets[bucket + 1]):
            if hashes[posting] == hashed:
                record = records[posting]
                touched[count] = record
                count += shared[record] == 0
                shared[record] += 1
    return count


@kernel
def find_candidates(sides: Any, first: Any, postings: Any, pairs: Any) -> Any:
    """Writes pairs of rows and records that share enough, while there is room for those of the next row.

    Args:
        sides: The keys of what is asked and of what is answered, and where each row's begin.
        first: The row to begin with.
        postings: Hashes in order, their records, what each record needs, the filter, where each bucket of
            hashes begins, and by how many bits a hash is shifted for the two.
        pairs: Rows and records.

    Returns:
        The row after the last, and how many pairs there are.
    """
    needed, last = postings[2], sides[0][1].size - 1
    table = table_for(np.arange(first, last), sides)
    found, shared = np.empty(table.size, np.uint64), np.zeros(needed.size, np.int32)
    touched, at, row = np.empty(needed.size + 1, np.int64), np.int64(0), first
    while row < last:
        keys = found[: sift(sides, row, postings, found)]
        met, begin = count_shared(keys, postings, table, shared, touched), at
        fits = at + met <= pairs.shape[1]
        for each in range(met):
            record = touched[each]
            if fits and shared[record] >= needed[record]:
                pairs[0, at], pairs[1, at] = row, record
                at += 1
            shared[record] = 0
        if not fits:
            return row, begin
        row += 1
    return row, at
