"""Text rows as flat vectors for compiled loops: all texts one after another, and where each begins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from danlu.dedup.kernels import columns
from danlu.lake.connection import connect
from danlu.rows import ROW_SCHEMA, TRAINED_COLUMNS

_MOST_BYTES = 1 << 30
_SCHEMA = pa.schema([ROW_SCHEMA.field(name) for name in TRAINED_COLUMNS])


class Flat(NamedTuple):
    """Rows as `danlu.dedup.kernels.columns` reads them: columns of texts and of lists, one after another.

    Column `c` begins at `places[c]` in `starts` and `nulls`. Its text `n` lies in `data` from
    `starts[places[c] + n]` to the start behind it; of a list, these are the numbers of its values.
    """

    data: NDArray[np.uint8]
    starts: NDArray[np.int64]
    nulls: NDArray[np.bool_]
    places: NDArray[np.int64]

    @property
    def size(self) -> int:
        """How many rows these are."""
        return int(self.places[1] - self.places[0]) - 1


def flat_batches(rows: pa.Table) -> list[Flat] | None:
    """What a trainer sees of rows, in as few pieces as Arrow can hold; absent columns are null.

    None where a turn, part, call or span is itself null: no format that danlu reads has such.
    """
    whole = rows.select([name for name in TRAINED_COLUMNS if name in rows.column_names])
    for field in _SCHEMA:
        if field.name not in rows.column_names:
            whole = whole.append_column(field, pa.nulls(rows.num_rows, field.type))
    whole = whole.select(TRAINED_COLUMNS).cast(_SCHEMA)
    # one array holds no more than 2 GiB of text, and cannot be made of arrays that hold more together
    batches = (whole.combine_chunks() if whole.nbytes < _MOST_BYTES else whole).to_batches()
    return [_flat(batch) for batch in batches] if all(map(_is_regular, batches)) else None


def _is_regular(batch: pa.RecordBatch) -> bool:
    lists = [batch.column(name) for name in ("messages", "chosen", "rejected", "spans")]
    values = [_values(each) for each in lists]
    inner = [_values(each.field(name)) for each in values[:3] for name in ("parts", "tool_calls")]
    return not any(each.null_count for each in (*values, *inner))


def _flat(batch: pa.RecordBatch) -> Flat:
    arrays = [*_columns(batch, columns.ROW)]
    for name in ("messages", "chosen", "rejected"):
        arrays += [batch.column(name), *_columns(_values(batch.column(name)), columns.TURN)]
    sizes = [len(each) + 1 for each in arrays]
    places = np.cumsum([0, *sizes])
    starts, nulls = np.empty(places[-1], np.int64), np.zeros(places[-1], np.bool_)
    data: list[NDArray[np.uint8]] = []
    held = 0
    for array, place, size in zip(arrays, places.tolist(), sizes, strict=False):
        own = starts[place : place + size]
        own[:] = _offsets(array)
        if array.null_count:
            nulls[place : place + size - 1] = array.is_null().to_numpy(zero_copy_only=False)
        if pa.types.is_string(array.type) and own[-1] > own[0]:
            data.append(np.frombuffer(array.buffers()[2], np.uint8)[own[0] : own[-1]])
            own += held
            held += len(data[-1])
        own -= _offsets(array)[0]
    return Flat(np.concatenate([*data, np.zeros(1, np.uint8)]), starts, nulls, places)


def _columns(parent: pa.RecordBatch | pa.StructArray, names: Sequence[str]) -> Iterator[pa.Array]:
    """The columns of a batch or struct by name; `a.b` is field b of the values of list a."""
    for name in names:
        column, _, field = name.partition(".")
        array = parent.column(column) if isinstance(parent, pa.RecordBatch) else parent.field(column)
        yield _as_text(_values(array).field(field) if field else array)


def _values(lists: pa.ListArray) -> pa.StructArray:
    """The values of lists, without those of lists that a slice left out."""
    offsets = _offsets(lists)
    return lists.values.slice(offsets[0], offsets[-1] - offsets[0])


def _as_text(array: pa.Array) -> pa.Array:
    """Texts and lists as they are, anything else as JSON writes it."""
    if pa.types.is_string(array.type) or pa.types.is_list(array.type):
        return array
    if not pa.types.is_floating(array.type) or array.null_count == len(array):
        return array.cast(pa.string())
    weights = pc.dictionary_encode(array)
    with connect() as connection:
        connection.register("weights", pa.table({"weight": weights.dictionary}))
        written = connection.sql("SELECT to_json(weight)::VARCHAR AS written FROM weights").to_arrow_table()
    return written.column("written").combine_chunks().take(weights.indices)


def _offsets(array: pa.Array) -> NDArray[np.int32]:
    """Where the texts or lists of a column begin."""
    offsets = array.buffers()[1]
    if offsets is None or not offsets.size:
        return np.zeros(1, np.int32)
    return np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1]
