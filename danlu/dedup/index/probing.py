"""Neighbours: the rows of all runs that share a key with some rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray

from danlu.dedup.index.runs import LOW, Run
from danlu.dedup.near.bands import Bands, in_threads
from danlu.dedup.near.kernels.sketching import BANDS
from danlu.dedup.near.rows import Hashes

Entries = tuple[list[Hashes], list[Hashes]]
"""Keys above row numbers, sorted, band by band: of wholes, and of sides."""


def neighbours(
    runs: Sequence[Run], firsts: Sequence[int], asked: Bands, most: int, threads: int
) -> Entries | None:
    """The entries of all runs whose key is among those of some rows, with rows numbered across the runs.

    Args:
        runs: The runs.
        firsts: The number of each run's first row.
        asked: The keys of the rows whose neighbours are sought; their numbers do not matter.
        most: Entries of a band at most.
        threads: Threads to use.

    Returns:
        The entries of wholes and of sides, sorted by band; None where there are more than `most`.
    """
    found = []
    for keys, entries in (
        (asked.wholes, [run.bands.wholes for run in runs]),
        (asked.sides, [run.bands.sides for run in runs]),
    ):
        probe = partial(_probe, keys=keys, runs=entries, firsts=firsts, most=most)
        bands = in_threads(probe, range(BANDS), threads)
        if any(band is None for band in bands):
            return None
        found.append([band for band in bands if band is not None])
    return found[0], found[1]


def _probe(
    band: int, keys: Hashes, runs: Sequence[Hashes], firsts: Sequence[int], most: int
) -> Hashes | None:
    wanted = keys[band] & ~LOW
    wanted = wanted[np.diff(wanted, prepend=np.uint64(1)) != 0]
    pieces = [np.empty(0, np.uint64)]
    size = 0
    for run, first in zip(runs, firsts, strict=True):
        entries = run[band]
        starts = np.searchsorted(entries, wanted)
        starts = starts[: np.searchsorted(starts, len(entries))]
        met = (entries[starts] ^ wanted[: len(starts)]) <= LOW
        starts = starts[met]
        ends = np.searchsorted(entries, wanted[: len(met)][met] | LOW, side="right")
        size += int((ends - starts).sum())
        if size > most:
            return None
        pieces.append(entries[_ranges(starts, ends)] + np.uint64(first))
    return np.sort(np.concatenate(pieces))


def _ranges(starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.int64]:
    """All numbers from each start to before each end."""
    sizes = ends - starts
    offsets = np.cumsum(sizes) - sizes
    numbers: NDArray[np.int64] = np.repeat(starts - offsets, sizes) + np.arange(sizes.sum())
    return numbers
