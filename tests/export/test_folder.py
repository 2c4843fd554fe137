from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from danlu.export.folder import INFO, check_dataset_info, dataset_info

Change = Callable[[dict[str, Any]], object]


def change_entry(folder: Path, name: str, change: Change) -> list[str]:
    info = json.loads((folder / INFO).read_text(encoding="ascii"))
    change(info[name])
    (folder / INFO).write_text(json.dumps(info), encoding="ascii")
    return check_dataset_info(folder)


def change_line(folder: Path, file_name: str, change: Change, number: int = 1) -> list[str]:
    path = folder / file_name
    lines = path.read_text(encoding="utf-8").split("\n")
    record = json.loads(lines[number - 1])
    change(record)
    lines[number - 1] = json.dumps(record, ensure_ascii=False)
    path.write_text("\n".join(lines), encoding="utf-8")
    return check_dataset_info(folder)


def test_what_danlu_exports_passes(exported: Path) -> None:
    assert check_dataset_info(exported) == []


def test_entries_are_named_by_export_set_and_side() -> None:
    files = {
        ("alpaca", "train"): 3,
        ("alpaca", "test"): 1,
        ("openai_kto", "train"): 2,
        ("labelled", "train"): 9,
    }
    info = dataset_info("炉", {**files, ("sharegpt", "train"): 0})
    assert {name: entry["file_name"] for name, entry in info.items()} == {
        "炉_alpaca_train": "alpaca/train.jsonl",
        "炉_alpaca_test": "alpaca/test.jsonl",
        "炉_openai_kto_train": "openai_kto/train.jsonl",
    }


def test_entries_follow_the_contract_of_llama_factory() -> None:
    sets = ("alpaca", "openai", "alpaca_preference", "sharegpt_preference", "sharegpt_kto", "pretrain")
    info = dataset_info("x", {(name, "train"): 1 for name in sets})
    assert info["x_alpaca_train"]["columns"] == {
        "prompt": "instruction",
        "query": "input",
        "response": "output",
        "system": "system",
        "history": "history",
    }
    assert info["x_openai_train"]["formatting"] == "sharegpt"
    assert info["x_openai_train"]["tags"] == {
        "role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant",
        "system_tag": "system", "observation_tag": "tool", "function_tag": "function_call",
    }  # fmt: skip
    assert info["x_alpaca_preference_train"]["ranking"] is True
    assert {"chosen", "rejected"} < set(info["x_sharegpt_preference_train"]["columns"])
    assert info["x_sharegpt_kto_train"]["columns"]["kto_tag"] == "kto_tag"
    assert info["x_pretrain_train"]["columns"] == {"prompt": "text"}


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        ("alpaca_train", lambda entry: entry["columns"].pop("query"), "not named in dataset_info.json"),
        ("alpaca_train", lambda entry: entry.update(format=entry.pop("formatting")), "the key is formatting"),
        ("alpaca_train", lambda entry: entry.pop("columns"), "columns must name every column"),
        ("alpaca_train", lambda entry: entry["columns"].update(query="inputs"), "column_missing"),
        ("alpaca_train", lambda entry: entry["columns"].update(messages="input"), "alpaca does not read"),
        ("alpaca_train", lambda entry: entry.update(file_name="../a.jsonl"), "is no file of this folder"),
        (
            "alpaca_train",
            lambda entry: entry.update(file_name="alpaca/none.jsonl"),
            "is no file of this folder",
        ),
        ("alpaca_train", lambda entry: entry.update(file_name="alpaca/test.jsonl"), "has an entry already"),
        ("alpaca_train", lambda entry: entry.update(num_samples=3), "unknown key num_samples"),
        ("alpaca_train", lambda entry: entry.update(ranking=True), "belong together"),
        ("alpaca_train", lambda entry: entry.update(tags={}), "for sharegpt only"),
        ("sharegpt_train", lambda entry: entry["tags"].pop("function_tag"), "tags must name all"),
        ("openai_train", lambda entry: entry.pop("tags"), "turn_without_role_or_content"),
        ("openai_train", lambda entry: entry.update(formatting="openai"), "neither alpaca nor sharegpt"),
        ("openai_preference_train", lambda entry: entry.pop("ranking"), "belong together"),
        ("openai_preference_train", lambda entry: entry["columns"].pop("rejected"), "belong together"),
        (
            "sharegpt_kto_train",
            lambda entry: entry["columns"].pop("kto_tag"),
            "not named in dataset_info.json",
        ),
    ],
)
def test_a_wrong_entry_is_reported(exported: Path, name: str, change: Change, said: str) -> None:
    assert any(said in fault for fault in change_entry(exported, f"danlu_{name}", change))


