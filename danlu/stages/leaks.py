"""Which train rows are too like a held-out row, for the whole corpus: the leak guard of law 9.

Every train row is probed for leaks. Pairs that are less alike are counted: among all rows while they are few,
and in a sample of both sides otherwise, as the search is dearer the lower the similarity.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from danlu.dedup.contamination.counting import count_close
from danlu.dedup.contamination.guarding import guard_pairs
from danlu.dedup.contamination.leaks import unlabelled
from danlu.dedup.contamination.shards import Guard, count
from danlu.dedup.near.parts import COLUMNS
from danlu.dedup.near.rows import Near, NearRows
from danlu.dedup_knobs import Deduplicated
from danlu.lake.parquet import parquet_rows, read_parquet
from danlu.stages.work import MemoTask, Work

RULE = "held_out"
RULE_VERSION = 1
COUNTED = 20_000
"""Train rows, and held-out rows, at most among which pairs that are no leaks are counted."""
MOST = 50
"""Such pairs of a train row at most that are counted: in a template each row is a little like every other."""
FOLDER = "leaks"
"""Where the guard remembers, among the work files."""
_SCALE = 10_000
_CHOSEN = """
SELECT shards.number, keys.place, sided.row_id
FROM sided JOIN keys USING (row_id, source) JOIN shards USING (shard) ANTI JOIN leaks USING (row_id)
WHERE {side}
ORDER BY shards.number, keys.place
"""
_TRAINED, _HELD_OUT = (_CHOSEN.format(side=f"sided.split {sign} 'train'") for sign in ("=", "<>"))

# of several held-out rows the one that is most alike is named
_ALIKE = """
CREATE TABLE alike AS
SELECT
    train.row_id,
    train.source,
    held_out.row_id AS match,
    similarity
FROM pairs
JOIN keys AS train ON train.shard = train_shard AND train.place = train_place
JOIN keys AS held_out ON held_out.shard = held_shard AND held_out.place = held_place
WHERE leak
QUALIFY row_number() OVER (PARTITION BY train.row_id ORDER BY similarity DESC, held_out.row_id) = 1
"""


def find_alike(
    work: Work, connection: duckdb.DuckDBPyConnection, tasks: Sequence[MemoTask]
) -> dict[str, int]:
    """Make the table `alike` (row_id, source, match, similarity): train rows, each with a held-out row.

    Args:
        work: The stage at work.
        connection: Has the tables `keys`, `sided` and `leaks`; rows of the last are not asked for.
        tasks: The shards of text rows.

    Returns:
        Of the pairs that are no leaks: how many there are, how many train rows have one, and as many as are
        counted of one row; and how many train rows were probed, against how many held-out rows.
    """
    recipe = work.recipe.deduplicated
    digests = pa.array([task.digest for task in tasks], pa.string())
    connection.register("shards", pa.table({"shard": digests, "number": pa.array(range(len(tasks)))}))
    train, held_out = (
        _chosen(connection.sql(query).to_arrow_table(), tasks) for query in (_TRAINED, _HELD_OUT)
    )
    shards = {task.digest: partial(load_unlabelled, task.rows) for task in tasks}
    near, memory, threads = near_of(recipe), work.project.work / FOLDER, os.cpu_count() or 1
    guard = Guard(near, near.threshold, threads)
    pairs = guard_pairs(memory / "leaks.parquet", shards, train.all, held_out.all, guard)
    connection.register("pairs", pairs)
    connection.execute(_ALIKE)
    connection.unregister("pairs")
    floor = min(near.threshold, round(recipe.leaks.count_from * _SCALE))
    counting = Guard(near, floor, threads, MOST, close=True)
    probed = _without(train.some, pairs.filter(pairs.column("leak")))
    close = count_close(memory / "close.parquet", shards, probed, held_out.some, counting)
    return {
        "close_pairs": close.pairs,
        "close_rows": close.rows,
        "close_rows_full": close.full,
        "close_probed": count(probed),
        "close_probed_against": count(held_out.some),
    }


@dataclass(frozen=True, slots=True)
class _Side:
    """The rows of a side in each shard: all, and those among which pairs are counted."""

    all: dict[str, NDArray[np.bool_]]
    some: dict[str, NDArray[np.bool_]]


def _chosen(rows: pa.Table, tasks: Sequence[MemoTask]) -> _Side:
    numbers, places = (rows.column(name).to_numpy() for name in ("number", "place"))
    sampled = _sampled(rows.column("row_id"))
    side = _Side({}, {})
    edges = np.searchsorted(numbers, np.arange(len(tasks) + 1))
    for task, start, end in zip(tasks, edges, edges[1:], strict=False):
        for chosen, wanted in ((side.all, slice(None)), (side.some, sampled[start:end])):
            chosen[task.digest] = np.zeros(parquet_rows(task.rows) or 0, np.bool_)
            chosen[task.digest][places[start:end][wanted]] = True
    return side


def _sampled(row_ids: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Every row while there are few; else those whose id, a hash, ends in so many zero bits."""
    zeros = max(0, (len(row_ids) - 1) // COUNTED).bit_length()
    storage = row_ids.cast(pa.binary(16)).combine_chunks()
    words = np.frombuffer(storage.buffers()[1], ">u8")[2 * storage.offset :][1 : 2 * len(storage) : 2]
    sampled: NDArray[np.bool_] = words & np.uint64((1 << zeros) - 1) == 0
    return sampled


def _without(chosen: dict[str, NDArray[np.bool_]], pairs: pa.Table) -> dict[str, NDArray[np.bool_]]:
    """The rows that have no pair."""
    left = {shard: rows.copy() for shard, rows in chosen.items()}
    found = pairs.group_by("train_shard").aggregate([("train_place", "list")])
    for shard, places in zip(*(column.to_pylist() for column in found.columns), strict=True):
        left[shard][places] = False
    return left


def near_of(recipe: Deduplicated) -> Near:
    """What makes two rows alike, at the threshold of leaks."""
    near = recipe.near
    return Near(round(recipe.leak_threshold * _SCALE), near.least_characters, near.both_sides)


def load_unlabelled(path: Path) -> NearRows:
    """The rows of a file without their labels."""
    return unlabelled(read_parquet(path, COLUMNS))
