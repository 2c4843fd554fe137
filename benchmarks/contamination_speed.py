"""What decontamination and the leak guard cost on real text: processor time, one thread."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import polars as pl
import pyarrow as pa

from danlu.dedup.contamination.index import build_index, flat
from danlu.dedup.contamination.leaks import find_pairs, prepare
from danlu.dedup.contamination.matching import probe_texts
from danlu.dedup.near.rows import Near, NearRows

Result = TypeVar("Result")


def near_rows(wholes: pa.Array) -> NearRows:
    """Texts as rows that have no instruction."""
    offsets, data = flat(wholes)
    starts, ends = offsets[:-1], offsets[1:]
    none = np.zeros(len(wholes), np.uint64)
    return NearRows(data, np.stack([starts, starts, ends, ends], axis=1), none, none)


def measure(path: Path, rows: int, held_out: int, items: pa.Table) -> Sequence[tuple[str, float, str]]:
    """What was done, its processor seconds, and what came of it.

    Args:
        path: JSON Lines with a `text`.
        rows: How many of its rows are looked at.
        held_out: How many rows behind them are held out.
        items: Items of evaluation sets.
    """
    texts = pl.scan_ndjson(path).select("text").head(rows + held_out).collect()["text"]
    wholes, apart = (part.to_arrow().cast(pa.large_string()) for part in (texts[:rows], texts[rows:]))
    build_index(items)
    index, indexing = timed(lambda: build_index(items))
    probe_texts(wholes[:1], index)
    (found, _), probing = timed(lambda: probe_texts(wholes, index))
    prepare(near_rows(apart[:1]), Near())
    prepared, preparing = timed(lambda: prepare(near_rows(apart), Near()))
    find_pairs(near_rows(wholes[:1]), prepared)
    pairs, joining = timed(lambda: find_pairs(near_rows(wholes), prepared))
    return [
        (f"index {items.num_rows} items", indexing, f"{len(index.seeds[3])} postings"),
        (f"probe {rows} rows, {wholes.nbytes / 1e6:.0f} MB", probing, f"{len(found)} matches"),
        (f"prepare {len(apart)} held-out rows", preparing, ""),
        (f"join {rows} rows with them", joining, f"{len(pairs.ours)} pairs, {int(pairs.leaks.sum())} leaks"),
    ]


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """What a function gives, and the processor seconds that it took."""
    start = time.process_time()
    result = work()
    return result, time.process_time() - start
