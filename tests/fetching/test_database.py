from __future__ import annotations

import datetime as dt
import decimal
import hashlib
import signal
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danlu.declared.entry import Entry
from danlu.fetching.base import Before, Fetched, NotFetched
from danlu.fetching.cells import Column
from danlu.fetching.database import Database
from danlu.fetching.snapshot import Snapshot
from danlu.ledger import Reason
from danlu.readers.base import Limits, Record
from danlu.readers.parquet import open_parquet, read_parquet
from tests.fetching.postgresql import PASSWORD, Server, running

pytest.importorskip("sqlalchemy")


def ask(location: str, query: str, folder: Path, **fetch: Any) -> Fetched | NotFetched:
    entry = Entry.model_validate({"name": "db", "location": location, "query": query, "fetch": fetch})
    folder.mkdir(exist_ok=True)
    (answer,) = Database().fetch(entry, Before(), folder, {})
    made = {"snapshot.parquet"} if isinstance(answer, Fetched) else set()
    assert {path.name for path in folder.iterdir()} - {"before.parquet"} == made
    return answer


def records(answer: Fetched | NotFetched) -> list[Record]:
    assert isinstance(answer, Fetched), answer
    with answer.path.open("rb") as file:
        return list(read_parquet(open_parquet(file), Limits()))


def values(answer: Fetched | NotFetched) -> list[Any]:
    return [record.value for record in records(answer)]


def digest(answer: Fetched | NotFetched) -> str:
    assert isinstance(answer, Fetched), answer
    return hashlib.sha256(answer.path.read_bytes()).hexdigest()


def problem(answer: Fetched | NotFetched) -> object:
    assert isinstance(answer, NotFetched), answer
    assert answer.name == ""
    return answer.evidence["problem"]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "店 #1.db"
    with sqlite3.connect(path) as made:
        made.execute("CREATE TABLE qa (id INTEGER PRIMARY KEY, question TEXT, answer TEXT)")
        made.executemany("INSERT INTO qa VALUES (?, ?, ?)", [(1, "首都？", "北京"), (2, "Why?", "Because.")])
    made.close()
    return path


def test_a_query_becomes_records(shop: Path, tmp_path: Path) -> None:
    answer = ask(f"sqlite:///{shop}", "SELECT question, answer FROM qa;", tmp_path / "out")
    assert values(answer) == [
        {"question": "Why?", "answer": "Because."},
        {"question": "首都？", "answer": "北京"},
    ]
    assert isinstance(answer, Fetched)
    assert answer.figures["rows"] == 2


