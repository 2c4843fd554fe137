"""datatrove's MinHash deduplication: its four steps as its example runs them, one task and one worker.

Settings: `default` (its English tokenizer, its default), `chinese` (its tokenizer for Mandarin: jieba),
`characters` (a tokenizer of our own that gives single characters, which its interface allows). All else
is as in its example: 14 buckets of 8 hashes of 64 bits, shingles of 5.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks.dedup_peers.tools.told import Parts, given, tell

_LANGUAGE = {"default": "eng", "chinese": "cmn"}


def main() -> None:
    """Deduplicate as told."""
    task, parts = given(), Parts()
    pipeline = import_module("datatrove.pipeline.dedup.minhash")
    hashing = import_module("datatrove.utils.hashing")
    configuration = pipeline.MinhashConfig(
        hash_config=hashing.HashConfig(precision=64), num_buckets=14, hashes_per_bucket=8
    )
    language = _characters() if task.setting == "characters" else _LANGUAGE[task.setting]
    read = import_module("datatrove.pipeline.readers").JsonlReader(
        str(task.rows.parent), glob_pattern=task.rows.name, text_key="text", id_key="id"
    )
    write = import_module("datatrove.pipeline.writers.jsonl").JsonlWriter(
        str(task.folder / "out"), compression=None
    )
    signatures, buckets, removed = (str(task.folder / name) for name in ("signatures", "buckets", "removed"))
    steps = {
        "signatures": [read, pipeline.MinhashDedupSignature(signatures, configuration, language)],
        "buckets": [pipeline.MinhashDedupBuckets(signatures, buckets, config=configuration)],
        "clusters": [pipeline.MinhashDedupCluster(buckets, removed, config=configuration)],
        "filter": [read, pipeline.MinhashDedupFilter(removed), write],
    }
    started = time.perf_counter()
    for name, step in steps.items():
        tasks = configuration.num_buckets if name == "buckets" else 1
        parts(name, _executor(step, tasks, task.folder / "logging" / name).run)
    tell(task, _kept(task.folder / "out"), parts, started, ("datatrove", "spacy"))


def _executor(step: list[Any], tasks: int, log: Path) -> Any:
    executor = import_module("datatrove.executor").LocalPipelineExecutor
    return executor(pipeline=step, tasks=tasks, workers=1, logging_dir=str(log))


def _characters() -> Any:
    tokenizer: Any = import_module("datatrove.utils.word_tokenizers").WordTokenizer
    methods = {
        "word_tokenize": lambda _, text: list(text),
        "sent_tokenize": lambda _, text: [text],
        "span_tokenize": lambda _, text: [(0, len(text))],
    }
    return type("Characters", (tokenizer,), methods)()


def _kept(folder: Path) -> Iterable[str]:
    for path in sorted(folder.glob("*.jsonl")):
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line)["id"] for line in lines)


if __name__ == "__main__":
    main()
