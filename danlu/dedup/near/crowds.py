"""Crowds of giant buckets, made ready for the stars: see `danlu.dedup.near.kernels.crowds`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from danlu.dedup.near.families import Families, find_families, nested
from danlu.dedup.near.kernels.buckets import root, unite
from danlu.dedup.near.kernels.crowds import WORD, list_shingles, sort_each, split_shingles
from danlu.dedup.near.kernels.folding import SHINGLE
from danlu.dedup.near.kernels.sketching import ANSWERED, ASKED, WHOLE
from danlu.dedup.near.rows import Integers, Near

CROWDED = 32
"""Buckets with more rows are crowded."""
SAMPLE = 512
"""Rows whose shingles tell what the core of a crowd is."""
COMMON = 16
"""A shingle is of the core if one row of so many has it."""
WIDEST = 65_536
"""Shingles of a core at most."""
LEVELS = 3
"""Crowds in which a row meets others: the whole, its wide family, its narrow family."""


@dataclass(frozen=True, slots=True)
class _Crowd:
    """A crowd by its rows: bits, sizes (all, those that count, core), where rare shingles end, and they.

    `level` is 0 for wholes and 1 for sides, and two more for families, wide ones and then narrow ones;
    `families` are those of each row that are crowds of their own.
    """

    level: int
    rows: Integers
    bits: NDArray[np.uint64]
    sizes: Integers
    counted: Integers
    cores: Integers
    ends: Integers
    rare: NDArray[np.uint64]
    families: Integers


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


def crowding(texts: tuple[Any, ...], joined: Sequence[Sequence[Integers]], near: Near) -> tuple[Any, ...]:
    """The crowds, those of wholes and those of sides, as `stars` takes them."""
    count = texts[1].shape[0]
    # shingles are told from those of no other rows
    texts = *texts, np.zeros(count, np.uint64), 0
    crowds = [crowd for rows in joined[0] for crowd in _split_whole(texts, rows, near)]
    crowds += [crowd for rows in joined[1] for crowd in _split_sides(texts, rows, near)]
    numbers = np.full((2 * LEVELS, count), -1, np.int64)
    lengths = [len(crowd.rows) for crowd in crowds]
    first = np.cumsum([0, *lengths])
    for number, crowd in enumerate(crowds):
        numbers[crowd.level, crowd.rows] = np.arange(first[number], first[number + 1])
    widths = np.concatenate([np.zeros(1, np.int64), *(np.full(*_width(crowd)) for crowd in crowds)])
    tokens = list(_number(crowds))
    counts = _joined([counts for _, counts, _ in tokens], np.int64)
    shared = (
        np.cumsum(widths),
        _joined([crowd.sizes for crowd in crowds], np.int64),
        _joined([crowd.counted for crowd in crowds], np.int64),
        _joined([crowd.cores for crowd in crowds], np.int64),
        _starts([lengths_ for _, _, lengths_ in tokens]),
        _joined([each for each, _, _ in tokens], np.int32),
        _joined([crowd.bits.ravel() for crowd in crowds], np.uint64),
        np.concatenate([[0], np.cumsum(counts)]),
        np.zeros(len(counts), np.int32),
        np.empty(int(counts.sum()), np.int32),
    )
    lists = (
        first,
        np.zeros(len(crowds), np.int64),
        np.full(len(crowds), np.iinfo(np.int64).max >> 20),
        np.empty(int(first[-1]), np.int32),
        np.array([(crowd.sizes - crowd.counted).max() for crowd in crowds], np.int64),
        np.concatenate([np.empty((0, LEVELS - 1), np.int64), *(crowd.families for crowd in crowds)]),
    )
    crowd_of = np.repeat(np.arange(len(crowds)), lengths)
    return numbers, crowd_of, _joined([crowd.rows for crowd in crowds], np.int64), (shared, lists)


def _split_whole(texts: tuple[Any, ...], rows: Integers, near: Near) -> Iterator[_Crowd]:
    """A crowd of wholes, and the families in it."""
    families = find_families(texts, rows, 0, CROWDED, near.least_characters)
    yield _split(0, texts, rows, WHOLE, families)
    yield from _split_families(texts, families, near, 0, answers=near.both_sides)


def _split_sides(texts: tuple[Any, ...], rows: Integers, near: Near) -> Iterator[_Crowd]:
    """A crowd of rows of one head, which differ in their answers; or in what they ask, then with families."""
    part = _side(texts, rows)
    families = find_families(texts, rows, 1, CROWDED, near.least_characters) if part == ASKED else []
    yield _split(1, texts, rows, part, families)
    yield from _split_families(texts, families, near, 1, answers=True)


def _split_families(
    texts: tuple[Any, ...], kinds: list[Families], near: Near, level: int, *, answers: bool
) -> Iterator[_Crowd]:
    """Families as crowds, by what their frames leave; by the answer where rows differ more in that."""
    data, bounds, folded, *_ = texts
    short = near.least_characters // 2 if near.least_characters >= 2 * SHINGLE else 0
    for place, each in enumerate(kinds):
        level += 2
        own = np.arange(len(each.rows))
        rest = data, each.rest, folded, each.salts, short
        slack = each.slack
        if answers:
            replied = data, bounds[each.rows][:, [2, 2, 3, 3]], folded, each.salts, 0
            if _core(replied, own, WHOLE)[1] < _core(rest, own, WHOLE)[1]:
                rest, slack = replied, np.zeros(len(own), np.int64)
        crowd = _split(level, rest, own, WHOLE, [])
        families = np.full((len(own), LEVELS - 1), -1)
        for narrower, inside in enumerate(nested(kinds[place + 1 :], each.rows)):
            families[:, narrower] = inside
        single = (crowd.sizes <= 1) & (rest[4] > 0)
        counted = crowd.sizes - np.where(single, 0, slack)
        yield replace(crowd, rows=each.rows, counted=counted, families=families)


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


def _split(level: int, texts: tuple[Any, ...], rows: Integers, part: int, families: list[Families]) -> _Crowd:
    core, _ = _core(texts, rows, part)
    bounds = texts[1]
    room = int((bounds[rows, 3] - bounds[rows, 0]).sum()) + len(rows)
    bits = np.zeros((len(rows), -(-len(core) // WORD)), np.uint64)
    sizes, cores, ends = (np.zeros(len(rows), np.int64) for _ in range(3))
    rare = np.empty(room, np.uint64)
    longest = _longest(texts, rows)
    used = split_shingles(texts, rows, part, (core, longest), (bits, sizes, cores, ends, rare))
    numbers = np.full((len(rows), LEVELS - 1), -1)
    for place, inside in enumerate(nested(families, rows)):
        numbers[:, place] = inside
    return _Crowd(level, rows, bits, sizes, sizes, cores, ends, rare[:used].copy(), numbers)


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
