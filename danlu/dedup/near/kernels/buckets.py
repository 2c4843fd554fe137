"""Buckets: the rows that share a key, found in sorted keys."""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.near.kernels import kernel
from danlu.dedup.near.kernels.sketching import ROW_BITS

ROW_MASK = np.uint64(0xFFFFFFFF)


@kernel
def find_buckets(entries: Any, place: Any, heads: Any, out: Any) -> Any:
    """Finds the buckets of one band that hold two rows or more which may be compared.

    Args:
        entries: Keys above row numbers, sorted.
        place: Each row's place in the order of ranks; -1 where it takes no part.
        heads: For keys of wholes, each row's head: rows of one head are not compared by their wholes, so
            that a bucket of one head is none. Empty for keys of sides.
        out: The places of the buckets' rows, each bucket's ascending, and where each bucket ends; both
            large enough for all entries.

    Returns:
        How many buckets there are, and how many rows they hold together.
    """
    members, ends = out
    buckets, written, at = 0, 0, 0
    while at < entries.size:
        key = entries[at] >> ROW_BITS
        after = at + 1
        while after < entries.size and entries[after] >> ROW_BITS == key:
            after += 1
        if after - at > 1:
            start, differ = written, heads.size == 0
            head = np.uint64(0)
            for entry in range(at, after):
                row = entries[entry] & ROW_MASK
                if place[row] >= 0:
                    if heads.size:
                        differ |= heads[row] == 0 or (written > start and heads[row] != head)
                        head = heads[row]
                    members[written] = place[row]
                    written += 1
            if written - start > 1 and differ:
                members[start:written].sort()
                ends[buckets] = written
                buckets += 1
            else:
                written = start
        at = after
    return buckets, written


@kernel
def by_row(members: Any, ends: Any, rows: Any) -> Any:
    """The buckets of each row, ascending: where each row's begin, and their numbers."""
    starts = np.zeros(rows + 1, np.int64)
    for member in members:
        starts[member + 1] += 1
    for row in range(rows):
        starts[row + 1] += starts[row]
    filled = starts[:rows].copy()
    buckets = np.empty(members.size, np.int32)
    at = 0
    for bucket in range(ends.size):
        while at < ends[bucket]:
            member = members[at]
            buckets[filled[member]] = bucket
            filled[member] += 1
            at += 1
    return starts, buckets


@kernel
def share_bucket(starts: Any, buckets: Any, one: Any, other: Any, span: Any) -> Any:
    """Whether two rows have a bucket in common, of those from the first of a span to before its end."""
    left, right = starts[one], starts[other]
    while left < starts[one + 1] and right < starts[other + 1]:
        if buckets[left] == buckets[right]:
            if span[0] <= buckets[left] < span[1]:
                return True
            left += 1
        elif buckets[left] < buckets[right]:
            left += 1
        else:
            right += 1
    return False


@kernel
def gather(data: Any, starts: Any, sizes: Any, targets: Any, out: Any) -> None:
    """Copies stretches of bytes to their places in one vector."""
    for text in range(starts.size):
        size = sizes[text]
        source, target = data[starts[text] : starts[text] + size], out[targets[text] : targets[text] + size]
        for at in range(size):
            target[at] = source[at]


@kernel
def unite(members: Any, ends: Any, least: Any, parents: Any) -> None:
    """Joins the rows of each bucket with more than `least` rows into one tree, the least row its root."""
    start = 0
    for end in ends:
        if end - start > least:
            first = root(parents, np.int64(members[start]))
            for at in range(start + 1, end):
                other = root(parents, np.int64(members[at]))
                low, high = min(first, other), max(first, other)
                parents[high] = low
                first = low
        start = end


@kernel
def root(parents: Any, row: Any) -> Any:
    """The root of a row's tree; shortens the way to it."""
    while parents[row] != row:
        parents[row] = parents[parents[row]]
        row = parents[row]
    return row
