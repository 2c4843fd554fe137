"""Label Studio's exports: tasks with `data` and the annotations that people made of it.

Each annotation that was not cancelled gives a row for each control that it used (`from_name`): choices,
a taxonomy or a rating label the text; labels mark it; a text area answers it; a pairwise choice prefers one
of two answers. Rows come in the order of the annotations, then of the controls' first use. Where an
annotation is marked as ground truth, the others of its task are left aside; else every annotator's view is
a row, and danlu does not vote. Predictions and drafts are a model's or unfinished: never rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from danlu.formats import names
from danlu.formats.base import Unreadable, invalid
from danlu.formats.laid import Laid, Marked, Said
from danlu.formats.places import Path
from danlu.formats.preset import Preset
from danlu.formats.shape import ListOf, ObjectOf, Shape
from danlu.ledger import Reason
from danlu.rows import Kind, to_json

_ANNOTATIONS = ("annotations", "completions")
_LABELS = {"choices": "choices", "taxonomy": "taxonomy", "rating": "rating", "number": "number"}
"""Types of results that label a whole text, and the key of their value."""
_ANSWERS = (
    ("answer1", "answer2"),
    ("response1", "response2"),
    ("text1", "text2"),
    ("answer_a", "answer_b"),
    ("response_a", "response_b"),
    ("left", "right"),
)
_TEXTS = (*names.TEXT, *names.QUESTION, *names.PROMPT, *names.INSTRUCTION, *names.DOCUMENT)
_PROMPTS = (*names.PROMPT, *names.QUESTION, *names.INSTRUCTION)


class LabelStudio(Preset):
    """A task and its annotations."""

    name = "label_studio"

    def fits(self, shape: Shape) -> bool:
        """An object of data beside a list of annotations that have results, or that is empty."""
        if not isinstance(shape.get("data"), ObjectOf):
            return False
        codes = [shape[key] for key in _ANNOTATIONS if isinstance(shape.get(key), ListOf)]
        return any(code.item is None or "result" in code.keys for code in codes)

    def lay(self, record: dict[str, Any]) -> list[Laid]:
        """The rows of all annotations that count; one group where they ask different things."""
        key = next(name for name in _ANNOTATIONS if type(record.get(name)) is list)
        rows: list[Laid] = []
        kinds: set[str] = set()
        for place in _counting(record[key], key):
            results = record[key][place]["result"]
            by_control: dict[str, list[int]] = {}
            for index, result in enumerate(results):
                if type(result) is dict and result.get("type") == "relation":
                    continue
                if type(result) is not dict or type(result.get("value")) is not dict:
                    raise invalid("result", result, position=index + 1)
                by_control.setdefault(str(result.get("from_name")), []).append(index)
            for indices in by_control.values():
                kind = str(results[indices[0]].get("type"))
                kinds.add(kind)
                rows += _rows(record["data"], results, indices, kind, (key, place, "result"))
        if not rows:
            evidence = {"annotations": len(record[key]), "types": sorted(kinds)}
            reason = Reason.UNKNOWN_RECORD_FORMAT if kinds else Reason.EMPTY_RECORD
            raise Unreadable(reason, evidence)
        if len({laid.messages for laid in rows}) > 1:
            group = "label_studio:" + to_json(record["data"])
            rows = [laid._replace(group=group) for laid in rows]
        return rows


def _counting(annotations: list[Any], field: str) -> list[int]:
    """Places of the annotations that count: not cancelled, and the ground truth alone where one is."""
    places: list[int] = []
    for place, annotation in enumerate(annotations):
        if type(annotation) is not dict or type(annotation.get("result")) is not list:
            raise invalid(field, annotation, position=place + 1)
        if not annotation.get("was_cancelled") and not annotation.get("skipped"):
            places.append(place)
    truth = [place for place in places if annotations[place].get("ground_truth") is True]
    return truth or places


def _rows(data: Mapping[str, Any], results: list[Any], indices: list[int], kind: str, at: Path) -> list[Laid]:
    """The rows of one control of one annotation; none where it says nothing of a text."""
    first = results[indices[0]]
    value: Path = (*at, indices[0], "value")
    if kind == "pairwise":
        return [_preference(data, first["value"].get("selected"))]
    text = _text_of(data, str(first.get("to_name")))
    if text is None:
        return []
    said = (Said("user", (text,)),)
    if kind in _LABELS and len(indices) == 1 and _LABELS[kind] in first["value"]:
        if "start" in first["value"]:
            return []  # it speaks of one stretch of the text, not of the text
        return [Laid(Kind.LABELLED, said, label=label_path(first["value"], (*value, _LABELS[kind])))]
    if kind == "textarea" and type(first["value"].get("text")) is list:
        paths = tuple((*value, "text", place) for place in range(len(first["value"]["text"])))
        return [Laid(Kind.CONVERSATION, (*said, Said("assistant", paths)))] if paths else []
    if kind == "labels":
        found = [(results[index]["value"], (*at, index, "value")) for index in indices]
        marks = [mark for marked, path in found for mark in marks_of(marked, path)]
        return [Laid(Kind.SPANS, said, spans=tuple(marks))]
    return []


def label_path(value: Mapping[str, Any], at: Path) -> Path:
    """The path of a label: into its list where that holds one alone."""
    given = value.get(str(at[-1]))
    alone = type(given) is list and len(given) == 1 and type(given[0]) is str
    return (*at, 0) if alone else at


def marks_of(value: Mapping[str, Any], at: Path) -> list[Marked]:
    """The spans of a stretch of text, one for each of its labels.

    Raises:
        Unreadable: It has no labels, or no bounds.
    """
    labels = value.get("labels")
    if type(labels) is not list or not {"start", "end"} <= set(value):
        raise invalid("labels", labels)
    quote: Path | None = (*at, "text") if type(value.get("text")) is str else None
    return [
        Marked((*at, "start"), (*at, "end"), (*at, "labels", place), quote) for place in range(len(labels))
    ]


def _text_of(data: Mapping[str, Any], shown: str) -> Path | None:
    """The text that a control speaks of: what it is shown on, the only text, or the usual names."""
    texts = [key for key, value in data.items() if type(value) is str]
    if shown in texts:
        return "data", shown
    if len(texts) == 1:
        return "data", texts[0]
    key = next((name for name in _TEXTS if name in texts), None)
    return None if key is None else ("data", key)


def _preference(data: Mapping[str, Any], selected: Any) -> Laid:
    texts = {key for key, value in data.items() if type(value) is str}
    pair = next((pair for pair in _ANSWERS if texts.issuperset(pair)), None)
    asked = next(
        (name for name in (*names.PROMPT, *names.QUESTION, *names.INSTRUCTION) if name in texts), None
    )
    if pair is None or asked is None or selected not in ("left", "right"):
        raise Unreadable(Reason.INVALID_FIELD, {"field": "data", "expected": "a prompt and two answers"})
    left, right = (Said("assistant", (("data", key),)) for key in pair)
    chosen, rejected = (left, right) if selected == "left" else (right, left)
    return Laid(Kind.PREFERENCE, (Said("user", (("data", asked),)),), (chosen,), (rejected,))
