from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from assets import split_checks
from assets.split_checks import held_out_shares_check, large_groups_check
from danlu.dedup_knobs import Split
from danlu.facts.sides import ENOUGH_ROWS, Sides
from danlu.lake.layout import Project
from resources.engine import EngineResource
from resources.lake import Lake
from tests.scratch import new_project


def lake_of(project: Project) -> Lake:
    return Lake(root=str(project.root), engine=EngineResource())


def checked(check: Any, project: Project) -> dg.AssetCheckResult:
    result = check(lake_of(project))
    assert isinstance(result, dg.AssetCheckResult)
    return result


def share(side: str, rows: int, *, off: bool) -> dict[str, object]:
    numbers = {"rows": rows, "of_rows": 100_000, "settled_rows": 0, "share": rows / 100_000}
    known = {"wanted": 0.05, "chance": 0.0007, "judged": True, "off": off}
    return {"stratum": "source", "value": "来源.jsonl", "side": side, **numbers, **known}


def group(of_rows: int) -> dict[str, object]:
    known = {"stratum": "kind", "value": "conversation", "group": uuid.UUID(int=7), "side": "test"}
    return {**known, "rows": of_rows // 50, "of_rows": of_rows, "share": 0.02}


def test_both_pass_on_a_small_corpus_and_say_what_they_saw(example: Project) -> None:
    shares, groups = checked(held_out_shares_check, example), checked(large_groups_check, example)
    assert shares.passed
    assert groups.passed
    assert shares.metadata["parts judged"].value == 0
    table = shares.metadata["shares"]
    assert isinstance(table, dg.TableMetadataValue)
    assert table.records[0].data["part of the corpus · 所属部分"] == "whole corpus · 全部"
    assert groups.metadata["large groups"].value == 0


def test_a_share_that_is_off_is_a_warning_that_names_the_part(
    example: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    fine = (share("validation", 5000, off=False), share("test", 5100, off=False))
    wrong = (share("validation", 5000, off=False), share("test", 6000, off=True))
    monkeypatch.setattr(split_checks, "count_sides", lambda *_: Sides([fine, wrong, fine], [], Split()))
    result = checked(held_out_shares_check, example)
    assert not result.passed
    assert result.severity == dg.AssetCheckSeverity.WARN
    assert (result.metadata["parts judged"].value, result.metadata["parts off"].value) == (3, 1)
    table = result.metadata["shares"]
    assert isinstance(table, dg.TableMetadataValue)
    (record,) = table.records
    assert set(record.data.values()) == {"5.0 % (5 %)", "6.0 % (5 %) ⚠", 100_000, "来源.jsonl"}
    monkeypatch.setattr(split_checks, "count_sides", lambda *_: Sides([fine], [], Split()))
    assert checked(held_out_shares_check, example).passed


def test_a_large_group_is_a_warning_where_there_are_enough_rows(
    example: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    few, many = group(ENOUGH_ROWS - 1), group(ENOUGH_ROWS)
    monkeypatch.setattr(split_checks, "count_sides", lambda *_: Sides([], [many, few], Split()))
    result = checked(large_groups_check, example)
    assert not result.passed
    assert result.severity == dg.AssetCheckSeverity.WARN
    assert (result.metadata["large groups"].value, result.metadata["in small parts"].value) == (1, 1)
    table = result.metadata["groups"]
    assert isinstance(table, dg.TableMetadataValue)
    (record,) = table.records
    assert str(uuid.UUID(int=7)) in record.data.values()
    monkeypatch.setattr(split_checks, "count_sides", lambda *_: Sides([], [few], Split()))
    assert checked(large_groups_check, example).passed


def test_what_is_not_built_does_not_pass(tmp_path: Path) -> None:
    nothing = new_project(tmp_path / "nothing", {})
    for check in (held_out_shares_check, large_groups_check):
        assert not checked(check, nothing).passed


def test_no_check_stops_a_run_and_each_is_told_in_both_languages() -> None:
    for check in split_checks.split_checks:
        (spec,) = check.check_specs
        assert not spec.blocking
        assert any("\u4e00" <= character <= "\u9fff" for character in spec.description or "")
