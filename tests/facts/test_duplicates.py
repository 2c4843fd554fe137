"""What `deduplicated` tells of its duplicates and sides: the same as its ledger, and bounded."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import dagster as dg
import pytest

from danlu.facts.clusters import count_clusters
from danlu.facts.duplicates import told
from danlu.facts.history import MOST_VERSIONS, Version, history
from danlu.facts.sides import Sides, count_sides, large_table
from danlu.facts.told import MOST_LINES
from danlu.facts.unit import gather
from danlu.furnace.freezing import freeze_held_out
from danlu.furnace.refresh import outcome_of
from danlu.lake.layout import Project
from danlu.lake.published import Published
from danlu.recipe import load_recipe
from danlu.stages.merged import placed
from tests.drawing.test_drawing import drawn, words
from tests.resources.shown import PICTURE, texts
from tests.scratch import build, conversations, json_lines, ledger_of, manifest_of, new_project

RECIPE = "deduplicated: {split: {sides: {official.jsonl: test}}}\n"


def one_question(count: int) -> str:
    """Rows that ask the same, so they are one group, and are answered otherwise."""
    return json_lines(
        {"instruction": "那座桥有多长？", "output": f"长{n}丈，宽{n * 7}尺。"} for n in range(count)
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two sources that overlap, one that repeats itself, a declared one, many that have rows in common."""
    sources = {
        "a.jsonl": conversations(30),
        "乙.jsonl": conversations(30, 20),
        "twice.jsonl": conversations(5, 100) + conversations(5, 100),
        "official.jsonl": conversations(10, 200),
        "问.jsonl": one_question(6),
        **{f"多/来源 {number}.jsonl": conversations(2, 300) for number in range(14)},
    }
    made = new_project(tmp_path_factory.mktemp("overlap") / "project", sources, RECIPE)
    build(made, until="deduplicated")
    return made


def figures_of(project: Project) -> dict[str, int | float]:
    stage = dict(manifest_of(project, "deduplicated").figures)
    return dict(told(project, Published(project), stage).figures)


def test_the_numbers_are_those_of_the_ledger(project: Project) -> None:
    merged = [entry for entry in ledger_of(project, "deduplicated") if entry["verdict"] == "merged"]
    said = figures_of(project)
    reasons = Counter(entry["reason"] for entry in merged)
    assert said["merged_equal"] == reasons["exact_duplicate"] > 0
    assert said["merged_nearly_equal"] == reasons["near_duplicate"]
    assert said["clusters"] == len({entry["related"][0] for entry in merged})
    across = sum('"cross_source":true' in entry["evidence"] for entry in merged)
    assert said["merged_across_sources"] == across > 0
    came = manifest_of(project, "deduplicated").figures["rows_in"]
    assert said["merged_percent"] == pytest.approx(100 * len(merged) / came, abs=0.0051)


def test_overlaps_are_told_by_source(project: Project) -> None:
    found = count_clusters(Published(project))
    pairs = {(one["source"], one["survivor_source"]): one["rows"] for one in found.overlaps}
    assert pairs["twice.jsonl", "twice.jsonl"] == 5
    assert pairs.get(("a.jsonl", "乙.jsonl"), 0) + pairs.get(("乙.jsonl", "a.jsonl"), 0) == 10
    assert found.came_in["乙.jsonl"] == 30
    assert sum(found.came_in.values()) == manifest_of(project, "deduplicated").figures["rows_in"]
    sizes = {one["least"]: one["clusters"] for one in found.sizes}
    assert sizes[2] == 15
    assert sizes[11] == 2


def test_a_declared_source_is_left_out_of_the_shares(project: Project) -> None:
    sides = count_sides(project, Published(project))
    found = {(one["stratum"], one["value"], one["side"]): one for pair in sides.strata for one in pair}
    assert found["source", "official.jsonl", "test"]["settled_rows"] == 10
    assert found["source", "official.jsonl", "test"]["of_rows"] == 0
    whole = found["corpus", "", "test"]
    assert whole["of_rows"] == manifest_of(project, "deduplicated").figures["rows"] - 10
    assert not sides.off


def test_there_are_pictures_and_tables_of_a_bounded_size(project: Project) -> None:
    outcome = outcome_of(manifest_of(project, "deduplicated"), fresh=True)
    (facts,) = gather(project, [outcome])
    assert facts.charts is not None
    pictures = facts.charts.split("\n\n")
    assert len(pictures) == 5
    assert all(PICTURE.fullmatch(picture) and len(picture) < 20_000 for picture in pictures)
    assert facts.tables.keys() == {"cluster_sizes", "source_overlap", "split_shares", "large_groups"}
    for table in facts.tables.values():
        assert 0 < len(table.rows) <= MOST_LINES + 1
        assert all(len(row) == len(table.columns) <= 4 for row in table.rows)
        assert all(re.search("[\u4e00-\u9fff]", name) for name in table.columns)
    more = facts.tables["source_overlap"].rows[-1]
    assert "more pairs" in str(more[2])
    rows = sum(int(row[0]) for row in facts.tables["source_overlap"].rows)
    assert rows == manifest_of(project, "deduplicated").figures["merged"]


