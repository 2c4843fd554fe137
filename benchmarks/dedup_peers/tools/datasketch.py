"""datasketch's `MinHashLSH` as its documentation uses it: a row that finds none before it is kept.

Settings: `default` (the set of words between blanks), `characters` (shingles of five characters, in lower
case). All else as documented: 128 permutations; threshold 0.7.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from importlib import import_module
from typing import Any

from benchmarks.dedup_peers.tools.told import DEDUP, Given, Parts, given, tell

_SHINGLE = 5


def main() -> None:
    """Deduplicate as told."""
    task, parts = given(), Parts()
    datasketch = import_module("datasketch")
    started = time.perf_counter()
    rows = parts("reading", lambda: list(_rows(task)))
    kept = parts(DEDUP, lambda: _keep(datasketch, rows, task.setting))
    tell(task, kept, parts, started, ("datasketch", "numpy"))


def _rows(task: Given) -> Iterator[tuple[str, str]]:
    with task.rows.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            yield row["id"], row["text"]


def _keep(datasketch: Any, rows: list[tuple[str, str]], setting: str) -> list[str]:
    index = datasketch.MinHashLSH(threshold=0.7, num_perm=128)
    kept = []
    for identifier, text in rows:
        sketch = datasketch.MinHash(num_perm=128)
        sketch.update_batch([shingle.encode() for shingle in _shingles(text, setting)])
        if not index.query(sketch):
            index.insert(identifier, sketch)
            kept.append(identifier)
    return kept


def _shingles(text: str, setting: str) -> set[str]:
    if setting == "default":
        return set(text.split())
    text = text.lower()
    return {text[start : start + _SHINGLE] for start in range(len(text) - _SHINGLE + 1)}


if __name__ == "__main__":
    main()