def test_equal_rows_give_equal_bytes_whatever_their_order(shop: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{shop}"
    ascending = ask(url, "SELECT * FROM qa ORDER BY id", tmp_path / "a")
    descending = ask(url, "SELECT * FROM qa ORDER BY id DESC", tmp_path / "b")
    assert digest(ascending) == digest(descending)
    with sqlite3.connect(shop) as changed:
        changed.execute("UPDATE qa SET answer = '北京市' WHERE id = 1")
    changed.close()
    assert digest(ask(url, "SELECT * FROM qa ORDER BY id", tmp_path / "c")) != digest(ascending)


def test_equal_rows_stay_as_many_as_they_are(shop: Path, tmp_path: Path) -> None:
    answer = ask(f"sqlite:///{shop}", "SELECT 1 AS n FROM qa", tmp_path / "out")
    assert values(answer) == [{"n": 1}, {"n": 1}]


def test_an_empty_result_keeps_its_columns(shop: Path, tmp_path: Path) -> None:
    answer = ask(f"sqlite:///{shop}", "SELECT * FROM qa WHERE id < 0", tmp_path / "out")
    assert values(answer) == []


def test_cells_of_sqlite(shop: Path, tmp_path: Path) -> None:
    query = """
        SELECT 9223372036854775807 AS whole, 0.1 AS fraction, NULL AS missing, 'a' || char(0) || '字' AS text,
            x'fffe' AS bytes, x'e5ad97' AS readable, 'LIKE 100% :not_bound ?' AS plain
    """
    (value,) = values(ask(f"sqlite:///{shop}", query, tmp_path / "out"))
    assert value == {
        "whole": 9223372036854775807,
        "fraction": 0.1,
        "missing": None,
        "text": "a\x00字",
        "bytes": {"base64": "//4="},
        "readable": "字",
        "plain": "LIKE 100% :not_bound ?",
    }


def test_a_column_of_many_types_keeps_each(shop: Path, tmp_path: Path) -> None:
    query = "SELECT 1 AS c UNION ALL SELECT 'one' UNION ALL SELECT 1.5 UNION ALL SELECT NULL"
    mixed = {repr(value["c"]) for value in values(ask(f"sqlite:///{shop}", query, tmp_path / "out"))}
    assert mixed == {"1", "'one'", "1.5", "None"}


def test_text_that_is_no_utf8_costs_its_own_record(shop: Path, tmp_path: Path) -> None:
    query = "SELECT CAST(x'eda080' AS TEXT) AS c UNION ALL SELECT CAST(x'ff' AS TEXT) UNION ALL SELECT '好'"
    found = records(ask(f"sqlite:///{shop}", query, tmp_path / "out"))
    assert [record.value for record in found if record.reason is None] == [{"c": "好"}]
    assert [record.reason for record in found].count(Reason.INVALID_ENCODING) == 2


def test_an_infinite_number_costs_its_own_record(shop: Path, tmp_path: Path) -> None:
    for other in ("1.5", "'text'"):
        found = records(
            ask(f"sqlite:///{shop}", f"SELECT 9e999 AS c UNION ALL SELECT {other}", tmp_path / "o")
        )
        assert sorted(str(record.reason) for record in found) == ["None", "number_out_of_range"]


WRITES = [
    "DELETE FROM qa",
    "UPDATE qa SET answer = ''",
    "INSERT INTO qa VALUES (3, 'a', 'b') RETURNING id",
    "DROP TABLE qa",
    "SELECT 1; DROP TABLE qa",
    "ATTACH 'other.db' AS other",
    "PRAGMA user_version = 7",
    "PRAGMA writable_schema = 1",
    "UPDATE sqlite_master SET sql = ''",
    "SELECT * FROM pragma_writable_schema(1)",
    "VACUUM INTO 'copy.db'",
    "CREATE TEMP TABLE t AS SELECT 1",
    "BEGIN",
    " ",
    "SELECT load_extension('x')",
]


@pytest.mark.parametrize("query", WRITES)
def test_sqlite_is_only_read(shop: Path, tmp_path: Path, query: str) -> None:
    before = shop.read_bytes()
    around = sorted(tmp_path.iterdir())
    assert problem(ask(f"sqlite:///{shop}", query, tmp_path / "out")) in {"database_error", "no_columns"}
    assert shop.read_bytes() == before
    assert sorted(path for path in tmp_path.iterdir() if path.name != "out") == around


def test_sqlite_reads_tables_of_its_modules(shop: Path, tmp_path: Path) -> None:
    with sqlite3.connect(shop) as made:
        made.execute("CREATE VIRTUAL TABLE found USING fts5(question)")
        made.execute("INSERT INTO found SELECT question FROM qa")
    made.close()
    before = shop.read_bytes()
    listed = ask(f"sqlite:///{shop}", "SELECT value FROM json_each('[2, 1]')", tmp_path / "out")
    assert values(listed) == [{"value": 1}, {"value": 2}]
    match = ask(f"sqlite:///{shop}", "SELECT question FROM found WHERE found MATCH 'why'", tmp_path / "again")
    assert values(match) == [{"question": "Why?"}]
    assert shop.read_bytes() == before


def test_two_columns_of_one_name_are_refused(shop: Path, tmp_path: Path) -> None:
    answer = ask(f"sqlite:///{shop}", "SELECT id, id FROM qa", tmp_path / "out")
    assert isinstance(answer, NotFetched)
    assert answer.evidence == {"problem": "duplicate_columns", "columns": 2, "distinct_columns": 1}


def test_endless_work_ends(shop: Path, tmp_path: Path) -> None:
    query = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) AS n FROM c"
    assert problem(ask(f"sqlite:///{shop}", query, tmp_path / "out", timeout_seconds=1)) == "timeout"


