"""Where an expected result lies beside public data, danlu agrees with it or states the difference."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from danlu.formats import Unreadable, find_format, format_named
from danlu.readers import Limits, open_source
from danlu.readers.json_value import parse_value


@pytest.fixture(scope="module")
def data() -> Path:
    shared = Path(__file__).resolve().parents[2].parent / "shared" / "data"
    if not shared.is_dir():
        pytest.skip("the shared data are not here")
    return shared


def values(path: Path) -> Iterator[Any]:
    for record in open_source(path, Limits()):
        assert record.reason is None, path.name
        yield record.value


def test_csv_spectrum(data: Path) -> None:
    """All five tables: commas and line breaks in quotes, empty fields, no last line end, UTF-8."""
    tables = sorted((data / "messy" / "csv_spectrum" / "csvs").glob("*.csv"))
    assert len(tables) == 5
    for table in tables:
        expected = json.loads((table.parents[1] / "json" / f"{table.stem}.json").read_text("utf-8"))
        assert list(values(table)) == expected, table.name


STATED = {
    "y_object_duplicated_key_and_value.json": "duplicate_key",
    "i_number_double_huge_neg_exp.json": "number_out_of_range",
    "i_number_real_neg_overflow.json": "number_out_of_range",
}
"""Valid JSON that is refused because it would be altered; docs/formats.md says so."""


def test_json_test_suite(data: Path) -> None:
    """JSONTestSuite (Seriot, 2016): y must be taken but for stated laws, n refused, i is free."""
    taken: dict[str, list[str]] = {"y": [], "n": [], "i": []}
    count = 0
    with zipfile.ZipFile(data / "messy" / "json_test_suite.zip") as archive:
        for name in archive.namelist():
            parsed = parse_value(archive.read(name).strip(b" \t\r\n"), Limits())
            count += 1
            if name in STATED:
                assert parsed.reason is not None
                assert parsed.reason.value == STATED[name]
            elif parsed.reason is None:
                taken[name[0]].append(name)
            else:
                assert not name.startswith("y_"), name
    assert count == 80
    assert len(taken["y"]) == 23
    assert taken["n"] == []
    assert taken["i"] == ["i_number_too_big_pos_int.json"]


def fits(call: Any, possible: dict[str, dict[str, list[Any]]]) -> bool:
    """Whether a call is one of those that BFCL's key allows: each argument one of its possible values."""
    given = json.loads(call["arguments"])
    allowed = possible.get(call["name"])
    return allowed is not None and all(value in allowed[key] for key, value in given.items())


@pytest.mark.parametrize("name", ["BFCL_v4_parallel", "BFCL_v4_simple_python"])
def test_bfcl_answers_as_calls(data: Path, name: str) -> None:
    """Every key, joined to its question: its functions are the row's tools, its calls fit it when read."""
    answers = {
        each["id"]: each["ground_truth"]
        for each in values(data / "toolcall" / f"possible_answer_{name}.json")
    }
    questions = list(values(data / "toolcall" / f"{name}.json"))
    assert len(questions) == len(answers) in {200, 400}
    for question in questions:
        form = find_format(question)
        assert form is not None
        (row,) = form.read(question)
        offered = {
            tool["name"]: tool["parameters"]["properties"] for tool in json.loads(row["tools"] or "[]")
        }
        possible = answers[question["id"]]
        turns = [{"role": message["role"], "content": message["content"]} for message in row["messages"]]
        calls = []
        for call in possible:
            ((function, arguments),) = call.items()
            assert set(arguments) <= set(offered[function])
            first = {key: alternatives[0] for key, alternatives in arguments.items()}
            calls.append({"type": "function", "function": {"name": function, "arguments": json.dumps(first)}})
        record = {"messages": [*turns, {"role": "assistant", "content": None, "tool_calls": calls}]}
        (answered,) = format_named("openai").read(record)
        read = answered["messages"][-1]["tool_calls"] or []
        assert len(read) == len(possible)
        assert all(fits(call, key) for call, key in zip(read, possible, strict=True))


EXPECTED = {
    "alpaca/belle_zh_seed_tasks.json": ("self_instruct", 175, 175),
    "alpaca/camel_selfinstruct_output.json": ("self_instruct", 5, 10),
    "chat/kdconv_film_dev.json": ("unnamed_turns", 150, 150),
    "chat/oasst_trees_0_49.jsonl": ("message_tree", 50, 249),
    "chat/sgd_dev_dialogues_001.json": ("sharegpt", 128, 128),
    "classification/restaurant8k_train_6.json": ("slot_spans", 128, 128),
    "pii/presidio_generated_small.json": ("spans", 99, 99),
    "text2sql/dataflow_text2sql.jsonl": ("text_to_sql", 60, 60),
    "toolcall/BFCL_v4_parallel.json": ("function_questions", 200, 200),
    "toolcall/BFCL_v4_simple_python.json": ("function_questions", 400, 400),
    "toolcall/dataflow_funccall_chat.jsonl": ("glaive", 5, 5),
    "toolcall/toolbench_G1_query.json": ("tool_queries", 5, 5),
}
"""File → the format of all its records, how many are taken, and their rows."""


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_public_files_are_recognised_and_come_back(data: Path, name: str) -> None:
    expected, records, rows = EXPECTED[name]
    taken = made = 0
    for value in values(data / name):
        form = find_format(value)
        assert form is not None
        assert form.name == expected
        try:
            read = form.read(value)
        except Unreadable:
            continue
        assert form.write(*read) == value
        taken, made = taken + 1, made + len(read)
    assert (taken, made) == (records, rows)
