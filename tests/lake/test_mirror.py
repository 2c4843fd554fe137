"""The DuckDB mirror (law 6): all of it can be made from Parquet, and no reader blocks a build."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from danlu.errors import DanluError
from danlu.graph import Stage
from danlu.lake.connection import connect
from danlu.lake.layout import Project, source_key
from danlu.mirror import open_mirror, update, update_mirror
from danlu.mirror.tables import LEDGER, TABLES, VIEWS
from danlu.rows import ROW_SCHEMA
from tests.conftest import MakeProject
from tests.scratch import COMPUTED, build, conversations, environment, ledger_of, table_of, write_sources

Table = list[tuple[Any, ...]]


def everything(project: Project) -> dict[str, Table]:
    """All tables of the mirror, each in one order."""
    with connect(project.warehouse, read_only=True) as connection:
        names = [table.qualified for table in (*TABLES, LEDGER)]
        return {
            name: connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall()
            for name in [*names, "facts.versions", "facts.format"]
        }


@pytest.fixture
def mirrored(built: Project) -> Project:
    return built


def test_every_dataset_is_there_under_its_own_name(mirrored: Project) -> None:
    with open_mirror(mirrored) as connection:
        for name in ("source_files", "records", *COMPUTED, "texts", "ledger"):
            assert connection.execute(f"SELECT count(*) > 0 FROM {name}").fetchone() == (True,), name
        tables = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert {table.name for table in TABLES} <= tables


def test_a_view_holds_every_row_of_its_dataset_once(mirrored: Project) -> None:
    with open_mirror(mirrored) as connection:
        for name in [name for name in COMPUTED if name != "exported"]:
            ids = {row for (row,) in connection.execute(f"SELECT row_id FROM {name}").fetchall()}
            number = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
            published = table_of(mirrored, name, pa.schema([ROW_SCHEMA.field("row_id")]))
            assert ids == set(published.column("row_id").to_pylist()), name
            assert number == (published.num_rows,), name


def test_a_dataset_shows_its_text(mirrored: Project) -> None:
    with open_mirror(mirrored) as connection:
        found = connection.execute(
            "SELECT split, language, messages[1].content FROM balanced WHERE source = '问答.jsonl'"
        ).fetchall()
        columns = set(connection.sql("FROM balanced").columns)
    assert "第7节讲的是什么？" in {text for _, _, text in found}
    assert {
        "row_id",
        "source",
        "split",
        "stratum",
        "copies",
        "language",
        "system",
        "messages",
        "chosen",
    } <= columns


def test_the_ledger_is_that_of_all_stages(mirrored: Project) -> None:
    with open_mirror(mirrored) as connection:
        counts = dict(connection.execute("SELECT stage, count(*) FROM ledger GROUP BY stage").fetchall())
    stages = ("source_files", *COMPUTED)
    expected = {stage: len(ledger_of(mirrored, stage)) for stage in stages}
    assert counts == {stage: number for stage, number in expected.items() if number}


def test_bulk_text_is_not_copied_into_tables(mirrored: Project) -> None:
    for table in TABLES:
        assert not {"messages", "chosen", "rejected", "extra"} & set(table.schema.names)


def test_a_mirror_that_is_up_to_date_is_left_alone(mirrored: Project) -> None:
    before = mirrored.warehouse.stat()
    assert update_mirror(mirrored) is False
    assert mirrored.warehouse.stat().st_ino == before.st_ino


def test_only_what_changed_is_loaded_again(mirrored: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    write_sources(mirrored, {"新.jsonl": conversations(3, 500)})
    build(mirrored, until="cleaned")
    loaded: list[tuple[str, set[str]]] = []
    load = update._load

    def watched(connection: Any, published: Any, stage: Stage, keys: Collection[str], *more: Any) -> None:
        loaded.append((stage.name, set(keys)))
        load(connection, published, stage, keys, *more)

    monkeypatch.setattr(update, "_load", watched)
    assert update_mirror(mirrored) is True
    key = source_key("新.jsonl")
    assert loaded == [("source_files", {""}), ("raw", {key}), ("cleaned", {key})]


def test_an_update_equals_a_rebuild(mirrored: Project) -> None:
    write_sources(mirrored, {"notes/english.jsonl": conversations(30), "more.jsonl": conversations(9, 700)})
    (mirrored.sources / "pairs.csv").unlink()
    build(mirrored)
    assert update_mirror(mirrored) is True
    updated = everything(mirrored)
    assert update_mirror(mirrored, from_nothing=True) is True
    assert everything(mirrored) == updated
    assert not [row for row in updated["facts.raw"] if "pairs.csv" in row]
    assert [row[4] for row in updated["facts.source_files"] if row[0] == "pairs.csv"] == ["absent"]


def test_a_lost_or_damaged_mirror_is_made_anew(mirrored: Project) -> None:
    before = everything(mirrored)
    mirrored.warehouse.write_bytes(b"no database" * 1000)
    assert update_mirror(mirrored) is True
    assert everything(mirrored) == before
    mirrored.warehouse.unlink()
    assert update_mirror(mirrored) is True
    assert everything(mirrored) == before


def test_a_mirror_of_another_format_is_made_anew(mirrored: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    with duckdb.connect(mirrored.warehouse) as connection:
        connection.execute("DELETE FROM ledger")
    assert update_mirror(mirrored) is False
    monkeypatch.setattr(update, "FORMAT", "another")
    assert update_mirror(mirrored) is True
    assert everything(mirrored)["ledger"]


def test_a_kill_in_the_middle_leaves_the_old_mirror(
    mirrored: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything(mirrored)
    write_sources(mirrored, {"more.jsonl": conversations(2, 900)})
    build(mirrored, until="raw")

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(update, "_create_views", die)
        with pytest.raises(KeyboardInterrupt):
            update_mirror(mirrored)
    assert everything(mirrored) == before
    assert update_mirror(mirrored) is True
    assert len(everything(mirrored)["facts.raw"]) == len(before["facts.raw"]) + 2


READER = """
import sys
from pathlib import Path
from danlu.lake.layout import Project
from danlu.mirror import open_mirror
with open_mirror(Project(Path(sys.argv[1]))) as connection:
    for line in sys.stdin:
        print(connection.execute(line).fetchall(), flush=True)
