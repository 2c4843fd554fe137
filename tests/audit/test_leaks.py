"""Leaks between exported files: found in every target, whatever the line looks like, each text once."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from danlu.audit.full import audit
from danlu.audit.leaks import Leak, Place, find_leaks
from danlu.dedup.near.rows import Near
from danlu.lake.layout import Project
from tests.scratch import build, json_lines, manifest_of, new_project

NEAR = Near(7000, 40, both_sides=True)
QUESTION = "炉温升到多少度时应当把原料倒进坩埚，又要等多久才可以取出第一批试样，送到山下的化验室去？"
ANSWER = "先升到一千二百度，稳住十分钟再投料；投料之后至少等四十分钟，待炉面平静了才取第一批试样。"
RECIPE = """
deduplicated: {split: {test: 0, validation: 0, sides: {"test*": test}}}
augmented: {operations: {instruction_frame: 0, answer_constraint: 0}}
exported: {targets: [alpaca, sharegpt, openai]}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    plain = (
        {"instruction": f"第{n}号炉子在哪里？", "output": f"第{n}号炉子在第{n % 7}车间。"} for n in range(30)
    )
    sources: dict[str, str | bytes] = {
        "test.jsonl": json_lines([{"instruction": QUESTION, "output": ANSWER}]),
        "test_text.jsonl": json_lines([{"text": ANSWER + QUESTION, "label": "炉"}]),
        "train.jsonl": json_lines(plain),
        "train_text.jsonl": json_lines(
            [{"text": "河边有三棵树，夏天很凉快，人们常来这里歇脚。", "label": "树"}]
        ),
    }
    project = new_project(tmp_path_factory.mktemp("leaks") / "project", sources, RECIPE)
    build(project)
    return project


def planted(built: Project, folder: Path, file: str, record: dict[str, object]) -> Project:
    """A copy of the export with one more line."""
    target = Project(folder)
    for path in built.stage("exported").rglob("*.jsonl"):
        copy = target.stage("exported") / path.relative_to(built.stage("exported"))
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())
    path = target.stage("exported") / file
    with path.open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(record, ensure_ascii=False) + "\n")
    return target


def test_a_build_without_leaks_has_none(built: Project) -> None:
    leaks = find_leaks(built, manifest_of(built, "exported"), NEAR)
    assert (leaks.found, leaks.first) == (0, [])
    assert leaks.held_out == 2
    assert leaks.train == 31
    assert not audit(built).breaches


@pytest.mark.parametrize(
    ("file", "record", "held_out"),
    [
        (
            "alpaca/train.jsonl",
            {"instruction": "请问" + QUESTION, "input": "", "output": ANSWER, "system": "", "history": []},
            "alpaca/test.jsonl",
        ),
        (
            "openai/train.jsonl",
            {
                "messages": [
                    {"role": "user", "content": QUESTION.replace("坩埚", "炉膛")},
                    {"role": "assistant", "content": ANSWER},
                ],
                "tools": "",
            },
            "alpaca/test.jsonl",
        ),
        ("labelled/train.jsonl", {"text": ANSWER + QUESTION, "label": "不是炉"}, "labelled/test.jsonl"),
        ("labelled/train.jsonl", {"unknown": [ANSWER, QUESTION]}, "labelled/test.jsonl"),
    ],
)
def test_a_planted_leak_is_found_in_every_format(
    built: Project, tmp_path: Path, file: str, record: dict[str, object], held_out: str
) -> None:
    project = planted(built, tmp_path, file, record)
    leaks = find_leaks(project, manifest_of(built, "exported"), NEAR)
    assert leaks.found == 1
    (leak,) = leaks.first
    lines = (project.stage("exported") / file).read_bytes().count(b"\n")
    assert (leak.train, leak.held_out.file) == (Place(file, lines), held_out)
    assert 0.7 <= leak.similarity <= 1


def test_an_innocent_look_alike_is_no_leak(built: Project, tmp_path: Path) -> None:
    record: dict[str, object] = {
        "instruction": "河水何时最清？",
        "input": "",
        "output": ANSWER,
        "system": "",
        "history": [],
    }
    project = planted(built, tmp_path, "alpaca/train.jsonl", record)
    assert find_leaks(project, manifest_of(built, "exported"), NEAR).found == 0


def test_it_names_places_and_no_text() -> None:
    leak = Leak(Place("alpaca/train.jsonl", 7), Place("openai/test.jsonl", 2), 0.81249)
    assert str(leak) == "alpaca/train.jsonl line 7 is 0.8125 like openai/test.jsonl line 2"


@pytest.mark.parametrize(
    "line", ["[" * 100_000, '{"messages": ["x", 1]}', '{"conversations": {"from": []}}', "7"]
)
def test_a_line_that_nobody_can_read_is_a_breach_and_no_crash(
    built: Project, tmp_path: Path, line: str
) -> None:
    project = Project(tmp_path / "project")
    shutil.copytree(built.root, project.root)
    with (project.stage("exported") / "openai/train.jsonl").open("a", encoding="utf-8") as lines:
        lines.write(line + "\n")
    assert audit(project).breaches
