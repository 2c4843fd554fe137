"""Near duplicates: which row is merged into which.

The outcome is a function of the set of rows alone, neither of their order nor of the number of threads:
go through the rows by rank; a row that is alike to a survivor before it is merged into the first such
survivor, else it survives. Only rows that share a key are compared. Two rows with the same head (system
prompt and instruction) are alike when what is asked and what is answered both are; other rows, when
their wholes are, and, where that is wanted, also their prompts and their answers. Of two rows that answer
something and whose prompts share their first or last lines or sentences, also what remains of the prompts
without these must be alike, or equal where it is short. Similarity is exact, and no row is merged into one
that it is not alike to itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from danlu.dedup.near.bands import in_threads, sketch_rows
from danlu.dedup.near.crowds import CROWDED, crowding, find_crowds
from danlu.dedup.near.kernels.buckets import by_row, find_buckets, gather
from danlu.dedup.near.kernels.folding import FOLDED
from danlu.dedup.near.kernels.stars import ELSEWHERE, OPEN, stars
from danlu.dedup.near.rows import Hashes, Integers, Merged, Near, NearRows, Settled

Fetch = Callable[[Integers], tuple[NDArray[np.uint8], Integers]]
"""Gives the bytes and bounds of some rows, by their numbers."""
Members = tuple[NDArray[np.int32], Integers]
"""Rows bucket by bucket, and where each bucket ends."""


def merge(rows: NearRows, ranks: Integers, near: Near, threads: int = 1) -> Merged:
    """Decide which rows are near duplicates of which.

    Args:
        rows: The rows.
        ranks: Each row's rank, 0 the best, no two equal; -1 for a row that takes no part.
        near: From where on rows are alike.
        threads: Threads to use; they change nothing else.
    """
    bands = sketch_rows(rows, near, threads)
    compared = Compared(bands.wholes, bands.sides, rows.heads, rows.strata, partial(fetch_rows, rows))
    return decide(compared, ranks, near, threads)[0]


@dataclass(frozen=True, slots=True)
class Compared:
    """Rows whose keys are known: these, what decides who is compared, and how to fetch texts.

    Only keys that several rows have matter; others may be left out.
    """

    wholes: Iterable[Hashes]
    sides: Iterable[Hashes]
    heads: Hashes
    strata: Hashes
    fetch: Fetch


def decide(
    rows: Compared, ranks: Integers, near: Near, threads: int = 1, settled: Settled | None = None
) -> tuple[Merged, Integers]:
    """As `merge`, for rows whose keys are known, all of them or those that are not settled.

    Returns:
        The outcome, as it was for settled rows, and the settled rows that must be decided anew because of it.
    """
    settled = settled or Settled.nothing(len(ranks))
    merged = Merged.nothing(len(ranks))
    merged.survivors[:] = np.where(settled.survivors == OPEN, -1, settled.survivors)
    order = by_rank(ranks)
    involved, wholes, sides = _find_buckets(rows, order, threads)
    some = order[involved]
    if not some.size:
        return merged, np.empty(0, np.int64)
    texts = (*rows.fetch(some), FOLDED)
    crowds = [find_crowds(*each, len(some)) for each in (wholes, sides)]
    members = np.concatenate([wholes[0], sides[0]])
    ends = np.concatenate([wholes[1], sides[1] + len(wholes[0])])
    index = (*by_row(members, ends, len(some)), np.diff(ends, prepend=0) > CROWDED, len(wholes[1]))
    longest = int((texts[1][:, 3] - texts[1][:, 0]).max())
    settings = near.threshold, near.least_characters, near.both_sides, longest
    found = Merged.nothing(len(some))
    found.survivors[:] = _numbers(settled.survivors[some], some, len(ranks))
    limits = np.searchsorted(ranks[some], settled.limits[some])
    anew = np.zeros(len(some), np.bool_)
    out = found.survivors, found.shared, found.unions, found.parts, limits, settled.before[some], anew
    stars(texts, (rows.heads[some], rows.strata[some]), index, crowding(texts, crowds, near), settings, out)
    now = settled.survivors[some] == OPEN
    decided, survivors = some[now], found.survivors[now]
    merged.survivors[decided] = np.where(survivors >= 0, some[survivors], -1)
    for name in ("shared", "unions", "parts"):
        getattr(merged, name)[decided] = getattr(found, name)[now]
    return merged, some[anew]


def _numbers(survivors: Integers, some: Integers, count: int) -> Integers:
    """Survivors of some rows by their place among these."""
    number = np.full(count, ELSEWHERE, np.int64)
    number[some] = np.arange(len(some))
    numbers: Integers = np.where(survivors >= 0, number[np.maximum(survivors, 0)], survivors)
    return numbers


def _find_buckets(
    rows: Compared, order: Integers, threads: int
) -> tuple[NDArray[np.bool_], Members, Members]:
    """Which rows of an order are in a bucket with another; the buckets of wholes and of sides, by these."""
    place = np.full(len(rows.heads), -1, np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    wholes, sides = (
        in_threads(partial(_buckets, place=place, heads=heads), keys, threads)
        for keys, heads in ((rows.wholes, rows.heads), (rows.sides, rows.heads[:0]))
    )
    involved = np.zeros(len(order), np.bool_)
    for members, _ in (*wholes, *sides):
        involved[members] = True
    number = (np.cumsum(involved) - 1).astype(np.int32)
    return involved, _join(wholes, number), _join(sides, number)


def by_rank(ranks: Integers) -> Integers:
    """The rows that take part, best first.

    Raises:
        ValueError: Two of them have the same rank.
    """
    taking = np.flatnonzero(ranks >= 0)
    own = ranks[taking]
    if own.size and own.max() < 4 * len(ranks):
        # ranks are places then, and need no sorting
        places = np.full(int(own.max()) + 1, -1, np.int64)
        places[own] = taking
        order = places[places >= 0]
    else:
        order = taking[np.argsort(own, kind="stable")]
        order = order[np.diff(ranks[order], prepend=-1) > 0]
    if len(order) < len(taking):
        raise ValueError("ranks: two rows have the same; a total order is needed")
    return order


def fetch_rows(rows: NearRows, numbers: Integers) -> tuple[NDArray[np.uint8], Integers]:
    """The texts of some rows, side by side."""
    bounds = rows.bounds[numbers]
    sizes = bounds[:, 3] - bounds[:, 0]
    targets = np.cumsum(sizes) - sizes
    data = np.empty(int(sizes.sum()), np.uint8)
    gather(rows.data, bounds[:, 0].copy(), sizes, targets, data)
    return data, bounds - (bounds[:, 0] - targets)[:, None]


def _buckets(entries: Hashes, place: NDArray[np.int32], heads: Hashes) -> Members:
    members, ends = np.empty(len(entries), np.int32), np.empty(len(entries) // 2 + 1, np.int64)
    buckets, written = find_buckets(entries, place, heads, (members, ends))
    return members[:written].copy(), ends[:buckets].copy()


def _join(bands: list[Members], number: NDArray[np.int32]) -> Members:
    """The buckets of all bands, with rows renumbered."""
    firsts = np.cumsum([0, *(len(members) for members, _ in bands)])
    members = np.concatenate([np.empty(0, np.int32), *(members for members, _ in bands)])
    ends = [ends + first for (_, ends), first in zip(bands, firsts, strict=False)]
    return number[members], np.concatenate([np.empty(0, np.int64), *ends])
