"""Label Studio's exports: which annotations count, what each control gives, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from danlu.formats import Unreadable, find_format
from danlu.ledger import Reason
from danlu.rows import Kind, Row
from tests.formats.test_presets import read, refused, texts


def control(kind: str, value: dict[str, Any], name: str = "c", shown: str = "text") -> dict[str, Any]:
    return {"type": kind, "from_name": name, "to_name": shown, "value": value}


def task(data: dict[str, Any], *annotations: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": 1,
        "data": data,
        "annotations": list(annotations),
        "predictions": [{"result": [], "score": 0.5}],
    }


def made(*results: dict[str, Any], **beside: Any) -> dict[str, Any]:
    return {"id": 5, "result": list(results), "completed_by": 1, **beside}


GOOD, BAD = control("choices", {"choices": ["好"]}), control("choices", {"choices": ["差"]})
TEXT = {"text": "北京很好"}


def labels(rows: list[Row]) -> list[str | None]:
    return [row.get("label") for row in rows]


def test_each_control_gives_a_row_in_the_order_of_first_use() -> None:
    region = control("labels", {"start": 0, "end": 2, "text": "北京", "labels": ["LOC"]}, "ner")
    written = control("textarea", {"text": ["答", "案"]}, "answer")
    rows = read(task(TEXT, made(GOOD, region, control("rating", {"rating": 4}, "stars"), written, region)))
    assert [row["kind"] for row in rows] == [Kind.LABELLED, Kind.SPANS, Kind.LABELLED, Kind.CONVERSATION]
    assert labels(rows) == ['"好"', None, "4", None]
    assert rows[1]["spans"] == [{"start": 0, "end": 2, "label": "LOC"}] * 2
    assert texts(rows[3]["messages"]) == ["北京很好", "答\n案"]
    assert len({row["group"] for row in rows}) == 1


def test_every_annotator_is_heard_unless_one_is_right() -> None:
    assert labels(read(task(TEXT, made(GOOD), made(BAD)))) == ['"好"', '"差"']
    assert labels(read(task(TEXT, made(GOOD), made(BAD, ground_truth=True)))) == ['"差"']
    assert labels(read(task(TEXT, made(GOOD, was_cancelled=True), made(BAD)))) == ['"差"']
    old = {"id": 1, "data": TEXT, "completions": [made(GOOD)]}
    assert labels(read(old)) == ['"好"']


def test_several_choices_are_a_list_and_paths_stay_paths() -> None:
    several = control("choices", {"choices": ["a", "b"]})
    paths = control("taxonomy", {"taxonomy": [["x", "y"]]}, "t")
    assert labels(read(task(TEXT, made(several, paths)))) == ['["a","b"]', '[["x","y"]]']


@pytest.mark.parametrize(("selected", "better"), [("left", "a"), ("right", "b")])
def test_a_pairwise_choice_is_a_preference(selected: str, better: str) -> None:
    data = {"prompt": "q", "answer1": "a", "answer2": "b"}
    (row,) = read(task(data, made(control("pairwise", {"selected": selected}))))
    assert row["kind"] is Kind.PREFERENCE
    assert texts(row["chosen"]) == [better]
    assert texts(row["messages"]) == ["q"]


def test_the_text_is_what_the_control_is_shown_on() -> None:
    data = {"title": "t", "body": "b", "n": 1}
    (row,) = read(task(data, made(control("choices", {"choices": ["x"]}, shown="body"))))
    assert texts(row["messages"]) == ["b"]


def test_what_says_nothing_of_a_text_is_refused() -> None:
    box = control("rectanglelabels", {"x": 1, "rectanglelabels": ["Car"]}, shown="image")
    refusal = refused(task({"image": "a.jpg", "text": "x"}, made(box)))
    assert (refusal.reason, refusal.evidence["types"]) == (Reason.UNKNOWN_RECORD_FORMAT, ["rectanglelabels"])
    assert refused(task(TEXT)).reason is Reason.EMPTY_RECORD
    assert refused(task(TEXT, made(GOOD, was_cancelled=True))).reason is Reason.EMPTY_RECORD
    region = control("labels", {"start": 0, "end": 2, "text": "上海", "labels": ["LOC"]})
    assert refused(task(TEXT, made(region))).evidence["expected"] == "quoted_text"
    stretch = control("choices", {"start": 0, "end": 2, "choices": ["好"]})
    assert refused(task(TEXT, made(stretch))).reason is Reason.UNKNOWN_RECORD_FORMAT


ABOUT = {"id": 1, "annotator": 1, "annotation_id": 2, "lead_time": 1.5, "created_at": "2024"}


def test_json_min() -> None:
    (row,) = read({"text": "x", "topic": "sport", **ABOUT})
    assert row["label"] == '"sport"'
    region = {"start": 0, "end": 2, "text": "北京", "labels": ["LOC"]}
    rows = read({**TEXT, "mood": {"choices": ["a", "b"]}, "ner_tags_of_mine": [region], **ABOUT})
    assert labels(rows) == ['["a","b"]', None]
    assert rows[1]["spans"] == [{"start": 0, "end": 2, "label": "LOC"}]
    (row,) = read({"text": "q", "reply": {"text": ["a"]}, **ABOUT})
    assert texts(row["messages"]) == ["q", "a"]
    record = {"text": "x", "topic": "sport", "note": "which is it?", **ABOUT}
    form = find_format(record)
    assert form is not None
    with pytest.raises(Unreadable) as refusal:
        form.read(record)
    assert refusal.value.evidence == {"fields": ["topic", "note"]}
