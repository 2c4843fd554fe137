"""Slots marked in what a user says: `userInput.text` and `labels` of a slot and a `valueSpan`.

The shape of RESTAURANTS-8K and DSTC8's span data (Coope et al., 2020). A start of 0 is left out there,
as Protocol Buffers leave out zeroes; a record without labels is one without spans.
"""

from __future__ import annotations

from typing import Any

from danlu.formats.base import invalid, one_row, require_kind
from danlu.formats.laid import Laid, Marked, Said
from danlu.formats.plain import plain_text
from danlu.formats.preset import Preset
from danlu.formats.shape import ListOf, ObjectOf, Shape
from danlu.rows import Kind, Row


class SlotSpans(Preset):
    """One utterance and the spans of its slots."""

    name = "slot_spans"

    def fits(self, shape: Shape) -> bool:
        """An object with a text under `userInput`, and labels of slots if any."""
        said, labels = shape.get("userInput"), shape.get("labels")
        marked = labels is None or (
            isinstance(labels, ListOf) and (labels.item is None or {"slot", "valueSpan"} <= set(labels.keys))
        )
        return isinstance(said, ObjectOf) and "text" in said.keys and marked

    def lay(self, record: dict[str, Any]) -> list[Laid]:
        """One row of spans."""
        marks: list[Marked] = []
        for place, label in enumerate(record.get("labels") or ()):
            if type(label) is not dict or type(label.get("valueSpan")) is not dict:
                raise invalid("labels", label, position=place + 1)
            at = ("labels", place, "valueSpan")
            marks.append(Marked((*at, "startIndex"), (*at, "endIndex"), ("labels", place, "slot")))
        return [Laid(Kind.SPANS, (Said("user", (("userInput", "text"),)),), spans=marks)]

    def plain(self, *rows: Row) -> dict[str, Any]:
        """`userInput` and `labels`, with a start of 0 spelt out."""
        row = one_row(rows)
        require_kind(row, Kind.SPANS)
        labels = [
            {"slot": span["label"], "valueSpan": {"startIndex": span["start"], "endIndex": span["end"]}}
            for span in row.get("spans") or ()
        ]
        return {"userInput": {"text": plain_text(row["messages"][0], 1)}, "labels": labels}
