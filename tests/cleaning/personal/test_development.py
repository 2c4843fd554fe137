"""All detectors together on the development sets, which were written from the rules of labelling alone.

The patterns were fitted to these rows, so that the figures say what is kept, not how well new texts fare.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.detectors import DETECTORS
from danlu.cleaning.personal.finding import finds, folded
from tests.cleaning.personal.shown import is_shown


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(__file__).with_name(name).read_text("utf-8").splitlines()]


ROWS = _rows("development.jsonl")
NUMBERS = _rows("development_numbers.jsonl")
KINDS = sorted({span["kind"] for row in NUMBERS for span in row["spans"]})
"""Kinds that are told by numbers, codes and accounts."""
PEOPLE = _rows("development_people.jsonl")
SHOWN = _rows("development_shown.jsonl")[:270]
"""Rows of another writer, given away for development out of a larger set that stays unseen."""
FURTHER = _rows("development_shown.jsonl")[270:]
"""Rows given away out of a second set; what stays of it is unseen."""
WRITTEN = _rows("development_written.jsonl")
"""Rows written to be hard: rare surnames, peoples, traditional characters, talk with no label."""
FLOORS = {"name": 0.9, "address": 0.95, "landline": 0.95, "phone": 0.95, "email": 0.9, "foreign_phone": 0.95}
"""The least recall of each kind in `PEOPLE`: how persons are named and reached."""


def test_the_development_set_is_whole() -> None:
    with_names = [row for row in ROWS if any(span["kind"] == "name" for span in row["spans"])]
    assert len(ROWS) >= 260
    assert len(with_names) >= 110
    assert sum(not row["spans"] for row in ROWS) >= 120
    assert {span["kind"] for row in ROWS for span in row["spans"]} == {
        detector.kind for detector in DETECTORS
    }


def test_precision_and_recall() -> None:
    counts: Counter[str] = Counter()
    for row in ROWS:
        said = {(span["start"], span["end"], span["kind"]) for span in row["spans"]}
        found = {
            (start, end, detector.kind) for start, end, detector in finds(folded(row["text"]), DETECTORS)
        }
        counts += Counter(right=len(said & found), said=len(said), found=len(found))
    assert counts["right"] / counts["found"] >= 0.97
    assert counts["right"] / counts["said"] >= 0.95


def _counts(rows: list[dict[str, Any]], kinds: set[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in rows:
        said = {(span["start"], span["end"], span["kind"]) for span in row["spans"] if span["kind"] in kinds}
        found = {
            (start, end, detector.kind)
            for start, end, detector in finds(folded(row["text"]), DETECTORS)
            if detector.kind in kinds
        }
        counts += Counter(right=len(said & found), said=len(said), found=len(found))
    return counts


def test_the_set_of_numbers_is_whole() -> None:
    assert len(NUMBERS) >= 900
    assert sum(not row["spans"] for row in NUMBERS) >= 230
    assert len(KINDS) == 13


def test_precision_and_recall_of_all_numbers() -> None:
    counts = _counts(NUMBERS, set(KINDS))
    assert counts["right"] / counts["found"] >= 0.99
    assert counts["right"] / counts["said"] >= 0.97


@pytest.mark.parametrize("kind", KINDS)
def test_precision_and_recall_of_a_kind(kind: str) -> None:
    counts = _counts(NUMBERS, {kind})
    assert counts["right"] / counts["found"] >= 0.97
    assert counts["right"] / counts["said"] >= 0.94


def test_the_set_of_people_is_whole() -> None:
    kinds = Counter(span["kind"] for row in PEOPLE for span in row["spans"])
    assert len(PEOPLE) >= 500
    assert sum(not row["spans"] for row in PEOPLE) >= 120
    assert set(kinds) == set(FLOORS)
    assert min(kinds.values()) >= 30


def test_precision_and_recall_of_all_people() -> None:
    counts = _counts(PEOPLE, set(FLOORS))
    assert counts["right"] / counts["found"] >= 0.98
    assert counts["right"] / counts["said"] >= 0.95


@pytest.mark.parametrize("kind", FLOORS)
def test_precision_and_recall_of_how_people_are_reached(kind: str) -> None:
    counts = _counts(PEOPLE, {kind})
    assert counts["right"] / counts["found"] >= 0.97
    assert counts["right"] / counts["said"] >= FLOORS[kind]


def test_the_shown_set_is_whole() -> None:
    assert len(SHOWN) == 270
    assert {span["kind"] for row in SHOWN for span in row["spans"]} == {
        detector.kind for detector in DETECTORS
    }


def test_precision_and_recall_of_the_shown_set() -> None:
    counts = _counts(SHOWN, {detector.kind for detector in DETECTORS})
    assert counts["right"] / counts["found"] >= 0.99
    assert counts["right"] / counts["said"] >= 0.98


def test_precision_and_recall_of_the_rows_of_the_second_set() -> None:
    assert len(FURTHER) == 200
    counts = _counts(FURTHER, {detector.kind for detector in DETECTORS})
    assert counts["right"] / counts["found"] >= 0.98
    assert counts["right"] / counts["said"] >= 0.94


def test_precision_and_recall_of_the_hard_rows() -> None:
    assert len(WRITTEN) >= 500
    counts = _counts(WRITTEN, {detector.kind for detector in DETECTORS})
    assert counts["right"] / counts["found"] >= 0.97
    assert counts["right"] / counts["said"] >= 0.88


@pytest.mark.parametrize("detector", DETECTORS, ids=lambda detector: detector.kind)
def test_what_is_found_is_shown(detector: Detector) -> None:
    rows = ROWS + NUMBERS + PEOPLE + SHOWN + FURTHER + WRITTEN
    found = [folded(row["text"]) for row in rows if detector.find(folded(row["text"]))]
    assert found
    assert all(is_shown(detector, text) for text in found)
