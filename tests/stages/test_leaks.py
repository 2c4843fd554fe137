"""The leak guard in whole builds: no train row is too like a held-out row, whatever arrives when."""

from __future__ import annotations

import json
import random
from typing import Any

from danlu.lake.layout import Project
from danlu.ledger import LEDGER_SCHEMA
from danlu.stages.augmented import SCHEMA as AUGMENTED
from danlu.stages.deduplicated import SCHEMA
from tests.conftest import MakeProject
from tests.scratch import build, json_lines, manifest_of, table_of, write_sources

TEA = (
    "龙井茶产于杭州西湖一带，清明前采摘的嫩芽最为珍贵，炒制时火候要稳，手法要轻。"
    "冲泡时水温以八十五度为宜，先温杯，再投茶，注水三分之一，待香气散开后再注满，静候两分钟即可品饮。"
)
RIVER = (
    "The river rises in the northern hills and runs for two hundred miles through meadows and mill towns. "
    "In spring it floods the lower fields, which the farmers have learnt to welcome for the mud it leaves."
)
HALF = RIVER[12 : len(RIVER) * 4 // 5 + 12] + "Nobody knows who dug the canal beside it, nor when."
RECIPE = "deduplicated: {split: {test: 0, validation: 0, sides: {test.jsonl: test}}}"


def labelled(*rows: tuple[str, str]) -> str:
    return json_lines({"text": text, "label": label} for text, label in rows)


def refused(project: Project) -> list[dict[str, Any]]:
    ledger = table_of(project, "deduplicated", LEDGER_SCHEMA, "ledger").to_pylist()
    return [entry for entry in ledger if entry["reason"] == "held_out_alike"]


def figures(project: Project) -> dict[str, int]:
    return dict(manifest_of(project, "deduplicated").figures)


def sources() -> dict[str, str]:
    return {
        "test.jsonl": labelled((TEA, "tea"), (RIVER, "river")),
        "train.jsonl": labelled(
            (TEA.replace("两分钟", "三分钟"), "drink"),
            (RIVER.replace("meadows", "wide meadows"), "water"),
            (HALF, "canal"),
        ),
    }


def test_a_held_out_text_with_another_label_is_not_trained_on(make_project: MakeProject) -> None:
    project = make_project(sources(), RECIPE)
    build(project, until="deduplicated")
    found = refused(project)
    assert [entry["source"] for entry in found] == ["train.jsonl"] * 2
    rows = {row["row_id"]: row["split"] for row in table_of(project, "deduplicated", SCHEMA).to_pylist()}
    assert sorted(rows.values()) == ["test", "test", "train"]
    assert all(rows[entry["related"][0]] == "test" for entry in found)
    assert all(0.7 <= json.loads(entry["evidence"])["similarity"] < 1 for entry in found)
    counted = figures(project)
    assert counted["close_pairs"] == 1
    assert (counted["close_rows"], counted["close_probed"], counted["close_probed_against"]) == (1, 1, 2)


def test_the_recipe_may_ask_for_more(make_project: MakeProject) -> None:
    project = make_project(
        sources(), RECIPE.replace("deduplicated: {", "deduplicated: {leaks: {threshold: 0.5}, ")
    )
    build(project, until="deduplicated")
    assert len(refused(project)) == 3
    assert figures(project)["close_pairs"] == 0


def test_the_order_of_arrival_decides_nothing(make_project: MakeProject) -> None:
    texts = [TEA, RIVER, HALF]
    choose = random.Random(6)
    grown = make_project({}, RECIPE)
    arriving = {}
    for number in range(4):
        rows = [
            (choose.choice(texts).replace("the", choose.choice(["the", "that"]), 1), f"label{number}{row}")
            for row in range(3)
        ]
        arriving[f"s{number}.jsonl"] = labelled(*rows)
        if number == 2:
            arriving["test.jsonl"] = sources()["test.jsonl"]
        write_sources(grown, arriving)
        build(grown, until="deduplicated")
    at_once = make_project(arriving, RECIPE)
    build(at_once, until="deduplicated")
    assert refused(grown)
    assert refused(grown) == refused(at_once)
    assert figures(grown)["close_pairs"] == figures(at_once)["close_pairs"]


def test_a_generated_row_that_comes_near_a_held_out_one_is_withheld(make_project: MakeProject) -> None:
    task = "{} how the furnace of the old mill was {} by the river"
    held_out = [
        {"instruction": frame.format(task.format(verb, "cooled")), "output": RIVER}
        for frame, verb in (
            ("Please {}.", "describe"),
            ("Could you {}?", "describe"),
            ("Can you {}, please?", "describe"),
            ("I'd like you to {}.", "describe"),
            ("I need some help. Please {}.", "describe"),
            ("{}. Thank you!", "Describe"),
        )
    ]
    sources = {
        "test.jsonl": json_lines(held_out),
        "train.jsonl": json_lines(
            [
                {"instruction": task.format("Describe", "flooded"), "output": RIVER},
                {"instruction": "Explain why tea is picked before the rains come.", "output": HALF},
            ]
        ),
    }
    augmented = "\naugmented: {operations: {instruction_frame: 1.0, answer_constraint: 0}}\n"
    strict = RECIPE.replace("deduplicated: {", "deduplicated: {leaks: {threshold: 0.75}, ")
    project = make_project(sources, strict + augmented)
    build(project, until="augmented")
    rows = table_of(project, "augmented", AUGMENTED).to_pylist()
    assert sum(row["split"] == "train" and not row["generated"] for row in rows) == 2
    assert sum(row["generated"] for row in rows) == 1
    assert manifest_of(project, "augmented").figures["withheld"] == 1


def test_a_template_of_labelled_texts_costs_no_row(make_project: MakeProject) -> None:
    words = ["kiln", "river", "stone", "tea", "copper", "bowl", "harbour", "lamp", "meadow", "salt", "iron"]
    choose = random.Random(2)
    template = "Read the sentence above with care and say in one word whether its writer is glad or sad."
    rows = [(f"{' '.join(choose.sample(words, 5))}.\n{template}", "glad") for _ in range(60)]
    project = make_project({"texts.jsonl": labelled(*rows)}, "deduplicated: {split: {test: 0.2}}")
    build(project, until="deduplicated")
    assert refused(project) == []
    assert figures(project)["rows"] == len(set(rows))
