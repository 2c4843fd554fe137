"""Which rows hold items of evaluation sets, with the evidence: never text, only where and how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from danlu.dedup.contamination.index import Index, flat, tables
from danlu.dedup.contamination.kernels.probing import probe
from danlu.dedup.contamination.leaves import FIELDS, Leaves, leaves_of

MATCH_SCHEMA = pa.schema(
    [
        pa.field("row_id", pa.uuid(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("set", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
        pa.field("how", pa.string(), nullable=False),
        pa.field("likeness", pa.float64(), nullable=False),
        pa.field("share", pa.float64(), nullable=False),
        pa.field("field", pa.string(), nullable=False),
        pa.field("turn", pa.int32()),
        pa.field("start", pa.int64(), nullable=False),
        pa.field("end", pa.int64(), nullable=False),
        pa.field("run", pa.int64(), nullable=False),
    ]
)
"""A row, an item and the best place where the row holds it, in the order of row, set and item.

`how`: verbatim (a text of the row is the item but for white space at its ends), folded (equal after
folding), embedded (the item, or most of its n-grams, within longer text) or near (typos alone differ).
`likeness`: the share of the item that stands in the row; `share`: that of its n-grams; both of 0 to 1,
rounded to four digits. `field` and `turn` (from 0): which text of the row; `start` and `end`: the
stretch of it, in characters. `run`: the longest stretch without an edit, in units of folded text."""

HOWS = ("verbatim", "folded", "embedded", "near")


def find_matches(rows: pa.Table, index: Index) -> pa.Table:
    """Every item that a row holds, as `MATCH_SCHEMA`; a pure function of each row and each set.

    Args:
        rows: With `row_id`, `source` and the columns of `danlu.dedup.contamination.leaves.COLUMNS`.
        index: What is looked for.
    """
    leaves = leaves_of(rows)
    whole, shares = probe_texts(leaves.texts, index)
    if not len(whole):
        return empty_matches()
    return _best(_described(rows, leaves, index, whole, shares))


def probe_texts(texts: pa.Array, index: Index) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """What the kernel finds in texts: whole numbers and shares, a line a match (see `kernels.probing`)."""
    found: tuple[NDArray[np.int64], NDArray[np.float64]] = probe(
        flat(texts), tables(), index.seeds, index.sets, index.shorts, index.bounds
    )
    return found


def empty_matches() -> pa.Table:
    """No matches."""
    return pa.table([pa.nulls(0, column.type) for column in MATCH_SCHEMA], schema=MATCH_SCHEMA)


def together(matches: Sequence[pa.Table]) -> pa.Table:
    """Matches of several shards or sets as one table, in its order."""
    joined = pa.concat_tables([empty_matches(), *matches])
    return joined.cast(_STORED).sort_by(_ORDER).cast(MATCH_SCHEMA)


def one_per_row(matches: pa.Table) -> pa.Table:
    """Of each row's matches the strongest: by `how`, then likeness, then set and item."""
    if not matches.num_rows:
        return matches
    stored = matches.cast(_STORED)
    ranks = pc.index_in(stored.column("how"), value_set=pa.array(HOWS))
    ranked = stored.append_column("rank", ranks).sort_by(
        [("row_id", "ascending"), ("rank", "ascending"), ("likeness", "descending"), *_ORDER[1:]]
    )
    return _first_of_each(ranked, ("row_id",)).drop_columns("rank").cast(MATCH_SCHEMA)


_STORED = pa.schema(
    [pa.field(column.name, pa.binary(16)) if column.name == "row_id" else column for column in MATCH_SCHEMA]
)
_ORDER = [("row_id", "ascending"), ("set", "ascending"), ("item", "ascending")]


def _described(
    rows: pa.Table, leaves: Leaves, index: Index, whole: NDArray[Any], shares: NDArray[Any]
) -> pa.Table:
    leaf, item, how, start, end, run = whole.T
    owners = pa.array(leaves.rows[leaf])
    numbers = pa.array(item)
    turns = leaves.turns[leaf]
    columns = {
        "row_id": rows.column("row_id").take(owners).cast(pa.binary(16)),
        "source": rows.column("source").take(owners),
        "set": index.items.column("set").take(numbers),
        "item": index.items.column("item").take(numbers),
        "how": pa.array(_hows(leaves.texts, leaf, index, item, how)),
        "likeness": pa.array(np.round(shares[:, 0], 4)),
        "share": pa.array(np.round(shares[:, 1], 4)),
        "field": pa.array(np.array(FIELDS)[leaves.fields[leaf]]),
        "turn": pa.array(turns, mask=turns < 0),
        **_characters(leaves.texts, leaf, start, end),
        "run": pa.array(run),
    }
    return pa.table(columns, schema=_STORED)


def _hows(
    texts: pa.Array, leaf: NDArray[Any], index: Index, item: NDArray[Any], how: NDArray[Any]
) -> list[str]:
    """The names of the kernel's findings; what equals the item is verbatim where no character differs."""
    names = [("folded", "embedded", "near")[number] for number in how]
    questions = index.items.column("question")
    for place in np.flatnonzero(how == 0).tolist():
        if texts[int(leaf[place])].as_py().strip() == questions[int(item[place])].as_py().strip():
            names[place] = "verbatim"
    return names


def _characters(
    texts: pa.Array, leaf: NDArray[Any], start: NDArray[Any], end: NDArray[Any]
) -> dict[str, pa.Array]:
    """Places in bytes as places in characters."""
    offsets, data = flat(texts)
    begins = offsets[leaf]
    # every byte that goes on a character is none
    pieces = [data[begin : begin + last] for begin, last in zip(begins, end, strict=True)]
    ends = [int(np.count_nonzero((piece & 0xC0) != 0x80)) for piece in pieces]
    within = zip(pieces, start, ends, strict=True)
    starts = [last - int(np.count_nonzero((piece[first:] & 0xC0) != 0x80)) for piece, first, last in within]
    return {"start": pa.array(starts, pa.int64()), "end": pa.array(ends, pa.int64())}


def _best(found: pa.Table) -> pa.Table:
    """For each row and item the strongest place, and of equals the first."""
    ranks = pc.index_in(found.column("how"), value_set=pa.array(HOWS))
    places = [("rank", "ascending"), ("likeness", "descending"), ("field", "ascending")]
    ordered = found.append_column("rank", ranks).sort_by(
        [*_ORDER, *places, ("turn", "ascending"), ("start", "ascending")]
    )
    return _first_of_each(ordered, ("row_id", "set", "item")).drop_columns("rank").cast(MATCH_SCHEMA)


def _first_of_each(ordered: pa.Table, names: tuple[str, ...]) -> pa.Table:
    """The first line of each run of equal values in some columns."""
    fresh = np.zeros(ordered.num_rows, dtype=np.bool_)
    fresh[0] = True
    for name in names:
        column = ordered.column(name).combine_chunks()
        fresh[1:] |= pc.not_equal(column[1:], column[:-1]).to_numpy(zero_copy_only=False)
    return ordered.filter(pa.array(fresh))
