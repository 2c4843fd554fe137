"""Evaluation sets in whole builds: what is refused, what is only flagged, and what is probed again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from danlu.dedup.contamination.reading import EvaluationSetError
from danlu.lake.layout import Project
from danlu.ledger import LEDGER_SCHEMA
from danlu.recipe import RecipeError, parse_recipe
from danlu.stages.deduplicated import SCHEMA
from tests.conftest import MakeProject
from tests.scratch import build, json_lines, table_of, write_sources

ITEMS = [
    {
        "question": "A ferry carries 48 passengers on each crossing and makes 7 crossings a day. How many "
        "passengers does it carry in a week of 6 working days if every crossing is full?",
        "answer": "2016",
    },
    {
        "question": "果园里有苹果树三十六棵，梨树比苹果树的一半多五棵，桃树是梨树的两倍，"
        "请问果园里三种果树一共有多少棵？",
        "answer": "105",
    },
]
OTHERS = [
    {"instruction": f"Tell me about island number {n}.", "output": f"Island {n} is green."} for n in range(6)
]
SET = "{name: sums, path: evaluation/sums.jsonl, layout: gsm8k}"


def recipe(*sets: str, split: str = "{test: 0, validation: 0}") -> str:
    return f"deduplicated: {{evaluation: [{', '.join(sets)}], split: {split}}}"


def write_items(project: Project, items: list[dict[str, str]]) -> None:
    folder = project.root / "evaluation"
    folder.mkdir(exist_ok=True)
    (folder / "sums.jsonl").write_text(json_lines(items), encoding="utf-8")


def leaking() -> str:
    """Each item in a disguise, among other rows."""
    first, second = (item["question"] for item in ITEMS)
    return json_lines(
        [
            {"instruction": first.upper().replace(",", " ,"), "output": "It carries 2016."},
            {"instruction": "帮我看看这道题。", "output": f"题目是这样的：{second} 我们先算梨树。"},
            *OTHERS,
        ]
    )


def entries(project: Project) -> list[dict[str, Any]]:
    found = table_of(project, "deduplicated", LEDGER_SCHEMA, "ledger").to_pylist()
    return [entry for entry in found if entry["reason"] == "evaluation_item"]


def test_rows_of_train_that_hold_an_item_are_dropped(make_project: MakeProject) -> None:
    project = make_project({"a.jsonl": leaking()}, recipe(SET))
    write_items(project, ITEMS)
    build(project, until="deduplicated")
    assert table_of(project, "deduplicated", SCHEMA).num_rows == len(OTHERS)
    found = entries(project)
    assert [entry["verdict"] for entry in found] == ["dropped"] * 2
    said = [json.loads(entry["evidence"]) for entry in found]
    assert {one["how"] for one in said} == {"folded", "embedded"}
    assert {one["set"] for one in said} == {"sums"}
    assert {one["turn"] for one in said} == {0, 1}
    assert not any(item["question"] in str(found) for item in ITEMS)


def test_held_out_rows_and_sets_that_flag_lose_nothing(make_project: MakeProject) -> None:
    for told in (
        recipe(SET, split="{test: 0.9, validation: 0}"),
        recipe(SET.replace("}", ", action: flag}")),
    ):
        project = make_project({"a.jsonl": leaking()}, told)
        write_items(project, ITEMS)
        build(project, until="deduplicated")
        sides = dict(
            zip(
                *(
                    table_of(project, "deduplicated", SCHEMA).column(name).to_pylist()
                    for name in ("row_id", "split")
                ),
                strict=True,
            )
        )
        flagged = [entry for entry in entries(project) if entry["verdict"] == "flagged"]
        assert flagged
        assert all(entry["key"] in sides for entry in flagged)
        dropped = [entry for entry in entries(project) if entry["verdict"] == "dropped"]
        assert not any(entry["key"] in sides for entry in dropped)
        assert "flag" not in told or not dropped


def test_a_changed_set_decides_anew_and_a_new_source_alone_is_probed(
    make_project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = make_project({"a.jsonl": leaking()}, recipe(SET))
    monkeypatch.setenv("DANLU_PROJECT", str(project.root))
    write_items(project, ITEMS[:1])
    build(project, until="deduplicated")
    assert len(entries(project)) == 1
    write_items(project, ITEMS)
    build(project, until="deduplicated")
    assert len(entries(project)) == 2
    memos = project.work / "memo" / "evaluation-sums"
    before = {path.name: path.stat().st_mtime_ns for path in memos.glob("*.parquet")}
    write_sources(project, {"b.jsonl": json_lines([{"instruction": ITEMS[0]["question"], "output": "2016"}])})
    build(project, until="deduplicated")
    after = {path.name: path.stat().st_mtime_ns for path in memos.glob("*.parquet")}
    assert len(after) == len(before) + 1
    assert before.items() <= after.items()
    assert len(entries(project)) == 3
    project.recipe.write_text(recipe(), encoding="utf-8")
    build(project, until="deduplicated")
    assert not memos.exists()
    assert not entries(project)


def test_what_cannot_be_read_is_named(make_project: MakeProject) -> None:
    project = make_project({"a.jsonl": leaking()}, recipe(SET))
    with pytest.raises(EvaluationSetError, match="evaluation set sums: there is no file or folder"):
        build(project, until="deduplicated")
    with pytest.raises(RecipeError, match='did you mean "gsm8k"'):
        parse_recipe({"deduplicated": {"evaluation": [{"name": "a", "path": "b", "layout": "gsm8"}]}})
    twice = {"name": "a", "path": "b", "layout": "gsm8k"}
    with pytest.raises(RecipeError, match='two evaluation sets are named "a"'):
        parse_recipe({"deduplicated": {"evaluation": [twice, twice]}})
