"""Data-Juicer's `document_minhash_deduplicator`, run by its own executor with one process.

Settings: `default` (words between blanks), `characters` (what its documentation advises for Chinese). All
else is its default: shingles of 5, 256 permutations, threshold 0.7.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

from benchmarks.dedup_peers.tools.told import DEDUP, Given, Parts, given, tell

_TOKENIZATION = {"default": "space", "characters": "character"}


def main() -> None:
    """Deduplicate as told."""
    task, parts = given(), Parts()
    module = import_module("data_juicer.ops.deduplicator.document_minhash_deduplicator")
    operator = module.DocumentMinhashDeduplicator
    operator.run = _timed(operator.run, parts)
    executor = _executor(task)
    started = time.perf_counter()
    parts("all", executor.run)
    parts.seconds["reading and writing"] = parts.seconds.pop("all") - parts.seconds[DEDUP]
    with (task.folder / "out.jsonl").open(encoding="utf-8") as lines:
        kept = [json.loads(line)["id"] for line in lines]
    tell(task, kept, parts, started, ("py-data-juicer", "datasets"))


def _timed(method: Callable[..., Any], parts: Parts) -> Callable[..., Any]:
    return lambda *arguments, **named: parts(DEDUP, lambda: method(*arguments, **named))


def _executor(task: Given) -> Any:
    """The executor that the command `dj-process` makes of a recipe."""
    recipe = {
        "project_name": "dedup",
        "dataset_path": str(task.rows),
        "export_path": str(task.folder / "out.jsonl"),
        "np": 1,
        "text_keys": "text",
        "use_cache": False,
        "open_tracer": False,
        "open_monitor": False,
        "process": [{"document_minhash_deduplicator": {"tokenization": _TOKENIZATION[task.setting]}}],
    }
    path = task.folder / "recipe.yaml"
    # JSON is YAML
    path.write_text(json.dumps(recipe), encoding="utf-8")
    configuration = import_module("data_juicer.config").init_configs(["--config", str(path)])
    return import_module("data_juicer.core").DefaultExecutor(configuration)


if __name__ == "__main__":
    main()
