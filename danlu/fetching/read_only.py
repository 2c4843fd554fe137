"""Opens databases so that a query can read and nothing else.

- SQLite: the file is opened `mode=ro`, and an authorizer lets a statement read and call functions,
  so that it cannot attach files or set pragmas. Python's module runs one statement at a time.
- PostgreSQL: a REPEATABLE READ, READ ONLY transaction. The query is declared as a server-side cursor
  over the extended protocol, which takes one statement, and a cursor's query cannot write.
- MySQL, MariaDB and Oracle: the transaction is set read only. Others, and these too, are rolled back.

What a superuser's functions do outside of transactions, such as writing files on the server, no client
can forbid: give danlu an account that may only read.
"""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from danlu.fetching.cells import JsonText

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

_READS = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)
_DECLARES = (sqlite3.SQLITE_UPDATE, "sqlite_master")
"""What `json_each` and other modules do in memory when they are first used; on disk SQLite forbids it."""
_ASKS_IF_CHANGED = (sqlite3.SQLITE_PRAGMA, "data_version", None)
"""What full-text indexes do before they are read."""
_SET_READ_ONLY: Mapping[str, str] = {
    "mysql": "SET SESSION TRANSACTION READ ONLY",
    "mariadb": "SET SESSION TRANSACTION READ ONLY",
    "oracle": "SET TRANSACTION READ ONLY",
}
_POSTGRESQL_TYPES = frozenset(
    {"bool", "int2", "int4", "int8", "oid", "float4", "float8", "numeric", "uuid", "json", "jsonb"}
    | {"text", "varchar", "bpchar", "name", "char", "bytea", "date", "time", "timestamp", "timestamptz"}
)
"""Types that become values; of all others PostgreSQL's own text is kept, which loses nothing."""


def open_engine(url: URL, timeout_seconds: float, max_bytes: int) -> Engine:
    """An engine that keeps no connection open and speaks to the database of `url`."""
    import sqlalchemy  # noqa: PLC0415 - an extra

    backend = url.get_backend_name()
    options: dict[str, Any] = {"poolclass": sqlalchemy.NullPool, "hide_parameters": True}
    if backend == "sqlite":
        creator = partial(_open_sqlite, url.database or "", timeout_seconds, max_bytes)
        return sqlalchemy.create_engine("sqlite://", creator=creator, **options)
    if backend in {"postgresql", "postgres"}:
        patience = max(int(timeout_seconds), 2)
        arguments = {
            "connect_timeout": patience,
            "keepalives_idle": patience,
            "keepalives_count": 3,
            "tcp_user_timeout": patience * 1000,
        }
        url = url.set(drivername="postgresql+psycopg")
        return sqlalchemy.create_engine(url, connect_args=arguments, **options)
    return sqlalchemy.create_engine(url, **options)


def prepare(connection: Connection) -> Callable[[], None]:
    """Make a fresh connection read only, and say how another thread ends what it waits for."""
    backend = connection.dialect.name
    driver: Any = connection.connection.driver_connection
    if backend == "sqlite":
        # not sooner: SQLAlchemy asks a pragma of every new database
        driver.set_authorizer(_authorise)
        return driver.interrupt  # type: ignore[no-any-return]
    if backend == "postgresql":
        return _prepare_postgresql(connection, driver)
    if backend in _SET_READ_ONLY:
        connection.exec_driver_sql(_SET_READ_ONLY[backend])
        if not backend.startswith("oracle"):
            connection.rollback()
    return lambda: None


def _open_sqlite(database: str, timeout_seconds: float, max_bytes: int) -> sqlite3.Connection:
    name = unquote(database.removeprefix("file:")) if database.startswith("file:") else database
    path = Path(name).absolute()
    if not path.is_file():
        raise FileNotFoundError
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=ro", uri=True, timeout=timeout_seconds, check_same_thread=False
    )
    connection.text_factory = _decoded
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, min(max_bytes, 10**9))
    return connection


def _decoded(content: bytes) -> str:
    """Text; bytes that are no UTF-8 pass as lone surrogates, which the reader refuses."""
    return content.decode("utf-8", "surrogateescape")


def _authorise(action: int, first: object, second: object, *_: object) -> int:
    allowed = action in _READS or (action, first) == _DECLARES or (action, first, second) == _ASKS_IF_CHANGED
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def _prepare_postgresql(connection: Connection, driver: Any) -> Callable[[], None]:
    from psycopg.types.string import TextLoader  # noqa: PLC0415 - an extra

    loaders = _postgresql_loaders()
    for known in driver.adapters.types:
        if known.name not in _POSTGRESQL_TYPES:
            driver.adapters.register_loader(known.oid, TextLoader)
        elif known.name in loaders:
            driver.adapters.register_loader(known.oid, loaders[known.name])
    connection.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
    for name, value in (("TimeZone", "UTC"), ("DateStyle", "ISO, YMD"), ("IntervalStyle", "iso_8601")):
        connection.exec_driver_sql(f"SET LOCAL {name} = '{value}'")
    return partial(_shut, driver)


def _postgresql_loaders() -> Mapping[str, Any]:
    """Loaders that keep as text what Python's types cannot hold, such as 'infinity' or years BC."""
    from psycopg import DataError  # noqa: PLC0415 - an extra
    from psycopg.types import datetime as stock  # noqa: PLC0415 - an extra
    from psycopg.types.string import TextLoader  # noqa: PLC0415 - an extra

    def lenient(base: Any) -> Any:
        def load(self: Any, data: Any) -> Any:
            try:
                return base.load(self, data)
            except DataError:
                return bytes(data).decode("utf-8")

        return type(f"Lenient{base.__name__}", (base,), {"load": load})

    class AsJson(TextLoader):
        def load(self, data: Any) -> JsonText:
            return JsonText(bytes(data).decode("utf-8"))

    return {
        "date": lenient(stock.DateLoader),
        "time": lenient(stock.TimeLoader),
        "timestamp": lenient(stock.TimestampLoader),
        "timestamptz": lenient(stock.TimestamptzLoader),
        "json": AsJson,
        "jsonb": AsJson,
    }


def _shut(driver: Any) -> None:
    """End a connection whose server no longer answers, from another thread."""
    with socket.socket(fileno=os.dup(driver.pgconn.socket)) as twin:
        twin.shutdown(socket.SHUT_RDWR)
