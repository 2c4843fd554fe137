"""Greedy stars: each row is merged into the best-ranked survivor that it is alike to, or survives.

Rows are numbered by rank, so that all survivors of better rank are known when a row's turn comes. Only
survivors are compared with, and only until one is alike: copies of one row cost a comparison each.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.near.kernels import kernel
from danlu.dedup.near.kernels.buckets import share_bucket
from danlu.dedup.near.kernels.crowds import enter, meet
from danlu.dedup.near.kernels.likeness import compare_rows, workspace

NONE, OPEN, ELSEWHERE = -1, -2, -3
"""A row that survives; one that is to be decided; a survivor that is not among the rows at hand."""


@kernel
def may_compare(kinds: Any, one: Any, other: Any, by_sides: Any) -> Any:
    """Whether rows that share a key of wholes (or of sides) may be duplicates at all."""
    heads, strata = kinds
    one_head = heads[one] != 0 and heads[one] == heads[other]
    return strata[one] == strata[other] and one_head == by_sides


@kernel
def from_buckets(row: Any, kinds: Any, index: Any, chains: Any, seen: Any, found: Any) -> Any:
    """Lists the survivors of a row's buckets; crowded ones are left to their crowds."""
    starts, buckets, crowded, sides_from = index
    last, before, apart, owner = chains
    heads, count = kinds[0], 0
    for slot in range(starts[row], starts[row + 1]):
        bucket = buckets[slot]
        if crowded[bucket]:
            continue
        by_sides = bucket >= sides_from
        entry = last[bucket]
        while entry != NONE:
            other = owner[entry]
            if not by_sides and heads[row] != 0 and heads[other] == heads[row]:
                entry = apart[entry]
                continue
            if seen[other] != row and may_compare(kinds, row, other, by_sides):
                seen[other] = row
                found[count] = other
                count += 1
            entry = before[entry]
    return count


@kernel
def chain(row: Any, heads: Any, index: Any, chains: Any) -> None:
    """Puts a survivor in front of the chains of its buckets.

    `apart` leads past all neighbours with the same head, which are not compared by their wholes.
    """
    starts, buckets, crowded, _ = index
    last, before, apart, owner = chains
    for slot in range(starts[row], starts[row + 1]):
        bucket = buckets[slot]
        if crowded[bucket]:
            continue
        entry = last[bucket]
        before[slot] = entry
        apart[slot] = entry
        if entry != NONE and heads[owner[entry]] == heads[row]:
            apart[slot] = apart[entry]
        owner[slot] = row
        last[bucket] = slot


@kernel
def candidates(row: Any, kinds: Any, index: Any, crowding: Any, threshold: Any, scratch: Any) -> Any:
    """Lists the survivors that a row shares a key with, best first; gives how many.

    In crowds, only those that are alike by what the crowd compares.
    """
    starts, buckets, crowded, sides_from = index
    numbers, crowd_of, row_of, crowds = crowding
    chains, seen, found, met = scratch
    count = from_buckets(row, kinds, index, chains, seen, found)
    for level in range(numbers.shape[0]):
        number, kind = numbers[level, row], level % 2
        if number == NONE:
            continue
        span = (0, sides_from) if kind == 0 else (sides_from, crowded.size)
        for each in range(meet(number, crowd_of[number], crowds, threshold, met)):
            other = row_of[met[2][each]]
            fits = seen[other] != row and may_compare(kinds, row, other, kind == 1)
            if fits and share_bucket(starts, buckets, row, other, span):
                seen[other] = row
                found[count] = other
                count += 1
    found[:count].sort()
    return count


@kernel
def first_alike(texts: Any, heads: Any, row: Any, listed: Any, wanted: Any, tools: Any) -> Any:
    """The first of some survivors that a row is alike to: it, and what `compare_rows` gives.

    A settled row only asks for those that are new and stand before the one that it was merged into.
    """
    fresh, limit = wanted
    settings, spaces = tools
    for other in listed:
        if limit == NONE or (fresh[other] and other < limit):
            shared, union, part = compare_rows(texts, heads, (row, other), settings, spaces)
            if union > 0:
                return other, shared, union, part
    return NONE, 0, 0, 0


@kernel
def stars(texts: Any, kinds: Any, index: Any, crowding: Any, settings: Any, out: Any) -> None:
    """Decides every open row, and finds the settled ones that must be decided anew.

    Args:
        texts: Bytes, bounds of the rows' parts, folding table. Rows are numbered by rank.
        kinds: Heads and strata.
        index: Each row's buckets (where they begin, and they), which buckets are crowded, and the first
            bucket of sides.
        crowding: Each row's numbers among those in crowds, of wholes and of sides in turn; the crowd and
            the row of each such number; the crowds as `meet` takes them.
        settings: The threshold, the least characters, whether both sides must be alike, and the longest
            text's bytes.
        out: Survivors: `OPEN` where a row is to be decided, else what was decided (`NONE`, the number of
            the survivor, or `ELSEWHERE`). Shared shingles, their union, parts. Before which number a new
            survivor must stand to matter for a settled row. Which open rows survived before. Which settled
            rows are to be decided anew.
    """
    numbers, crowd_of, row_of, crowds = crowding
    threshold, least, both_sides, longest = settings
    survivors, shared, unions, parts, limits, before, anew = out
    rows, slots, crowd_rows = survivors.size, index[1].size, row_of.size
    chains = (
        np.full(index[2].size, NONE, np.int64),
        np.empty(slots, np.int64),
        np.empty(slots, np.int64),
        np.empty(slots, np.int32),
    )
    found, fresh = np.empty(rows, np.int64), np.zeros(rows, np.bool_)
    met = np.zeros(crowd_rows, np.int32), np.empty(crowd_rows + 1, np.int32), np.empty(crowd_rows, np.int32)
    scratch, tools = (
        (chains, np.full(rows, NONE, np.int64), found, met),
        ((threshold, least, both_sides), (workspace(longest), workspace(longest))),
    )
    for row in range(rows):
        listed = found[: candidates(row, kinds, index, crowding, threshold, scratch)]
        is_open, decided = survivors[row] == OPEN, survivors[row]
        wanted = fresh, NONE if is_open else limits[row]
        best, same, union, part = first_alike(texts, kinds[0], row, listed, wanted, tools)
        if is_open:
            decided = best
            shared[row], unions[row], parts[row] = same, union, part
            fresh[row] = best == NONE and not before[row]
        else:
            anew[row] = best != NONE or (decided >= 0 and survivors[decided] != NONE)
        survivors[row] = decided
        if decided == NONE:
            chain(row, kinds[0], index, chains)
            for number in numbers[:, row]:
                if number != NONE:
                    enter(number, crowd_of[number], crowds)
