"""Near duplicates in whole builds: which row stays, what its receipt says, and that arrival is nothing."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from danlu.lake.layout import Project
from danlu.ledger import LEDGER_SCHEMA
from danlu.mirror import open_mirror, update_mirror
from danlu.rows import ROW_SCHEMA
from danlu.stages.deduplicated import SCHEMA
from tests.conftest import MakeProject
from tests.scratch import build, json_lines, table_of, write_sources

TEA = (
    "龙井茶产于杭州西湖一带，清明前采摘的嫩芽最为珍贵，炒制时火候要稳，手法要轻。"
    "冲泡时水温以八十五度为宜，先温杯，再投茶，注水三分之一，待香气散开后再注满，静候两分钟即可品饮。"
)
RIVER = (
    "The river rises in the northern hills and runs for two hundred miles through meadows and mill towns. "
    "In spring it floods the lower fields, which the farmers have learnt to welcome for the mud it leaves."
)
SPLIT = "split: {test: 0, validation: 0}"


def documents(*texts: str) -> str:
    return json_lines({"text": text} for text in texts)


def kept(project: Project) -> list[str]:
    """The texts of what survives, in order."""
    rows = {row["row_id"]: row for row in table_of(project, "cleaned", ROW_SCHEMA).to_pylist()}
    survivors = table_of(project, "deduplicated", SCHEMA).column("row_id").to_pylist()
    return sorted(rows[row]["messages"][0]["content"] for row in survivors)


def receipts(project: Project) -> list[dict[str, Any]]:
    return table_of(project, "deduplicated", LEDGER_SCHEMA, "ledger").to_pylist()


def test_what_is_nearly_the_same_is_merged_with_a_receipt(make_project: MakeProject) -> None:
    other_tea, other_river = TEA.replace("两分钟", "三分钟"), RIVER.replace("meadows", "wide meadows")
    project = make_project(
        {"a.jsonl": documents(TEA, RIVER), "b.jsonl": documents(other_tea, other_river, other_tea)},
        f"deduplicated: {{weights: {{a.jsonl: 2}}, {SPLIT}}}",
    )
    build(project, until="deduplicated")
    assert kept(project) == sorted([TEA, RIVER])
    found = receipts(project)
    survivors = set(table_of(project, "deduplicated", SCHEMA).column("row_id").to_pylist())
    assert [(entry["reason"], entry["rule"]) for entry in found] == [("near_duplicate", "near")] * 3
    assert all(set(entry["related"]) <= survivors for entry in found)
    said = [json.loads(entry["evidence"]) for entry in found]
    assert all(one["cross_source"] and one["part"] == "whole" for one in said)
    assert all(0.7 <= one["similarity"] < 1 for one in said)
    assert table_of(project, "deduplicated", SCHEMA).column("merged").to_pylist() in ([2, 1], [1, 2])


def test_clusters_are_browsable(make_project: MakeProject) -> None:
    others = [TEA.replace("两分钟", f"{count}分钟") for count in "三四"]
    project = make_project(
        {"a.jsonl": documents(TEA, RIVER), "b.jsonl": documents(TEA, *others)}, f"deduplicated: {{{SPLIT}}}"
    )
    build(project, until="deduplicated")
    update_mirror(project)
    with open_mirror(project) as connection:
        [cluster] = connection.sql("FROM clusters").fetchall()
        merged = connection.sql("SELECT similarity, part FROM duplicates ORDER BY similarity").fetchall()
    assert cluster[1] == 4
    assert cluster[2] + cluster[3] == 3
    assert len(merged) == 3
    assert {part for _, part in merged} <= {"whole", None}


@pytest.mark.parametrize("recipe", ["near: {merge: false}", "near: {threshold: 0.99}"])
def test_the_recipe_says_how_much_alike(make_project: MakeProject, recipe: str) -> None:
    texts = TEA, TEA.replace("两分钟", "三分钟")
    project = make_project({"a.jsonl": documents(*texts)}, f"deduplicated: {{{recipe}, {SPLIT}}}")
    build(project, until="deduplicated")
    assert kept(project) == sorted(texts)


def test_rows_of_one_template_are_compared_by_what_differs(make_project: MakeProject) -> None:
    asked = "请判断下面这条评论的情感倾向，只回答正面或负面，不要解释理由：\n"
    shops = ["面馆", "书店", "茶楼", "药房", "球馆", "花店", "网吧", "影院"]
    rows = [
        {"instruction": asked + f"这家{shop}的{what}很{how}。", "output": "正面" if how == "好" else "负面"}
        for shop in shops
        for what in ("服务", "环境", "价格")
        for how in ("好", "差")
    ]
    project = make_project({"a.jsonl": json_lines(rows)}, f"deduplicated: {{{SPLIT}}}")
    build(project, until="deduplicated")
    assert table_of(project, "deduplicated", SCHEMA).num_rows == len(rows)


def test_one_answer_to_two_questions_is_no_duplicate(make_project: MakeProject) -> None:
    rows = [{"instruction": asked, "output": TEA} for asked in ("怎样泡龙井茶？", "说说杭州的特产。")]
    for recipe, expected in (("near: {both_sides: true}", 2), ("near: {both_sides: false}", 1)):
        project = make_project({"a.jsonl": json_lines(rows)}, f"deduplicated: {{{recipe}, {SPLIT}}}")
        build(project, until="deduplicated")
        assert table_of(project, "deduplicated", SCHEMA).num_rows == expected


def _variants(seed: int, count: int) -> list[str]:
    """Texts that are alike in chains: each changes some more sentences of a few beginnings."""
    chance = random.Random(seed)
    found = []
    for _ in range(count):
        sentences = chance.choice([TEA, RIVER, TEA + RIVER]).split("，")
        for _ in range(chance.randint(0, 3)):
            sentences[chance.randrange(len(sentences))] = f"第{chance.randint(1, 4)}句改过了"
        found.append("，".join(sentences))
    return found


def _folder(project: Project) -> dict[str, bytes]:
    folder = project.stage("deduplicated")
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*.parquet"))
        if path.is_file()
    }


def test_sources_that_come_change_and_go_leave_what_a_full_build_makes(
    make_project: MakeProject, tmp_path: Path
) -> None:
    recipe = f"deduplicated: {{{SPLIT}}}"
    grown = make_project({"a.jsonl": documents(*_variants(1, 12))}, recipe)
    for step in range(4):
        build(grown, until="deduplicated")
        write_sources(grown, {f"{'bca'[step % 3]}.jsonl": documents(*_variants(10 + step, 8 + step))})
    build(grown, until="deduplicated")
    sources = grown.sources
    whole = make_project(
        {path.name: path.read_bytes() for path in sorted(sources.iterdir(), reverse=True)}, recipe
    )
    build(whole, until="deduplicated")
    assert _folder(grown) == _folder(whole)
    assert any(entry["reason"] == "near_duplicate" for entry in receipts(whole))
