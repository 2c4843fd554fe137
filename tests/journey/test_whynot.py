from __future__ import annotations

import json
from itertools import pairwise

import duckdb
import pytest
from click.testing import CliRunner, Result

from danlu.cli.whynot import whynot as command
from danlu.errors import DanluError
from danlu.journey import whynot_record, whynot_source
from danlu.journey.names import resolve
from danlu.lake.layout import Project
from tests.scratch import build, json_lines, new_project, take_in

Mirror = duckdb.DuckDBPyConnection


def test_every_record_leads_to_lines_or_to_the_rule_that_stopped_it(mirror: Mirror, lake: Project) -> None:
    """Promise 2 forward, on every record of every source."""
    records = mirror.execute(
        "SELECT source, coalesce(line, position), record_id FROM facts.records"
    ).fetchall()
    for source, line, record in records[::2]:
        journeys = whynot_record(mirror, lake, source, line)
        (journey,) = [each for each in journeys if each.place.record_id == str(record)]
        assert (journey.refused is None) == bool(journey.rows)
        for fate in journey.rows:
            assert fate.unbuilt is None
            assert (fate.stopped is None) == bool(fate.lines or fate.refused)


def test_a_record_over_several_lines_is_found_by_any_of_them(mirror: Mirror, lake: Project) -> None:
    (first,) = whynot_record(mirror, lake, "问答/桥.json", 2)
    (inside,) = whynot_record(mirror, lake, "问答/桥.json", 5)
    assert first.place == inside.place
    assert first.place.position == 1


def test_a_refused_record_says_why_in_both_languages(mirror: Mirror, lake: Project) -> None:
    (journey,) = whynot_record(mirror, lake, "english.jsonl", 7)
    assert journey.refused is not None
    assert journey.refused.reason == "truncated_record"
    assert journey.refused.english
    assert journey.refused.chinese
    assert journey.rows == []


@pytest.mark.parametrize(
    ("source", "line", "told"),
    [
        ("english.jsonl", 6, "the next record starts on line 7"),
        ("问答/桥.json", 1, "the next record starts on line 2"),
        ("english.jsonl", 4000, "no record on line 4000"),
        ("english.jsonl", 0, "no record on line 0"),
        ("numbers.parquet", 7, "records 1 to 6"),
        ("nothing.bin", 1, "has no records"),
    ],
)
def test_a_line_without_a_record_says_where_the_nearest_is(
    mirror: Mirror, lake: Project, source: str, line: int, told: str
) -> None:
    with pytest.raises(DanluError, match=told):
        whynot_record(mirror, lake, source, line)


def test_a_source_without_lines_goes_by_the_number_of_the_record(mirror: Mirror, lake: Project) -> None:
    (journey,) = whynot_record(mirror, lake, "numbers.parquet", 3)
    assert journey.place.position == 3


def test_a_source_as_a_whole_adds_up(mirror: Mirror, lake: Project) -> None:
    whole = whynot_source(mirror, lake, "english.jsonl")
    assert (whole.source.container, whole.source.encoding, whole.source.state) == (
        "jsonl",
        "utf-8",
        "present",
    )
    gone = dict.fromkeys(whole.stages, 0)
    made = 0
    for found in whole.verdicts:
        if found["verdict"] in {"dropped", "merged"} and found["stage"] in gone:
            gone[found["stage"]] += found["entries"]
        made += found["entries"] if found["verdict"] == "generated" else 0
    counts = list(whole.stages.items())
    for (_, before), (stage, after) in pairwise(counts):
        assert after == before - gone[stage] + (made if stage == "augmented" else 0), stage
    assert sum(whole.lines.values()) == 3 * whole.stages["balanced"]


def test_a_file_that_was_refused_says_why(mirror: Mirror, lake: Project) -> None:
    whole = whynot_source(mirror, lake, "nothing.bin")
    assert [step.reason for step in whole.file_steps] == ["unknown_format"]
    assert whole.source.container is None


def test_a_source_is_known_by_its_name_or_its_path(mirror: Mirror, lake: Project) -> None:
    for given in ("问答/桥.json", "data/sources/问答/桥.json", str(lake.sources / "问答" / "桥.json")):
        assert resolve(mirror, lake, given).source == "问答/桥.json"
        wanted = resolve(mirror, lake, f"{given}:12")
        assert (wanted.source, wanted.line) == ("问答/桥.json", 12)


def test_an_ignored_file_says_that_it_is_ignored(mirror: Mirror, lake: Project) -> None:
    wanted = resolve(mirror, lake, ".hidden")
    assert [step.reason for step in wanted.steps] == ["ignored_name"]


@pytest.mark.parametrize(
    ("given", "told"),
    [("engilsh.jsonl", "did you mean english.jsonl"), ("桥.json", "问答/桥.json"), ("zzz:3", "zzz")],
)
def test_an_unknown_source_names_the_nearest(mirror: Mirror, lake: Project, given: str, told: str) -> None:
    with pytest.raises(DanluError, match=told):
        resolve(mirror, lake, given)


def run(project: Project, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.chdir(project.root)
    return CliRunner().invoke(command, list(arguments))


def test_the_command_tells_of_lines_sources_and_files_that_are_none(
    lake: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "truncated_record" in run(lake, monkeypatch, "english.jsonl:7").stdout
    assert "unknown_format" in run(lake, monkeypatch, "nothing.bin").stdout
    assert "is not taken as a source" in run(lake, monkeypatch, ".hidden").stdout
    told = json.loads(run(lake, monkeypatch, "data/sources/stones.csv", "--json").stdout)
    assert told["stages"]["records"] == 4
    record = json.loads(run(lake, monkeypatch, "stones.csv:3", "--json").stdout)
    assert record["records"][0]["place"]["position"] == 2
    assert isinstance(run(lake, monkeypatch, "nowhere.csv").exception, DanluError)


def test_a_removed_source_and_one_not_taken_in_yet(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"instruction": f"Greet guest {n}.", "output": f"Welcome, guest {n}."} for n in range(3)]
    names = ("a.jsonl", "b.jsonl", "c.jsonl")
    project = new_project(tmp_path_factory.mktemp("gone"), {name: json_lines(rows[:1]) for name in names})
    take_in(project)
    (project.sources / "b.jsonl").unlink()
    build(project, until="raw")
    (project.sources / "new.jsonl").write_text(json_lines(rows), encoding="utf-8")
    assert "source_absent" in run(project, monkeypatch, "b.jsonl").stdout
    failure = run(project, monkeypatch, "new.jsonl").exception
    assert "not taken in yet" in str(failure)
    assert "cleaned is not built with it yet" in run(project, monkeypatch, "a.jsonl:1").stdout