"""


def test_an_open_reader_keeps_its_version_and_blocks_nothing(mirrored: Project) -> None:
    command = [sys.executable, "-c", READER, str(mirrored.root)]
    with subprocess.Popen(
        command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as reader:
        questions, answers = reader.stdin, reader.stdout
        assert questions is not None
        assert answers is not None

        def ask(query: str) -> str:
            questions.write(query + "\n")
            questions.flush()
            return answers.readline().strip()

        count = "SELECT count(*) FROM facts.raw"
        before = ask(count)
        write_sources(mirrored, {"more.jsonl": conversations(5, 800)})
        build(mirrored, until="raw")
        assert update_mirror(mirrored) is True
        assert ask(count) == before
        questions.close()
        assert reader.wait(10) == 0
    with open_mirror(mirrored) as connection:
        found = connection.execute(count).fetchone()
    assert str([found]) != before


def test_an_open_mirror_in_this_process_does_not_spoil_an_update(mirrored: Project) -> None:
    with open_mirror(mirrored) as connection:
        write_sources(mirrored, {"more.jsonl": conversations(5, 800)})
        build(mirrored, until="raw")
        assert update_mirror(mirrored) is True
        assert connection.execute("SELECT count(*) FROM facts.raw").fetchone() is not None
    assert any("more.jsonl" in row for row in everything(mirrored)["facts.raw"])


def test_a_project_can_be_moved(mirrored: Project, tmp_path: Path) -> None:
    moved = Project(tmp_path / "it's [moved] 茶")
    mirrored.root.rename(moved.root)
    with open_mirror(moved) as connection:
        assert connection.execute("SELECT count(*) > 0 FROM balanced").fetchone() == (True,)


def test_nothing_built_is_said(make_project: MakeProject) -> None:
    with pytest.raises(DanluError, match="nothing is built yet"), open_mirror(make_project()):
        pass


def test_views_appear_with_the_first_publication(make_project: MakeProject) -> None:
    project = make_project({"a.jsonl": conversations(3)})
    build(project, until="raw")
    with open_mirror(project) as connection:
        assert connection.execute("SELECT count(*) FROM raw").fetchone() == (3,)
        with pytest.raises(duckdb.CatalogException):
            connection.execute("FROM balanced")
    build(project)
    with open_mirror(project) as connection:
        views = {
            name
            for (name,) in connection.execute(
                "SELECT view_name FROM duckdb_views() WHERE NOT internal"
            ).fetchall()
        }
    assert set(VIEWS) <= views


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY (SELECT 1 AS a) TO '/tmp/out.csv'",
        "DELETE FROM ledger",
        "CREATE TABLE more AS SELECT 1",
        "ATTACH '/tmp/other.duckdb'",
    ],
)
def test_the_mirror_is_for_reading(mirrored: Project, query: str) -> None:
    with open_mirror(mirrored) as connection, pytest.raises(duckdb.Error):
        connection.execute(query).fetchall()
