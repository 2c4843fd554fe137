"""The keys of rows in sorted bands: what an index keeps, and where buckets are found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TypeVar

import numpy as np

from danlu.dedup.near.kernels.folding import FOLDED
from danlu.dedup.near.kernels.sketching import BANDS, sketch
from danlu.dedup.near.rows import Hashes, Near, NearRows

Task = TypeVar("Task")
Result = TypeVar("Result")

_PIECE = 4096
"""Rows that a thread sketches at a time."""


@dataclass(frozen=True, slots=True)
class Bands:
    """Keys (high 32 bits) above row numbers (low 32 bits), each band sorted: 21 x rows that have any.

    Attributes:
        wholes: Of the whole of rows.
        sides: Of what is asked and answered, of rows with a head.
    """

    wholes: Hashes
    sides: Hashes


def in_threads(function: Callable[[Task], Result], tasks: Iterable[Task], threads: int) -> list[Result]:
    """The results of a function that holds no lock, in the order of the tasks."""
    if threads == 1:
        return [function(task) for task in tasks]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(function, tasks))


def sketch_rows(rows: NearRows, near: Near, threads: int = 1) -> Bands:
    """The sorted keys of rows, numbered as they stand."""
    headed = np.concatenate([[0], np.cumsum(rows.heads != 0)])
    lengths = rows.bounds[:, 3] - rows.bounds[:, 0]
    wholes = np.empty((BANDS, len(rows)), np.uint64)
    sides = np.empty((BANDS, int(headed[-1])), np.uint64)
    edges = [*range(0, len(rows), _PIECE), len(rows)]

    def piece(span: tuple[int, int]) -> tuple[int, int]:
        settings = FOLDED, near.least_characters, int(lengths[span[0] : span[1]].max())
        out = wholes, sides, span[0], int(headed[span[0]])
        ends: tuple[int, int] = sketch(rows.data, rows.bounds, (rows.heads, rows.strata), span, settings, out)
        return ends

    spans = list(pairwise(edges))
    ends = in_threads(piece, spans, threads)
    wholes = _close(wholes, [(start, end) for (start, _), (end, _) in zip(spans, ends, strict=True)])
    starts = [int(headed[start]) for start, _ in spans]
    sides = _close(sides, list(zip(starts, [end for _, end in ends], strict=True)))
    return Bands(sort_bands(wholes, threads), sort_bands(sides, threads))


def sort_bands(bands: Hashes, threads: int) -> Hashes:
    """Sorts each band in place; gives the bands."""
    in_threads(lambda band: band.sort(), bands, threads)
    return bands


def _close(bands: Hashes, filled: Sequence[tuple[int, int]]) -> Hashes:
    """The filled stretches of the bands without the gaps between them."""
    size = sum(end - start for start, end in filled)
    if size == bands.shape[1]:
        return bands
    closed = np.empty((BANDS, size), np.uint64)
    at = 0
    for start, end in filled:
        closed[:, at : at + end - start] = bands[:, start:end]
        at += end - start
    return closed


def join_bands(bands: Sequence[Bands], firsts: Sequence[int], threads: int = 1) -> Bands:
    """The bands of several sets of rows as one, where each set's rows are numbered from its first."""
    joined = partial(_join, firsts=firsts, threads=threads)
    return Bands(joined([each.wholes for each in bands]), joined([each.sides for each in bands]))


def _join(bands: Sequence[Hashes], firsts: Sequence[int], threads: int) -> Hashes:
    if len(bands) == 1 and firsts[0] == 0:
        return bands[0]
    joined = np.empty((BANDS, sum(each.shape[1] for each in bands)), np.uint64)
    at = 0
    for each, first in zip(bands, firsts, strict=True):
        np.add(each, np.uint64(first), out=joined[:, at : at + each.shape[1]])
        at += each.shape[1]
    return sort_bands(joined, threads)
