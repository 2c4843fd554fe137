"""Fetches what a query gives: a snapshot of a database as one Parquet file."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from danlu.declared.entry import Entry
from danlu.fetching.base import Before, Fetched, NotFetched
from danlu.fetching.cells import UnknownCellError
from danlu.fetching.read_only import open_engine, prepare
from danlu.fetching.snapshot import DuplicateColumnsError, Snapshot, TooLargeError

if TYPE_CHECKING:
    from sqlalchemy import Connection, CursorResult

_BATCH_BYTES = 4 * 1024**2
_FIRST_ROWS = 16
_MOST_ROWS = 5_000


class _Failure(Exception):  # noqa: N818 - becomes evidence
    """Why there is no snapshot, without any word of the query, the address or a row."""

    def __init__(self, problem: str, **evidence: object) -> None:
        super().__init__(problem)
        self.evidence: Mapping[str, object] = {"problem": problem, **evidence}


class Database:
    """Asks a database one question, read only, and writes the answer as one Parquet file.

    The location is an SQLAlchemy URL, a SQLite path in it relative to the working directory.
    SQLite and PostgreSQL come with the extra `remote`, others need a driver of their own.
    `timeout_seconds` bounds each wait for the server and `max_file_bytes` the rows as JSON. A query
    is asked again at each fetch, and equal rows give equal bytes.
    """

    def fetch(
        self,
        entry: Entry,
        before: Before,  # noqa: ARG002 - a database does not say what changed
        folder: Path,
        notes: dict[str, Mapping[str, str]],  # noqa: ARG002
    ) -> Iterator[Fetched | NotFetched]:
        """The snapshot as the entry's only file, or why there is none."""
        try:
            yield _fetch(entry, folder / "snapshot.parquet")
        except _Failure as failure:
            yield NotFetched("", failure.evidence)


def _fetch(entry: Entry, path: Path) -> Fetched:
    with _connected(entry) as (connection, wait):
        with _told(wait), wait:
            options = {"stream_results": True, "no_parameters": True, "max_row_buffer": _FIRST_ROWS}
            result = connection.execution_options(**options).exec_driver_sql(entry.query or "")
        snapshot = _take_all(result, wait, path.parent, entry.fetch.max_file_bytes)
    try:
        snapshot.write(path)
    finally:
        snapshot.close()
    return Fetched("", path, {"rows": snapshot.rows, "bytes": path.stat().st_size})


@contextmanager
def _connected(entry: Entry) -> Iterator[tuple[Connection, _Wait]]:
    """A read-only connection, which never commits and is gone afterwards."""
    fetch = entry.fetch
    with _told(None):
        from sqlalchemy import event, make_url  # noqa: PLC0415 - an extra

        engine = open_engine(make_url(entry.location or ""), fetch.timeout_seconds, fetch.max_file_bytes)
        connection = engine.connect()
    cursors: list[Any] = []
    event.listen(connection, "before_cursor_execute", lambda _, cursor, *__: cursors.append(cursor))
    try:
        with _told(None):
            wait = _Wait(fetch.timeout_seconds, prepare(connection))
        yield connection, wait
    except BaseException:
        # a broken connection must not be rolled back: SQLAlchemy would log what it says
        connection.invalidate()
        raise
    finally:
        for cursor in cursors:
            # SQLAlchemy leaves them open where the server is gone
            with suppress(Exception):
                cursor.close()
        connection.close()
        engine.dispose()


def _take_all(result: CursorResult[Any], wait: _Wait, folder: Path, max_bytes: int) -> Snapshot:
    names = _names(result)
    snapshot: Snapshot | None = None
    try:
        snapshot = Snapshot(names, folder, max_bytes)
        size = _FIRST_ROWS
        while rows := _some(result, wait, size):
            taken = snapshot.add(rows)
            size = max(1, min(_MOST_ROWS, _BATCH_BYTES * len(rows) // max(taken, 1)))
    except BaseException as error:
        if snapshot is not None:
            snapshot.close()
        match error:
            case DuplicateColumnsError():
                distinct = len(set(names))
                raise _Failure("duplicate_columns", columns=len(names), distinct_columns=distinct) from None
            case TooLargeError():
                raise _Failure("over_max_file_bytes", max_file_bytes=max_bytes) from None
            case UnknownCellError():
                raise _Failure("unknown_type", type=str(error)) from None
        raise
    return snapshot


def _names(result: CursorResult[Any]) -> list[str]:
    with _told(None):
        cursor = result.cursor if result.returns_rows else None
        names = [str(column[0]) for column in cursor.description] if cursor is not None else []
    if not names:
        raise _Failure("no_columns")
    if any(name != name.encode("utf-8", "replace").decode() for name in names):
        raise _Failure("unreadable_column_name")
    return names


def _some(result: CursorResult[Any], wait: _Wait, size: int) -> Sequence[Sequence[Any]]:
    with _told(wait), wait:
        return result.fetchmany(size)


@contextmanager
def _told(wait: _Wait | None) -> Iterator[None]:
    """Turn what a driver raises into evidence: the kind of error and its SQLSTATE, no message."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - drivers raise what they like
        if wait is not None and wait.over:
            raise _Failure("timeout") from None
        if isinstance(error, ModuleNotFoundError):
            missing = (error.name or "").partition(".")[0]
            known = {"sqlalchemy", "psycopg"}
            detail = {"extra": "remote"} if missing in known else {"module": missing}
            raise _Failure("driver_not_installed", **detail) from None
        cause = getattr(error, "orig", None) or error
        state = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)
        evidence = {"error": type(cause).__name__, **({"state": str(state)} if state else {})}
        raise _Failure("database_error", **evidence) from None


class _Wait:
    """Bounds the time of a step: when it is over, `stop` ends it from another thread.

    Attributes:
        over: Whether the time of a step ran out.
    """

    def __init__(self, seconds: float, stop: Callable[[], None]) -> None:
        self.over = False
        self._seconds = seconds
        self._stop = stop
        self._timer: threading.Timer | None = None

    def __enter__(self) -> None:
        self._timer = threading.Timer(self._seconds, self._end)
        self._timer.daemon = True
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()

    def _end(self) -> None:
        self.over = True
        with suppress(Exception):
            # it may have ended by itself in the same instant
            self._stop()
