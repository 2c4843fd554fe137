"""Splits are for ever (law 9): what moves a row to another side, and above all what does not."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pyarrow as pa
import pytest

from danlu.augmentation.registry import OPERATIONS
from danlu.lake.layout import Project
from danlu.ledger import LEDGER_SCHEMA
from danlu.rows import ROW_SCHEMA
from danlu.stages.augmented import SCHEMA as AUGMENTED
from danlu.stages.balanced import SCHEMA as BALANCED
from danlu.stages.deduplicated import SCHEMA as DEDUPLICATED
from tests.conftest import MakeProject
from tests.scratch import build, conversations, json_lines, table_of, write_sources

COUNT = 300
SHARES = "deduplicated: {{split: {{test: {test}, validation: {validation}}}}}\n"


def sides(project: Project) -> dict[Any, str]:
    """The side of every surviving row."""
    table = table_of(project, "deduplicated", DEDUPLICATED)
    return dict(zip(table.column("row_id").to_pylist(), table.column("split").to_pylist(), strict=True))


def groups(project: Project) -> dict[Any, Any]:
    table = table_of(project, "raw", ROW_SCHEMA)
    return dict(zip(table.column("row_id").to_pylist(), table.column("group").to_pylist(), strict=True))


def write_recipe(project: Project, text: str) -> None:
    project.recipe.write_text(text, encoding="utf-8")


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    """Rows whose text cleaning rules would change: mail addresses, mark-up, full-width forms."""
    dirty = json_lines(
        {"instruction": f"Write to person{n}@example.org about <b>tea</b> no. {n}！", "output": f"Done, {n}."}
        for n in range(COUNT // 2)
    )
    return make_project(
        {"plain.jsonl": conversations(COUNT // 2), "脏.jsonl": dirty}, SHARES.format(test=0.2, validation=0.2)
    )


def test_shares_are_as_the_recipe_says(project: Project) -> None:
    build(project, until="deduplicated")
    counts = Counter(sides(project).values())
    assert sum(counts.values()) == COUNT
    # four standard deviations of a binomial share of 0.2
    allowed = 4 * (COUNT * 0.2 * 0.8) ** 0.5
    assert abs(counts["test"] - 0.2 * COUNT) < allowed
    assert abs(counts["validation"] - 0.2 * COUNT) < allowed


def test_a_cleaning_rule_moves_no_row(project: Project) -> None:
    build(project, until="deduplicated")
    before = sides(project)
    shares = SHARES.format(test=0.2, validation=0.2)
    for rules in (
        "{personal: {email: keep}, markup: false}",
        "{whitespace: false, unicode: false, control: false}",
    ):
        write_recipe(project, f"{shares}cleaned: {rules}\n")
        build(project, until="deduplicated")
        assert sides(project) == before


def test_a_greater_share_only_takes_from_train(project: Project) -> None:
    build(project, until="deduplicated")
    before = sides(project)
    write_recipe(project, SHARES.format(test=0.35, validation=0.3))
    build(project, until="deduplicated")
    moved = Counter((before[row], side) for row, side in sides(project).items() if before[row] != side)
    assert set(moved) == {("train", "test"), ("train", "validation")}


def test_other_sources_move_no_row(project: Project) -> None:
    build(project, until="deduplicated")
    before = sides(project)
    write_sources(project, {"0 first.jsonl": conversations(60, 900), "zz.jsonl": conversations(60, 1900)})
    build(project, until="deduplicated")
    after = sides(project)
    assert {row: after[row] for row in before} == before
    (project.sources / "0 first.jsonl").unlink()
    build(project, until="deduplicated")
    assert {row: sides(project)[row] for row in before} == before


def test_rows_of_one_prompt_are_on_one_side(make_project: MakeProject) -> None:
    answers = json_lines(
        {"instruction": f"Question {n % 40}{'?' * (n // 40)}", "output": f"Answer {n}."} for n in range(160)
    )
    project = make_project(
        {"a.jsonl": answers, "b.jsonl": answers.replace("Answer", "Reply")},
        SHARES.format(test=0.3, validation=0.3),
    )
    build(project, until="deduplicated")
    group = groups(project)
    found: dict[Any, set[str]] = {}
    for row, side in sides(project).items():
        found.setdefault(group[row], set()).add(side)
    assert len(found) == 40
    assert all(len(own) == 1 for own in found.values())
    assert set().union(*found.values()) == {"train", "validation", "test"}


@pytest.mark.parametrize("declared", ["test", "validation", "train"])
def test_a_declared_side_wins_for_all_members_of_a_group(make_project: MakeProject, declared: str) -> None:
    official = conversations(40)
    project = make_project(
        {
            "official/exam.jsonl": official,
            "other.jsonl": official.replace("moon", "month") + conversations(40, 100),
        },
        "deduplicated: {split: {test: 0.3, validation: 0.3, sides: {'official/*': " + declared + "}}}",
    )
    build(project, until="deduplicated")
    group, found = groups(project), sides(project)
    rows = table_of(project, "deduplicated", DEDUPLICATED).to_pylist()
    exam = {group[row["row_id"]] for row in rows if row["source"] == "official/exam.jsonl"}
    assert len(exam) == 40
    assert {found[row["row_id"]] for row in rows if group[row["row_id"]] in exam} == {declared}
    assert len({row["split"] for row in rows if group[row["row_id"]] not in exam}) == 3


def test_held_out_wins_where_sources_declare_different_sides(make_project: MakeProject) -> None:
    official = conversations(10)
    project = make_project(
        {"train.jsonl": official, "test.jsonl": official.replace("moon", "month")},
        "deduplicated: {split: {sides: {train.jsonl: train, test.jsonl: test}}}",
    )
    build(project, until="deduplicated")
    assert set(sides(project).values()) == {"test"}


def test_a_copy_elsewhere_does_not_take_a_declared_row_into_train(make_project: MakeProject) -> None:
    """The same content under a group that its source declares: the official side comes first."""
    exam = conversations(20)
    records = [json.loads(line) for line in exam.splitlines()]
    sessions = [
        {
            "messages": [
                {"role": "user", "content": record["instruction"]},
                {"role": "assistant", "content": record["output"]},
            ],
            "session_id": f"s{n}",
        }
        for n, record in enumerate(records)
    ]
    project = make_project(
        {"exam.jsonl": exam, "chats.jsonl": json_lines(sessions)},
        "deduplicated: {split: {test: 0, validation: 0, sides: {exam.jsonl: test}}}",
    )
    build(project, until="deduplicated")
    assert set(sides(project).values()) == {"test"}


def test_augmentation_touches_train_alone_and_children_stay_there(make_project: MakeProject) -> None:
    operations = ", ".join(f"{name}: 1" for name in OPERATIONS)
    zh = json_lines({"指令": f"介绍第{n}种茶的产地", "输出": f"第{n}种茶产自第{n}座山。"} for n in range(80))
    recipe = SHARES.format(test=0.3, validation=0.3) + f"augmented: {{operations: {{{operations}}}}}\n"
    project = make_project({"en.jsonl": conversations(80), "茶.jsonl": zh}, recipe)
    build(project, until="balanced")
    rows = table_of(project, "augmented", AUGMENTED)
    made = [row for row in rows.to_pylist() if row["generated"]]
    assert len(made) > 20
    assert {row["split"] for row in made} == {"train"}
    assert {row["source"] for row in made} == {"en.jsonl", "茶.jsonl"}
    before = sides(project)
    ledger = table_of(project, "augmented", LEDGER_SCHEMA, "ledger").to_pylist()
    assert {entry["key"] for entry in ledger} == {row["row_id"] for row in made}
    assert {before[parent] for entry in ledger for parent in entry["related"]} == {"train"}
    texts = table_of(project, "augmented", ROW_SCHEMA, "text").to_pylist()
    group = groups(project)
    parents = {entry["key"]: entry["related"] for entry in ledger}
    assert all(row["group"] == group[parents[row["row_id"]][0]] for row in texts)


def test_no_content_is_on_two_sides_of_the_selection(example: Project) -> None:
    """Relatives never straddle: in what is taken, a group and a content have one side each."""
    taken = table_of(example, "balanced", BALANCED).to_pylist()
    rows = pa.concat_tables(
        [table_of(example, "cleaned", ROW_SCHEMA), table_of(example, "augmented", ROW_SCHEMA, "text")]
    )
    known = {row["row_id"]: row for row in rows.to_pylist()}
    for column in ("group", "content_hash"):
        found: dict[Any, set[str]] = {}
        for row in taken:
            found.setdefault(known[row["row_id"]][column], set()).add(row["split"])
        assert found
        assert all(len(own) == 1 for own in found.values())


def test_without_merging_every_row_survives(make_project: MakeProject) -> None:
    project = make_project(
        {"a.jsonl": conversations(5), "b.jsonl": conversations(5)},
        "deduplicated: {exact: false, near: {merge: false}}",
    )
    build(project, until="deduplicated")
    assert len(sides(project)) == 10
    assert table_of(project, "deduplicated", LEDGER_SCHEMA, "ledger").num_rows == 0


def test_a_merge_names_its_survivor(make_project: MakeProject) -> None:
    wide = conversations(5).replace("Name", "Ｎａｍｅ").replace(" the ", "  the\u3000")
    project = make_project({"a.jsonl": conversations(5), "b.jsonl": conversations(5) + wide})
    build(project, until="deduplicated")
    rows = table_of(project, "deduplicated", DEDUPLICATED).to_pylist()
    ledger = table_of(project, "deduplicated", LEDGER_SCHEMA, "ledger").to_pylist()
    assert len(rows) == 5
    assert [row["merged"] for row in rows] == [2] * 5
    survivors = {row["row_id"] for row in rows}
    assert len(ledger) == 10
    assert all(entry["verdict"] == "merged" and set(entry["related"]) <= survivors for entry in ledger)
