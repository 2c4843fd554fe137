"""danlu: exact keys, then near duplicates among what is left, as the stage `deduplicated` does both."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray

from benchmarks.dedup.steps import Clock, alive_of, exact_keys, find_near
from benchmarks.dedup.texts import Corpus, read_plain
from benchmarks.dedup_peers.tools.told import Parts, given, tell
from danlu.dedup.index.compile import warm
from danlu.dedup.near.parts import near_rows
from danlu.dedup.near.rows import Near

NEAR = ("parts of rows", "sketch and bands", "buckets and stars")
"""The parts that are near-duplicate work."""


def main() -> None:
    """Deduplicate as told."""
    task, parts, clock = given(), Parts(), Clock()
    warm()
    started = time.perf_counter()
    corpus = parts("reading", lambda: read_plain(task.rows))
    keys = parts("exact keys", lambda: exact_keys(corpus))
    alive = alive_of(keys, corpus)
    parts("near", lambda: np.save(task.folder / "merged.npy", _merge(corpus, alive, clock)))
    parts.seconds |= clock.seconds
    parts.seconds["other"] = max(0.0, parts.seconds.pop("near") - sum(clock.seconds.values()))
    gone = np.load(task.folder / "merged.npy")[:, 0]
    tell(task, np.setdiff1d(corpus.ids[alive], gone).tolist(), parts, started, ("numpy", "numba", "pyarrow"))


def _merge(corpus: Corpus, alive: NDArray[np.bool_], clock: Clock) -> NDArray[np.int64]:
    """Ids of merged rows and of their survivors."""
    rows = [clock(NEAR[0], lambda shard=shard: near_rows(corpus.table(shard))) for shard in corpus.shards()]  # type: ignore[misc]
    merged = find_near(corpus, rows, alive, Near(), clock)
    ids = corpus.ids[alive]
    gone = np.flatnonzero(merged.survivors >= 0)
    return np.stack([ids[gone], ids[merged.survivors[gone]]], axis=1)


if __name__ == "__main__":
    main()
