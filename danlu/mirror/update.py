"""The DuckDB mirror: every dataset as a real table of narrow columns, and a view with its text.

Parquet is the truth (law 6). The mirror is copied, changed and renamed like any other file, so
that an open reader keeps its version and never blocks a build. `danlu rebuild` makes it anew.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from danlu.errors import DanluError
from danlu.graph import STAGES
from danlu.lake.catalogue import read_catalogue
from danlu.lake.connection import ParquetFiles, connect, name_files, quote_name
from danlu.lake.layout import Project
from danlu.lake.manifest import read_manifest
from danlu.lake.parquet import empty_table
from danlu.lake.publish import project_lock, replace_file
from danlu.lake.published import published_files
from danlu.mirror.tables import LEDGER, TABLES, VIEWS, MirrorTable

FORMAT = 1
"""Raised when the tables change, so that an older mirror is made anew."""


@dataclass(frozen=True, slots=True)
class _Unit:
    stage: str
    key: str | None
    source: str | None
    version: str


def update_mirror(project: Project, *, from_nothing: bool = False) -> bool:
    """Bring the mirror up to date with the manifests; returns whether anything changed."""
    with project_lock(project, "mirror"):
        units = list(_published_units(project))
        known = {} if from_nothing else _known_versions(project)
        wanted = {(unit.stage, unit.key or ""): unit.version for unit in units}
        if known == wanted:
            return False
        staged = project.work / "warehouse.new.duckdb"
        for leftover in (staged, staged.with_name(staged.name + ".wal")):
            leftover.unlink(missing_ok=True)
        if known:
            shutil.copyfile(project.warehouse, staged)
        with connect(staged, folders=[project.data]) as connection:
            connection.execute("BEGIN")
            _create_tables(connection)
            for unit in units:
                if known.get((unit.stage, unit.key or "")) != unit.version:
                    _load(connection, project, unit)
            _forget_others(connection, wanted)
            connection.execute("COMMIT")
            connection.execute("CHECKPOINT")
        _create_views(project, staged)
        replace_file(staged, project.warehouse)
    return True


@contextmanager
def open_mirror(project: Project) -> Iterator[duckdb.DuckDBPyConnection]:
    """The mirror, brought up to date and opened for reading; its views see the project's Parquet.

    Raises:
        DanluError: Nothing is built yet.
    """
    update_mirror(project)
    if not project.warehouse.exists():
        raise DanluError("nothing is built yet: run `danlu build`")
    with connect(project.warehouse, read_only=True, folders=[project.data], root=project.root) as connection:
        yield connection


def _published_units(project: Project) -> Iterator[_Unit]:
    sources = read_catalogue(project)
    for stage in STAGES.values():
        keys = list(sources) if stage.partitioned else [None]
        for key in keys:
            manifest = read_manifest(project.unit(stage.name, key))
            if manifest is not None:
                source = sources[key].name if key is not None else None
                yield _Unit(stage.name, key, source, manifest.version)


def _known_versions(project: Project) -> dict[tuple[str, str], str]:
    """What the mirror holds; nothing where it is missing, damaged or of another format."""
    if not project.warehouse.exists():
        return {}
    try:
        with connect(project.warehouse, read_only=True) as connection:
            found = connection.execute("SELECT stage, key, version FROM facts.versions").fetchall()
            made = connection.execute("SELECT max(format) FROM facts.format").fetchone()
    except duckdb.Error:
        return {}
    if made != (FORMAT,):
        return {}
    return {(stage, key): version for stage, key, version in found}


def _create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE SCHEMA IF NOT EXISTS facts")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS facts.versions (stage VARCHAR, key VARCHAR, version VARCHAR)"
    )
    connection.execute("CREATE TABLE IF NOT EXISTS facts.format AS SELECT ? AS format", [FORMAT])
    for table in (*TABLES, LEDGER):
        connection.register("empty", empty_table(table.schema))
        connection.execute(
            f"CREATE TABLE IF NOT EXISTS {table.qualified} AS SELECT {table.columns} FROM empty"  # noqa: S608 - constants
        )
        connection.unregister("empty")


def _load(connection: duckdb.DuckDBPyConnection, project: Project, unit: _Unit) -> None:
    """Replace what the mirror knows of one unit."""
    own = [table for table in TABLES if table.stage == unit.stage]
    for table in (*own, LEDGER):
        _delete(connection, table, unit)
        files = published_files(project, unit.stage, unit.key, table.kind)
        if table.kind == "catalogue":
            rows = [vars_of(source) for source in read_catalogue(project).values()]
            connection.register("files", pa.Table.from_pylist(rows, schema=table.schema))
        else:
            name_files(connection, "files", ParquetFiles(files, table.schema))
        connection.execute(f"INSERT INTO {table.qualified} SELECT {table.columns} FROM files")  # noqa: S608 - constants
        connection.execute("DROP VIEW files")
    key = unit.key or ""
    connection.execute("DELETE FROM facts.versions WHERE stage = ? AND key = ?", [unit.stage, key])
    connection.execute("INSERT INTO facts.versions VALUES (?, ?, ?)", [unit.stage, key, unit.version])


def vars_of(source: object) -> dict[str, object]:
    """A catalogue entry as a mirror row."""
    return {name: getattr(source, name) for name in ("name", "key", "sha256", "bytes", "state")}


def _delete(connection: duckdb.DuckDBPyConnection, table: MirrorTable, unit: _Unit) -> None:
    conditions, values = ["true"], []
    if table is LEDGER:
        conditions.append("stage = ?")
        values.append(unit.stage)
    if unit.source is not None:
        conditions.append("source = ?")
        values.append(unit.source)
    connection.execute(f"DELETE FROM {table.qualified} WHERE {' AND '.join(conditions)}", values)  # noqa: S608 - constants


def _forget_others(connection: duckdb.DuckDBPyConnection, wanted: dict[tuple[str, str], str]) -> None:
    """Units that are no longer published leave the mirror's list; their stage is loaded as a whole."""
    known = connection.execute("SELECT stage, key FROM facts.versions").fetchall()
    for stage, key in known:
        if (stage, key) not in wanted:
            connection.execute("DELETE FROM facts.versions WHERE stage = ? AND key = ?", [stage, key])


def _create_views(project: Project, database: Path) -> None:
    """Views name Parquet relative to the project, so that the project can be moved."""
    with connect(database, folders=[project.data], root=project.root) as connection:
        for name, query in VIEWS.items():
            try:
                connection.execute(f"CREATE OR REPLACE VIEW {quote_name(name)} AS {query}")
            except (duckdb.IOException, duckdb.CatalogException):
                # no file of the stage exists yet: its view appears with its first publication
                connection.execute(f"DROP VIEW IF EXISTS {quote_name(name)}")
        connection.execute("CHECKPOINT")
