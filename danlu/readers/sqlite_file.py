"""Records of SQLite database files: each row of an ordinary table is one, named by its canonical JSON.

The file is hostile (sqlite.org/security.html): it is opened read only and immutable, functions of its
schema are not trusted, no view, trigger, virtual table or generated column runs, and nothing but the
tables' own b-trees is scanned. Damage is found by SQLite itself and by what holds of every sound file:
rowids ascend, and rows are fewer than bytes.

A write-ahead log beside the file is not part of it: the state of the last checkpoint is read.
"""

from __future__ import annotations

import base64
import hashlib
import math
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from danlu.lake.connection import quote_name
from danlu.ledger import Reason
from danlu.readers.base import Limits, Parsed, Record, SourceRefused, refuse
from danlu.readers.parquet import canonical

MAGIC = b"SQLite format 3\x00"
_STEPS = 1_000_000
_MOST_PAUSES = 200
"""After so many million instructions of SQLite's machine without a row, the work is endless."""
_PRAGMAS = ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "temp_store = MEMORY")


class _NotText(bytes):
    """A text cell whose bytes are no UTF-8."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class _Table:
    name: str
    kind: str
    has_rowid: bool


class _Damage(Exception):  # noqa: N818 - becomes a refused record
    """A table cannot be read on from here."""

    def __init__(self, reason: Reason, **evidence: object) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.evidence = evidence


def read_sqlite(path: Path, limits: Limits, scratch: Path) -> Iterator[Record]:  # noqa: ARG001 - packed
    """The rows of all tables by name, each table in the order of its rowids or primary key.

    A view, a virtual table and SQLite's own tables are one refused record each (ENVELOPE), and so is
    what follows a damage in a table.

    Raises:
        SourceRefused: CORRUPT_FILE where the schema cannot be read, EMPTY_FILE where it has no table.
    """
    uri = f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
    try:
        connection = sqlite3.connect(uri, uri=True)
    except sqlite3.Error as error:
        raise _corrupt(error) from None
    with closing(connection):
        yield from _Rows(connection, path.stat().st_size, limits).all()


def _corrupt(error: Exception) -> SourceRefused:
    state = getattr(error, "sqlite_errorname", None)
    evidence = {"error": type(error).__name__, **({"state": state} if state else {})}
    return SourceRefused(Reason.CORRUPT_FILE, evidence)


class _Rows:
    """Reads one open file."""

    def __init__(self, connection: sqlite3.Connection, file_bytes: int, limits: Limits) -> None:
        self._connection = connection
        self._file_bytes = file_bytes
        self._limits = limits
        self._position = 0
        self._given = 0
        self._pauses = 0
        connection.text_factory = _decoded
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(limits.max_record_bytes, 10_000))
        connection.set_progress_handler(self._pause, _STEPS)

    def _pause(self) -> int:
        self._pauses += 1
        return int(self._pauses > _MOST_PAUSES)

    def all(self) -> Iterator[Record]:
        """The records of every table."""
        try:
            for pragma in _PRAGMAS:
                self._connection.execute(f"PRAGMA {pragma}")
            tables = self._tables()
        except (sqlite3.Error, ValueError) as error:
            raise _corrupt(error) from None
        if not tables:
            raise SourceRefused(Reason.EMPTY_FILE, {"tables": 0})
        for table in tables:
            if table.kind != "table":
                parsed = refuse(Reason.ENVELOPE, kind=table.kind)
                yield self._record(table, canonical({"table": table.name}), parsed)
                continue
            yield from self._table(table)

    def _tables(self) -> list[_Table]:
        """All tables and views of the schema, by name."""
        found = self._connection.execute(
            "SELECT name, type, wr FROM pragma_table_list WHERE schema = 'main' AND name <> 'sqlite_schema'"
        ).fetchall()
        if any(type(name) is not str for name, _, _ in found):
            raise ValueError("a table's name is no text")
        return [
            _Table(name, "internal" if name.lower().startswith("sqlite_") else kind, not without_rowid)
            for name, kind, without_rowid in sorted(found)
        ]

    def _table(self, table: _Table) -> Iterator[Record]:
        last: int | None = None
        try:
            columns = self._columns(table)
            rowid = next((name for name in ("_rowid_", "oid", "rowid") if name not in columns.values()), None)
            rowid = rowid if table.has_rowid else None
            while True:
                try:
                    for number, cells in self._scan(table, list(columns), rowid, last):
                        last = number
                        yield self._row(table, columns, cells)
                except sqlite3.Error as error:
                    last = self._beyond(table, rowid, last, error)
                else:
                    return
                yield self._alone(table, columns, str(rowid), last)
        except _Damage as damage:
            parsed = refuse(damage.reason, **damage.evidence)
        except (sqlite3.Error, ValueError) as error:
            refused = _corrupt(error)
            parsed = refuse(refused.reason, **refused.evidence)
        yield self._record(table, canonical({"table": table.name, "after_rowid": last}), parsed)

    def _columns(self, table: _Table) -> dict[str, str]:
        """Stored columns, by name, with the name in lower case."""
        rows = self._connection.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", (table.name,))
        names = [name for name, hidden in rows if hidden in {0, 3}]
        if not names or any(type(name) is not str for name in names):
            raise _Damage(Reason.CORRUPT_FILE, problem="columns")
        return {name: name.lower() for name in names}

    def _scan(
        self, table: _Table, columns: list[str], rowid: str | None, last: int | None
    ) -> Iterator[tuple[int | None, tuple[Any, ...]]]:
        """Rows behind `last` with their rowids, which must ascend."""
        named = ", ".join(map(quote_name, columns))
        source = f"FROM main.{quote_name(table.name)} NOT INDEXED"
        parameters: tuple[int, ...] = ()
        query = f"SELECT NULL, {named} {source}"
        if rowid is not None:
            where = f" WHERE {rowid} > ?" if last is not None else ""
            parameters = (last,) if last is not None else ()
            query = f"SELECT {rowid}, {named} {source}{where} ORDER BY {rowid}"
        for number, *cells in self._connection.execute(query, parameters):
            self._pauses = 0
            if rowid is not None and last is not None and number <= last:
                raise _Damage(Reason.CORRUPT_FILE, problem="rowids")
            self._check_count()
            last = number
            yield number, tuple(cells)

    def _check_count(self) -> None:
        """Damage can lead around in circles, so that there is always another row."""
        if self._position >= self._file_bytes:
            raise _Damage(Reason.CORRUPT_FILE, problem="more_rows_than_bytes", rows=self._position)

    def _beyond(self, table: _Table, rowid: str | None, last: int | None, error: sqlite3.Error) -> int:
        """The rowid of the row after `last`. Python reads one row ahead, so the row may be sound."""
        if rowid is None:
            if isinstance(error, sqlite3.DataError):
                raise _Damage(Reason.RECORD_TOO_LARGE, max_record_bytes=self._limits.max_record_bytes)
            raise error
        where = f"WHERE {rowid} > ?" if last is not None else ""
        query = f"SELECT min({rowid}) FROM main.{quote_name(table.name)} NOT INDEXED {where}"  # noqa: S608
        (found,) = self._connection.execute(query, (last,) if last is not None else ()).fetchone()
        if found is None or (last is not None and found <= last):
            raise error
        self._check_count()
        return int(found)

    def _alone(self, table: _Table, columns: Mapping[str, str], rowid: str, number: int) -> Record:
        """The row of this number, or its refusal where a cell is too large to be read."""
        named = ", ".join(map(quote_name, columns))
        query = f"SELECT {named} FROM main.{quote_name(table.name)} NOT INDEXED WHERE {rowid} = ?"  # noqa: S608
        try:
            cells = self._connection.execute(query, (number,)).fetchone()
        except sqlite3.DataError:
            content = hashlib.sha256(canonical({"table": table.name, "rowid": number})).digest()
            parsed = refuse(Reason.RECORD_TOO_LARGE, max_record_bytes=self._limits.max_record_bytes)
            return self._record(table, content, parsed)
        if cells is None:
            raise _Damage(Reason.CORRUPT_FILE, problem="rowids")
        return self._row(table, columns, cells)

    def _row(self, table: _Table, columns: Mapping[str, str], cells: tuple[Any, ...]) -> Record:
        name = {"table": table.name, "row": self._position + 1}
        if any(type(cell) is _NotText for cell in cells):
            return self._record(table, canonical(name), refuse(Reason.INVALID_ENCODING))
        if any(type(cell) is float and not math.isfinite(cell) for cell in cells):
            return self._record(table, canonical(name), refuse(Reason.NUMBER_OUT_OF_RANGE))
        value = dict(zip(columns, map(_plain, cells), strict=True))
        content = canonical(value)
        size = len(content)
        if size > self._limits.max_record_bytes:
            parsed = refuse(
                Reason.RECORD_TOO_LARGE, bytes=size, max_record_bytes=self._limits.max_record_bytes
            )
            return self._record(table, hashlib.sha256(content).digest(), parsed)
        self._given += size
        if self._given > max(self._limits.expansion_floor, self._limits.max_expansion * self._file_bytes):
            raise _Damage(Reason.FILE_TOO_LARGE, max_expansion=self._limits.max_expansion)
        return self._record(table, content, Parsed(value))

    def _record(self, table: _Table, content: bytes, parsed: Parsed) -> Record:
        self._position += 1
        part = f"table={_printable(table.name)}"
        return Record(
            self._position,
            None,
            None,
            None,
            content,
            parsed.value,
            parsed.reason,
            parsed.evidence,
            part=part,
        )


def _decoded(content: bytes) -> str | _NotText:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _NotText(content)


def _plain(cell: Any) -> Any:
    """The cell as JSON has it; a blob as the Parquet reader has binary."""
    if type(cell) is not bytes:
        return cell
    try:
        return cell.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(cell).decode("ascii")}


def _printable(name: str) -> str:
    return "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in name)
