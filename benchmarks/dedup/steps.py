"""The steps of danlu on a prepared corpus, each with its processor time: run as a process of its own.

`python -m benchmarks.dedup.steps FOLDER` reads `corpus` and `new` there, and writes which ids were kept.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.dedup.texts import Corpus, joined, load
from danlu.dedup.exact import duplicate_keys
from danlu.dedup.index.compile import warm
from danlu.dedup.index.index import Index, Load
from danlu.dedup.near.bands import sketch_rows
from danlu.dedup.near.merge import Compared, decide, fetch_rows
from danlu.dedup.near.parts import near_rows
from danlu.dedup.near.rows import Merged, Near, NearRows

Result = TypeVar("Result")
Keys = NDArray[np.bytes_]
THREADS = 2


class Clock:
    """Processor seconds by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, name: str, work: Callable[[], Result]) -> Result:
        """Do a piece of work that counts to a step."""
        started = time.process_time()
        result = work()
        self.seconds[name] = self.seconds.get(name, 0) + time.process_time() - started
        return result


def ranks_of(corpus: Corpus, alive: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Longer texts first, then by id; -1 for what is merged exactly."""
    order = np.lexsort((corpus.ids, -np.diff(corpus.offsets)))
    order = order[alive[order]]
    ranks = np.full(len(corpus.ids), -1, np.int64)
    ranks[order] = np.arange(len(order))
    return ranks


def alive_of(keys: Keys, corpus: Corpus) -> NDArray[np.bool_]:
    """Of rows with one key, the one with the least id."""
    order = np.lexsort((corpus.ids, keys))
    first = np.ones(len(order), np.bool_)
    first[1:] = keys[order[1:]] != keys[order[:-1]]
    alive = np.zeros(len(order), np.bool_)
    alive[order[first]] = True
    return alive


def exact_keys(corpus: Corpus) -> Keys:
    """The duplicate keys of all rows."""
    keys = []
    for rows in corpus.shards():
        column = duplicate_keys(corpus.table(rows)).column("duplicate_key")
        keys += [chunk.storage.buffers()[1].to_pybytes()[: 16 * len(chunk)] for chunk in column.chunks]
    return np.frombuffer(b"".join(keys), "S16")


def find_near(
    corpus: Corpus, rows: Sequence[NearRows], alive: NDArray[np.bool_], near: Near, clock: Clock
) -> Merged:
    """What becomes of the rows that are not merged exactly, numbered among themselves."""
    starts = np.cumsum([0, *(len(each.data) for each in rows)])
    bounds = np.concatenate([each.bounds + start for each, start in zip(rows, starts, strict=False)])
    some = NearRows(
        np.concatenate([each.data for each in rows]),
        bounds[alive],
        np.concatenate([each.heads for each in rows])[alive],
        np.concatenate([each.strata for each in rows])[alive],
    )
    ranks = ranks_of(corpus, alive)[alive]
    bands = clock("sketch and bands", lambda: sketch_rows(some, near, THREADS))
    compared = Compared(bands.wholes, bands.sides, some.heads, some.strata, partial(fetch_rows, some))
    return clock("buckets and stars", lambda: decide(compared, ranks, near, THREADS)[0])


def through_index(
    folder: Path, corpora: tuple[Corpus, Corpus], rows: Sequence[NearRows], keys: Keys, clock: Clock
) -> int:
    """Take all rows into an index, then the new ones; gives how many of the first were merged."""
    corpus, new = corpora
    near, both = Near(), joined(corpora)
    ranks = ranks_of(corpus, alive_of(keys[: len(corpus.ids)], corpus))
    all_ranks = ranks_of(both, alive_of(keys, both))
    shards: dict[str, Load] = {f"shard-{at}": partial(_given, each) for at, each in enumerate(rows)}
    shutil.rmtree(folder / "index", ignore_errors=True)
    index = Index(folder / "index", near, THREADS)
    clock("index: take in", lambda: index.hold(shards))
    first = clock("index: decide", lambda: index.decide(list(shards), ranks))
    more = {**shards, "new": lambda: near_rows(new.table(slice(0, len(new.ids))))}
    again = clock("new rows: open", lambda: Index(folder / "index", near, THREADS))
    clock("new rows: take in", lambda: again.hold(more))
    second = clock("new rows: decide", lambda: again.decide(list(more), all_ranks))
    np.save(folder / "kept_new.npy", both.ids[(second.survivors < 0) & (all_ranks >= 0)])
    return int((first.survivors >= 0).sum())


def _given(rows: NearRows) -> NearRows:
    return rows


def main(folder: Path) -> None:
    """Measure every step once, and write what was kept."""
    warm()
    clock = Clock()
    corpus, new = load(folder / "corpus"), load(folder / "new")
    if not (folder / "keys").exists():
        found = clock("exact keys", lambda: [exact_keys(each).tobytes() for each in (corpus, new)])
        (folder / "keys").write_bytes(b"".join(found))
    keys = np.frombuffer((folder / "keys").read_bytes(), "S16")
    alive = alive_of(keys[: len(corpus.ids)], corpus)
    np.save(folder / "alive.npy", alive)
    tables = map(corpus.table, corpus.shards())
    rows = [clock("parts of rows", partial(near_rows, table)) for table in tables]
    merged = find_near(corpus, rows, alive, Near(), clock)
    ids = corpus.ids[alive]
    np.save(folder / "kept.npy", ids[merged.survivors < 0])
    gone = np.flatnonzero(merged.survivors >= 0)
    np.save(folder / "merged.npy", np.stack([ids[gone], ids[merged.survivors[gone]]], axis=1))
    through = through_index(folder, (corpus, new), rows, keys, clock)
    figures = {
        "rows": len(corpus.ids),
        "new": len(new.ids),
        "exactly merged": int((~alive).sum()),
        "merged": len(gone),
        "merged through the index": through,
        "cpu": clock.seconds,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
