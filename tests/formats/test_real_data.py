"""Every public record at hand is read and written back equal, or refused."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from danlu.formats import Unreadable, find_format

FOLDERS = (
    "alpaca",
    "alpaca_cot",
    "chat",
    "preference",
    "toolcall",
    "text2sql",
    "math",
    "exports",
    "classification",
    "pii",
    "neardup",
    "langid",
    "text",
)


@pytest.fixture(scope="module")
def files() -> list[Path]:
    shared = Path(__file__).resolve().parents[2].parent / "shared" / "data"
    if not shared.is_dir():
        pytest.skip("the shared data are not here")
    found = [path for folder in FOLDERS for path in sorted((shared / folder).glob("*"))]
    return [path for path in found if path.suffix in {".json", ".jsonl", ".csv"}]


def records(path: Path) -> list[Any]:
    raw = path.read_bytes()
    if path.suffix == ".csv":
        text = raw.decode("gb18030" if "gb18030" in path.name else "utf-8")
        return list(csv.DictReader(io.StringIO(text)))
    text = raw.decode("utf-8-sig")
    try:
        value = json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    return value if isinstance(value, list) else [value]


def test_all_records_come_back(files: list[Path]) -> None:
    read = 0
    for path in files:
        for value in records(path)[:100]:
            form = find_format(value)
            if form is None:
                continue
            try:
                rows = form.read(value)
            except Unreadable:
                continue
            assert form.write(*rows) == value, path.name
            read += 1
    assert read > 3000
