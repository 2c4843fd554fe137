"""The one place where a DuckDB connection is made.

DuckDB's own readers never see untrusted bytes (law 7): it reads Parquet that danlu wrote, below
the folders allowed here, and nothing else. Measured reasons: its JSON and CSV readers drop and
alter rows silently, and its defaults load extensions from the network.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import duckdb
import pyarrow as pa

_SETTINGS = (
    "SET python_enable_replacements = false",
    "SET allow_community_extensions = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_persistent_secrets = false",
    "SET arrow_lossless_conversion = true",
    "SET preserve_insertion_order = true",
    "SET enable_progress_bar = false",
    "SET TimeZone = 'UTC'",
)


@dataclass(frozen=True, slots=True)
class ParquetFiles:
    """Files that danlu wrote, read as one table with the columns of a schema."""

    paths: Sequence[Path]
    schema: pa.Schema


@dataclass(frozen=True, slots=True)
class Spill:
    """A folder for what does not fit into memory, created when needed.

    `most_bytes` bounds the memory; by default it is most of the machine's.
    """

    folder: Path
    most_bytes: int | None = None


@contextmanager
def connect(
    database: Path | None = None,
    *,
    tables: Mapping[str, ParquetFiles] = MappingProxyType({}),
    folders: Sequence[Path] = (),
    read_only: bool = False,
    root: Path | None = None,
    spill: Spill | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A hardened connection, closed at the end whatever happens.

    Args:
        database: A database file; in memory by default.
        tables: Parquet files to give a name each; their folders may be read.
        folders: More folders whose files SQL may read. None at all: SQL touches no file.
        read_only: Open the database file without writing to it.
        root: The project, where views name files relative to it.
        spill: Where sorts and joins may spill, and from when on.
    """
    connection = duckdb.connect(str(database) if database else ":memory:", read_only=read_only)
    try:
        for setting in _SETTINGS:
            connection.execute(setting)
        if root is not None:
            connection.execute(f"SET file_search_path = {quote_text(str(root))}")
        if spill is not None:
            spill.folder.mkdir(parents=True, exist_ok=True)
            connection.execute(f"SET temp_directory = {quote_text(str(spill.folder))}")
            if spill.most_bytes is not None:
                connection.execute(f"SET memory_limit = '{spill.most_bytes} B'")
        _confine(connection, [*folders, *_common_folders(tables)], root)
        for name, files in tables.items():
            name_files(connection, name, files)
        yield connection
    finally:
        connection.close()


def name_files(connection: duckdb.DuckDBPyConnection, name: str, files: ParquetFiles) -> None:
    """Let SQL read files under a name; their folder must be allowed. No file gives no rows.

    What an earlier version published may lack a column of today's: it is null.
    """
    empty = pa.table([pa.nulls(0, column.type) for column in files.schema], schema=files.schema)
    if not files.paths:
        connection.register(name, empty)
        return
    columns = ", ".join(quote_name(column) for column in files.schema.names)
    paths = ", ".join(quote_text(_literal(path)) for path in files.paths)
    found = f"read_parquet([{paths}])"
    view = f"CREATE OR REPLACE TEMP VIEW {quote_name(name)} AS SELECT {columns} FROM"
    try:
        connection.execute(f"{view} {found}")
    except duckdb.BinderException:
        lacking = f"{name} without rows"
        connection.register(lacking, empty)
        found = f"read_parquet([{paths}], union_by_name = true)"
        connection.execute(f"{view} (FROM {quote_name(lacking)} UNION ALL BY NAME FROM {found})")


def _confine(connection: duckdb.DuckDBPyConnection, folders: Sequence[Path], root: Path | None) -> None:
    # a path is held against these as it is written, so a folder is allowed in both spellings
    places = sorted({f"{spelt}/" for folder in folders for spelt in (str(folder), _literal(folder))})
    if root is not None:
        places += [f"{folder.relative_to(root)}/" for folder in folders]
    allowed = ", ".join(quote_text(place) for place in places)
    connection.execute(f"SET allowed_directories = [{allowed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _common_folders(tables: Mapping[str, ParquetFiles]) -> list[Path]:
    """For each table the folder that holds all of its files."""
    parents = [[path.parent for path in files.paths] for files in tables.values() if files.paths]
    return [Path(os.path.commonpath(group)) for group in parents]


def _literal(path: Path) -> str:
    """A path that DuckDB takes as it is: it would read [, * and ? as a pattern."""
    return re.sub(r"([\[*?])", r"[\1]", str(path))


def quote_name(name: str) -> str:
    """An SQL identifier.

    >>> quote_name('a"b')
    '"a""b"'
    """
    escaped = name.replace('"', '""')
    return f'"{escaped}"'


def quote_text(text: str) -> str:
    """An SQL string, for statements that take no bound parameters.

    >>> quote_text("it's")
    "'it''s'"
    """
    escaped = text.replace("'", "''")
    return f"'{escaped}'"
