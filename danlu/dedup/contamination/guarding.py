"""The leak guard over a whole corpus, which probes only what it has not probed before.

Pairs hang on the two rows alone. So new train rows are probed against all held-out rows, the others against
new held-out rows, and the rest is remembered in a file: which rows were probed, by the hash of their shard
and their place in it, and which pairs were found. The file is never the only copy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from danlu.dedup.contamination.kernels import COMPILED
from danlu.dedup.contamination.leaks import Pairs, all_rows, find_pairs, prepare, some_rows
from danlu.dedup.contamination.remembered import Known, read_known, write_known
from danlu.dedup.near.rows import Near, NearRows

Load = Callable[[], NearRows]
Chosen = Mapping[str, NDArray[np.bool_]]
"""Some of the rows of each shard, by its hash."""

PAIRS = pa.schema(
    [
        pa.field("train_shard", pa.string()),
        pa.field("train_place", pa.int32()),
        pa.field("held_shard", pa.string()),
        pa.field("held_place", pa.int32()),
        pa.field("similarity", pa.int32()),
        pa.field("leak", pa.bool_()),
    ]
)
"""Pairs of a train row and a held-out row; the similarity in 1/10,000."""

INDEXED = 64 << 20
"""Bytes of text that are indexed at once: some ten times as much memory."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What leaks are, and how they are looked for.

    Attributes:
        near: From where on a pair is a leak.
        floor: From where on a pair is found, in 1/10,000.
        threads: Threads to use; they change nothing else.
    """

    near: Near
    floor: int
    threads: int = 1

    def key(self) -> str:
        """What all pairs hang on beside the rows themselves."""
        near = self.near
        settings = near.threshold, near.least_characters, near.both_sides, self.floor
        return f"{COMPILED.name} {settings}"


def guard_pairs(
    memory: Path, shards: Mapping[str, Load], train: Chosen, held_out: Chosen, guard: Guard
) -> pa.Table:
    """Every pair of a train row and a held-out row from the floor on, as `PAIRS`, ordered by both.

    Args:
        memory: The file that remembers; it is written anew.
        shards: How to load each shard's rows, by its hash.
        train: The train rows of each shard.
        held_out: The held-out rows of each shard.
        guard: What is looked for.
    """
    known = read_known(memory, guard.key(), PAIRS).among(train, held_out)
    found = [known.pairs]
    new_train, new_held = _less(train, known.train), _less(held_out, known.held_out)
    probing = _Probing(shards, guard)
    found += probing.pairs(new_train, held_out)
    found += probing.pairs(known.train, new_held)
    order = [(name, "ascending") for name in PAIRS.names[:4]]
    pairs = pa.concat_tables(found).sort_by(order)
    if _count(new_train) or _count(new_held) or not memory.exists():
        write_known(memory, guard.key(), Known(train, held_out, pairs))
    return pairs


@dataclass(frozen=True, slots=True)
class _Probing:
    shards: Mapping[str, Load]
    guard: Guard

    def pairs(self, train: Chosen, held_out: Chosen) -> Iterator[pa.Table]:
        """All pairs of some train rows and some held-out rows; the fewer are indexed, the others stream."""
        if not _count(train) or not _count(held_out):
            return
        swapped = _count(train) < _count(held_out)
        indexed, streamed = (train, held_out) if swapped else (held_out, train)
        for places, rows in self._indexed(indexed):
            index = prepare(rows, self.guard.near, self.guard.floor)
            for shard, chosen in streamed.items():
                if not chosen.any():
                    continue
                some = self._load(shard, chosen)
                pairs = find_pairs(some, index, self.guard.threads)
                yield _named(pairs, (shard, np.flatnonzero(chosen)), places, swapped=swapped)

    def _indexed(self, chosen: Chosen) -> Iterator[tuple[list[tuple[str, NDArray[np.int64]]], NearRows]]:
        """Rows with the shards and places that they have, as many at once as are indexed together."""
        places: list[tuple[str, NDArray[np.int64]]] = []
        pieces: list[NearRows] = []
        for shard, wanted in chosen.items():
            if wanted.any():
                pieces.append(self._load(shard, wanted))
                places.append((shard, np.flatnonzero(wanted)))
            if sum(len(piece.data) for piece in pieces) > INDEXED:
                yield places, all_rows(pieces)
                places, pieces = [], []
        if pieces:
            yield places, all_rows(pieces)

    def _load(self, shard: str, chosen: NDArray[np.bool_]) -> NearRows:
        return some_rows(self.shards[shard](), np.flatnonzero(chosen))


def _named(
    pairs: Pairs,
    own: tuple[str, NDArray[np.int64]],
    places: Sequence[tuple[str, NDArray[np.int64]]],
    *,
    swapped: bool,
) -> pa.Table:
    """Pairs with shards and places in place of numbers."""
    shard, ours = own
    ends = np.cumsum([len(numbers) for _, numbers in places])
    which = np.searchsorted(ends, pairs.theirs, side="right")
    theirs = np.concatenate([numbers for _, numbers in places])[pairs.theirs]
    names = pa.array([name for name, _ in places]).take(pa.array(which))
    streamed = [pa.repeat(pa.scalar(shard), len(pairs.ours)), pa.array(ours[pairs.ours], pa.int32())]
    indexed = [names, pa.array(theirs, pa.int32())]
    first, second = (indexed, streamed) if swapped else (streamed, indexed)
    measured = [pa.array(pairs.likeness, pa.int32()), pa.array(pairs.leaks)]
    return pa.table([*first, *second, *measured], schema=PAIRS)


def _less(chosen: Chosen, known: Chosen) -> dict[str, NDArray[np.bool_]]:
    return {shard: rows & ~known[shard] if shard in known else rows for shard, rows in chosen.items()}


def _count(chosen: Chosen) -> int:
    return sum(int(rows.sum()) for rows in chosen.values())
