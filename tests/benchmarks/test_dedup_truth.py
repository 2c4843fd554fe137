"""Kept rows are scored by the truth of a labelled corpus, and by the survivors of merged rows."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from benchmarks.dedup.texts import Corpus, read_plain, write_plain
from benchmarks.dedup.truth import Share, Truth

BASE = "春江潮水连海平，海上明月共潮生。滟滟随波千万里，何处春江无月明。"
ENGLISH = "The quick brown fox jumps over the lazy dog, and then it goes home to sleep until noon."
ROWS = (
    # text, kind, parent, similarity, Chinese
    (BASE, "base", -1, 0.0, True),
    (BASE, "exact", 0, 1.0, True),
    (BASE.replace("明。", "光。"), "near", 0, 0.9, True),
    (BASE[:16] + "江流宛转绕芳甸，月照花林皆似霰。", "near", 0, 0.5, True),
    (ENGLISH, "base", -1, 0.0, False),
    (ENGLISH.replace("noon", "dawn"), "near", 4, 0.85, False),
    ("Nothing is like this row, which stands for itself alone in its own family.", "base", -1, 0.0, False),
)
EVERY = frozenset(range(len(ROWS)))


@pytest.fixture
def truth(tmp_path: Path) -> Truth:
    return Truth(labels(tmp_path), corpus())


def corpus(count: int = len(ROWS)) -> Corpus:
    texts = [row[0].encode() for row in ROWS[:count]]
    data = np.frombuffer(b"".join(texts), np.uint8)
    return Corpus(np.arange(count), np.cumsum([0, *map(len, texts)]), data)


def labels(folder: Path) -> Path:
    columns = ("kind", "parent", "jc5", "zh")
    named = {name: [row[1 + at] for row in ROWS] for at, name in enumerate(columns)}
    path = folder / "labels.parquet"
    pl.DataFrame({"id": range(len(ROWS)), **named}).write_parquet(path)
    return path


def test_nothing_merged_finds_nothing_and_breaks_nothing(truth: Truth) -> None:
    outcome = truth.outcome(EVERY)
    assert (outcome.exact, outcome.near[0.8, "zh"], outcome.near[0.8, "en"]) == (
        Share(0, 1),
        Share(0, 1),
        Share(0, 1),
    )
    assert (outcome.gone, outcome.lost, outcome.far) == (0, 0, 0)


def test_what_should_be_merged_is_found_by_language(truth: Truth) -> None:
    outcome = truth.outcome(EVERY - {1, 2})
    assert (outcome.exact.percent, outcome.near[0.8, "zh"].percent, outcome.near[0.8, "en"].percent) == (
        100,
        100,
        0,
    )
    assert (outcome.gone, outcome.lost, outcome.far) == (2, 0, 0)


def test_a_copy_of_a_kept_row_is_not_far_whatever_else_its_family_keeps(truth: Truth) -> None:
    # row 3 is kept rightly, and is unlike the copies
    assert truth.outcome(EVERY - {1}).far == 0
    assert truth.outcome(EVERY - {0}).far == 0


def test_a_row_unlike_all_that_its_family_kept_is_far(truth: Truth) -> None:
    outcome = truth.outcome(EVERY - {3})
    assert (outcome.gone, outcome.lost, outcome.far) == (1, 0, 1)


def test_a_row_of_whose_family_nothing_is_kept_is_lost(truth: Truth) -> None:
    assert truth.outcome(EVERY - {6}).lost == 1
    assert truth.outcome(EVERY - {4, 5}).lost == 2


def test_survivors_are_looked_at_one_by_one(truth: Truth) -> None:
    own = truth.survivors(np.array([[2, 0], [3, 0], [5, 4], [6, 4]]))
    assert (own.merged, own.outside, own.far) == (4, 1, 2)


def test_the_first_rows_have_no_parents_beyond_them(tmp_path: Path) -> None:
    outcome = Truth(labels(tmp_path), corpus(4)).outcome({0, 3})
    assert (outcome.exact, outcome.near[0.8, "zh"], outcome.near[0.8, "en"].of) == (
        Share(1, 1),
        Share(1, 1),
        0,
    )


def test_labels_of_another_corpus_are_refused(tmp_path: Path) -> None:
    other = corpus()
    moved = Corpus(other.ids + 1, other.offsets, other.data)
    with pytest.raises(ValueError, match="ids"):
        Truth(labels(tmp_path), moved)


def test_rows_for_other_tools_come_back(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    write_plain(corpus(), rows)
    again = read_plain(rows)
    assert again.ids.tolist() == list(range(len(ROWS)))
    texts = [bytes(again.data[start:end]).decode() for start, end in pairwise(again.offsets.tolist())]
    assert texts == [row[0] for row in ROWS]
