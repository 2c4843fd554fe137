"""No record and no file takes more memory or depth than the recipe allows."""

from __future__ import annotations

import hashlib
import json
import tracemalloc
from pathlib import Path

import pytest

from danlu.readers import Limits, open_source
from tests.readers.proof import read_bytes, reasons, values

LIMITS = Limits(max_record_bytes=1000)
LONG = "长" * 3000
FORMATS = {
    "array": '[{{"a": "一"}}, {{"a": "{}"}}, {{"a": "三"}}]',
    "lines": '{{"a": "一"}}\n{{"a": "{}"}}\n{{"a": "三"}}\n',
    "wrapped": '{{"data": [{{"a": "一"}}, {{"a": "{}"}}, {{"a": "三"}}]}}',
    "table": 'text,label\n一,x\n"{}",x\n三,x\n',
    "unquoted": "text\tlabel\n一\tx\n{}\tx\n三\tx\n",
    "conll": "一 B-X\n\n{} O\n\n三 O\n",
}


@pytest.mark.parametrize("form", FORMATS)
def test_long_record_is_refused_and_its_neighbours_survive(folder: Path, form: str) -> None:
    text = FORMATS[form].format(LONG)
    records = read_bytes(folder, text, LIMITS)
    assert reasons(records) == [None, "record_too_large", None]
    long = records[1]
    assert long.evidence["max_record_bytes"] == 1000
    assert long.byte_start is not None
    assert long.content == hashlib.sha256(text.encode()[long.byte_start : long.byte_end]).digest()


def test_long_text_is_refused(folder: Path) -> None:
    assert reasons(read_bytes(folder, LONG, LIMITS)) == ["record_too_large"]
    assert values(read_bytes(folder, LONG)) == [LONG]


def test_long_structure_is_refused_to_its_end(folder: Path) -> None:
    wide = json.dumps({"a": [{"b": n} for n in range(500)]})
    records = read_bytes(folder, f'[{{"a": 1}}, {wide}, {{"a": 2}}]', LIMITS)
    assert reasons(records) == [None, "record_too_large", None]


@pytest.mark.parametrize("form", ["array", "lines"])
def test_memory_stays_bounded(tmp_path: Path, form: str) -> None:
    path = tmp_path / "source"
    with path.open("w") as file:
        head, _, tail = FORMATS[form].partition("{}")
        file.write(head.replace("{{", "{").replace("}}", "}"))
        for _ in range(150):
            file.write("长" * 40_000)
        file.write(tail.replace("{{", "{").replace("}}", "}"))
    tracemalloc.start()
    try:
        found = [record.reason for record in open_source(path, LIMITS)]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [reason and reason.value for reason in found] == [None, "record_too_large", None]
    assert path.stat().st_size > 17e6
    assert peak < 14e6


def test_deep_nesting_never_recurses(folder: Path) -> None:
    deep = "[" * 200_000 + "]" * 200_000
    assert reasons(read_bytes(folder, f'[{{"a": 1}}, {deep}, {{"a": 2}}]')) == [None, "too_deep", None]
    assert "too_deep" in reasons(read_bytes(folder, '{"a": 1}\n{"b": ' + "[" * 100_000 + "\n"))
