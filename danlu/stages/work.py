"""What a stage is given to work with, and what it returns."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc

from danlu.engine import Engine, in_batches
from danlu.lake.catalogue import SourceFile
from danlu.lake.files import replace_file
from danlu.lake.layout import Project
from danlu.lake.manifest import describe_file
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

    def all_files(self, stage: str, kind: str) -> list[Path]:
        """Published files of every source at an upstream stage."""
        return self.published.files(stage, None, kind)

    def tasks(
        self, stage: str, texts: Sequence[FilesOf], beside: Mapping[str, FilesOf] = MappingProxyType({})
    ) -> list[MemoTask]:
        """One task per shard of text rows, with the narrow files of its source that go with it.

        Args:
            stage: The stage that works.
            texts: Which upstream files hold the text rows.
            beside: Which narrow files go with them, by the name that the stage gives them.
        """
        return [
            MemoTask(
                source.name,
                digest,
                self._memo(stage, key, digest, beside),
                path,
                {name: tuple(self.published.files(*files.at(key))) for name, files in beside.items()},
            )
            for files in texts
            for key, source in self.sources.items()
            for path, digest in self.published.hashed(*files.at(key))
        ]

    def _memo(self, stage: str, key: str, digest: str, beside: Mapping[str, FilesOf]) -> Path:
        """Where the result is remembered: its name depends on all that the result depends on."""
        versions = [self.published.version(files.stage, key) for files in beside.values()]
        name = hashlib.sha256("\n".join([self.fingerprint, digest, *versions]).encode()).hexdigest()
        return self.project.work / "memo" / stage / f"{key}-{name[:32]}.parquet"


@dataclass(frozen=True, slots=True)
class FilesOf:
    """Files of a kind at an upstream stage."""

    stage: str
    kind: str

    def at(self, key: str) -> tuple[str, str, str]:
        """The same for one source, as `Published` is asked."""
        return self.stage, key, self.kind


@dataclass(frozen=True, slots=True)
class MemoTask:
    """A shard of one source's text rows, the hash of its bytes, and where what it gives is remembered."""

    source: str
    digest: str
    memo: Path
    rows: Path
    beside: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)


def files_of(tasks: Sequence[MemoTask], name: str) -> list[Path]:
    """The narrow files of a name that go with the tasks of a batch."""
    return [path for task in tasks for path in task.beside[name]]


def remember(
    work: Work, function: Callable[[Sequence[MemoTask]], None], tasks: Sequence[MemoTask]
) -> list[Path]:
    """Run `function` on the tasks without a memo, small ones in batches; returns every memo, in order.

    Memos of earlier inputs are deleted, so that they do not pile up.
    """
    missing = [task for task in tasks if not _is_good(task.memo)]
    batches = in_batches(missing, _bytes_read, apart=_source)
    for _ in work.engine.map(function, batches, input_bytes=sum(map(_bytes_read, missing))):
        pass
    memos = [task.memo for task in tasks]
    _forget_others(memos)
    return memos


def write_memos(table: pa.Table, tasks: Sequence[MemoTask]) -> None:
    """Write a batch's result as one memo per task, each in the order of the table.

    No two tasks of a batch are of one source, so that the source tells which rows are whose.
    """
    for task in tasks:
        own = table.filter(pc.equal(table.column("source"), task.source))
        partial = task.memo.with_suffix(".new")
        write_parquet(own, partial)
        task.memo.with_suffix(".sha256").write_text(describe_file(partial).sha256, encoding="ascii")
        replace_file(partial, task.memo)


def _bytes_read(task: MemoTask) -> int:
    return task.rows.stat().st_size


def _source(task: MemoTask) -> str:
    return task.source


def _is_good(memo: Path) -> bool:
    """Whether a memo is there and is what was written: one that was cut or altered is made anew."""
    try:
        return memo.with_suffix(".sha256").read_text(encoding="ascii") == describe_file(memo).sha256
    except (OSError, UnicodeDecodeError):
        return False


def _forget_others(memos: Sequence[Path]) -> None:
    wanted = {*memos, *(memo.with_suffix(".sha256") for memo in memos)}
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
