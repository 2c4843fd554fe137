"""Evaluation sets in the shapes in which they are published, and what is said of faults."""

from __future__ import annotations

import gzip
import json
import lzma
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from danlu.contamination_knobs import EvaluationSet
from danlu.dedup.contamination.reading import EvaluationSetError, read_items, set_version
from danlu.evaluation_layouts import LAYOUTS


def lines(*records: Any) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def read(path: Path, layout: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = read_items("own", path, LAYOUTS[layout]).to_pylist()
    return found


def only(path: Path, layout: str) -> tuple[str, list[str] | None, str | None]:
    items = read(path, layout)
    return items[0]["question"], items[0]["choices"], items[0]["answer"]


FOUR = ["Iron", "Gold", "Zinc", "Lead"]
SHAPES: list[tuple[str, str, str, tuple[str, list[str] | None, str | None]]] = [
    (
        "mmlu",
        "chemistry_test.csv",
        '"Which metal rusts, if any?",Iron,Gold,Zinc,Lead,A\n"Which one is yellow?",Iron,Gold,Zinc,Lead,B\n',
        ("Which metal rusts, if any?", FOUR, "Iron"),
    ),
    (
        "ceval",
        "chemistry_val.csv",
        "id,question,A,B,C,D,answer\n0,下列金属中会生锈的是____。,铁,金,锌,铅,A\n1,下列金属中呈黄色的是____。,铁,金,锌,铅,B\n",
        ("下列金属中会生锈的是____。", ["铁", "金", "锌", "铅"], "铁"),
    ),
    (
        "cmmlu",
        "agronomy.csv",
        ",Question,A,B,C,D,Answer\n0,水稻的原产地是,亚洲,非洲,欧洲,美洲,A\n1,小麦的原产地是,亚洲,非洲,欧洲,美洲,A\n",
        ("水稻的原产地是", ["亚洲", "非洲", "欧洲", "美洲"], "亚洲"),
    ),
    (
        "gsm8k",
        "test.jsonl",
        lines({"question": "How many?", "answer": "#### 3"}, {"question": "How few?", "answer": "#### 1"}),
        ("How many?", None, "#### 3"),
    ),
    (
        "math",
        "1.json",
        json.dumps({"problem": "Find $x$.", "level": "Level 1", "type": "Algebra", "solution": "$x=1$"}),
        ("Find $x$.", None, "$x=1$"),
    ),
    (
        "humaneval",
        "HumanEval.jsonl",
        lines(
            {
                "task_id": "HumanEval/0",
                "prompt": "def f(x):\n",
                "canonical_solution": "    return x\n",
                "test": "",
            },
            {
                "task_id": "HumanEval/1",
                "prompt": "def g(x):\n",
                "canonical_solution": "    return 1\n",
                "test": "",
            },
        ),
        ("def f(x):\n", None, "    return x\n"),
    ),
    (
        "mbpp",
        "mbpp.jsonl",
        lines(
            {"task_id": 1, "text": "Write a function to add.", "code": "def add(): ...", "test_list": []},
            {"task_id": 2, "text": "Write a function to halve.", "code": "def halve(): ...", "test_list": []},
        ),
        ("Write a function to add.", None, "def add(): ..."),
    ),
    (
        "arc",
        "ARC-Easy-Test.jsonl",
        lines(
            *(
                {
                    "id": name,
                    "question": {
                        "stem": "Which metal rusts?",
                        "choices": [
                            {"text": text, "label": label} for text, label in zip(FOUR, "ABCD", strict=True)
                        ],
                    },
                    "answerKey": "A",
                }
                for name in ("M1", "M2")
            )
        ),
        ("Which metal rusts?", FOUR, "Iron"),
    ),
    (
        "hellaswag",
        "hellaswag_val.jsonl",
        lines(
            {"ind": 24, "ctx": "A man sits on a roof. He", "endings": FOUR, "label": 3},
            {"ind": 25, "ctx": "A dog runs. It", "endings": FOUR, "label": 0},
        ),
        ("A man sits on a roof. He", FOUR, "Lead"),
    ),
    (
        "truthfulqa",
        "TruthfulQA.csv",
        (
            "Type,Category,Question,Best Answer,Correct Answers,Incorrect Answers,Source\n"
            "Adversarial,Myths,What happens if you swallow gum?,It passes through you,It passes,It stays,https://e.org\n"
            "Adversarial,Myths,Do bulls hate red?,They do not see it,No,Yes,https://e.org\n"
        ),
        ("What happens if you swallow gum?", None, "It passes through you"),
    ),
    (
        "ifeval",
        "input_data.jsonl",
        lines(
            {"key": 1000, "prompt": "Write 300 words.", "instruction_id_list": [], "kwargs": []},
            {"key": 1001, "prompt": "Write 200 words.", "instruction_id_list": [], "kwargs": []},
        ),
        ("Write 300 words.", None, None),
    ),
    (
        "bbh",
        "navigate.json",
        json.dumps({"canary": "none", "examples": [{"input": "Turn left.", "target": "No"}]}, indent=1),
        ("Turn left.", None, "No"),
    ),
    (
        "gaokao",
        "2010_Math.json",
        json.dumps(
            {"keywords": "math", "example": [{"index": 0, "question": "已知集合A，求B。", "answer": ["D"]}]}
        ),
        ("已知集合A，求B。", None, "D"),
    ),
    (
        "agieval",
        "logiqa.jsonl",
        lines(
            {
                "passage": "Birds fly.",
                "question": "What follows?",
                "options": FOUR,
                "label": "D",
                "answer": None,
            },
            {"passage": None, "question": "What else?", "options": FOUR, "label": "A", "answer": None},
        ),
        ("Birds fly.\nWhat follows?", FOUR, "Lead"),
    ),
    (
        "mt_bench",
        "question.jsonl",
        lines(
            {"question_id": 81, "category": "writing", "turns": ["Compose a letter.", "Shorten it."]},
            {"question_id": 82, "category": "writing", "turns": ["Compose a poem.", "Shorten it."]},
        ),
        ("Compose a letter.", None, None),
    ),
]


@pytest.mark.parametrize(("layout", "name", "text", "expected"), SHAPES, ids=[shape[0] for shape in SHAPES])
def test_a_set_is_read_as_it_is_published(
    tmp_path: Path, layout: str, name: str, text: str, expected: tuple[str, list[str] | None, str | None]
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert only(tmp_path / name, layout) == expected
    assert only(tmp_path, layout) == expected


def test_parquet_with_lists_of_choices(tmp_path: Path) -> None:
    table = pa.table(
        {"question": ["Which metal rusts?"], "subject": ["chemistry"], "choices": [FOUR], "answer": [0]}
    )
    pq.write_table(table, tmp_path / "test-00000-of-00001.parquet")
    assert only(tmp_path, "mmlu") == ("Which metal rusts?", FOUR, "Iron")


@pytest.mark.parametrize("ending", ["", ".gz", ".xz", ".zst"])
def test_compressed_files(tmp_path: Path, ending: str) -> None:
    content = lines({"question": "几个？", "answer": "3"}, {"question": "多少？", "answer": "4"}).encode()
    packed = {
        "": content,
        ".gz": gzip.compress(content),
        ".xz": lzma.compress(content),
        ".zst": zstandard.compress(content),
    }[ending]
    (tmp_path / f"test.jsonl{ending}").write_bytes(packed)
    assert [item["question"] for item in read(tmp_path, "gsm8k")] == ["几个？", "多少？"]


def test_items_of_a_folder_are_told_by_file_and_id(tmp_path: Path) -> None:
    for folder in ("val", "dev"):
        (tmp_path / folder).mkdir()
        text = lines({"id": "a", "question": f"{folder} 1"}, {"id": "a", "question": f"{folder} 2"})
        (tmp_path / folder / "part.jsonl").write_text(text, encoding="utf-8")
    (tmp_path / "README.md").write_text("none of it", encoding="utf-8")
    found = {item["item"]: item["question"] for item in read(tmp_path, "gsm8k")}
    assert found == {
        "dev/part.jsonl:a": "dev 1",
        "dev/part.jsonl:a@2": "dev 2",
        "val/part.jsonl:a": "val 1",
        "val/part.jsonl:a@2": "val 2",
    }


def test_fields_of_ones_own(tmp_path: Path) -> None:
    text = lines(
        {"ask": {"text": "何处？"}, "opts": ["甲", "乙"], "no": 7},
        {"ask": {"text": "何时？"}, "opts": [], "no": 8},
    )
    (tmp_path / "own.jsonl").write_text(text, encoding="utf-8")
    told = EvaluationSet.model_validate(
        {
            "name": "own",
            "path": "own.jsonl",
            "fields": {"question": "ask.text", "choices": ["opts"], "id": "no"},
        }
    )
    items = read_items("own", tmp_path / "own.jsonl", told.shape()).to_pylist()
    assert [(item["item"], item["question"], item["choices"]) for item in items] == [
        ("7", "何处？", ["甲", "乙"]),
        ("8", "何时？", None),
    ]


@pytest.mark.parametrize(
    ("name", "text", "layout", "said"),
    [
        (
            "a.jsonl",
            lines({"question": "One?"}, {"question": ""}),
            "gsm8k",
            ("a.jsonl, line 2", "without a question"),
        ),
        (
            "a.jsonl",
            lines({"q": "One?"}, {"q": "Two?"}),
            "gsm8k",
            ("a.jsonl, line 1", "looked for in question"),
        ),
        ("a.jsonl", lines({"question": "One?"}) + '{"question": "Two\n', "gsm8k", ("a.jsonl, line 2",)),
        ("a.jsonl", "", "gsm8k", ("a.jsonl", "empty_file")),
        ("a.csv", "one,two\n1,2\n3,4,5\n", "mmlu", ("a.csv",)),
    ],
)
def test_faults_name_the_file_and_the_line(
    tmp_path: Path, name: str, text: str, layout: str, said: tuple[str, ...]
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(EvaluationSetError) as fault:
        read(tmp_path / name, layout)
    for part in ("evaluation set own", *said):
        assert part in str(fault.value)
    assert str(tmp_path) not in str(fault.value)
    assert "Two" not in str(fault.value)


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EvaluationSetError, match="there is no file or folder missing"):
        read(tmp_path / "missing", "gsm8k")
    with pytest.raises(EvaluationSetError, match=r"holds no file named"):
        read(tmp_path, "gsm8k")


def test_a_version_follows_what_items_say_and_nothing_else(tmp_path: Path) -> None:
    records = [{"question": f"Question {number}?", "answer": "1", "id": str(number)} for number in range(5)]
    one, other, changed = (tmp_path / name for name in ("one.jsonl", "other.jsonl", "changed.jsonl"))
    one.write_text(lines(*records), encoding="utf-8")
    other.write_text(lines(*reversed(records)), encoding="utf-8")
    changed.write_text(lines(*records[:-1], {**records[-1], "question": "Question 4 ?"}), encoding="utf-8")
    versions = [set_version(read_items("own", path, LAYOUTS["gsm8k"])) for path in (one, other, changed)]
    assert versions[0] == versions[1] != versions[2]


def test_every_layout_says_where_it_is_described() -> None:
    for layout in LAYOUTS.values():
        assert layout.source
        assert layout.question
