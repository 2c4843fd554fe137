"""Held-out rows as an evaluation set: what each asks is an item (law 9).

So a train row in which the prompt of a held-out row stands, in a longer question, in an answer or with
typos, is found by the same code as an item of a published set. That two whole rows are alike is for
`danlu.dedup.contamination.leaks`.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from danlu.dedup.contamination.index import ITEM_SCHEMA

HELD_OUT = "held_out"
"""The name of the set."""


def items_of_rows(row_ids: pa.ChunkedArray, prompts: pa.ChunkedArray) -> pa.Table:
    """Rows as items, as `ITEM_SCHEMA`: `item` is the row's id in hexadecimal digits.

    Args:
        row_ids: The rows' ids.
        prompts: What each row asks, such as the column `prompt` of
            `danlu.dedup.held_out.parts.compared_parts`. A row that asks nothing is no item.
    """
    ids = row_ids.cast(pa.binary(16)).to_pylist()
    table = pa.table(
        {
            "set": pa.array([HELD_OUT] * len(ids), pa.string()),
            "item": pa.array([value.hex() for value in ids], pa.string()),
            "question": pc.fill_null(prompts.cast(pa.string()), ""),
            "choices": pa.nulls(len(ids), pa.list_(pa.string())),
            "answer": pa.nulls(len(ids), pa.string()),
        },
        schema=ITEM_SCHEMA,
    )
    return table.filter(pc.greater(pc.binary_length(table.column("question")), 0))


def row_id_of(item: str) -> bytes:
    """The id of the row that an item of the set is."""
    return bytes.fromhex(item)