def test_the_same_files_tell_the_same(project: Project) -> None:
    assert told(project, Published(project), {}) == told(project, Published(project), {})


def test_no_text_of_a_row_is_told(project: Project) -> None:
    found = told(project, Published(project), {})
    shown = [str(found.tables), *texts({"charts": _markdown(found.charts)})]
    assert not any(word in text for text in shown for word in ("month", "flood", "moon"))


def _markdown(charts: str | None) -> dg.MarkdownMetadataValue:
    return dg.MetadataValue.md(charts or "")


def test_a_corpus_without_duplicates_has_pictures_of_its_sides_alone(tmp_path: Path) -> None:
    made = new_project(tmp_path / "project", {"a.jsonl": conversations(200)})
    build(made, until="deduplicated")
    found = told(made, Published(made), {"train": 1})
    assert (found.charts or "").count("![") == 2
    assert found.tables.keys() == {"split_shares"}
    assert found.figures["merged_percent"] == 0
    nothing = new_project(tmp_path / "nothing", {})
    build(nothing, until="deduplicated")
    assert told(nothing, Published(nothing), {}).tables == {}


def test_a_large_group_is_told_with_where_it_lies(tmp_path: Path) -> None:
    made = new_project(tmp_path / "project", {"a.jsonl": conversations(90), "问.jsonl": one_question(10)})
    build(made, until="deduplicated")
    sides = count_sides(made, Published(made))
    first = sides.large[0]
    assert (first["stratum"], first["rows"], first["of_rows"]) == ("corpus", 10, 100)
    assert not sides.heavy
    lines = large_table(sides.large).rows
    assert lines[0][:3] == (f"10.0 % → {first['side']}", "10", "whole corpus · 全部")


def test_many_large_groups_end_in_a_line_that_counts_the_rest(project: Project) -> None:
    sides = count_sides(project, Published(project))
    assert {one["rows"] for one in sides.large} == {6}
    one = {"stratum": "source", "value": "a", "group": "g", "side": "test", "rows": 3, "of_rows": 10}
    table = large_table([one] * (MOST_LINES + 7))
    assert len(table.rows) == MOST_LINES + 1
    assert "7 more" in str(table.rows[-1][2])
    assert Sides([], [one | {"of_rows": 10_000}, one], sides.split).heavy == [one | {"of_rows": 10_000}]


def test_what_a_release_holds_out_counts_where_its_hash_would_put_it(tmp_path: Path) -> None:
    made = new_project(
        tmp_path / "project",
        {"a.jsonl": conversations(400)},
        "deduplicated: {split: {test: 0.3, validation: 0}}\n",
    )
    build(made, until="deduplicated")
    freeze_held_out(made, "v1")
    made.recipe.write_text("deduplicated: {split: {test: 0.05, validation: 0}}\n", encoding="utf-8")
    build(made, until="deduplicated")
    rows = placed(Published(made), load_recipe(made.recipe).deduplicated.split).to_pylist()
    actual, hashed = (Counter(row[name] for row in rows) for name in ("split", "hashed"))
    assert actual["test"] > 80
    assert hashed["test"] < 40
    assert all(row["split"] == row["hashed"] or row["split"] == "test" for row in rows)


def test_what_cannot_be_read_is_not_told_and_stops_nobody(tmp_path: Path) -> None:
    made = new_project(tmp_path / "project", {"a.jsonl": conversations(5) + conversations(5)})
    build(made, until="deduplicated")
    outcome = outcome_of(manifest_of(made, "deduplicated"), fresh=True)
    for path in made.stage("deduplicated").glob("rows/*.parquet"):
        path.write_bytes(b"PAR1 no more")
    (facts,) = gather(made, [outcome])
    assert facts.charts is None
    assert not facts.tables
    assert not facts.figures


def test_the_history_shows_the_last_versions_the_newest_below() -> None:
    versions = [Version(f"2026-01-{day:02} 03:30", 1000 * day, day, 0) for day in range(1, 30)]
    (picture,) = (text for text in texts({"": _markdown(history(versions))}) if text.startswith("<svg"))
    said = words(drawn(picture))
    shown = [text for text in said if text.startswith("2026")]
    assert shown == [version.when for version in versions[-MOST_VERSIONS:]]
    assert "0.1 % of 29,000 rows merged · 行被合并" in said
