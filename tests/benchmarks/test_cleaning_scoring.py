"""The arithmetic of precision and recall, on data small enough to count by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.cleaning import personal_data
from benchmarks.cleaning.accuracy import _by_set
from benchmarks.cleaning.labelled_data import (
    PHONES,
    LabelledSet,
    PredictionsError,
    chinese_set,
    found_by_danlu,
    predictions,
    presidio_set,
)
from benchmarks.cleaning.scoring import Span, Tally, overlap, pairs, score, wilson


def test_shares_come_from_counts() -> None:
    tally = Tally(labelled=8, found=4, hits=2)
    assert (tally.precision, tally.recall) == (0.5, 0.25)
    assert tally.f1 == pytest.approx(1 / 3)
    assert Tally(labelled=3).precision is None
    assert Tally(found=3).recall is None
    assert Tally().f1 is None
    assert Tally(1, 2, 1) + Tally(3, 4, 2) == Tally(4, 6, 3)


def test_the_interval_is_that_of_the_score_method() -> None:
    """The interval of 81 of 263 that Newcombe gives (1998, Statistics in Medicine 17:857-872, table I)."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)
    assert wilson(20, 20)[1] == 1.0


@given(st.integers(1, 500), st.data())
def test_the_interval_holds_the_share(whole: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, whole))
    low, high = wilson(hits, whole)
    assert 0 <= low <= hits / whole + 1e-9
    assert hits / whole - 1e-9 <= high <= 1


def test_half_of_the_characters_are_enough_and_kinds_must_agree() -> None:
    whole = Span(0, 10, "name")
    assert overlap(whole, Span(0, 5, "name")) == 0.5
    assert overlap(whole, Span(10, 12, "name")) == 0
    assert pairs([whole], [Span(0, 5, "name")], 0.5) == [(whole, Span(0, 5, "name"))]
    assert not pairs([whole], [Span(0, 4, "name")], 0.5)
    assert not pairs([whole], [Span(0, 10, "address")], 0.5)
    assert not pairs([whole], [Span(0, 9, "name")], 1.0)


def test_a_span_is_used_once_for_what_it_overlaps_most() -> None:
    wanted = [Span(0, 6, "a"), Span(6, 10, "a")]
    assert pairs(wanted, [Span(0, 10, "a")], 0.4) == [(wanted[0], Span(0, 10, "a"))]


def test_errors_are_told_by_row_and_kind() -> None:
    rows = [
        ("one", [Span(0, 11, "phone"), Span(20, 25, "name")], [Span(0, 11, "landline")]),
        ("two", [], [Span(3, 8, "name")]),
    ]
    strict = score(rows, 1.0, {})
    assert strict.overall == Tally(labelled=2, found=2, hits=0)
    assert strict.missed["phone"] == ["one"]
    assert strict.false["name"] == ["two"]
    family = score(rows, 0.5, PHONES)
    assert family.tallies["phone"] == Tally(1, 1, 1)
    assert not family.missed["phone"]


@pytest.fixture
def toy() -> LabelledSet:
    texts = {"r1": "请发到 a.li@mail.example.cn 谢谢", "r2": "没有什么可标注的。"}
    labelled = {"r1": [Span(4, 24, "email")], "r2": []}
    return LabelledSet("toy", texts, labelled, {}, {"TITLE": 2})


def test_other_tools_are_scored_by_the_same_code(toy: LabelledSet, tmp_path: Path) -> None:
    path = tmp_path / "tool.jsonl"
    lines = [
        {"id": "r1", "spans": [{"start": 4, "end": 24, "kind": "email"}]},
        {
            "id": "r2",
            "spans": [{"start": 0, "end": 2, "kind": "email"}, {"start": 0, "end": 2, "kind": "url"}],
        },
    ]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    found = predictions(path)
    text = personal_data.report(toy, found_by_danlu(toy.texts), {"tool": found})
    assert "| tool | 2 | 0.500" in text
    assert "| danlu | 1 | 1.000" in text
    assert "TITLE 2" in text
    assert not any(said in text for said in ("li@", "谢谢", "可标注的"))
    with pytest.raises(PredictionsError, match="rows of one of the sets"):
        _by_set([toy], [("tool", {"r1": []})])
    path.write_text('{"id": "r1"}', encoding="utf-8")
    with pytest.raises(PredictionsError, match=r"tool\.jsonl, line 1"):
        predictions(path)


def test_the_labelled_sets_are_read(tmp_path: Path) -> None:
    ours = tmp_path / "ours.jsonl"
    span = {"start": 1, "end": 4, "kind": "name"}
    ours.write_text(json.dumps({"id": "a", "text": "我叫某某某。", "spans": [span]}) + "\n", encoding="utf-8")
    assert chinese_set("ours", ours).labelled == {"a": [Span(1, 4, "name")]}
    theirs = tmp_path / "theirs.json"
    spans = [
        {"entity_type": "PHONE_NUMBER", "start_position": 0, "end_position": 3},
        {"entity_type": "TITLE", "start_position": 4, "end_position": 5},
    ]
    theirs.write_text(json.dumps([{"full_text": "555 x", "spans": spans}]), encoding="utf-8")
    read = presidio_set(theirs)
    assert read.labelled == {"0": [Span(0, 3, "phone")]}
    assert read.unclaimed == {"TITLE": 1}
    assert read.scored({"0": [Span(0, 3, "landline"), Span(4, 5, "qq")]}) == [
        ("0", [Span(0, 3, "phone")], [Span(0, 3, "landline")])
    ]
