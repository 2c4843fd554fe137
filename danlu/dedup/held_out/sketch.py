"""The sketch of a held-out row: enough to know the row again after edits, and none of its text.

Of what the row asks and of what it answers, apart, a sketch keeps the 128 smallest of the hashed
shingles (a bottom-k sketch: Cohen, Kaplan 2007, *Summarizing data using bottom-k sketches*), how
many there are, and a digest of the letters and digits. Chosen over full sets because five hashed
characters can be guessed back one by one and laid side by side again: a full set gives the text away,
and is larger than the text. A side of up to 132 letters and digits is kept whole, so that likeness is exact;
beyond that its standard error is at most 0.05, and 0.04 at the usual threshold of 0.7.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from danlu.dedup.held_out.shingles import (
    Keys,
    Reduced,
    as_sets,
    hashes_of,
    reduced,
    shingles,
    sizes_of,
    smallest,
)

VERSION = 1
"""What a recorded file says of how its sketches are made. It changes with anything that they hang on."""

KEPT = 128
_PURPOSE = b"danlu:held_out:1:"

_SIDE = pa.struct(
    [
        pa.field("key", pa.uuid()),
        pa.field("characters", pa.uint32(), nullable=False),
        pa.field("shingles", pa.uint32(), nullable=False),
        pa.field("smallest", pa.list_(pa.uint32()), nullable=False),
    ]
)

SCHEMA = pa.schema(
    [
        pa.field("row_id", pa.uuid(), nullable=False),
        pa.field("group", pa.uuid(), nullable=False),
        pa.field("side", pa.string(), nullable=False),
        pa.field("prompt_key", pa.uuid()),
        pa.field("whole_key", pa.uuid()),
        pa.field("headed", pa.bool_(), nullable=False),
        pa.field("shingles", pa.uint32(), nullable=False),
        pa.field("asked", _SIDE, nullable=False),
        pa.field("answered", _SIDE, nullable=False),
    ]
)
"""One held-out row: `prompt_key` and `whole_key` are digests of the letters and digits of all that it
asks, and of all that it says; `headed` tells whether it has an instruction or a system prompt;
`shingles` counts those of question and answer together."""


@dataclass(frozen=True, slots=True)
class Side:
    """What rows ask, or what they answer: digests, characters, and shingles in the order of the text."""

    digests: list[bytes | None]
    lengths: npt.NDArray[np.int64]
    shingles: Keys


@dataclass(frozen=True, slots=True)
class Views:
    """Rows as they are compared; all by their place in the table that they were made of."""

    rows: int
    prompts: list[bytes | None]
    wholes: list[bytes | None]
    headed: npt.NDArray[np.bool_]
    asked: Side
    answered: Side


def views(parts: pa.Table) -> Views:
    """What `compared_parts` gave, reduced and cut into shingles."""
    prompt, head, asked, answered = (
        reduced(parts.column(name)) for name in ("prompt", "head", "asked", "answered")
    )
    sides = [Side(text.digests(_PURPOSE), text.lengths, shingles(text)) for text in (asked, answered)]
    whole = _digests_together([head, asked, answered])
    prompts = prompt.digests(_PURPOSE + b"prompt:")
    return Views(parts.num_rows, prompts, whole, head.lengths > 0, *sides)


def sketches(parts: pa.Table, sides: pa.ChunkedArray) -> pa.Table:
    """The sketches of held-out rows, in the order of their ids.

    Args:
        parts: What `compared_parts` gave of the rows.
        sides: The side of each, in the same order.
    """
    seen = views(parts)
    said = as_sets(seen.asked.shingles, seen.answered.shingles)
    columns = {
        "row_id": _uuids(parts.column("row_id")),
        "group": _uuids(parts.column("group")),
        "side": sides.combine_chunks(),
        "prompt_key": pa.array(seen.prompts, pa.binary(16)),
        "whole_key": pa.array(seen.wholes, pa.binary(16)),
        "headed": pa.array(seen.headed),
        "shingles": pa.array(sizes_of(said, seen.rows), pa.uint32()),
        "asked": _side(seen.asked, seen.rows),
        "answered": _side(seen.answered, seen.rows),
    }
    return pa.table(columns).sort_by("row_id").cast(SCHEMA)


def _side(side: Side, rows: int) -> pa.StructArray:
    sets = as_sets(side.shingles)
    kept = smallest(sets, rows, KEPT)
    offsets = np.concatenate([[0], np.cumsum(sizes_of(kept, rows))]).astype(np.int32)
    return pa.StructArray.from_arrays(
        [
            pa.array(side.digests, pa.binary(16)),
            pa.array(side.lengths, pa.uint32()),
            pa.array(sizes_of(sets, rows), pa.uint32()),
            pa.ListArray.from_arrays(pa.array(offsets), pa.array(hashes_of(kept))),
        ],
        fields=_STORED_SIDE,
    )


_STORED_SIDE = [pa.field("key", pa.binary(16)), *(_SIDE.field(place) for place in range(1, 4))]


def _uuids(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks().cast(pa.binary(16))


def _digests_together(texts: list[Reduced]) -> list[bytes | None]:
    """One digest per row of several texts of it, one behind the other."""
    lengths = np.stack([text.lengths for text in texts])
    bounds = np.concatenate([[0], np.cumsum(lengths.sum(axis=0))])
    codes = np.zeros(int(bounds[-1]), dtype=np.uint32)
    before = bounds[:-1].copy()
    for text, own in zip(texts, lengths, strict=True):
        places = np.arange(len(text.codes)) + np.repeat(before - text.bounds[:-1], own)
        codes[places] = text.codes
        before += own
    return Reduced(codes, bounds).digests(_PURPOSE + b"whole:")