def test_endless_rows_end(shop: Path, tmp_path: Path) -> None:
    query = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c"
    answer = ask(f"sqlite:///{shop}", query, tmp_path / "out", max_file_bytes=100_000)
    assert problem(answer) == "over_max_file_bytes"


def test_a_giant_cell_is_not_held(shop: Path, tmp_path: Path) -> None:
    query = "SELECT zeroblob(200000000) AS c"
    assert (
        problem(ask(f"sqlite:///{shop}", query, tmp_path / "out", max_file_bytes=1_000_000))
        == "database_error"
    )


@pytest.mark.parametrize(
    "location",
    [
        "sqlite:///missing-geheim.db",
        "sqlite://",
        "sqlite:///:memory:",
        "nonsense://user:geheim@host/db",
        "mssql+pyodbc://user:geheim@host/db",
        "postgresql://user:geheim@127.0.0.1:1/db",
        "postgresql://user:geheim@127.0.0.1:port/db",
    ],
)
def test_what_cannot_be_reached_tells_no_secret(
    tmp_path: Path, location: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = ask(location, "SELECT 'geheim'", tmp_path / "out")
    assert isinstance(answer, NotFetched)
    assert "geheim" not in repr(answer) + caplog.text
    assert "127.0.0.1" not in repr(answer) + caplog.text
    assert not (tmp_path / "missing-geheim.db").exists()


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.one_of(
                st.none(), st.integers(-(2**63), 2**63 - 1), st.text(max_size=5), st.binary(max_size=5)
            ),
            st.one_of(st.none(), st.floats(allow_infinity=False, allow_nan=False)),
        ),
        max_size=30,
    ),
    run_bytes=st.sampled_from([1, 200, 10**6]),
)
def test_every_row_arrives(rows: list[tuple[Any, Any]], run_bytes: int, tmp_path: Path) -> None:
    taken = Snapshot(["a", "b"], tmp_path, 10**9, run_bytes)
    for start in range(0, len(rows), 7):
        taken.add(rows[start : start + 7])
    taken.write(tmp_path / "rows.parquet")
    taken.close()
    with (tmp_path / "rows.parquet").open("rb") as file:
        found = [record.value for record in read_parquet(open_parquet(file), Limits())]
    alone = []
    for row in rows:
        single = Snapshot(["a", "b"], tmp_path, 10**9)
        single.add([row])
        single.write(tmp_path / "one.parquet")
        with (tmp_path / "one.parquet").open("rb") as file:
            alone += [record.value for record in read_parquet(open_parquet(file), Limits())]
    # a row is the same whatever stands beside it
    assert sorted(map(repr, found)) == sorted(map(repr, alone))
    assert [path.name for path in tmp_path.glob(".run*")] == []


MOMENT = dt.datetime(2024, 2, 29, 23, 59, 59, 123456)  # noqa: DTZ001 - a moment without a zone


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        (decimal.Decimal("-12.3400"), "-12.3400"),
        (decimal.Decimal("1E+5"), "1E+5"),
        (decimal.Decimal("NaN"), "NaN"),
        (decimal.Decimal("1" + "0" * 60), "1" + "0" * 60),
        (dt.date(1, 1, 1), "0001-01-01"),
        (MOMENT, "2024-02-29 23:59:59.123456"),
        (MOMENT.replace(tzinfo=dt.timezone(dt.timedelta(hours=8))), "2024-02-29 15:59:59.123456Z"),
        (dt.time(1, 2, 3), "01:02:03.000000"),
        (dt.timedelta(days=-1, microseconds=5), -86399999995),
        (uuid.UUID(int=7), "00000000-0000-0000-0000-000000000007"),
        (True, True),
        (2**80, 2**80),
        (float("nan"), None),
        ([1, None, "二", [2.5]], [1, None, "二", [2.5]]),
        ({"a": MOMENT, "b": b"x"}, {"a": "2024-02-29 23:59:59.123456", "b": "x"}),
        (memoryview(b"\xff"), {"base64": "/w=="}),
    ],
)
@pytest.mark.parametrize("beside", [None, "text", 1])
def test_a_cell_reads_the_same_whatever_its_column(tmp_path: Path, cell: Any, read: Any, beside: Any) -> None:
    taken = Snapshot(["c", "n"], tmp_path, 10**9)
    taken.add([(cell, 0), (beside, 1)])
    taken.write(tmp_path / "rows.parquet")
    with (tmp_path / "rows.parquet").open("rb") as file:
        by_number = {
            record.value["n"]: record.value["c"] for record in read_parquet(open_parquet(file), Limits())
        }
    assert by_number == {0: read, 1: beside}


