"""raw: each record of a source parsed into canonical rows, verbatim, with its place."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from danlu.assembly.assembler import Assembler
from danlu.lake.connection import connect
from danlu.ledger import Reason
from danlu.readers import Limits, Reading, SourceRefused, Told, described, open_source
from danlu.readers.base import raise_if_of_machine
from danlu.reading_knobs import Hints, Raw
from danlu.stages.raw_shards import RECORD_SCHEMA, STAGE, Shards
from danlu.stages.work import Receipt

__all__ = ["RECORD_SCHEMA", "STAGE", "Task", "limits_of", "read_sources", "told_of", "write_stopped"]

Details = dict[str, str | int | None]
_UNKNOWN = (ArithmeticError, LookupError, OSError, RecursionError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Task:
    """One source to read. `path` is None for a tombstone, which gives no rows."""

    source: str
    path: Path | None
    staged: Path
    recipe: Raw
    hints: Hints = field(default_factory=Hints)


def read_sources(tasks: Iterable[Task]) -> Iterator[Receipt]:
    """Read a batch of sources, one after the other. Data never makes this fail: it gives rows or reasons."""
    with connect() as connection:
        for task in tasks:
            shards = Shards(task.source, task.staged, connection)
            details: Details = {"source": task.source, "state": "absent"}
            if task.path is None:
                shards.refuse_file(Reason.SOURCE_ABSENT, {})
            else:
                details["state"] = "present"
                details |= _read(task, task.path, shards)
            yield _receipt(shards, details)


def write_stopped(task: Task, evidence: Mapping[str, object]) -> Receipt:
    """What is left of a source whose reader had to be stopped: no rows, and the reason."""
    for path in task.staged.iterdir():
        path.unlink()
    with connect() as connection:
        shards = Shards(task.source, task.staged, connection)
        shards.refuse_file(Reason.READER_STOPPED, evidence)
        return _receipt(shards, {"source": task.source, "state": "present"})


def limits_of(recipe: Raw) -> Limits:
    """The readers' bounds, as the recipe has them."""
    return Limits(
        recipe.max_record_bytes,
        recipe.max_depth,
        recipe.max_expansion,
        max_members=recipe.archives.members,
        max_packing=recipe.archives.depth,
        max_unpacked_bytes=recipe.archives.bytes,
    )


def told_of(source: str, recipe: Raw, hints: Hints) -> Told:
    """What is declared of a source: by itself, else by a pattern of the recipe."""
    declared = recipe.encodings.items()
    matching = (name for pattern, name in declared if fnmatch.fnmatchcase(source, pattern))
    return Told(hints.encoding or next(matching, None), hints.kind, hints.columns)


def _receipt(shards: Shards, details: Details) -> Receipt:
    shards.close()
    details["formats"] = ", ".join(f"{name} {count}" for name, count in sorted(shards.formats.items()))
    return Receipt({name: shards.figures[name] for name in ("records", "refused", "rows")}, details)


def _read(task: Task, path: Path, shards: Shards) -> Details:
    """Read a source into its shards; returns what it was read as."""
    reading: Reading | None = None
    assembler = Assembler(task.source, task.recipe, task.hints)
    try:
        reading = open_source(path, limits_of(task.recipe), told_of(task.source, task.recipe, task.hints))
        for record in reading:
            for woven in assembler.take(shards.hold(record), record):
                shards.settle(woven)
            shards.write_if_full()
    except SourceRefused as refusal:
        shards.refuse_file(refusal.reason, refusal.evidence)
    except _UNKNOWN as error:
        raise_if_of_machine(error)
        # a fault that the readers do not know: blame this file alone, and say what kind it was
        shards.refuse_file(Reason.UNREADABLE_FILE, {"error": type(error).__name__})
    try:
        for woven in assembler.finish():
            shards.settle(woven)
    except _UNKNOWN as error:
        raise_if_of_machine(error)
        shards.refuse_file(Reason.UNREADABLE_FILE, {"error": type(error).__name__})
    shards.abandon()
    if shards.is_empty():
        shards.refuse_file(Reason.EMPTY_FILE, {"records": 0})
    return {} if reading is None else described(reading)
