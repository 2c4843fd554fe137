"""The published test problems of GSM8K, planted in six disguises beside a thousand look-alikes."""

from __future__ import annotations

import pytest

from benchmarks.contamination import DATA, plant, problems, score
from benchmarks.contamination_disguises import DISGUISES, LOOK_ALIKES
from danlu.dedup.contamination.reading import read_items
from danlu.evaluation_layouts import LAYOUTS


@pytest.fixture(autouse=True)
def _shared_data() -> None:
    if not DATA.is_dir():
        pytest.skip("the shared data are not here")


def test_each_disguise_is_seen_through_and_no_look_alike_is_taken() -> None:
    scores = score(plant(DATA, seed=3))
    for name in DISGUISES:
        assert scores[name].right >= 0.98 * scores[name].rows, name
    right = sum(scores[name].right for name in DISGUISES)
    wrong = sum(one.found - one.right for one in scores.values())
    assert right >= 0.98 * (right + wrong)
    assert sum(scores[name].found for name in LOOK_ALIKES) <= 0.02 * sum(
        scores[name].rows for name in LOOK_ALIKES
    )


def test_the_published_file_is_read() -> None:
    items = read_items("gsm8k", DATA / "math" / "gsm8k_test.jsonl", LAYOUTS["gsm8k"])
    questions = [question for question, _ in problems(DATA)]
    assert items.column("question").to_pylist() == questions
    assert items.column("item").to_pylist()[:2] == ["1", "2"]
