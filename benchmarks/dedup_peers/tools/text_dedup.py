"""text-dedup's `minhash` command, with one process.

Settings: `default` (words between characters that are none), `spaced` (the same on rows in which a blank
stands on either side of each Han character, so that these are words too; the blanks are made beforehand
and cost nothing here). All else is its default: shingles of 5, 250 permutations, threshold 0.7.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from benchmarks.dedup_peers.tools.told import Parts, given, tell

_HAN = re.compile("([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")


def main() -> None:
    """Deduplicate as told."""
    task, parts = given(), Parts()
    rows = task.rows if task.setting == "default" else _spaced(task.rows, task.folder / "spaced.jsonl")
    command: Callable[..., None] = import_module("text_dedup.minhash").main
    kept = task.folder / "kept"
    paths = {"path": "json", "data_files": rows, "output": kept, "cache_dir": task.folder / "cache"}
    options = {**paths, "split": "train", "column": "text", "num_proc": 1}
    arguments = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    started = time.perf_counter()
    parts("all", lambda: command(arguments, standalone_mode=False))
    ids = import_module("datasets").load_from_disk(str(kept))["id"]
    tell(task, ids, parts, started, ("text-dedup", "datasets"))


def _spaced(rows: Path, target: Path) -> Path:
    with rows.open(encoding="utf-8") as lines, target.open("w", encoding="utf-8") as out:
        for line in lines:
            row = json.loads(line)
            out.write(json.dumps({"id": row["id"], "text": _HAN.sub(r" \1 ", row["text"])}) + "\n")
    return target


if __name__ == "__main__":
    main()
