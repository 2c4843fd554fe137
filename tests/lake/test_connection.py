"""The one connection factory (law 7): SQL reads Parquet that danlu wrote, in the folders allowed, no more."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.lake.connection import ParquetFiles, Spill, connect, name_files, quote_name, quote_text
from danlu.lake.parquet import write_parquet

SCHEMA = pa.schema([("name", pa.string()), ("number", pa.int64())])


def write(path: Path, *names: str) -> Path:
    write_parquet(pa.table({"name": list(names), "number": list(range(len(names)))}, schema=SCHEMA), path)
    return path


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM read_text('{allowed}/../outside/secret.txt')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('/etc/*')",
        "COPY (SELECT 1) TO '{outside}/out.csv'",
        "ATTACH '{outside}/other.duckdb'",
        "EXPORT DATABASE '{outside}/all'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT * FROM read_parquet('https://example.org/a.parquet')",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "SET lock_configuration = false",
        "RESET enable_external_access",
        "PRAGMA enable_external_access",
        "SELECT * FROM someone",
    ],
)
def test_sql_reaches_nothing_outside(tmp_path: Path, query: str) -> None:
    someone = pa.table({"a": [1]})  # noqa: F841 - a variable that SQL must not find
    allowed, outside = tmp_path / "allowed", tmp_path / "outside"
    allowed.mkdir()
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    with connect(folders=[allowed]) as connection, pytest.raises(duckdb.Error):
        connection.execute(query.format(allowed=allowed, outside=outside)).fetchall()
    assert [path.name for path in outside.iterdir()] == ["secret.txt"]


def test_a_folder_whose_name_starts_alike_is_outside(tmp_path: Path) -> None:
    inside, beside = write(tmp_path / "data" / "a.parquet", "x"), write(tmp_path / "data2" / "a.parquet", "y")
    with connect(folders=[tmp_path / "data"]) as connection:
        assert connection.execute(f"SELECT name FROM read_parquet('{inside}')").fetchall() == [("x",)]
        with pytest.raises(duckdb.PermissionException):
            connection.execute(f"SELECT name FROM read_parquet('{beside}')")


def test_a_symbolic_link_is_no_way_out_of_the_tables_given(tmp_path: Path) -> None:
    table = write(tmp_path / "data" / "a.parquet", "x")
    with connect(tables={"rows": ParquetFiles([table], SCHEMA)}) as connection:
        with pytest.raises(duckdb.PermissionException):
            connection.execute(f"SELECT * FROM read_parquet('{tmp_path}/elsewhere.parquet')")
        assert connection.execute("SELECT name FROM rows").fetchall() == [("x",)]


@pytest.mark.parametrize(
    "folder",
    ["a[1]", "a*b", "a?b", "it's", 'say "x"', "茶 📦", "a{b,c}", "[ab]", "a]b", "back\\slash", "%41"],
)
def test_hostile_folder_names_are_read_as_they_are(tmp_path: Path, folder: str) -> None:
    for name in (folder, "a1", "axb", "a", "b"):
        write(tmp_path / name / "rows.parquet", name)
    with connect(tables={"rows": ParquetFiles([tmp_path / folder / "rows.parquet"], SCHEMA)}) as connection:
        assert connection.execute("SELECT name FROM rows").fetchall() == [(folder,)]


def test_several_files_are_read_in_the_order_given(tmp_path: Path) -> None:
    paths = [write(tmp_path / f"{n}" / "rows.parquet", f"row {n}") for n in (3, 1, 2)]
    with connect(tables={"rows": ParquetFiles(paths, SCHEMA)}) as connection:
        assert connection.execute("SELECT name FROM rows").fetchall() == [("row 3",), ("row 1",), ("row 2",)]


def test_no_file_gives_no_rows_of_the_same_columns() -> None:
    schema = pa.schema([("key", pa.uuid()), ("keys", pa.list_(pa.uuid())), ("name", pa.string())])
    with connect(tables={"rows": ParquetFiles([], schema)}) as connection:
        assert connection.execute("SELECT * FROM rows").fetchall() == []
        types = connection.execute(
            "SELECT typeof(key), typeof(keys), typeof(name) FROM rows RIGHT JOIN (SELECT 1) ON true"
        ).fetchall()
    assert types == [("UUID", "UUID[]", "VARCHAR")]


def test_a_name_can_be_given_again(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a.parquet", "x"), write(tmp_path / "b.parquet", "y")
    with connect(folders=[tmp_path]) as connection:
        for path, name in ((first, "x"), (second, "y")):
            name_files(connection, "rows", ParquetFiles([path], SCHEMA))
            assert connection.execute("SELECT name FROM rows").fetchall() == [(name,)]


def test_the_connection_is_closed_after_a_fault() -> None:
    with pytest.raises(ValueError, match="fault"), connect() as connection:
        raise ValueError("fault")
    with pytest.raises(duckdb.ConnectionException):
        connection.execute("SELECT 1")


def test_the_hosts_time_zone_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    with connect() as connection:
        assert connection.execute("SELECT current_setting('TimeZone')").fetchone() == ("UTC",)


def test_nothing_is_written_through_a_read_only_connection(tmp_path: Path) -> None:
    database = tmp_path / "a.duckdb"
    with connect(database) as connection:
        connection.execute("CREATE TABLE a (n INTEGER)")
    with (
        connect(database, read_only=True) as connection,
        pytest.raises(duckdb.InvalidInputException, match="read-only"),
    ):
        connection.execute("INSERT INTO a VALUES (1)")


def test_a_spill_folder_is_made(tmp_path: Path) -> None:
    with connect(spill=Spill(tmp_path / "it's" / "spill")) as connection:
        found = connection.execute("SELECT current_setting('temp_directory')").fetchone()
    assert found == (str(tmp_path / "it's" / "spill"),)


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_quoting_keeps_any_text(text: str) -> None:
    with duckdb.connect() as connection:
        relation = connection.sql(f"SELECT {quote_text(text)} AS {quote_name(text)}")
        assert relation.fetchall() == [(text,)]
        assert relation.columns == [text]


def test_a_column_that_an_earlier_version_did_not_write_is_null(tmp_path: Path) -> None:
    old, new = tmp_path / "a.parquet", tmp_path / "b.parquet"
    write_parquet(pa.table({"x": pa.array([3, 1], pa.int64()), "gone": ["p", "q"]}), old)
    write_parquet(pa.table({"x": pa.array([2], pa.int64()), "y": pa.array(["later"])}), new)
    schema = pa.schema([("x", pa.int64()), ("y", pa.string())])
    for paths, expected in (
        ([old], [(3, None), (1, None)]),
        ([old, new], [(3, None), (1, None), (2, "later")]),
    ):
        with connect(tables={"rows": ParquetFiles(paths, schema)}) as connection:
            assert connection.sql("FROM rows").fetchall() == expected
