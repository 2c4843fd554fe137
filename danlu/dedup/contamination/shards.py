"""Chosen rows of shards, probed against each other: what the leak guard and its count are made of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from danlu.dedup.contamination import leaks
from danlu.dedup.contamination.kernels import COMPILED
from danlu.dedup.contamination.leaks import ALL, Pairs, all_rows, find_pairs, prepare, some_rows
from danlu.dedup.near import parts
from danlu.dedup.near.kernels.folding import UNICODE
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

_CODE = b"".join(Path(str(module.__file__)).read_bytes() for module in (parts, leaks))
_READ_BY = hashlib.sha256(_CODE + UNICODE.encode()).hexdigest()[:16]
"""Of the code that makes parts of rows, beside what is compiled."""
INDEXED = 64 << 20
"""Bytes of text that are indexed at once: some ten times as much memory."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What leaks are, and how they are looked for.

    Attributes:
        near: From where on a pair is a leak.
        floor: From where on a pair is found, in 1/10,000.
        threads: Threads to use; they change nothing else.
        most: Of a train row that has more pairs, at least so many are found, not all.
        close: Whether pairs that are no leaks are found too.
    """

    near: Near
    floor: int
    threads: int = 1
    most: int = ALL
    close: bool = False

    def key(self) -> str:
        """What all pairs hang on beside the rows themselves."""
        near = self.near
        settings = near.threshold, near.least_characters, near.both_sides, self.floor, self.most, self.close
        return f"{COMPILED.name} {_READ_BY} {settings}"


@dataclass(frozen=True, slots=True)
class Probing:
    """Probes rows of shards against each other.

    Attributes:
        shards: How to load each shard's rows, by its hash.
        guard: What is looked for.
    """

    shards: Mapping[str, Load]
    guard: Guard

    def pairs(self, train: Chosen, held_out: Chosen) -> Iterator[pa.Table]:
        """The pairs of some train rows and some held-out rows.

        The fewer are indexed, the others stream; where not all pairs of a train row are wanted, these do.
        """
        if not count(train) or not count(held_out):
            return
        swapped = self.guard.most == ALL and count(train) < count(held_out)
        indexed, streamed = (train, held_out) if swapped else (held_out, train)
        for places, rows in self._indexed(indexed):
            index = prepare(rows, self.guard.near, self.guard.floor)
            for shard, chosen in streamed.items():
                if not chosen.any():
                    continue
                some = self._load(shard, chosen)
                pairs = find_pairs(some, index, self.guard.threads, self.guard.most, close=self.guard.close)
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


def less(chosen: Chosen, known: Chosen) -> dict[str, NDArray[np.bool_]]:
    """Chosen rows that are not known."""
    return {shard: rows & ~known[shard] if shard in known else rows for shard, rows in chosen.items()}


def count(chosen: Chosen) -> int:
    """How many rows are chosen."""
    return sum(int(rows.sum()) for rows in chosen.values())
