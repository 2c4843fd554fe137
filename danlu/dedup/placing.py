"""The side and the fold of every row, for whole corpora.

A group has one side. In this order: a side that a release recorded for one of its rows
(`danlu.dedup.held_out`), a side that a source declares, the side that its hash gives. Where several are
recorded, or several declared, the one that is held out most counts: test before validation before
train. So the order in which rows arrive decides nothing, and what was released as held out never
gets into train.
"""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import pyarrow as pa

from danlu.dedup.folds import FOLD, FOLD_MACRO
from danlu.dedup.splits import SHARE_MACRO, SIDE_MACRO, Side
from danlu.dedup_knobs import Split
from danlu.lake.connection import connect

PLACED = pa.schema(
    [
        pa.field("row_id", pa.uuid()),
        pa.field("source", pa.string()),
        pa.field("group", pa.uuid()),
        pa.field("split", pa.string()),
        FOLD,
        pa.field("settled_by", pa.string()),
        pa.field("strictness", pa.int32()),
    ]
)
"""A row's side and fold; `settled_by` tells what gave the side (recorded, declared or hash); the lower
`strictness`, the sooner the row survives merging: recorded rows first, then declared ones, each
from test to train, then all others alike."""

SETTLE = """
CREATE TABLE settled AS
WITH asked AS (
    SELECT "group", side, 'recorded' AS settled_by FROM matches
    UNION ALL
    SELECT keys."group", declared.side, 'declared' FROM keys JOIN declared USING (source)
),
ranked AS (
    SELECT
        "group",
        settled_by,
        list_position(['test', 'validation', 'train'], side)
            + CASE settled_by WHEN 'recorded' THEN 0 ELSE 3 END AS strictness
    FROM asked
)
SELECT
    "group",
    min(strictness)::INTEGER AS strictness,
    ['test', 'validation', 'train'][(min(strictness) - 1) % 3 + 1] AS side,
    arg_min(settled_by, strictness) AS settled_by
FROM ranked
GROUP BY "group"
"""
"""Groups whose side is settled by more than their hash, from the tables `keys` (source, group), `declared`
(source, side) and `matches` (group, side)."""

PLACE = """
CREATE TABLE placed AS
WITH sided AS (
    SELECT
        keys.row_id,
        keys.source,
        keys."group",
        coalesce(
            settled.side, split_side(split_share($salt, keys."group"), $validation::DOUBLE, $test::DOUBLE)
        ) AS split,
        coalesce(settled.settled_by, 'hash') AS settled_by,
        coalesce(settled.strictness, 7)::INTEGER AS strictness
    FROM keys LEFT JOIN settled USING ("group")
)
SELECT
    row_id,
    source,
    "group",
    split,
    CASE WHEN $folds > 0 AND split = 'train' THEN split_fold($salt, "group", $folds) END AS fold,
    settled_by,
    strictness
FROM sided
"""
"""Side and fold of each row of `keys` (row_id, source, group); parameters: those of `split_parameters`."""


def split_parameters(split: Split) -> dict[str, str | float | int]:
    """What `PLACE` is bound to."""
    return {
        "salt": split.salt,
        "test": split.test,
        "validation": split.validation,
        "folds": split.folds,
    }


def place(connection: duckdb.DuckDBPyConnection, split: Split, declared: Mapping[str, Side]) -> None:
    """Make the tables `settled` and `placed`.

    Args:
        connection: Has `keys` (row_id, source, group) and `matches`, which are rows that match recorded
            held-out rows (group, side).
        split: The recipe.
        declared: The side of each source that declares one.
    """
    for macro in (SHARE_MACRO, SIDE_MACRO, FOLD_MACRO):
        connection.execute(macro)
    sides = {"source": list(declared), "side": list(declared.values())}
    connection.register("declared", pa.table(sides, schema=_DECLARED))
    connection.execute(SETTLE)
    connection.execute(PLACE, split_parameters(split))


_DECLARED = pa.schema([("source", pa.string()), ("side", pa.string())])


def placed(keys: pa.Table, split: Split, declared: Mapping[str, Side], matches: pa.Table) -> pa.Table:
    """The side and fold of each row, as `PLACED`, by row_id; see `place`."""
    with connect() as connection:
        connection.register("keys", keys)
        connection.register("matches", matches.select(["group", "side"]))
        place(connection, split, declared)
        return connection.sql("FROM placed ORDER BY row_id").to_arrow_table().cast(PLACED)