def set_turn(place: int, **change: str) -> Change:
    def apply(record: dict[str, Any]) -> None:
        turns = record.get("conversations") or record["messages"]
        turns[place].update(change)

    return apply


@pytest.mark.parametrize(
    ("file_name", "change", "said"),
    [
        ("alpaca/train.jsonl", lambda record: record.update(output={"a": 1}), "output is not of type string"),
        ("alpaca/train.jsonl", lambda record: record.update(output={"a": 1}), "not_text"),
        ("alpaca/train.jsonl", lambda record: record.update(history=[["one"]]), "history_not_a_pair"),
        ("alpaca/train.jsonl", lambda record: record.update(extra="x"), "has not the same keys"),
        ("alpaca_kto/train.jsonl", lambda record: record.update(kto_tag="true"), "kto_tag_not_bool"),
        ("alpaca_kto/train.jsonl", lambda record: record.update(output=""), "kto_answer_empty"),
        ("sharegpt/train.jsonl", set_turn(0, **{"from": "gpt"}), "roles_do_not_alternate"),
        ("sharegpt/train.jsonl", set_turn(0, **{"from": "user"}), "roles_do_not_alternate"),
        ("sharegpt/train.jsonl", lambda record: record["conversations"].pop(), '"rule":"ends_on"'),
        ("sharegpt/train.jsonl", lambda record: record["conversations"].clear(), '"rule":"no_turns"'),
        ("sharegpt/train.jsonl", lambda record: record.update(tools=[]), "not_text"),
        ("sharegpt/train.jsonl", lambda record: record.update(tools="{}"), "tools_not_a_list"),
        ("openai/train.jsonl", set_turn(1, role="function_call"), "call_not_json"),
        ("openai/train.jsonl", lambda record: record["messages"][1].update(content=None), "not_text"),
        (
            "openai/train.jsonl",
            lambda record: record["messages"][1].update(tool_calls=[]),
            "tool_calls_are_not_read",
        ),
        ("openai_preference/train.jsonl", lambda record: record.update(rejected="no"), "turn_without_role"),
        ("openai_preference/train.jsonl", lambda record: record["chosen"].update(role="user"), "answer_role"),
        ("labelled/train.jsonl", lambda record: record.update(label=1), "label is not of type string"),
        (
            "spans/train.jsonl",
            lambda record: record["spans"][0].update(start=0.5),
            "spans[].start is not of type int64",
        ),
    ],
)
def test_a_line_that_llama_factory_would_misread_is_reported(
    exported: Path, file_name: str, change: Change, said: str
) -> None:
    number = 2 if "same keys" in said else 1
    faults = change_line(exported, file_name, change, number)
    assert any(fault.startswith(f"{file_name}, line {number}: ") and said in fault for fault in faults), (
        faults
    )


def test_filled_lists_must_come_first(exported: Path) -> None:
    path = exported / "spans/train.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(reversed(lines)))
    assert check_dataset_info(exported) == [
        "spans/train.jsonl, line 1: has an empty list; filled ones (line 2) must come first"
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"\n", "is blank"),
        (b"{oops}\n", "is not JSON"),
        (b'"\xff"\n', "is not JSON"),
        (b"[1]\n", "is not an object"),
        (b'{"text":"a"}', "does not end with a line feed"),
    ],
)
def test_lines_that_are_no_objects_are_reported_by_number(exported: Path, line: bytes, said: str) -> None:
    with (exported / "pretrain/train.jsonl").open("ab") as file:
        file.write(line)
    assert check_dataset_info(exported) == [f"pretrain/train.jsonl, line 2: {said}"]


def test_a_file_without_an_entry_and_an_empty_file_are_reported(exported: Path) -> None:
    (exported / "alpaca/validation.jsonl").write_bytes(b"")
    assert check_dataset_info(exported) == [
        "alpaca/validation.jsonl: has no entry in dataset_info.json",
        "alpaca/validation.jsonl: is empty",
    ]


@pytest.mark.parametrize(
    ("content", "said"), [(None, "is missing"), ("[]", "is not an object"), ("炉", "is not ASCII JSON")]
)
def test_dataset_info_itself(tmp_path: Path, content: str | None, said: str) -> None:
    if content is not None:
        (tmp_path / INFO).write_text(content, encoding="utf-8")
    assert said in check_dataset_info(tmp_path)[0]


def test_faults_never_hold_row_text(exported: Path) -> None:
    secret = "绝密文本"
    faults = change_line(exported, "sharegpt/train.jsonl", set_turn(0, **{"from": secret, "value": secret}))
    faults += change_line(exported, "alpaca/train.jsonl", lambda record: record.update(output=[secret]))
    faults += change_line(exported, "openai/train.jsonl", lambda record: record.update(tools=secret))
    assert len(faults) >= 3
    assert not any(secret in fault for fault in faults)
