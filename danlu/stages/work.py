"""What a stage is given to work with, and what it returns."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from danlu.engine import Engine, in_batches
from danlu.lake.catalogue import SourceFile
from danlu.lake.layout import Project
from danlu.lake.parquet import write_parquet
from danlu.lake.published import Published
from danlu.ledger import LEDGER_SCHEMA
from danlu.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Receipt:
    """Figures and details of one piece of work; the files themselves lie in the staged folder."""

    figures: Mapping[str, int]
    details: Mapping[str, str | int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Work:
    """A whole-corpus stage at work: it reads published files and writes into `staged`."""

    project: Project
    published: Published
    recipe: Recipe
    engine: Engine
    staged: Path
    fingerprint: str

    @property
    def sources(self) -> Mapping[str, SourceFile]:
        """Every source by key, in the order of their names."""
        return self.published.sources

    def files(self, stage: str, key: str, kind: str) -> tuple[Path, ...]:
        """Published files of one source at an upstream stage, such as its `rows` or `ledger`."""
        return tuple(self.published.files(stage, key, kind))

    def all_files(self, stage: str, kind: str) -> list[Path]:
        """Published files of every source at an upstream stage."""
        return self.published.files(stage, None, kind)

    def memo(self, stage: str, key: str, *more: str) -> Path:
        """Where the result for one source is remembered: it depends on nothing but its inputs."""
        inputs = [self.fingerprint, *(self.published.version(name, key) for name in more)]
        digest = hashlib.sha256("\n".join(inputs).encode()).hexdigest()
        return self.project.work / "memo" / stage / f"{key}-{digest[:32]}.parquet"


@dataclass(frozen=True, slots=True)
class MemoTask:
    """The published files of one source, and where what is computed from them is remembered.

    `rows` are its text rows; `beside` are narrow files that go with them, by name.
    """

    source: str
    memo: Path
    rows: tuple[Path, ...]
    beside: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)


def files_of(tasks: Sequence[MemoTask], name: str) -> list[Path]:
    """The files of a name of all tasks of a batch."""
    return [path for task in tasks for path in task.beside[name]]


def remember(
    work: Work, function: Callable[[Sequence[MemoTask]], None], tasks: Sequence[MemoTask]
) -> list[Path]:
    """Run `function` on the tasks without a memo, small ones in batches; returns every memo, in order.

    Memos of earlier inputs are deleted, so that they do not pile up.
    """
    missing = [task for task in tasks if not task.memo.exists()]
    batches = in_batches(missing, lambda task: bytes_of(task.rows))
    for _ in work.engine.map(function, batches, input_bytes=sum(bytes_of(task.rows) for task in missing)):
        pass
    memos = [task.memo for task in tasks]
    _forget_others(memos)
    return memos


def write_memos(table: pa.Table, tasks: Sequence[MemoTask]) -> None:
    """Write a batch's result as one memo per source, each in the order of the table."""
    for task in tasks:
        own = table.filter(pc.equal(table.column("source"), task.source))
        partial = task.memo.with_suffix(".new")
        write_parquet(own, partial)
        partial.replace(task.memo)


def bytes_of(paths: Iterable[Path]) -> int:
    """Size of the files in all: what the engine decides by."""
    return sum(path.stat().st_size for path in paths)


def _forget_others(memos: Sequence[Path]) -> None:
    wanted = set(memos)
    for folder in {path.parent for path in memos}:
        for path in folder.iterdir():
            if path not in wanted:
                path.unlink()


def write_by_source(table: pa.Table, work: Work, kind: str) -> None:
    """Write a table as one file per source, each in the order that the table has.

    The table must be ordered by source; every source gets a file, if only an empty one.
    """
    runs = pc.run_end_encode(table.column("source").combine_chunks()) if table.num_rows else None
    ends = runs.run_ends.to_pylist() if runs is not None else []
    names = runs.values.to_pylist() if runs is not None else []
    bounds = dict(zip(names, zip([0, *ends], ends, strict=False), strict=True))
    for key, source in work.sources.items():
        start, end = bounds.get(source.name, (0, 0))
        write_parquet(table.slice(start, end - start), work.staged / kind / f"{key}.parquet")


def ledger_of(table: pa.Table) -> pa.Table:
    """A table with some of the ledger's columns as a full ledger table; the others are null."""
    columns = {
        column.name: table.column(column.name).cast(column.type)
        if column.name in table.column_names
        else pa.nulls(table.num_rows, column.type)
        for column in LEDGER_SCHEMA
    }
    return pa.table(columns, schema=LEDGER_SCHEMA)


def count(table: pa.Table, column: str) -> dict[str, int]:
    """How often each value of a column occurs, by name."""
    counts = pc.value_counts(table.column(column)).to_pylist()
    return {
        str(item["values"]): int(item["counts"])
        for item in sorted(counts, key=lambda item: str(item["values"]))
    }
