from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from danlu.export.express import express
from danlu.export.folder import INFO, dataset_info
from danlu.rows import rows_table

TARGETS = ("alpaca", "sharegpt", "openai")
Make = Callable[..., dict[str, Any]]


def make_message(role: str, content: str | None = None, **more: Any) -> dict[str, Any]:
    return {"role": role, "content": content, **more}


def make_row(*messages: dict[str, Any], kind: str = "conversation", **more: Any) -> dict[str, Any]:
    """A row as it comes out of a Parquet file: every column there, nulls filled in."""
    identifier = hashlib.sha256(json.dumps([messages, more], default=str).encode()).digest()[:16]
    columns = {"row_id": identifier, "source": "a.jsonl", "record_ids": [identifier], "position": 1}
    columns |= {"kind": kind, "group": identifier, "messages": list(messages), **more}
    found: dict[str, Any] = rows_table([columns]).to_pylist()[0]
    return found


def some_rows() -> list[dict[str, Any]]:
    """At least one row for each set, in both languages."""
    m = make_message
    call = {"id": "c1", "name": "天气", "arguments": '{"城市": "北京"}'}
    spans = [{"start": 0, "end": 2, "label": "PER"}]
    return [
        make_row(m("user", "你好"), m("assistant", "你好！")),
        make_row(m("user", "1+1?"), m("assistant", "2"), m("user", "2+2?"), m("assistant", "4"),
                 system="算术"),
        make_row(m("user", "北京天气？"), m("assistant", tool_calls=[call]), m("tool", '{"t": 3}'),
                 m("assistant", "3度"), tools='[{"name": "天气", "parameters": {"type": "object"}}]'),
        make_row(m("user", "写诗"), kind="preference", chosen=[m("assistant", "明月光")],
                 rejected=[m("assistant", "嗯")]),
        make_row(m("user", "Hi"), m("assistant", "Go away"), desirable=False),
        make_row(m("user", "谢谢"), m("assistant", "不客气"), desirable=True),
        make_row(m("user", "春眠不觉晓，处处闻啼鸟。"), kind="document"),
        make_row(m("user", "好吃"), kind="labelled", label='"正面"'),
        make_row(m("user", "Terrible"), kind="labelled", label="0"),
        make_row(m("user", "什么也没有"), kind="spans", spans=[]),
        make_row(m("user", "李雷在北京"), kind="spans", spans=spans),
    ]  # fmt: skip


def write_folder(folder: Path, rows: list[dict[str, Any]], side: str = "train") -> dict[tuple[str, str], int]:
    files: dict[tuple[str, str], list[Any]] = {}
    for row in rows:
        for line in express(row, TARGETS)[0]:
            files.setdefault((line.target, side), []).append(line)
    for (target, _), lines in files.items():
        path = folder / target / f"{side}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        lines.sort(key=lambda line: not line.leads)
        path.write_bytes(b"".join(line.payload + b"\n" for line in lines))
    return {key: len(lines) for key, lines in files.items()}


@pytest.fixture
def message() -> Make:
    return make_message


@pytest.fixture
def row() -> Make:
    return make_row


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """An exported folder with a file of each set."""
    counts = write_folder(tmp_path, some_rows())
    counts |= write_folder(tmp_path, some_rows()[:1], "test")
    (tmp_path / INFO).write_text(json.dumps(dataset_info("danlu", counts)), encoding="ascii")
    return tmp_path
