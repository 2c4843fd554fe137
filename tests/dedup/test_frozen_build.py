"""Whole builds: what was frozen as held out is never trained on later."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest

from danlu.audit.full import audit
from danlu.dedup.held_out.record import recorded_folder
from danlu.errors import DanluError
from danlu.furnace.freezing import freeze_held_out
from danlu.lake.layout import Project
from danlu.rows import ROW_SCHEMA
from danlu.stages.deduplicated import SCHEMA
from tests.dedup.corpora import edited, words
from tests.scratch import build, contents, json_lines, new_project, table_of, take_in, write_sources

RECIPE = "deduplicated: {{split: {{salt: {salt}, validation: {validation}, test: {test}, folds: 4}}}}\n"
BEFORE = RECIPE.format(salt="one", validation=0.15, test=0.15)


def records(seed: int, count: int = 80) -> list[dict[str, str]]:
    chance = random.Random(seed)
    return [{"instruction": words(chance, 14), "output": words(chance, 25)} for _ in range(count)]


FIRST, SECOND = records(1), records(2)


def sides(project: Project) -> dict[str, str]:
    """The side of each prompt that survives."""
    split = {row["row_id"]: row["split"] for row in table_of(project, "deduplicated", SCHEMA).to_pylist()}
    rows: list[dict[str, Any]] = table_of(project, "cleaned", ROW_SCHEMA).to_pylist()
    return {row["messages"][0]["content"]: split[row["row_id"]] for row in rows if row["row_id"] in split}


def held(project: Project) -> dict[str, str]:
    return {prompt: side for prompt, side in sides(project).items() if side != "train"}


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Project:
    sources = {"first.jsonl": json_lines(FIRST), "second.jsonl": json_lines(SECOND)}
    project = new_project(tmp_path_factory.mktemp("released") / "project", sources, BEFORE)
    build(project, "deduplicated")
    freeze_held_out(project, "v1")
    return project


@pytest.fixture
def project(released: Project, tmp_path: Path) -> Project:
    shutil.copytree(released.root, tmp_path / "project", symlinks=True)
    return Project(tmp_path / "project")


def test_freezing_makes_the_stage_stale_once_and_changes_no_row(project: Project) -> None:
    before = sides(project)
    rows = {name: data for name, data in contents(project).items() if name.endswith(".parquet")}
    assert build(project, "deduplicated") == {"deduplicated": 1}
    assert build(project, "deduplicated") == {}
    assert sides(project) == before
    assert {name: data for name, data in contents(project).items() if name.endswith(".parquet")} == rows


@pytest.mark.parametrize(
    "recipe",
    [RECIPE.format(salt="two", validation=0.15, test=0.15), RECIPE.format(salt="one", validation=0, test=0)],
)
def test_another_salt_or_share_keeps_them_and_the_audit_agrees(project: Project, recipe: str) -> None:
    before = held(project)
    project.recipe.write_text(recipe, encoding="utf-8")
    build(project, "deduplicated")
    after = sides(project)
    assert len(before) > 30
    assert {prompt: after[prompt] for prompt in before} == before
    assert audit(project).breaches == []


def test_a_removed_source_and_edited_rows_bring_nothing_into_train(project: Project) -> None:
    before = held(project)
    copies = [
        {"instruction": edited(one["instruction"], n), "output": edited(one["output"], n)}
        for n, one in enumerate(FIRST)
    ]
    (project.sources / "first.jsonl").unlink()
    write_sources(project, {"copies.jsonl": json_lines(copies)})
    changed = [one | {"instruction": edited(one["instruction"], 5)} for one in SECOND]
    write_sources(project, {"second.jsonl": json_lines(changed)})
    take_in(project, accept_removals=True)
    build(project, "deduplicated")
    after = sides(project)
    pairs = zip(FIRST + SECOND, copies + changed, strict=True)
    known = {
        new["instruction"]: before[old["instruction"]] for old, new in pairs if old["instruction"] in before
    }
    assert len(known) > 30
    assert {prompt: after[prompt] for prompt in known} == known
    assert audit(project).breaches == []


def test_a_recorded_file_that_is_lost_stops_the_build(project: Project) -> None:
    build(project, "deduplicated")
    shutil.rmtree(recorded_folder(project))
    with pytest.raises(DanluError, match="trained on"):
        build(project, "deduplicated")
