"""The near-duplicate steps of a bare pipeline on the same rows: run as a process of its own.

`python -m benchmarks.dedup.yardstick FOLDER KERNELS`: KERNELS holds the yardstick's `fk.py`, which is read
and not changed. Its steps are called here as its own pipeline calls them.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.dedup.steps import Clock
from benchmarks.dedup.texts import load

BINS, BIN_BITS, BANDS, DEPTH = 128, 7, 21, 6
THRESHOLD, SURELY_NOT, SURELY = 0.7, 0.52, 0.999


def _kernels(folder: Path) -> Any:
    specification = importlib.util.spec_from_file_location("fk", folder / "fk.py")
    if specification is None or specification.loader is None:
        raise ImportError("the yardstick's kernels are not there")
    module = importlib.util.module_from_spec(specification)
    sys.modules["fk"] = module
    specification.loader.exec_module(module)
    return module


def near(kernels: Any, corpus: tuple[Any, Any], rows: NDArray[np.int64], clock: Clock) -> NDArray[np.int64]:
    """Its sketches, bands, verification and components; gives each row's root."""
    offsets, data = corpus
    count = len(offsets) - 1
    signatures, keys = np.empty((count, BINS), np.uint16), np.empty((BANDS, count), np.uint64)
    counts = np.zeros((count, 5), np.int32)
    row_bits = max(1, int(count - 1).bit_length())

    def sketch(some: NDArray[np.int64]) -> None:
        kernels.sketch(
            offsets, data, some, BINS, BIN_BITS, BANDS, DEPTH, kernels.LOW, signatures, keys, counts
        )

    def band(number: int) -> NDArray[np.uint64]:
        entries, pairs = np.empty(len(rows), np.uint64), np.empty(len(rows) * 2, np.uint64)
        kernels.pack(keys[number], rows, row_bits, entries)
        entries.sort()
        return pairs[: kernels.pairs_sorted(entries, row_bits, pairs, 0)].copy()

    with ThreadPoolExecutor(2) as pool:
        clock("sketch and bands", lambda: list(pool.map(sketch, np.array_split(rows, 16))))
        pairs = clock(
            "sketch and bands", lambda: np.unique(np.concatenate(list(pool.map(band, range(BANDS)))))
        )
        similar, keep = np.zeros(len(pairs)), np.zeros(len(pairs), np.bool_)
        edges = np.linspace(0, len(pairs), 9).astype(int)

        def verify(span: tuple[int, int]) -> None:
            bounds = THRESHOLD, SURELY_NOT, SURELY
            kernels.verify(pairs, *span, offsets, data, signatures, kernels.LOW, *bounds, similar, keep)

        clock("buckets and stars", lambda: list(pool.map(verify, pairwise(edges))))
    parents, roots = np.arange(count), np.empty(count, np.int64)
    clock("buckets and stars", lambda: kernels.union(parents, pairs, keep))
    clock("buckets and stars", lambda: kernels.roots(parents, roots))
    return roots


def main(folder: Path, kernels_folder: Path) -> None:
    """Measure the steps once, warm, and write what was kept."""
    kernels = _kernels(kernels_folder)
    corpus = load(folder / "corpus")
    rows = np.flatnonzero(np.load(folder / "alive.npy"))
    data = np.concatenate([corpus.data, np.zeros(64, np.uint8)])
    near(kernels, (corpus.offsets[:2001], data), np.arange(min(2000, len(corpus.ids))), Clock())
    clock = Clock()
    roots = near(kernels, (corpus.offsets, data), rows, clock)
    np.save(folder / "yardstick.npy", corpus.ids[rows[roots[rows] == rows]])
    print(json.dumps({"cpu": clock.seconds}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
