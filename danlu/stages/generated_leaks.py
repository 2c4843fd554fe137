"""Which generated rows are too like a held-out row to be trained on.

Their parents are not; but what a rule adds or takes away can bring two rows nearer.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from danlu.dedup.contamination.guarding import guard_pairs
from danlu.dedup.contamination.shards import Guard
from danlu.identity import ID_BYTES
from danlu.lake.parquet import parquet_rows, read_parquet
from danlu.stages.leaks import FOLDER, load_unlabelled, near_of
from danlu.stages.work import MemoTask, Work

_ID = pa.binary(ID_BYTES)


def alike_generated(
    work: Work, tasks: Sequence[MemoTask], memos: Sequence[Path], held_out: pa.Table
) -> pa.Table:
    """The ids (`row_id`) of generated rows that are too like a held-out row.

    Args:
        work: The stage at work.
        tasks: The shards of text rows.
        memos: The files of generated rows.
        held_out: The ids of all held-out rows, as `row_id`.
    """
    files = {memo.stem: memo for memo in memos}
    made = {name: np.ones(parquet_rows(path) or 0, np.bool_) for name, path in files.items()}
    wanted = held_out.column("row_id").cast(_ID)
    held = {task.digest: _are_in(task.rows, wanted) for task in tasks}
    shards = {task.digest: partial(load_unlabelled, task.rows) for task in tasks}
    shards |= {name: partial(load_unlabelled, path) for name, path in files.items()}
    near = near_of(work.recipe.deduplicated)
    guard = Guard(near, near.threshold, os.cpu_count() or 1)
    memory = work.project.work / FOLDER / "generated.parquet"
    pairs = guard_pairs(memory, shards, made, held, guard)
    found = pairs.filter(pairs.column("leak")).group_by("train_shard").aggregate([("train_place", "list")])
    ids = [
        _ids(files[name]).take(pa.array(sorted(set(places))))
        for name, places in zip(*(column.to_pylist() for column in found.columns), strict=True)
    ]
    leaking = pa.chunked_array([chunk for each in ids for chunk in each.chunks], _ID)
    return pa.table({"row_id": leaking.cast(pa.uuid())})


def _ids(path: Path) -> pa.ChunkedArray:
    return read_parquet(path, ("row_id",)).column("row_id").cast(_ID)


def _are_in(path: Path, wanted: pa.ChunkedArray) -> NDArray[np.bool_]:
    mask: NDArray[np.bool_] = pc.is_in(_ids(path), value_set=wanted).to_numpy(zero_copy_only=False)
    return mask
