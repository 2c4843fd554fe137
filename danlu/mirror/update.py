"""The DuckDB mirror: every dataset as a real table of narrow columns, and a view with its text.

Parquet is the truth (law 6). The mirror is copied, changed and renamed like any other file, so
that an open reader keeps its version and never blocks a build. `danlu rebuild` makes it anew.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from danlu.errors import DanluError
from danlu.graph import STAGES, Stage
from danlu.lake.connection import ParquetFiles, connect, name_files, quote_name
from danlu.lake.files import replace_file
from danlu.lake.layout import Project
from danlu.lake.parquet import empty_table
from danlu.lake.publish import project_lock
from danlu.lake.published import Published
from danlu.mirror.tables import LEDGER, TABLES, VIEWS

FORMAT = hashlib.sha256(
    repr([(table.qualified, str(table.schema)) for table in (*TABLES, LEDGER)] + [*VIEWS.items()]).encode()
).hexdigest()
"""Changes with the tables and views, so that an older mirror is made anew."""


def update_mirror(project: Project, *, from_nothing: bool = False) -> bool:
    """Bring the mirror up to date with the manifests; returns whether anything changed."""
    with project_lock(project, "mirror"):
        published = Published(project)
        wanted = _wanted_versions(published)
        known = {} if from_nothing else _known_versions(project)
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
            for stage in STAGES.values():
                units = {unit for unit in {*known, *wanted} if unit[0] == stage.name}
                keys = {
                    key for _, key in units if known.get((stage.name, key)) != wanted.get((stage.name, key))
                }
                if keys:
                    _load(
                        connection,
                        published,
                        stage,
                        keys,
                        {key for name, key in wanted if name == stage.name},
                    )
            connection.execute("DELETE FROM facts.versions")
            versions = [[stage, key, version] for (stage, key), version in wanted.items()]
            if versions:
                connection.executemany("INSERT INTO facts.versions VALUES (?, ?, ?)", versions)
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
    # what was taken in is untrusted (law 7): SQL may read the datasets made of it, not the files themselves
    folders = [project.stage(name) for name in STAGES if name != "source_files"]
    with connect(project.warehouse, read_only=True, folders=folders, root=project.root) as connection:
        yield connection


def _wanted_versions(published: Published) -> dict[tuple[str, str], str]:
    """The version of every published unit, by stage and key ("" for a whole stage).

    A unit that misses a file is left out: a build repairs it, and then it is mirrored again.
    """
    wanted = {}
    for stage in STAGES.values():
        for key in published.sources if stage.partitioned else [None]:
            manifest = published.manifest(stage.name, key)
            if manifest is not None and published.is_whole(stage.name, key):
                wanted[stage.name, key or ""] = manifest.version
    return wanted


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


def _load(
    connection: duckdb.DuckDBPyConnection,
    published: Published,
    stage: Stage,
    keys: Collection[str],
    whole: Collection[str],
) -> None:
    """Replace what the mirror knows of some partitions of a stage, or of a whole stage.

    `keys` are those that changed; of these only the `whole` ones are loaded.

    A source that is no longer in the catalogue, as after a checkout of an earlier version, goes.
    """
    candidates = published.sources if stage.partitioned else [None]
    present = [key for key in candidates if (key or "") in keys and (key or "") in whole]
    changed = [published.sources[key].name for key in present if key is not None]
    known = [source.name for source in published.sources.values()]
    for table in (*(table for table in TABLES if table.stage == stage.name), LEDGER):
        conditions = ["true"]
        values: list[str | list[str]] = []
        if table is LEDGER:
            conditions.append("stage = ?")
            values.append(stage.name)
        if stage.partitioned:
            conditions.append("(list_contains(?, source) OR NOT list_contains(?, source))")
            values += [changed, known]
        connection.execute(f"DELETE FROM {table.qualified} WHERE {' AND '.join(conditions)}", values)  # noqa: S608 - constants
        if table.kind == "catalogue":
            rows = [
                {name: getattr(source, name) for name in table.schema.names}
                for source in published.sources.values()
            ]
            connection.register("files", pa.Table.from_pylist(rows, schema=table.schema))
        else:
            paths = [path for key in present for path in published.files(stage.name, key, table.kind)]
            name_files(connection, "files", ParquetFiles(paths, table.schema))
        connection.execute(f"INSERT INTO {table.qualified} SELECT {table.columns} FROM files")  # noqa: S608 - constants
        connection.execute("DROP VIEW files")


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
