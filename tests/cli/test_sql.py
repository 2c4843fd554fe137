from __future__ import annotations

import csv
import io
import json
import sys

import pytest

from danlu.lake.layout import Project
from tests.cli.conftest import Run
from tests.conftest import MakeProject
from tests.scratch import SECRET, contents, example_sources


@pytest.fixture
def project(example: Project) -> Project:
    return example


def test_a_table(danlu: Run, project: Project) -> None:
    said = danlu(
        project.root, "sql", "SELECT source, count(*) AS number FROM raw GROUP BY source ORDER BY source"
    )
    assert said.code == 0
    assert "notes/english.jsonl" in said.out
    assert "问答.jsonl" in said.out


def test_json_and_csv_say_the_same(danlu: Run, project: Project) -> None:
    query = "SELECT row_id, source, messages[1].content AS prompt, byte_start FROM raw ORDER BY row_id"
    rows = [
        json.loads(line) for line in danlu(project.root, "sql", "--format", "json", query).out.splitlines()
    ]
    table = list(csv.DictReader(io.StringIO(danlu(project.root, "sql", "--format", "csv", query).out)))
    assert len(rows) == len(table) == 104
    assert [{name: str(value) for name, value in row.items()} for row in rows] == table
    assert any("节讲的是什么" in row["prompt"] for row in rows)


def test_two_columns_of_one_name_lose_no_value(danlu: Run, project: Project) -> None:
    assert danlu(project.root, "sql", "--format", "csv", "SELECT 1 AS a, 2 AS a").out.splitlines() == [
        "a,a",
        "1,2",
    ]
    said = danlu(project.root, "sql", "--format", "json", "SELECT 1 AS a, 2 AS a")
    assert (said.code, "two columns have the same name" in said.err) == (2, True)


def test_a_query_from_standard_input(danlu: Run, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("SELECT 40 + 2 AS answer;\n"))
    assert json.loads(danlu(project.root, "sql", "--format", "json").out) == {"answer": 42}


@pytest.mark.parametrize(
    "query", ["SHOW TABLES", "DESCRIBE balanced", "SUMMARIZE deduplicated", "FROM ledger LIMIT 1"]
)
def test_ways_to_look_around(danlu: Run, project: Project, query: str) -> None:
    assert danlu(project.root, "sql", query).code == 0


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("SELECT 1; SELECT 2", "one statement at a time, please; these are 2"),
        ("FROM raw; DROP TABLE ledger", "one statement at a time, please; these are 2"),
        ("", "one statement at a time, please; these are 0"),
        ("/* nothing */", "one statement at a time, please; these are 0"),
        ("SELEC 1", "syntax error"),
        ("FROM nowhere", "nowhere does not exist"),
        ("SELECT nothing FROM raw", "nothing"),
        ("SELECT CAST(source AS INTEGER) FROM raw", "Conversion Error"),
        ("DELETE FROM ledger", "only queries, please"),
        ("COPY (SELECT 1) TO 'data/raw/out.parquet'", "only queries, please"),
        ("EXPLAIN ANALYZE COPY (SELECT 1) TO 'data/raw/out.parquet'", "only queries, please"),
        ("ATTACH 'data/warehouse.duckdb' AS other", "only queries, please"),
        ("SET enable_external_access = true", "only queries, please"),
        ("INSTALL httpfs", "only queries, please"),
        ("SELECT * FROM read_csv('/etc/passwd')", "Permission Error"),
        ("SELECT * FROM read_text('/etc/passwd')", "Permission Error"),
        ("SELECT * FROM read_text('params.yaml')", "Permission Error"),
        ("SELECT * FROM read_csv('data/sources/pairs.csv')", "Permission Error"),
        ("SELECT * FROM read_text('data/raw/../sources/pairs.csv')", "Permission Error"),
        ("SELECT * FROM read_text('data/source_files/files/*')", "Permission Error"),
        ("SELECT * FROM glob('/etc/*')", "Permission Error"),
    ],
)
def test_what_is_refused_says_why(danlu: Run, project: Project, query: str, message: str) -> None:
    before = contents(project)
    for shape in ("table", "json"):
        said = danlu(project.root, "sql", "--format", shape, query)
        assert said.code == 2
        assert message in said.err
        assert "Traceback" not in said.err
        assert said.out == ""
    assert contents(project) == before


def test_variables_of_the_process_are_no_tables(danlu: Run, project: Project) -> None:
    assert danlu(project.root, "sql", "FROM project").code == 2
    assert danlu(project.root, "sql", "FROM statements").code == 2


def test_the_mirror_is_brought_up_to_date_first(danlu: Run, built: Project) -> None:
    project = built
    project.warehouse.unlink(missing_ok=True)
    assert json.loads(
        danlu(project.root, "sql", "--format", "json", "SELECT count(*) AS n FROM raw").out
    ) == {"n": 104}


def test_a_row_can_be_found_by_its_text(danlu: Run, project: Project) -> None:
    query = f"SELECT source, split FROM balanced WHERE contains(messages[2].content, '{SECRET}')"
    found = json.loads(danlu(project.root, "sql", "--format", "json", query).out)
    assert found["source"] == "flawed.jsonl"


def test_nothing_built(danlu: Run, make_project: MakeProject) -> None:
    project = make_project(example_sources())
    for command in (["sql", "SELECT 1"], ["rebuild"]):
        said = danlu(project.root, *command)
        assert said.code == 2
        assert said.err.strip() == "danlu: nothing is built yet: run `danlu build`"


def test_a_rebuild_makes_the_mirror_anew(danlu: Run, built: Project) -> None:
    project = built
    query = "SELECT stage, count(*) AS number FROM ledger GROUP BY stage ORDER BY stage"
    before = danlu(project.root, "sql", "--format", "json", query).out
    project.warehouse.write_bytes(b"damaged")
    said = danlu(project.root, "rebuild")
    assert said.code == 0
    assert f"data/warehouse.duckdb: {project.warehouse.stat().st_size:,} bytes" in said.out
    assert danlu(project.root, "sql", "--format", "json", query).out == before
    assert before
