from __future__ import annotations

import json
from pathlib import Path

import pytest

from danlu.dedup.held_out.record import read_recorded, recorded_folder
from danlu.lake.layout import Project
from danlu.lake.parquet import read_all
from danlu.lake.published import published_files
from danlu.stages.deduplicated import SCHEMA
from tests.cli.conftest import Run
from tests.scratch import SECRET, build, contents, example_sources, new_project

RECIPE = "deduplicated: {split: {validation: 0.2, test: 0.3}}\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = new_project(tmp_path_factory.mktemp("freeze") / "project", example_sources(), RECIPE)
    build(made, "deduplicated")
    return made


def test_it_records_the_held_out_rows_once_and_changes_nothing_else(danlu: Run, project: Project) -> None:
    before = contents(project)
    said = danlu(project.root, "freeze", "v1", "--json")
    assert said.code == 0, said.err
    told = json.loads(said.out)
    rows = read_all(published_files(project, "deduplicated", None, "rows"), SCHEMA).to_pylist()
    held = {row["row_id"]: row["split"] for row in rows if row["split"] != "train"}
    (recorded,) = read_recorded(project)
    assert {one["row_id"]: one["side"] for one in recorded.sketches.to_pylist()} == held
    assert (told["name"], told["sha256"], told["new"]) == ("v1", recorded.sha256, True)
    assert sum(told["sides"].values()) == len(held) > 10
    assert contents(project) == before
    again = danlu(project.root, "freeze")
    assert "frozen before as v1" in again.out
    assert "freeze-2" in danlu(project.root, "freeze", "freeze-2").out
    assert len(read_recorded(project)) == 2
    assert [path for path in recorded_folder(project).iterdir() if SECRET.encode() in path.read_bytes()] == []


def test_faults_are_told(danlu: Run, project: Project, tmp_path: Path) -> None:
    assert danlu(project.root, "freeze", "../v1").code == 2
    empty = new_project(tmp_path / "empty", {})
    said = danlu(empty.root, "freeze")
    assert said.code == 2
    assert "nothing is built yet" in said.err
    trained = new_project(
        tmp_path / "trained", example_sources(), "deduplicated: {split: {validation: 0, test: 0}}\n"
    )
    build(trained, "deduplicated")
    assert "no row is held out" in danlu(trained.root, "freeze").err
