from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from danlu.ledger import Reason
from danlu.readers.base import Limits, Record, SourceRefused
from danlu.readers.sqlite_file import MAGIC, read_sqlite

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes a database file of one script, with rows for one statement."""

    def build(script: str, statement: str = "", rows: Sequence[tuple[Any, ...]] = ()) -> Path:
        path = tmp_path / "库 ?#%41.db"
        path.unlink(missing_ok=True)
        connection = sqlite3.connect(path)
        connection.executescript(script)
        if statement:
            connection.executemany(statement, rows)
        connection.commit()
        connection.close()
        return path

    return build


def read(path: Path, limits: Limits | None = None) -> list[Record]:
    scratch = path.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    before = path.read_bytes()
    beside = sorted(path.parent.iterdir())
    records = list(read_sqlite(path, limits or Limits(), scratch))
    assert path.read_bytes() == before
    assert sorted(path.parent.iterdir()) == beside
    assert list(scratch.iterdir()) == []
    assert [record.position for record in records] == list(range(1, len(records) + 1))
    return records


def reasons(records: list[Record]) -> list[str | None]:
    return [record.reason.value if record.reason else None for record in records]


def test_rows_in_the_order_of_their_rowids(make: Make) -> None:
    path = make(
        "CREATE TABLE qa (id INTEGER PRIMARY KEY, 问 TEXT, a TEXT); CREATE INDEX i ON qa (a, 问)",
        "INSERT INTO qa VALUES (?, ?, ?)",
        [(7, "首都？", "北京"), (2, "Why?", None), (5, "a\x00b", "")],
    )
    records = read(path)
    assert [record.value for record in records] == [
        {"id": 2, "问": "Why?", "a": None},
        {"id": 5, "问": "a\x00b", "a": ""},
        {"id": 7, "问": "首都？", "a": "北京"},
    ]
    assert records[2].content == '{"a":"北京","id":7,"问":"首都？"}'.encode()
    assert {record.part for record in records} == {"table=qa"}


def test_tables_by_name_and_without_rowids(make: Make) -> None:
    path = make(
        """
        CREATE TABLE "b""; DROP" (x); INSERT INTO "b""; DROP" VALUES (1);
        CREATE TABLE a (k TEXT PRIMARY KEY) WITHOUT ROWID; INSERT INTO a VALUES ('z'), ('y');
        CREATE TABLE c (rowid, oid, _rowid_); INSERT INTO c VALUES (3, 2, 1), (1, 1, 1);
        """
    )
    records = read(path)
    assert [record.part for record in records] == [
        "table=a",
        "table=a",
        'table=b"; DROP',
        "table=c",
        "table=c",
    ]
    assert [record.value["k"] for record in records[:2]] == ["y", "z"]
    assert [record.value["oid"] for record in records[3:]] == [2, 1]


def test_what_is_no_table_is_told_and_not_run(make: Make) -> None:
    path = make(
        """
        CREATE TABLE t (x, made AS (zeroblob(900000000)) VIRTUAL, kept AS (x || '!') STORED);
        INSERT INTO t VALUES ('字');
        CREATE VIEW endless AS
            WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT * FROM c;
        CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT);
        CREATE TRIGGER bomb AFTER INSERT ON t BEGIN DELETE FROM t; END;
        """
    )
    records = read(path)
    assert [record.value for record in records if record.reason is None] == [{"x": "字", "kept": "字!"}]
    refused = {record.part: record.evidence for record in records if record.reason is Reason.ENVELOPE}
    assert refused == {
        "table=endless": {"kind": "view"},
        "table=sqlite_sequence": {"kind": "internal"},
    }


def test_cells(make: Make) -> None:
    path = make(
        """
        CREATE TABLE t (c); INSERT INTO t VALUES (x'ff00'), (x'e5ad97'), (0.1), (-9223372036854775808),
        (9e999), (CAST(x'ff' AS TEXT)), (NULL);
        """
    )
    records = read(path)
    assert [record.value["c"] for record in records if record.value] == [
        {"base64": "/wA="},
        "字",
        0.1,
        -9223372036854775808,
        None,
    ]
    assert reasons(records)[4:6] == ["number_out_of_range", "invalid_encoding"]


def test_a_cell_too_large_costs_its_own_row(make: Make) -> None:
    script = "CREATE TABLE t (id INTEGER PRIMARY KEY, c)"
    rows = [(1, "a"), (2, b"\x00" * 200_000), (3, "b"), (4, "c" * 200_000), (5, "d" * 60_000), (6, "e")]
    records = read(make(script, "INSERT INTO t VALUES (?, ?)", rows), Limits(max_record_bytes=50_000))
    large = "record_too_large"
    assert reasons(records) == [None, large, None, large, large, None]
    assert all(len(record.content) == 32 for record in records if record.reason)


def test_a_large_cell_without_rowids_ends_its_table(make: Make) -> None:
    script = """
        CREATE TABLE t (id INTEGER PRIMARY KEY, c) WITHOUT ROWID; INSERT INTO t VALUES (1, zeroblob(99999));
        CREATE TABLE u (c); INSERT INTO u VALUES (1);
    """
    records = read(make(script), Limits(max_record_bytes=50_000))
    assert reasons(records) == ["record_too_large", None]


def test_damage_costs_what_it_hit(make: Make) -> None:
    script = "CREATE TABLE a (c); CREATE TABLE b (c); INSERT INTO b VALUES ('sound')"
    path = make(
        script, "INSERT INTO a VALUES (?)", [(f"row {number} " + "字" * 200,) for number in range(400)]
    )
    content = bytearray(path.read_bytes())
    for page in range(20, 24):
        content[page * 4096 : page * 4096 + 4096] = b"\xa5" * 4096
    path.write_bytes(content)
    records = read(path)
    assert records[-1].value == {"c": "sound"}
    assert reasons(records)[-2] == "corrupt_file"
    assert 0 < len([record for record in records if record.part == "table=a" and record.reason is None]) < 400


@pytest.mark.parametrize("kept", [16, 99, 100, 1000, 4096, 6000])
def test_a_cut_file_is_refused_or_told(make: Make, kept: int) -> None:
    path = make("CREATE TABLE a (c)", "INSERT INTO a VALUES (?)", [("x" * 3000,)] * 30)
    path.write_bytes(path.read_bytes()[:kept])
    try:
        found = reasons(read(path))
    except SourceRefused as refused:
        found = [refused.reason.value]
    assert "corrupt_file" in found


def test_a_tree_that_shares_its_leaves_is_found(make: Make) -> None:
    """One page as the child of many cells: a small file that would give the same rows again and again."""
    path = make("CREATE TABLE a (c)", "INSERT INTO a VALUES (?)", [("x" * 500,)] * 200)
    content = bytearray(path.read_bytes())
    root = next(at for at in range(4096, len(content), 4096) if content[at] == 5)
    cells = int.from_bytes(content[root + 3 : root + 5], "big")
    first = int.from_bytes(content[root + 12 : root + 14], "big")
    for index in range(cells):
        at = int.from_bytes(content[root + 12 + 2 * index : root + 14 + 2 * index], "big")
        content[root + at : root + at + 4] = content[root + first : root + first + 4]
    path.write_bytes(content)
    records = read(path)
    assert "corrupt_file" in reasons(records)
    assert len(records) < 200


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_damage_breaks_the_reader(make: Make, data: st.DataObject) -> None:
    script = "CREATE TABLE a (c, d); CREATE TABLE b (k PRIMARY KEY) WITHOUT ROWID; INSERT INTO b VALUES (1)"
    rows = [(f"字{number}" * 60, number) for number in range(60)]
    path = make(script, "INSERT INTO a VALUES (?, ?)", rows)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(16, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    refusal = None
    records: list[Record] = []
    try:
        records = read(path)
    except SourceRefused as refused:
        refusal = refused.reason
    assert refusal in {None, Reason.CORRUPT_FILE, Reason.EMPTY_FILE}
    assert len(records) <= len(content)


def test_an_empty_database_is_told(make: Make) -> None:
    with pytest.raises(SourceRefused) as refused:
        read(make("CREATE TABLE t (c); DROP TABLE t"))
    assert refused.value.reason is Reason.EMPTY_FILE


def test_a_text_that_only_begins_like_one(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(MAGIC + b"is what a database begins with")
    with pytest.raises(SourceRefused) as refused:
        read(path)
    assert refused.value.reason is Reason.CORRUPT_FILE


def test_damage_that_leads_around_in_circles_comes_to_an_end(make: Make) -> None:
    path = make(
        "PRAGMA page_size = 512; CREATE TABLE qa (q TEXT)",
        "INSERT INTO qa VALUES (?)",
        [(f"question {number}",) for number in range(60)],
    )
    data = bytearray(path.read_bytes())
    data[3 * 512 + 14] = 0
    path.write_bytes(data)
    records = list(islice(read_sqlite(path, Limits(), path.parent), 3000))
    assert len(records) < len(data)
    assert records[-1].reason is Reason.CORRUPT_FILE
