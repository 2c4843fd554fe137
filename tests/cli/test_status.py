from __future__ import annotations

import json
import shutil

import pytest

from danlu.graph import STAGES
from danlu.lake.layout import Project
from tests.cli.conftest import Run
from tests.conftest import MakeProject
from tests.scratch import conversations, take_in, write_sources


def test_all_fresh(danlu: Run, built: Project) -> None:
    said = danlu(built.root, "status")
    assert said.code == 0
    lines = {line.split()[0]: line.split() for line in said.out.splitlines()}
    assert [lines[name][-1] for name in STAGES] == ["fresh"] * len(STAGES)
    assert lines["raw"][1] == "5"
    assert lines["deduplicated"][1] == "1"
    assert "danlu build" not in said.out


def test_as_json(danlu: Run, built: Project) -> None:
    write_sources(built, {"茶.jsonl": conversations(2)})
    built.recipe.write_text("balanced: {cap: 3}")
    said = danlu(built.root, "status", "--json")
    found = json.loads(said.out)
    assert found["sources"] == {"new": ["茶.jsonl"], "changed": [], "gone": []}
    assert list(found["stages"]) == list(STAGES)
    assert found["stages"]["balanced"]["stale"] == {"recipe, code or libraries changed": 1}
    assert found["stages"]["raw"] == {"units": 5, "rows": 104, "stale": {}}


def test_what_is_stale_says_why(danlu: Run, built: Project) -> None:
    next(built.stage("raw").rglob("rows-*.parquet")).unlink()
    shutil.rmtree(built.stage("annotated"))
    said = danlu(built.root, "status")
    assert said.code == 0
    lines = {line.split()[0]: line.strip() for line in said.out.splitlines()}
    assert lines["raw"].endswith("1 files missing or altered")
    assert lines["annotated"].endswith("1 never built")
    assert "run `danlu build`" in said.out


def test_pending_files_are_named_as_they_are(danlu: Run, built: Project) -> None:
    write_sources(built, {"[red]茶[/red].jsonl": conversations(1)})
    (built.sources / "turns.json").unlink()
    said = danlu(built.root, "status")
    assert "new: [red]茶[/red].jsonl" in said.out
    assert "gone: turns.json" in said.out


def test_nothing_yet(danlu: Run, make_project: MakeProject) -> None:
    said = danlu(make_project({"a.jsonl": conversations(1)}).root, "status")
    assert said.code == 0
    assert "new: a.jsonl" in said.out
    assert "never built" in said.out


def test_an_unreachable_folder_is_told(danlu: Run, built: Project) -> None:
    built.sources.rename(built.root / "away")
    said = danlu(built.root, "status")
    assert said.code == 0
    assert "unreachable: data/sources/" in said.out


@pytest.mark.parametrize("damage", ["manifest", "catalogue"])
def test_damage_that_cannot_be_read_is_told_without_a_traceback(
    danlu: Run, built: Project, damage: str
) -> None:
    path = {
        "manifest": built.stage("balanced") / "manifest.json",
        "catalogue": built.stage("source_files") / "catalogue.json",
    }[damage]
    path.write_text("{")
    said = danlu(built.root, "status")
    assert said.code == 2
    assert f"{path.name} is damaged" in said.err
    assert "dvc checkout" in said.err
    assert "Traceback" not in said.err


def test_a_source_that_is_refused_is_not_pending(danlu: Run, make_project: MakeProject) -> None:
    project = make_project({"a.jsonl": "{}", "b.jsonl": "x" * 99}, "source_files: {max_file_bytes: 50}")
    take_in(project)
    assert "b.jsonl" not in danlu(project.root, "status").out
