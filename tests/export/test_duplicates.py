"""The card's section on duplicates."""

from __future__ import annotations

import pytest

from danlu.export.duplicates import (
    MOST_LINES,
    CloseRows,
    ClusterSize,
    DuplicateFigures,
    LargeGroup,
    Pair,
    duplicates,
)
from danlu.lake.layout import Project
from danlu.lake.published import Published
from danlu.stages.duplicate_figures import duplicate_figures
from tests.drawing.test_drawing import HOSTILE
from tests.scratch import ledger_of, manifest_of

SIZES = (ClusterSize(2, 2, 3, 2, 1), ClusterSize(3, 5, 1, 0, 4), ClusterSize(10_001, None, 1, 10_000, 0))
PAIRS = (Pair("甲.jsonl", "b.csv", 12_345), Pair("b.csv", "b.csv", 7))


def group(number: int) -> LargeGroup:
    return LargeGroup("source", f"s{number}", f"00000000-{number}", "test", 20, 1000)


def test_the_section_says_what_was_merged_and_how_much_of_it_across_sources() -> None:
    text = "\n".join(duplicates(DuplicateFigures(100_000, SIZES, PAIRS)))
    assert "12,352 of 100,000 rows" in text
    assert "12,345 of them into a row of another source" in text
    assert "100,000 行中有 12,352 行" in text
    assert "| 3–5 | 1 | 0 | 4 |" in text
    assert "| 10,001+ | 1 | 10,000 | 0 |" in text
    assert "| `甲.jsonl` | `b.csv` | 12,345 |" in text
    assert "Large groups" not in text


def test_there_is_no_section_where_there_is_nothing_to_say() -> None:
    assert duplicates(DuplicateFigures()) == []


@pytest.mark.parametrize("more", [True, False])
def test_pairs_that_are_no_leaks_are_told_with_what_was_probed(more: bool) -> None:
    close = CloseRows(rows=12, pairs=1_345, more=more, probed=20_000, against=1_900)
    (text,) = duplicates(DuplicateFigures(close=close))
    assert "Of 20,000 train rows, compared with 1,900 held-out rows each, 12" in text
    assert ("in at least 1,345 pairs" in text) == more
    assert ("至少 1,345 对" in text) == more
    assert duplicates(DuplicateFigures(close=CloseRows(0, 0, more, 30, 0))) == []


def test_long_lists_end_in_a_count() -> None:
    pairs = tuple(Pair(f"s{number}", "t", 2) for number in range(MOST_LINES + 30))
    groups = tuple(group(number) for number in range(MOST_LINES + 5))
    text = "\n".join(duplicates(DuplicateFigures(1000, SIZES, pairs, groups)))
    assert "| 30 more pairs · 其余 30 对 |  | 60 |" in text
    assert "5 more groups · 其余 5 组" in text
    assert text.count("00000000-") == MOST_LINES


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_of_a_source_is_markup(name: str) -> None:
    figures = DuplicateFigures(10, SIZES, (Pair(name, name, 1),), (group(1),))
    (line,) = (line for line in duplicates(figures)[2].splitlines() if line.endswith("| 1 |"))
    assert line.startswith("| `")
    assert line.count("|") == 4


def test_it_is_counted_from_the_published_files(example: Project) -> None:
    found = duplicate_figures(Published(example))
    merged = [entry for entry in ledger_of(example, "deduplicated") if entry["verdict"] == "merged"]
    assert sum(pair.rows for pair in found.pairs) == len(merged) > 0
    assert found.rows == manifest_of(example, "deduplicated").figures["rows_in"]
    assert sum(size.equal + size.nearly_equal for size in found.sizes) == len(merged)
