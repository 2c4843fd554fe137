"""Judges on clean real rows in both languages: hardly any may be found."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from danlu.cleaning.judges import JUDGES, Judge
from danlu.rows import Kind

FILES = ("alpaca_zh_demo_first500.json", "alpaca_en_demo.json")
ARE_THERE = {"refusal": 0.03, "incoherent": 0.015, "other_language": 1.0}
"""Shares of rows that these judges find and that are what they look for, or nearly (read by eye)."""


@pytest.fixture(scope="module")
def rows(shared_data: Path) -> list[dict[str, Any]]:
    records = [json.loads((shared_data / "alpaca" / name).read_text(encoding="utf-8")) for name in FILES]
    return [
        {
            "kind": Kind.CONVERSATION,
            "messages": [
                {"role": "user", "content": f"{record['instruction']}\n{record['input']}".strip()},
                {"role": "assistant", "content": record["output"]},
            ],
        }
        for file in records
        for record in file
    ]


@pytest.mark.parametrize("judge", JUDGES, ids=[judge.name for judge in JUDGES])
def test_clean_rows_are_hardly_ever_found(
    judge: Judge, rows: list[dict[str, Any]], judged: Callable[..., pl.DataFrame]
) -> None:
    assert len(judged(judge, rows)) <= ARE_THERE.get(judge.name, 0.01) * len(rows)
