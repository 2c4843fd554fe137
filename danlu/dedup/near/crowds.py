"""Crowds of giant buckets, made ready for the stars: see `danlu.dedup.near.kernels.crowds`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from danlu.dedup.near.kernels.buckets import root, unite
from danlu.dedup.near.kernels.crowds import WORD, list_shingles, sort_each, split_shingles
from danlu.dedup.near.kernels.sketching import ANSWERED, ASKED, WHOLE
from danlu.dedup.near.rows import Integers

CROWDED = 32
"""Buckets with more rows are crowded."""
SAMPLE = 512
"""Rows whose shingles tell what the core of a crowd is."""
COMMON = 16
"""A shingle is of the core if one row of so many has it."""
WIDEST = 4096
"""Shingles of a core at most."""


@dataclass(frozen=True, slots=True)
class _Crowd:
    """A crowd by its rows: bits, sizes (all, core), where rare shingles end, and they."""

    rows: Integers
    bits: NDArray[np.uint64]
    sizes: Integers
    cores: Integers
    ends: Integers
    rare: NDArray[np.uint64]


def find_crowds(members: NDArray[np.int32], ends: Integers, rows: int) -> list[Integers]:
    """The rows that crowded buckets join, crowd by crowd, each ascending."""
    parents = np.arange(rows, dtype=np.int64)
    unite(members, ends, CROWDED, parents)
    sizes = np.diff(ends, prepend=0)
    within = np.unique(members[np.repeat(sizes > CROWDED, sizes)]).astype(np.int64)
    if not within.size:
        return []
    roots = np.array([root(parents, row) for row in within], np.int64)
    order = np.argsort(roots, kind="stable")
    edges = np.flatnonzero(np.diff(roots[order])) + 1
    return [within[part] for part in np.split(order, edges)]


def crowding(
    texts: tuple[Any, ...], wholes: Sequence[Integers], sides: Sequence[Integers]
) -> tuple[Any, ...]:
    """The crowds as `stars` takes them."""
    rows = texts[1].shape[0]
    numbers = np.full((2, rows), -1, np.int64)
    crowds = [_split(texts, crowd, WHOLE) for crowd in wholes]
    crowds += [_split(texts, crowd, _side(texts, crowd)) for crowd in sides]
    lengths = [len(crowd.rows) for crowd in crowds]
    first = np.cumsum([0, *lengths])
    for number, crowd in enumerate(crowds):
        kind = int(number >= len(wholes))
        numbers[kind, crowd.rows] = np.arange(first[number], first[number + 1])
    widths = np.concatenate([np.zeros(1, np.int64), *(np.full(*_width(crowd)) for crowd in crowds)])
    tokens = list(_number(crowds))
    counts = _joined([counts for _, counts, _ in tokens], np.int64)
    shared = (
        np.cumsum(widths),
        _joined([crowd.sizes for crowd in crowds], np.int64),
        _joined([crowd.cores for crowd in crowds], np.int64),
        _starts([lengths_ for _, _, lengths_ in tokens]),
        _joined([each for each, _, _ in tokens], np.int32),
        _joined([crowd.bits.ravel() for crowd in crowds], np.uint64),
        np.concatenate([[0], np.cumsum(counts)]),
        np.zeros(len(counts), np.int32),
        np.empty(int(counts.sum()), np.int32),
        first,
        np.zeros(len(crowds), np.int64),
        np.full(len(crowds), np.iinfo(np.int64).max >> 20),
        np.empty(int(first[-1]), np.int32),
    )
    crowd_of = np.repeat(np.arange(len(crowds)), lengths)
    return numbers, crowd_of, _joined([crowd.rows for crowd in crowds], np.int64), shared


def _width(crowd: _Crowd) -> tuple[int, int]:
    return len(crowd.rows), crowd.bits.shape[1]


def _joined(parts: Sequence[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate([np.empty(0, kind), *parts]).astype(kind, copy=False)


def _starts(lengths: Sequence[Integers]) -> Integers:
    starts: Integers = np.concatenate([[0], np.cumsum(_joined(lengths, np.int64))])
    return starts


def _longest(texts: tuple[Any, ...], rows: Integers) -> int:
    bounds = texts[1]
    return int((bounds[rows, 3] - bounds[rows, 0]).max())


def _core(texts: tuple[Any, ...], rows: Integers, part: int) -> tuple[NDArray[np.uint64], float]:
    """The shingles that many rows of a sample have, sorted; and their share among all of the sample's."""
    sample = rows[np.unique(np.linspace(0, len(rows) - 1, min(SAMPLE, len(rows))).astype(np.int64))]
    bounds = texts[1]
    listed = np.empty(int((bounds[sample, 3] - bounds[sample, 0]).sum()) + len(sample), np.uint64)
    listed = listed[: list_shingles(texts, sample, part, _longest(texts, sample), listed)]
    shingles, counts = np.unique(listed, return_counts=True)
    common = counts >= max(2, len(sample) // COMMON)
    shingles, counts = shingles[common], counts[common]
    most = np.sort(np.lexsort((shingles, -counts))[:WIDEST])
    return shingles[most], float(counts.sum()) / max(1, len(listed))


def _side(texts: tuple[Any, ...], rows: Integers) -> int:
    """The side on which a crowd's rows differ more."""
    asked, answered = (_core(texts, rows, part)[1] for part in (ASKED, ANSWERED))
    return ASKED if 0 < asked < answered else ANSWERED


def _split(texts: tuple[Any, ...], rows: Integers, part: int) -> _Crowd:
    core, _ = _core(texts, rows, part)
    bounds = texts[1]
    room = int((bounds[rows, 3] - bounds[rows, 0]).sum()) + len(rows)
    bits = np.zeros((len(rows), -(-len(core) // WORD)), np.uint64)
    sizes, cores, ends = (np.zeros(len(rows), np.int64) for _ in range(3))
    rare = np.empty(room, np.uint64)
    longest = _longest(texts, rows)
    used = split_shingles(texts, rows, part, (core, longest), (bits, sizes, cores, ends, rare))
    return _Crowd(rows, bits, sizes, cores, ends, rare[:used].copy())


def _number(crowds: Sequence[_Crowd]) -> Iterator[tuple[NDArray[np.int32], Integers, Integers]]:
    """Rare shingles that more than one row of a crowd has, as numbers across all crowds, rarest first.

    Gives, crowd by crowd, the numbers in the order of rows, each row's ascending, how many rows have each,
    and how many each row has.
    """
    next_number = 0
    for crowd in crowds:
        _, places, counts = np.unique(crowd.rare, return_inverse=True, return_counts=True)
        kept = counts > 1
        order = np.argsort(counts[kept], kind="stable")
        numbers = np.empty(len(counts), np.int32)
        numbers[np.flatnonzero(kept)[order]] = np.arange(len(order)) + next_number
        chosen = kept[places]
        running = np.concatenate([[0], np.cumsum(chosen)])
        lengths = np.diff(running[crowd.ends], prepend=0)
        next_number += len(order)
        listed = numbers[places[chosen]]
        sort_each(listed, np.cumsum(lengths))
        yield listed, counts[kept][order].astype(np.int64), lengths
