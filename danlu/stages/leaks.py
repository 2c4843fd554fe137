"""Which train rows are too like a held-out row, for the whole corpus: the leak guard of law 9.

Every train row is probed for leaks. For pairs that are less alike every train row is probed too while they
are few, and a sample of them otherwise: the lower the similarity, the dearer the search.
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

from danlu.dedup.contamination.guarding import Guard, guard_pairs
from danlu.dedup.contamination.leaks import unlabelled
from danlu.dedup.near.parts import COLUMNS
from danlu.dedup.near.rows import Near, NearRows
from danlu.dedup_knobs import Deduplicated
from danlu.lake.parquet import parquet_rows, read_parquet
from danlu.stages.work import MemoTask, Work

RULE = "held_out"
RULE_VERSION = 1
COUNTED = 20_000
"""Train rows at most that are probed for pairs which are no leaks."""
_FOLDER = "leaks"
_SCALE = 10_000
_SIDED = """
SELECT shards.number, keys.place, sided.split = 'train' AS trained, sided.row_id
FROM sided JOIN keys USING (row_id, source) JOIN shards USING (shard) ANTI JOIN leaks USING (row_id)
ORDER BY shards.number
"""

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
        How many train rows were probed for pairs that are no leaks, and how many such pairs they have.
    """
    recipe = work.recipe.deduplicated
    digests = pa.array([task.digest for task in tasks], pa.string())
    connection.register("shards", pa.table({"shard": digests, "number": pa.array(range(len(tasks)))}))
    sides = _sides(connection.sql(_SIDED).to_arrow_table(), tasks)
    shards = {task.digest: partial(_load, task.rows) for task in tasks}
    near = near_of(recipe)
    floor = min(near.threshold, round(recipe.leaks.count_from * _SCALE))
    found = []
    for name, train, least in (("counted", sides.counted, floor), ("others", sides.others, near.threshold)):
        guard = Guard(near, least, os.cpu_count() or 1)
        memory = work.project.work / _FOLDER / f"{name}.parquet"
        found.append(guard_pairs(memory, shards, train, sides.held_out, guard))
    connection.register("pairs", pa.concat_tables(found))
    connection.execute(_ALIKE)
    connection.unregister("pairs")
    close = found[0].num_rows - int(np.count_nonzero(found[0].column("leak")))
    probed = sum(int(np.count_nonzero(rows)) for rows in sides.counted.values())
    return {"close_pairs": close, "probed_for_close_pairs": probed}


@dataclass(frozen=True, slots=True)
class _Sides:
    """Rows of each shard: train rows that are probed for all pairs, the others, and held-out rows."""

    counted: dict[str, NDArray[np.bool_]]
    others: dict[str, NDArray[np.bool_]]
    held_out: dict[str, NDArray[np.bool_]]


def _sides(rows: pa.Table, tasks: Sequence[MemoTask]) -> _Sides:
    numbers, places, truths = (rows.column(name).to_numpy() for name in ("number", "place", "trained"))
    trained = truths.astype(np.bool_)
    counted = trained & _sampled(rows.column("row_id"), int(trained.sum()))
    sides = _Sides({}, {}, {})
    edges = np.searchsorted(numbers, np.arange(len(tasks) + 1))
    for task, start, end in zip(tasks, edges, edges[1:], strict=False):
        own = places[start:end]
        for chosen, wanted in (
            (sides.counted, counted[start:end]),
            (sides.others, (trained & ~counted)[start:end]),
            (sides.held_out, ~trained[start:end]),
        ):
            chosen[task.digest] = np.zeros(parquet_rows(task.rows) or 0, np.bool_)
            chosen[task.digest][own[wanted]] = True
    return sides


def _sampled(row_ids: pa.ChunkedArray, trained: int) -> NDArray[np.bool_]:
    """Every row while train rows are few; else those whose id, a hash, ends in so many zero bits."""
    zeros = max(0, ((trained - 1) // COUNTED).bit_length())
    storage = row_ids.cast(pa.binary(16)).combine_chunks()
    words = np.frombuffer(storage.buffers()[1], ">u8")[2 * storage.offset :][1 : 2 * len(storage) : 2]
    sampled: NDArray[np.bool_] = words & np.uint64((1 << zeros) - 1) == 0
    return sampled


def near_of(recipe: Deduplicated) -> Near:
    """What makes two rows alike, at the threshold of leaks."""
    near = recipe.near
    return Near(round(recipe.leak_threshold * _SCALE), near.least_characters, near.both_sides)


def _load(path: Path) -> NearRows:
    return unlabelled(read_parquet(path, COLUMNS))
