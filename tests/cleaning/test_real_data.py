from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from danlu.cleaning import Cleaning
from danlu.cleaning.rules.gbk_mojibake import GBK_MOJIBAKE
from danlu.cleaning.rules.mojibake import MOJIBAKE


def test_mojibake_from_the_wild_is_repaired(shared_data: Path) -> None:
    cases = json.loads((shared_data / "messy" / "ftfy_in_the_wild_even.json").read_text(encoding="utf-8"))
    before = pl.Series([case["original"] for case in cases])
    right = [case.get("fixed-encoding", case["fixed"]) for case in cases]
    assert MOJIBAKE.fix(before).to_list() == right
    broken = before != pl.Series(right)
    assert MOJIBAKE.needs(before).filter(broken).all()


def test_clean_chinese_is_left_alone(
    shared_data: Path, clean: Callable[..., Cleaning], talk: Callable[..., Any]
) -> None:
    path = shared_data / "alpaca" / "alpaca_zh_demo_first500.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    texts = pl.Series([row["output"] for row in rows])
    assert MOJIBAKE.fix(texts).equals(texts)
    assert GBK_MOJIBAKE.fix(texts).equals(texts)
    entries = clean([talk(row["output"], prompt=row["instruction"]) for row in rows]).ledger.to_pylist()
    edits = {entry["rule"] for entry in entries if entry["verdict"] == "edited"}
    assert edits <= {"whitespace", "ends"}


def test_gbk_round_trip_repairs_real_chinese(shared_data: Path) -> None:
    path = shared_data / "alpaca" / "alpaca_zh_demo_first500.json"
    rows = json.loads(path.read_text(encoding="utf-8"))
    broken, right = [], []
    for row in rows:
        text = row["instruction"]
        spoilt = text.encode().decode("gb18030", "ignore")
        han = sum("\u4e00" <= character <= "\u9fff" for character in text)
        if han >= 8 and spoilt.encode("gb18030") == text.encode():
            broken.append(spoilt)
            right.append(text)
    values = pl.Series(broken)
    assert len(broken) > 10
    assert GBK_MOJIBAKE.needs(values).all()
    assert GBK_MOJIBAKE.fix(values).to_list() == right