def test_a_cell_of_an_unknown_type_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="complex"):
        Column().take([1j])


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as one:
        yield one


@pytest.mark.slow
class TestPostgreSQL:
    def test_types(self, server: Server, tmp_path: Path) -> None:
        query = """
            SELECT 1::int2 AS small, 9223372036854775807 AS big, 0.1::float8 AS fraction,
                'NaN'::float8 AS nan,
                12345678901234567890123456789.50 AS number, 'NaN'::numeric AS not_number, true AS yes,
                '字 %s :x ''q'''::text AS text, 'ab'::char(4) AS padded, NULL AS missing,
                '2024-02-29'::date AS day, 'infinity'::date AS never, '0044-03-15 BC'::date AS early,
                '2024-02-29 12:00:00.5'::timestamp AS moment,
                '2024-02-29 20:00:00+08'::timestamptz AS instant, '24:00'::time AS midnight,
                '1 mon 2 days 03:00'::interval AS span, '12:00+08'::timetz AS zoned,
                '00000000-0000-0000-0000-000000000007'::uuid AS id,
                '{"b": [1, 1.50, null], "a": "字"}'::jsonb AS tree, '[1e2, "x"]'::json AS plain,
                ARRAY[[1, 2], [3, NULL]] AS matrix, ARRAY['甲', NULL, 'b,"c'] AS words,
                ARRAY['{"k": 1}'::jsonb] AS trees, '\\xff00'::bytea AS bytes, '\\x68'::bytea AS letter,
                int4range(1, 5) AS bounds, '10.0.0.1/8'::inet AS host, 12.5::money AS price,
                ROW(1, 'x') AS pair
        """
        (value,) = values(ask(server.url, query, tmp_path / "out"))
        assert value == {
            "small": 1,
            "big": 9223372036854775807,
            "fraction": 0.1,
            "nan": None,
            "number": "12345678901234567890123456789.50",
            "not_number": "NaN",
            "yes": True,
            "text": "字 %s :x 'q'",
            "padded": "ab  ",
            "missing": None,
            "day": "2024-02-29",
            "never": "infinity",
            "early": "0044-03-15 BC",
            "moment": "2024-02-29 12:00:00.500000",
            "instant": "2024-02-29 12:00:00.000000Z",
            "midnight": "24:00:00",
            "span": "P1M2DT3H",
            "zoned": "12:00:00+08",
            "id": "00000000-0000-0000-0000-000000000007",
            "tree": {"a": "字", "b": [1, 1.5, None]},
            "plain": [100.0, "x"],
            "matrix": [[1, 2], [3, None]],
            "words": ["甲", None, 'b,"c'],
            "trees": [{"k": 1}],
            "bytes": {"base64": "/wA="},
            "letter": "h",
            "bounds": "[1,5)",
            "host": "10.0.0.1/8",
            "price": "$12.50",
            "pair": "(1,x)",
        }

    def test_many_rows_refresh(self, server: Server, tmp_path: Path) -> None:
        server.run(
            "DROP TABLE IF EXISTS qa",
            "CREATE TABLE qa AS SELECT i AS id, '问题 ' || i AS question, repeat('答', i % 50) AS answer"
            " FROM generate_series(1, 100000) AS i",
        )
        first = ask(server.url, "SELECT * FROM qa", tmp_path / "first")
        again = ask(server.url, "SELECT * FROM qa ORDER BY id DESC", tmp_path / "again")
        assert digest(first) == digest(again)
        assert isinstance(first, Fetched)
        assert first.figures["rows"] == 100_000
        server.run("UPDATE qa SET answer = '新' WHERE id = 5")
        changed = ask(server.url, "SELECT * FROM qa", tmp_path / "changed")
        assert digest(changed) != digest(first)
        new = {record.content for record in records(changed)} - {record.content for record in records(first)}
        assert len(new) == 1

    @pytest.mark.parametrize(
        "query",
        [
            "DELETE FROM kept",
            "DELETE FROM kept RETURNING *",
            "WITH gone AS (DELETE FROM kept RETURNING *) SELECT * FROM gone",
            "SELECT 1; DELETE FROM kept",
            "SELECT 1 AS x; COMMIT; DELETE FROM kept",
            "SELECT * FROM drain()",
            "SELECT set_config('transaction_read_only', 'off', false), drain() AS d",
            "SELECT nextval('counter')",
            "SELECT * INTO other FROM kept",
            "COPY kept TO STDOUT",
            "CREATE TABLE other (id int)",
            "SET TRANSACTION READ WRITE",
            "COMMIT",
            "SELECT * FROM kept FOR UPDATE",
        ],
    )
    def test_nothing_is_written(self, server: Server, tmp_path: Path, query: str) -> None:
        server.run(
            "DROP TABLE IF EXISTS kept, other",
            "DROP SEQUENCE IF EXISTS counter",
            "CREATE SEQUENCE counter",
            "CREATE TABLE kept AS SELECT 1 AS id",
            "CREATE OR REPLACE FUNCTION drain() RETURNS int LANGUAGE sql AS 'DELETE FROM kept; SELECT 1'",
        )
        answer = ask(server.url, query, tmp_path / "out")
        assert problem(answer) == "database_error"
        assert "kept" not in repr(answer)
        assert server.run("SELECT count(*) FROM kept") == [(1,)]
        assert server.run("SELECT count(*) FROM pg_class WHERE relname = 'other'") == [(0,)]
        assert server.run("SELECT is_called FROM counter") == [(False,)]

    def test_a_wrong_password_is_told_without_it(
        self, server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        answer = ask(server.url.replace("geheim", "falsch"), "SELECT 1 AS x", tmp_path / "out")
        assert problem(answer) == "database_error"
        assert not {"falsch", PASSWORD, str(server.port)} & set((repr(answer) + caplog.text).split("'"))

    def test_slow_queries_end(self, server: Server, tmp_path: Path) -> None:
        began = time.monotonic()
        assert (
            problem(ask(server.url, "SELECT pg_sleep(60)", tmp_path / "out", timeout_seconds=1)) == "timeout"
        )
        assert time.monotonic() - began < 20

    def test_a_server_that_freezes_or_dies_leaves_the_old_file(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        endless = "SELECT i, repeat('x', 1000) AS x, pg_sleep(0.0001) FROM generate_series(1, 100000000) AS i"
        old = tmp_path / "old"
        old.mkdir()
        (old / "before.parquet").write_bytes(b"as it was")
        with running() as server:
            for number, expected in ((signal.SIGSTOP, "timeout"), (signal.SIGQUIT, "database_error")):
                timer = threading.Timer(1, server.signal_all, [number])
                timer.start()
                answer = ask(server.url, endless, old, timeout_seconds=2)
                timer.join()
                assert problem(answer) == expected
                if number == signal.SIGSTOP:
                    server.signal_all(signal.SIGCONT)
        assert [path.name for path in old.iterdir()] == ["before.parquet"]
        assert (old / "before.parquet").read_bytes() == b"as it was"
        assert PASSWORD not in caplog.text
        assert "127.0.0.1" not in caplog.text
