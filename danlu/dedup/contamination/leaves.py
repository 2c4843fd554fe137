"""The texts of rows that are looked at, as one flat vector, each with its place in its row."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

COLUMNS = ("system", "messages", "chosen", "rejected", "label")
"""The columns of a row that may hold an item."""
_IN_MESSAGE = (("content",), ("parts", "text"), ("reasoning",), ("tool_calls", "arguments"))
FIELDS = (
    "system",
    "label",
    *(f"{side}.{'.'.join(path)}" for side in ("messages", "chosen", "rejected") for path in _IN_MESSAGE),
)
"""The names of the places in a row that hold text."""


@dataclass(frozen=True, slots=True)
class Leaves:
    """Texts of rows.

    Attributes:
        texts: Large strings without nulls or empty ones.
        rows: The row of each, by its place in the table.
        fields: The field of each, as an index into `FIELDS`.
        turns: The message of each within its list, from 0; -1 for what is in none.
    """

    texts: pa.Array
    rows: NDArray[np.int64]
    fields: NDArray[np.int8]
    turns: NDArray[np.int32]


def leaves_of(rows: pa.Table) -> Leaves:
    """All texts of rows (of which the columns in `COLUMNS` are needed) that are not empty."""
    pieces: list[tuple[pa.Array, NDArray[np.int64], int, NDArray[np.int32]]] = []
    for number, name in enumerate(FIELDS):
        column, *steps = name.split(".")
        array = rows.column(column).combine_chunks()
        if not steps:
            nowhere = np.full(len(array), -1, dtype=np.int32)
            pieces.append((array, np.arange(len(array), dtype=np.int64), number, nowhere))
            continue
        if array.null_count == len(array):
            continue
        messages, owners, turns = _messages(array)
        texts, places = _pull(messages, tuple(steps), pa.array(np.arange(len(messages))))
        at = places.to_numpy(zero_copy_only=False).astype(np.int64)
        pieces.append((texts, owners[at], number, turns[at]))
    return _together(pieces)


def _pull(array: pa.Array, steps: tuple[str, ...], owners: pa.Array) -> tuple[pa.Array, pa.Array]:
    """The texts below some fields as one flat array, and beside it the owner of each."""
    if pa.types.is_list(array.type):
        return _pull(array.flatten(), steps, owners.take(pc.list_parent_indices(array)))
    if pa.types.is_struct(array.type):
        return _pull(array.field(steps[0]), steps[1:], owners)
    return array, owners


def _messages(array: pa.ListArray) -> tuple[pa.Array, NDArray[np.int64], NDArray[np.int32]]:
    """The messages of all rows one after another, with the row of each and its place in the row."""
    owners = pc.list_parent_indices(array).to_numpy(zero_copy_only=False).astype(np.int64)
    first = np.searchsorted(owners, owners, side="left")
    turns = (np.arange(len(owners)) - first).astype(np.int32)
    return array.flatten(), owners, turns


def _together(pieces: list[tuple[pa.Array, NDArray[np.int64], int, NDArray[np.int32]]]) -> Leaves:
    texts, rows, fields, turns = [], [], [], []
    for array, owners, number, places in pieces:
        said = pc.greater(pc.fill_null(pc.binary_length(array), 0), 0)
        kept = said.to_numpy(zero_copy_only=False)
        texts.append(array.filter(said).cast(pa.large_string()))
        rows.append(owners[kept])
        fields.append(np.full(int(kept.sum()), number, dtype=np.int8))
        turns.append(places[kept])
    return Leaves(pa.concat_arrays(texts), *(np.concatenate(part) for part in (rows, fields, turns)))
