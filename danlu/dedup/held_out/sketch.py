"""The sketch of a held-out row: enough to know the row again after edits, and none of its text.

Of what the row asks and of what it answers, apart, a sketch keeps the 128 smallest of the hashed
shingles (a bottom-k sketch: Cohen, Kaplan 2007, *Summarizing data using bottom-k sketches*), how
many there are, and a digest of the letters and digits. Chosen over full sets because five hashed
characters can be guessed back one by one and laid side by side again: a full set gives the text away,
and is larger than the text. A side of up to 132 letters and digits is kept whole, so that likeness is exact;
beyond that its standard error is at most 0.05, and 0.04 at the usual threshold of 0.7.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from danlu.dedup.held_out.parts import TEXTS
from danlu.dedup.held_out.shingles import (
    Integers,
    Keys,
    Reduced,
    as_sets,
    digests,
    hashes_of,
    reduced,
    shingles,
    sizes_of,
    smallest,
    starts_of,
)
from danlu.identity import ID_BYTES

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
    """What rows ask, or what they answer: letters and digits, and shingles in the order of the text."""

    text: Reduced
    shingles: Keys
    starts: Integers

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.starts) - 1

    @property
    def keys(self) -> tuple[Keys, Integers]:
        """The shingles, and where each row's begin."""
        return self.shingles, self.starts

    def digest(self, row: int) -> bytes | None:
        """The digest of one row's text."""
        piece = self.text.piece(row)
        return sha256(_PURPOSE + piece).digest()[:ID_BYTES] if piece else None


@dataclass(frozen=True, slots=True)
class Views:
    """Rows as they are compared; all by their place in the table that they were made of."""

    prompts: list[bytes | None]
    wholes: list[bytes | None]
    headed: npt.NDArray[np.bool_]
    asked: Side
    answered: Side

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.prompts)


def views(parts: pa.Table) -> Views:
    """What `compared_parts` gave, reduced and cut into shingles."""
    return views_of([reduced(parts.column(name)) for name in TEXTS])


def views_of(texts: Sequence[Reduced]) -> Views:
    """Reduced texts, one for each of `danlu.dedup.held_out.parts.TEXTS`, cut into shingles."""
    prompt, head, asked, answered = texts
    prompts = digests(_PURPOSE + b"prompt:", [prompt])
    wholes = digests(_PURPOSE + b"whole:", [head, asked, answered])
    sides = [Side(text, shingles(text), starts_of(text)) for text in (asked, answered)]
    return Views(prompts, wholes, head.lengths > 0, *sides)


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
        "asked": _side(seen.asked),
        "answered": _side(seen.answered),
    }
    return pa.table(columns).sort_by("row_id").cast(SCHEMA)


def _side(side: Side) -> pa.StructArray:
    sets = as_sets(side.shingles)
    kept = smallest(sets, side.rows, KEPT)
    offsets = np.concatenate([[0], np.cumsum(sizes_of(kept, side.rows))]).astype(np.int32)
    return pa.StructArray.from_arrays(
        [
            pa.array([side.digest(row) for row in range(side.rows)], pa.binary(16)),
            pa.array(side.text.lengths, pa.uint32()),
            pa.array(sizes_of(sets, side.rows), pa.uint32()),
            pa.ListArray.from_arrays(pa.array(offsets), pa.array(hashes_of(kept))),
        ],
        fields=_STORED_SIDE,
    )


_STORED_SIDE = [pa.field("key", pa.binary(16)), *(_SIDE.field(place) for place in range(1, 4))]


def _uuids(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks().cast(pa.binary(16))
