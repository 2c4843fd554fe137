"""Which rows are near duplicates of which, for the whole corpus, from an index that outlives builds.

The index lies in the work folder and holds shards by the hash of their bytes, so a source that comes,
changes or goes costs what it costs alone. It is never the only copy: without it everything is taken in
again, with the same outcome.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from danlu.dedup.index.index import near_duplicates
from danlu.dedup.near.parts import COLUMNS, near_rows
from danlu.dedup.near.rows import PARTS, Merged, Near, NearRows
from danlu.dedup_knobs import NearDuplicates
from danlu.lake.parquet import empty_table, read_parquet
from danlu.stages.work import MemoTask, Work

RULE = "near"
RULE_VERSION = 3
MERGED = pa.schema(
    [
        pa.field("row_id", pa.uuid()),
        pa.field("near_survivor", pa.uuid()),
        pa.field("similarity", pa.int32()),
        pa.field("part", pa.string()),
    ]
)
"""A row that is merged, the row that it is merged into, how alike they are in 1/10,000, and by which part."""

_RANKED = """
SELECT
    decided.row_id,
    CASE
        WHEN decided.row_id = survivor THEN row_number() OVER (
            PARTITION BY decided.row_id = survivor
            ORDER BY strictness, weight DESC, repairs, characters DESC, decided.row_id
        ) - 1
        ELSE -1
    END AS rank
FROM decided
JOIN placed USING (row_id, source)
JOIN keys USING (row_id, source)
JOIN weights USING (source)
JOIN shards USING (shard)
ORDER BY shards.number, keys.place
"""
_SCALE = 10_000


def merge_near(
    work: Work, connection: duckdb.DuckDBPyConnection, tasks: Sequence[MemoTask], knob: NearDuplicates
) -> pa.Table:
    """The near duplicates among the rows that survived exact merging, as `MERGED`.

    Args:
        work: The stage at work.
        connection: Has the tables `keys`, `placed`, `weights` and `decided`.
        tasks: The shards of text rows.
        knob: What the recipe says of near duplicates.
    """
    if not knob.merge or not tasks:
        return empty_table(MERGED)
    digests = pa.array([task.digest for task in tasks], pa.string())
    connection.register("shards", pa.table({"shard": digests, "number": pa.array(range(len(tasks)))}))
    ranked = connection.sql(_RANKED).to_arrow_table()
    shards = {task.digest: partial(_load, task.rows) for task in tasks}
    near = Near(round(knob.threshold * _SCALE), knob.least_characters, knob.both_sides)
    ranks = ranked.column("rank").to_numpy().astype(np.int64)
    merged = near_duplicates(work.project.work / "near", shards, ranks, near, os.cpu_count() or 1)
    return _named(merged, ranked.column("row_id").combine_chunks())


def _load(path: Path) -> NearRows:
    return near_rows(read_parquet(path, COLUMNS))


def _named(merged: Merged, row_ids: pa.Array) -> pa.Table:
    """The outcome with the ids of rows in place of their numbers."""
    places = np.flatnonzero(merged.survivors >= 0)
    return pa.table(
        [
            row_ids.take(pa.array(places)),
            row_ids.take(pa.array(merged.survivors[places])),
            pa.array(merged.similarities[places], pa.int32()),
            pa.array(PARTS).take(pa.array(merged.parts[places])),
        ],
        schema=MERGED,
    )
