"""Spans grouped by label and by the text they mark: `{label: {text: [[first, last], ...]}}`.

The shape of CLUENER2020 (Xu et al., 2020), whose offsets count characters with the last inside.
"""

from __future__ import annotations

from typing import Any

from danlu.formats.base import Unreadable, invalid, one_row, require_kind, surface_of, text_of
from danlu.formats.plain import plain_text
from danlu.formats.record import finish, rebuild
from danlu.formats.shape import ObjectOf, Shape, shape_of
from danlu.ledger import Reason
from danlu.rows import Kind, Row, Span

TEXT, LABEL = "text", "label"


class SpanMap:
    """A text and its spans by label."""

    name = "span_map"

    def matches(self, value: object) -> bool:
        """Whether the record has a `text` and an object as its `label`."""
        shape = shape_of(value)
        return shape is not None and self.fits(shape)

    def fits(self, shape: Shape) -> bool:
        """As `matches`, by the record's shape."""
        return shape.get(TEXT) is str and isinstance(shape.get(LABEL), ObjectOf)

    def read(self, value: dict[str, Any]) -> list[Row]:
        """One row of spans, each checked against the text that it is said to mark."""
        text = text_of(value, TEXT)
        if not text:
            raise Unreadable(Reason.EMPTY_RECORD)
        spans: list[Span] = []
        for label, marked in value[LABEL].items():
            if type(marked) is not dict or not marked:
                raise invalid(LABEL, marked, expected="spans_by_text")
            for quote, places in marked.items():
                if type(places) is not list or not places:
                    raise invalid(LABEL, places, expected="places")
                spans += [_span(text, quote, place, label) for place in places]
        surface: dict[str, Any] = {"format": self.name}
        row = Row(kind=Kind.SPANS, messages=[{"role": "user", "content": text}], spans=spans)
        return [finish(row, value, frozenset({TEXT, LABEL}), surface)]

    def write(self, *rows: Row) -> dict[str, Any]:
        """The record; without a surface `text` and `label`."""
        row = one_row(rows)
        require_kind(row, Kind.SPANS)
        text = plain_text(row["messages"][0], 1)
        labels: dict[str, dict[str, list[list[int]]]] = {}
        for span in row.get("spans") or []:
            quote = text[span["start"] : span["end"]]
            places = labels.setdefault(span["label"], {}).setdefault(quote, [])
            places.append([span["start"], span["end"] - 1])
        values = {TEXT: text, LABEL: labels}
        return values if surface_of(row, self.name) is None else rebuild(row, values)


def _span(text: str, quote: str, place: Any, label: str) -> Span:
    if type(place) is not list or len(place) != 2 or not all(type(offset) is int for offset in place):
        raise invalid(LABEL, place, expected="places")
    start, end = place[0], place[1] + 1
    if not 0 <= start < end <= len(text) or text[start:end] != quote:
        evidence = {"field": LABEL, "start": start, "end": end, "characters": len(text)}
        raise Unreadable(Reason.INVALID_FIELD, {**evidence, "expected": "quoted_text"})
    return Span(start=start, end=end, label=label)
