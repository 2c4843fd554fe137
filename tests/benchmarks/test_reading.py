from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import reading
from benchmarks.reading import measure_reading, reading_table, write_numbered


def test_no_two_rows_are_equal_however_large_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_DISTINCT", 7)
    rows = write_numbered(tmp_path / "file.jsonl", 40_000)
    found = (tmp_path / "file.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(found) == len(set(found)) == rows > 30
    assert [json.loads(line)["number"] for line in found] == list(range(rows))
    assert (tmp_path / "file.jsonl").stat().st_size >= 40_000


@pytest.mark.slow
def test_everybody_reads_the_same_file(tmp_path: Path) -> None:
    measured = measure_reading(1, 1, tmp_path)
    assert {"danlu", "proved", "duckdb"} <= measured.runs.keys()
    assert measured.rows > 500
    assert all(line["cpu"] > 0 for line in measured.lines())
    assert reading_table(measured).row_count == len(measured.runs)
    assert json.loads(json.dumps(measured.as_json()))["bytes"] == measured.file_bytes
