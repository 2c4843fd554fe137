"""Compiles the loops of near-duplicate search, which are kept for later processes: some seconds, once.

Run when the project is set up (`python -m danlu.dedup.index.compile`); else the first build pays.
"""

from __future__ import annotations

import shutil
import tempfile
from functools import partial
from pathlib import Path

import numpy as np

from danlu.dedup.index.index import near_duplicates
from danlu.dedup.near.kernels import COMPILED
from danlu.dedup.near.merge import merge
from danlu.dedup.near.parts import near_rows
from danlu.dedup.near.rows import Near, NearRows
from danlu.rows import rows_table

_ROWS = 40
"""Enough for a giant bucket."""


def main() -> None:
    """Compile every loop for the types that it is called with, and remove what earlier sources compiled."""
    for folder in COMPILED.parent.glob("compiled-*"):
        if folder != COMPILED:
            shutil.rmtree(folder, ignore_errors=True)
    warm()


def warm() -> None:
    """Compiles the loops, or loads them where they are compiled already."""
    turn = {"role": "user", "content": "text"}
    place = {"source": "", "record_ids": [], "position": 1, "row_id": bytes(16), "group": bytes(16)}
    near_rows(rows_table([{**place, "kind": "document", "messages": [turn]}]))
    near = Near(least_characters=1)
    # vectors that are mapped or come from Arrow are read-only, which makes other types of them
    some = _example(_ROWS)
    merge(some, np.arange(_ROWS), near)
    merge(NearRows(some.data.copy(), some.bounds, some.heads, some.strata), np.arange(_ROWS), near)
    with tempfile.TemporaryDirectory() as name:
        for shards in ({"a": _ROWS}, {"a": _ROWS, "b": 1}):
            loads = {key: partial(_example, rows) for key, rows in shards.items()}
            near_duplicates(Path(name), loads, np.arange(sum(shards.values())), near)


def _example(rows: int) -> NearRows:
    text = f"{rows} texts, 一段文字".encode()
    bounds = np.arange(rows)[:, None] * len(text) + np.array([0, 4, 8, len(text)])
    hashes = np.ones(rows, np.uint64)
    return NearRows(np.frombuffer(text * rows, np.uint8), bounds, hashes, hashes)


if __name__ == "__main__":
    main()
