"""Deciding only what a change may concern.

The outcome of greedy stars is that of deciding row by row in the order of ranks. A row is decided anew when
it is new, when the survivor that it was merged into is gone or is merged itself, or when a row of better
rank than its survivor became one and is alike to it. Such rows are decided together with what they share
keys with; where that concerns further rows, again with these, until nothing else changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from danlu.dedup.index.files import DamagedError
from danlu.dedup.index.outcome import Outcome
from danlu.dedup.index.probing import Entries, neighbours
from danlu.dedup.index.runs import LOW, Run
from danlu.dedup.near.bands import Bands, sketch_rows
from danlu.dedup.near.kernels.sketching import BANDS
from danlu.dedup.near.merge import Compared, by_rank, decide
from danlu.dedup.near.rows import Hashes, Integers, Merged, Near, NearRows, Settled

MANY = 8
"""When more than one row of so many is decided anew, or two share a key with those, all are: no slower."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """The rows of all runs, numbered one run after another.

    Attributes:
        runs: The runs.
        firsts: The number of each run's first row, and of what follows the last.
        near: From where on rows are alike.
        threads: Threads to use.
        damaged: The names of runs in which a text was found damaged.
    """

    runs: Sequence[Run]
    firsts: Sequence[int]
    near: Near
    threads: int
    damaged: set[str] = field(default_factory=set)

    @property
    def heads(self) -> Hashes:
        """The heads of all rows."""
        return np.concatenate([np.empty(0, np.uint64), *(run.rows.heads for run in self.runs)])

    @property
    def strata(self) -> Hashes:
        """The strata of all rows."""
        return np.concatenate([np.empty(0, np.uint64), *(run.rows.strata for run in self.runs)])

    def fetch(self, numbers: Integers) -> tuple[NDArray[np.uint8], Integers]:
        """The texts of some rows.

        Raises:
            DamagedError: One is not what was written.
        """
        owner = np.searchsorted(self.firsts, numbers, side="right") - 1
        bounds, pieces, size = np.empty((len(numbers), 4), np.int64), [], 0
        for each in np.unique(owner):
            own = np.flatnonzero(owner == each)
            try:
                data, within = self.runs[each].fetch(numbers[own] - self.firsts[each])
            except DamagedError:
                self.damaged.add(self.runs[each].name)
                raise
            bounds[own] = within + size
            size += len(data)
            pieces.append(data)
        return pieces[0] if len(pieces) == 1 else np.concatenate([np.empty(0, np.uint8), *pieces]), bounds

    def kinds(self, numbers: Integers) -> tuple[Hashes, Hashes]:
        """The heads and strata of some rows."""
        heads, strata = (np.empty(len(numbers), np.uint64) for _ in range(2))
        owner = np.searchsorted(self.firsts, numbers, side="right") - 1
        for each in np.unique(owner):
            own = owner == each
            heads[own] = self.runs[each].rows.heads[numbers[own] - self.firsts[each]]
            strata[own] = self.runs[each].rows.strata[numbers[own] - self.firsts[each]]
        return heads, strata

    def sketch(self, numbers: Integers) -> Bands:
        """The keys of some rows."""
        data, bounds = self.fetch(numbers)
        return sketch_rows(NearRows(data, bounds, *self.kinds(numbers)), self.near, self.threads)


def decide_changes(corpus: Corpus, ranks: Integers, last: Outcome, numbers: Integers) -> Merged | None:
    """The outcome for all rows, from the last one.

    Args:
        corpus: All rows.
        ranks: Their ranks; -1 where a row takes no part.
        last: The last outcome.
        numbers: The number that each of its rows has now; -1 for rows that are gone.

    Returns:
        The outcome; None where deciding all rows anew is as good: rows changed places among each other, or
        too much is new.
    """
    was, before = _carry(last, numbers, len(ranks))
    old = was[by_rank(ranks)]
    if np.any(np.diff(old[old >= 0]) <= 0):
        return None
    survivors = before.survivors
    lost = (survivors == -2) | ((survivors >= 0) & (ranks[np.maximum(survivors, 0)] < 0))
    anew = (ranks >= 0) & ((was < 0) | lost)
    before.survivors[ranks < 0] = -1
    for name in ("shared", "unions", "parts"):
        getattr(before, name)[ranks < 0] = 0
    limit = len(ranks) // MANY
    entries: Entries = ([np.empty(0, np.uint64)] * BANDS, [np.empty(0, np.uint64)] * BANDS)
    more = np.flatnonzero(anew)
    while more.size:
        if np.count_nonzero(anew) > limit:
            return None
        found = neighbours(corpus.runs, corpus.firsts[:-1], corpus.sketch(more), 2 * limit, corpus.threads)
        if found is None:
            return None
        entries = _together(entries, found, ranks)
        problem = _Problem(corpus, ranks, entries, anew)
        merged, again = problem.decide(before, was)
        more = problem.rows[again]
        anew[more] = True
        if not more.size:
            problem.write(merged, before, anew)
    return before


def _carry(last: Outcome, numbers: Integers, count: int) -> tuple[Integers, Merged]:
    """The last ranks and outcome by the numbers of now; -2 stands for a survivor that is gone."""
    was, merged = np.full(count, -1, np.int64), Merged.nothing(count)
    here = numbers >= 0
    now = numbers[here]
    was[now] = last.ranks[here]
    survivors = last.merged.survivors[here]
    moved = numbers[survivors]
    merged.survivors[now] = np.where(survivors < 0, -1, np.where(moved < 0, -2, moved))
    for name in ("shared", "unions", "parts"):
        getattr(merged, name)[now] = getattr(last.merged, name)[here]
    return was, merged


def _together(one: Entries, other: Entries, ranks: Integers) -> Entries:
    """The entries of both, of rows that take part, each once."""

    def both(left: Hashes, right: Hashes) -> Hashes:
        right = right[ranks[(right & LOW).astype(np.int64)] >= 0]
        return np.unique(np.concatenate([left, right])) if len(left) else right

    wholes, sides = (
        [both(left, right) for left, right in zip(lefts, rights, strict=True)]
        for lefts, rights in zip(one, other, strict=True)
    )
    return wholes, sides


class _Problem:
    """The rows that are decided anew and those that they share keys with, numbered among themselves."""

    def __init__(self, corpus: Corpus, ranks: Integers, entries: Entries, anew: NDArray[np.bool_]) -> None:
        self._corpus = corpus
        self._ranks = ranks
        taken = anew.copy()
        for band in (*entries[0], *entries[1]):
            taken[(band & LOW).astype(np.int64)] = True
        self.rows = np.flatnonzero(taken)
        self._open = anew[self.rows]
        number = np.cumsum(taken).astype(np.uint64) - np.uint64(1)
        self._wholes, self._sides = (
            [(band & ~LOW) | number[(band & LOW).astype(np.int64)] for band in bands] for bands in entries
        )

    def decide(self, before: Merged, was: Integers) -> tuple[Merged, Integers]:
        """The outcome among these rows, and which settled ones must be decided anew."""
        rows, ranks = self.rows, self._ranks
        survivors = before.survivors[rows]
        within = np.minimum(np.searchsorted(rows, survivors), len(rows) - 1)
        # a survivor that is not among these rows is as it was
        known = np.where(rows[within] == survivors, within, -3)
        settled = Settled(
            np.where(self._open, -2, np.where(survivors < 0, -1, known)),
            ranks[np.where(survivors < 0, rows, survivors)],
            (was[rows] >= 0) & (survivors == -1),
        )

        def fetch(numbers: Integers) -> tuple[NDArray[np.uint8], Integers]:
            return self._corpus.fetch(rows[numbers])

        compared = Compared(self._wholes, self._sides, *self._corpus.kinds(rows), fetch)
        return decide(compared, ranks[rows], self._corpus.near, self._corpus.threads, settled)

    def write(self, merged: Merged, outcome: Merged, anew: NDArray[np.bool_]) -> None:
        """Put what was decided anew into the outcome of all rows."""
        own = anew[self.rows]
        survivors = merged.survivors[own]
        decided = self.rows[own]
        outcome.survivors[decided] = np.where(survivors >= 0, self.rows[survivors], -1)
        for name in ("shared", "unions", "parts"):
            getattr(outcome, name)[decided] = getattr(merged, name)[own]
