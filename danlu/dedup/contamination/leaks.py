"""The leak guard: every train row that is alike to a held-out row.

Not by the merge index, whose bands find 28 % of the pairs with a similarity of 0.5: each train row is
probed against all held-out rows exactly, and pairs that are less alike than what counts as a leak are
counted. Alike is what merging has it to be (see `danlu.dedup.near.merge`), but that kind, label and verdict
do not matter: a held-out text that is trained on with another label is a leak. And where one of two rows
answers nothing, as a document does, their wholes alone decide: a held-out question that stands in a document
with its answer below is a leak, while merging keeps such rows apart, as neither can stand for the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from danlu.dedup.contamination.kernels import joining, listing
from danlu.dedup.near.bands import in_threads
from danlu.dedup.near.kernels.folding import FOLDED
from danlu.dedup.near.kernels.likeness import SCALE
from danlu.dedup.near.kernels.sketching import ASKED, WHOLE
from danlu.dedup.near.merge import fetch_rows
from danlu.dedup.near.parts import near_rows
from danlu.dedup.near.rows import Near, NearRows
from danlu.rows import Kind

FLOOR = 5000
"""Pairs from this similarity on are found, in 1/10,000; those below the threshold are counted only."""
PARTS = (WHOLE, ASKED)
ALL = 1 << 40
"""More pairs than a row can have."""
_LABELLED = pa.array([Kind.LABELLED.value, Kind.SPANS.value])
_SLICE = 2_000
"""Rows that a thread probes at a time."""


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Held-out rows made ready to be probed against. Made by `prepare`.

    Attributes:
        rows: The rows.
        near: From where on a pair is a leak.
        floor: From where on a pair is found.
        indexes: Of the wholes, and of what rows with a head ask.
    """

    rows: NearRows
    near: Near
    floor: int
    indexes: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of a train row and a held-out row, ordered by both.

    Attributes:
        ours: Numbers of train rows.
        theirs: Numbers of held-out rows.
        likeness: Their Jaccard similarity in 1/10,000, rounded down; in rows of one head, of the less alike
            side.
        leaks: Which pairs are too alike.
    """

    ours: NDArray[np.int64]
    theirs: NDArray[np.int64]
    likeness: NDArray[np.int64]
    leaks: NDArray[np.bool_]


def prepare(rows: NearRows, near: Near, floor: int = FLOOR) -> HeldOut:
    """Index held-out rows: about ten bytes for each of their shingles.

    Raises:
        ValueError: The floor is above the threshold, or not positive.
    """
    if not 0 < floor <= near.threshold:
        raise ValueError(f"floor: {floor} is not between 1 and the threshold, {near.threshold}")
    indexes = tuple(_index(_flat(rows), part, near.least_characters, floor) for part in PARTS)
    return HeldOut(rows, near, floor, indexes)


def find_pairs(
    rows: NearRows, held_out: HeldOut, threads: int = 1, most: int = ALL, *, close: bool = False
) -> Pairs:
    """All pairs of train rows and held-out rows from the floor on; a pure function of each pair.

    Where the floor is the threshold, these are the leaks; else, or if `close`, also pairs that are none.

    Args:
        rows: Train rows.
        held_out: Held-out rows.
        threads: Threads to use; they change nothing else.
        most: Of a row that has more pairs, at least so many are listed, not all.
        close: Whether pairs that are no leaks are listed wherever the floor is.
    """
    starts = range(0, len(rows), _SLICE)
    found = in_threads(lambda start: _join(rows, start, held_out, most, close=close), starts, threads)
    pairs = np.concatenate([np.empty((0, 5), np.int64), *found])
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    likeness = pairs[:, 2] * SCALE // np.maximum(pairs[:, 3], 1)
    return Pairs(pairs[:, 0], pairs[:, 1], likeness, pairs[:, 4] > 0)


def _join(rows: NearRows, start: int, held_out: HeldOut, most: int, *, close: bool) -> NDArray[np.int64]:
    """The pairs of a slice of the rows."""
    near, end = held_out.near, start + _SLICE
    close = close or held_out.floor < near.threshold
    bounds = held_out.floor, near.least_characters, near.threshold, near.both_sides, most, close
    piece = NearRows(rows.data, rows.bounds[start:end], rows.heads[start:end], rows.strata[start:end])
    found = [
        joining.join(_flat(piece), _flat(held_out.rows), index, part, bounds)
        for part, index in zip(PARTS, held_out.indexes, strict=True)
        if len(held_out.rows)
    ]
    pairs: NDArray[np.int64] = np.concatenate([np.empty((0, 5), np.int64), *found])
    pairs[:, 0] += start
    return pairs


def unlabelled(rows: pa.Table) -> NearRows:
    """The parts of rows, in their order, from the `COLUMNS` of a table of text rows, all labels alike.

    That there is one tells a text to be labelled, which a template may surround, from a document.
    """
    label = rows.schema.get_field_index("label")
    labelled = pc.is_in(rows.column("kind").cast(pa.string()), _LABELLED)
    same = pc.if_else(labelled, pa.scalar("-"), pa.scalar(None, pa.string()))
    return near_rows(rows.set_column(label, rows.schema.field(label), same))


def some_rows(rows: NearRows, numbers: NDArray[np.int64]) -> NearRows:
    """Some of the rows, with none but their bytes."""
    data, bounds = fetch_rows(rows, numbers)
    return NearRows(data, bounds, rows.heads[numbers], rows.strata[numbers])


def all_rows(pieces: Sequence[NearRows]) -> NearRows:
    """Rows one after another."""
    firsts = np.cumsum([0, *(len(piece.data) for piece in pieces)])
    return NearRows(
        np.concatenate([np.empty(0, np.uint8), *(piece.data for piece in pieces)]),
        np.concatenate(
            [
                np.empty((0, 4), np.int64),
                *(piece.bounds + first for piece, first in zip(pieces, firsts, strict=False)),
            ]
        ),
        np.concatenate([np.empty(0, np.uint64), *(piece.heads for piece in pieces)]),
        np.concatenate([np.empty(0, np.uint64), *(piece.strata for piece in pieces)]),
    )


def _flat(rows: NearRows) -> tuple[Any, ...]:
    return rows.data, rows.bounds, rows.heads, FOLDED


def _index(rows: tuple[Any, ...], part: int, least: int, floor: int) -> tuple[Any, ...]:
    listed, starts = listing.all_tokens(rows, part, least)
    shift = 32 - min(24, max(8, len(listed).bit_length() - 3))
    classes = joining.classes_of(listed, shift, np.zeros(1 << (32 - shift), np.int32))
    order = np.argsort(np.diff(starts), kind="stable")
    postings, *measures = joining.post((listed, starts), order, classes, shift, floor)
    postings.sort()
    posted, places = (postings >> np.uint64(32)).astype(np.uint32), postings.astype(np.uint32)
    buckets = np.zeros((1 << (32 - shift)) + 1, np.uint32)
    joining.open_buckets(posted, shift, buckets)
    measures.append(joining.all_bits((listed, starts), order))
    return (listed, starts), order, tuple(measures), (classes, shift, posted, places, buckets)
