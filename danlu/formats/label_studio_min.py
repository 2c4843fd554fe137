"""Label Studio's JSON-MIN: an annotation as a flat record, each control a key beside the data.

`{id, text, sentiment: "Positive", annotator, annotation_id, lead_time}`. What has the usual names is read
as labelled text or spans; this preset takes the others, whose controls are named freely. A record that
does not say which of its texts is the label is refused: nothing in it tells data from controls.
"""

from __future__ import annotations

from typing import Any

from danlu.formats import names
from danlu.formats.base import Unreadable
from danlu.formats.label_studio import label_path, marks_of
from danlu.formats.laid import Laid, Marked, Said
from danlu.formats.preset import Preset
from danlu.formats.shape import ListOf, ObjectOf, Shape
from danlu.ledger import Reason
from danlu.rows import Kind

_MARKS = frozenset({"annotation_id", "annotator", "lead_time"})
_ABOUT = frozenset({*_MARKS, "id", "created_at", "updated_at", "project", "inner_id", "agreement"})
_TEXTS = (*names.TEXT, *names.QUESTION, *names.PROMPT)


class LabelStudioMin(Preset):
    """One annotation with its data."""

    name = "label_studio_min"

    def fits(self, shape: Shape) -> bool:
        """Label Studio's own keys, a text, and a control."""
        text = next((key for key in _TEXTS if shape.get(key) is str), None)
        if text is None or not set(shape) >= _MARKS:
            return False
        return any(
            code is str or isinstance(code, ListOf | ObjectOf)
            for key, code in shape.items()
            if key != text and key not in _ABOUT
        )

    def lay(self, record: dict[str, Any]) -> list[Laid]:
        """A row for each control, in the order of their keys."""
        text = next(key for key in _TEXTS if type(record.get(key)) is str)
        said = (Said("user", ((text,),)),)
        controls = [key for key in record if key != text and key not in _ABOUT]
        rows = [row for key in controls if (row := _row(record[key], key, said)) is not None]
        plain = [key for key in controls if type(record[key]) is str]
        if rows:
            return rows
        if len(plain) != 1:
            raise Unreadable(Reason.AMBIGUOUS_RECORD, {"fields": plain})
        return [Laid(Kind.LABELLED, said, label=(plain[0],))]


def _row(value: Any, key: str, said: tuple[Said, ...]) -> Laid | None:
    if type(value) is dict and "choices" in value:
        return Laid(Kind.LABELLED, said, label=label_path(value, (key, "choices")))
    if type(value) is dict and type(value.get("text")) is list:
        paths = tuple((key, "text", place) for place in range(len(value["text"])))
        return Laid(Kind.CONVERSATION, (*said, Said("assistant", paths))) if paths else None
    if type(value) is not list or not value or not all(type(item) is dict for item in value):
        return None
    if len(value) == 1 and "rating" in value[0]:
        return Laid(Kind.LABELLED, said, label=(key, 0, "rating"))
    if "labels" in value[0]:
        marks: list[Marked] = [
            mark for place, item in enumerate(value) for mark in marks_of(item, (key, place))
        ]
        return Laid(Kind.SPANS, said, spans=tuple(marks))
    return None
