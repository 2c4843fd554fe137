"""Whole builds of rows that contradict each other."""

from __future__ import annotations

from pathlib import Path

import pytest

from danlu.audit.full import audit
from danlu.stages.deduplicated import SCHEMA
from tests.scratch import build, json_lines, ledger_of, new_project, table_of

RECIPE = "deduplicated: {{conflicts: {policy}, weights: {{'good*': 2}}, split: {{test: 0, validation: 0}}}}\n"


@pytest.mark.parametrize(
    ("policy", "rows", "verdicts"),
    [("keep", 3, {}), ("review", 3, {"flagged": 2}), ("best_source", 2, {"dropped": 1})],
)
def test_the_recipe_decides(tmp_path: Path, policy: str, rows: int, verdicts: dict[str, int]) -> None:
    sources = {
        "crawl.jsonl": json_lines(
            [
                {"instruction": "水多少度沸腾？", "output": "九十度。"},
                {"instruction": "Who?", "output": "Nobody."},
            ]
        ),
        "good.jsonl": json_lines([{"instruction": "水多少度沸腾？", "output": "一百度。"}]),
    }
    project = new_project(tmp_path / "project", sources, RECIPE.format(policy=policy))
    build(project, "deduplicated")
    assert table_of(project, "deduplicated", SCHEMA).num_rows == rows
    told = [entry for entry in ledger_of(project, "deduplicated") if entry["reason"] == "conflicting_answer"]
    assert {verdict: sum(one["verdict"] == verdict for one in told) for verdict in verdicts} == verdicts
    assert len(told) == sum(verdicts.values())
    assert audit(project).breaches == []
