"""Compiles the loops of decontamination, which are kept for later processes: about half a minute, once.

Run when the project is set up (`python -m danlu.dedup.contamination.compile`); else the first build pays.
"""

from __future__ import annotations

import shutil

import numpy as np
import pyarrow as pa

from danlu.dedup.contamination.index import ITEM_SCHEMA, build_index
from danlu.dedup.contamination.kernels import COMPILED
from danlu.dedup.contamination.leaks import find_pairs, prepare
from danlu.dedup.contamination.matching import probe_texts
from danlu.dedup.near.rows import Near, NearRows

_TEXT = "One text of a few words that is long enough to be told from others. 一段足以与其他文字区分开来的话。"


def main() -> None:
    """Compile every loop for the types that it is called with, and remove what earlier sources compiled."""
    for folder in COMPILED.parent.glob("compiled-*"):
        if folder != COMPILED:
            shutil.rmtree(folder, ignore_errors=True)
    item = {"set": "none", "item": "1", "question": _TEXT, "choices": None, "answer": None}
    index = build_index(pa.Table.from_pylist([item], schema=ITEM_SCHEMA))
    probe_texts(pa.array([_TEXT, _TEXT[5:]], pa.large_string()), index)
    data = np.frombuffer(_TEXT.encode(), np.uint8)
    bounds = np.array([[0, 0, data.size, data.size]], np.int64)
    rows = NearRows(data, bounds, np.zeros(1, np.uint64), np.zeros(1, np.uint64))
    find_pairs(rows, prepare(rows, Near()))


if __name__ == "__main__":
    main()
