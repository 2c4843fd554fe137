"""What a stage is given to work with, and what it returns."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from danlu.engine import Engine
from danlu.lake.catalogue import SourceFile
from danlu.lake.layout import Project
from danlu.lake.parquet import write_parquet
from danlu.lake.published import published_files, published_version
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
    recipe: Recipe
    engine: Engine
    staged: Path
    fingerprint: str
    sources: Mapping[str, SourceFile]

    def files(self, stage: str, key: str, kind: str) -> list[Path]:
        """Published files of one source at an upstream stage, such as its `rows` or `ledger`."""
        return published_files(self.project, stage, key, kind)

    def all_files(self, stage: str, kind: str) -> list[Path]:
        """Published files of every source at an upstream stage, in the order of the catalogue."""
        return [path for key in self.sources for path in self.files(stage, key, kind)]

    def memo(self, stage: str, key: str, *more: str) -> Path:
        """Where the result for one source is remembered: it depends on nothing but its inputs."""
        inputs = [self.fingerprint, *(published_version(self.project, name, key) for name in more)]
        digest = hashlib.sha256("\n".join(inputs).encode()).hexdigest()
        return self.project.work / "memo" / stage / f"{key}-{digest[:32]}.parquet"


def bytes_of(paths: Iterable[Path]) -> int:
    """Size of the files in all: what the engine decides by."""
    return sum(path.stat().st_size for path in paths)


def write_memo(table: pa.Table, path: Path) -> None:
    """Write a memo so that it is whole or absent."""
    partial = path.with_suffix(".new")
    write_parquet(table, partial)
    partial.replace(path)


def forget_other_memos(kept: Sequence[Path]) -> None:
    """Delete what lies beside `kept` and is not among them: memos of earlier inputs."""
    wanted = set(kept)
    for folder in {path.parent for path in kept}:
        for path in folder.iterdir():
            if path not in wanted:
                path.unlink()


def write_by_source(table: pa.Table, work: Work, kind: str) -> None:
    """Write a table as one file per source, each in the order that the table has.

    The table must be ordered by source; every source gets a file, if only an empty one.
    """
    names = table.column("source").to_pylist() if table.num_rows else []
    first: dict[str, int] = {}
    for index, name in enumerate(names):
        first.setdefault(name, index)
    ordered = [*sorted(first.items(), key=lambda item: item[1]), ("", table.num_rows)]
    bounds = {name: (start, ordered[index + 1][1]) for index, (name, start) in enumerate(ordered[:-1])}
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
