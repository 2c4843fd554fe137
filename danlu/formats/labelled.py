"""Labelled text: a text, or a pair of texts, and its class."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from danlu.formats import names
from danlu.formats.base import (
    Unreadable,
    Unwritable,
    invalid,
    one_row,
    parse_json,
    require_kind,
    surface_of,
    text_of,
)
from danlu.formats.lines import join_lines, split_lines
from danlu.formats.plain import plain_text
from danlu.formats.record import finish, rebuild
from danlu.formats.shape import ListOf, Shape, folded, shape_of
from danlu.ledger import Reason
from danlu.rows import Kind, Row, to_json

SCALARS = (str, int, float, bool)


class Labels(NamedTuple):
    """The keys of a text, of a second text, and of their label."""

    text: str
    second: str | None
    label: str

    def keys(self) -> frozenset[str]:
        """All the keys."""
        return frozenset(key for key in self if key is not None)


@lru_cache(maxsize=512)
def labels_of(keys: tuple[str, ...]) -> Labels | None:
    """The keys of a labelled record, or None where it is none; earlier names win.

    A question counts as text beside a label or an intent, not beside a mere category.
    """
    spelt = folded(keys)
    label = next((spelt[name][0] for name in names.LABEL if name in spelt), None)
    category = next((spelt[name][0] for name in names.CATEGORY if name in spelt), None)
    for first, second in names.TEXT_PAIRS:
        if first in spelt and second in spelt and (label or category):
            return Labels(spelt[first][0], spelt[second][0], label or category or "")
    texts = names.TEXT + names.TITLE_LIKE_TEXT + (names.QUESTION if label else ())
    text = next((spelt[name][0] for name in texts if name in spelt), None)
    if text is None or not (label or category):
        return None
    return Labels(text, None, label or category or "")


class Labelled:
    """A text and its label: a name, a number, a boolean, or a list of them."""

    name = "labelled"

    def matches(self, value: object) -> bool:
        """Whether the record has a key for a text and one for a label that is no span."""
        shape = shape_of(value)
        return shape is not None and self.fits(shape)

    def fits(self, shape: Shape) -> bool:
        """As `matches`, by the record's shape."""
        labels = labels_of(tuple(shape))
        if labels is None or shape[labels.text] not in {str, type(None)}:
            return False
        code = shape[labels.label]
        return code in (*SCALARS, type(None)) or (isinstance(code, ListOf) and code.item in (*SCALARS, None))

    def read(self, value: dict[str, Any]) -> list[Row]:
        """One labelled row. A null label is a text that nobody labelled; an empty one is a label."""
        labels = labels_of(tuple(value)) or Labels("", None, "")
        first = text_of(value, labels.text)
        second = text_of(value, labels.second) if labels.second else ""
        if first is None or second is None:
            raise invalid(labels.text if first is None else str(labels.second), None)
        text, line = join_lines(first, second)
        if not text:
            raise Unreadable(Reason.EMPTY_RECORD)
        label = value[labels.label]
        if type(label) is list and not all(type(item) in SCALARS for item in label):
            raise invalid(labels.label, label)
        surface: dict[str, Any] = {"format": self.name}
        if line is not None:
            surface["input_line"] = line
        row = Row(kind=Kind.LABELLED, messages=[{"role": "user", "content": text}])
        try:
            row["label"] = None if label is None else to_json(label)
        except ValueError as error:
            raise invalid(labels.label, label) from error
        return [finish(row, value, labels.keys(), surface)]

    def write(self, *rows: Row) -> dict[str, Any]:
        """The record; without a surface `text` and `label`."""
        row = one_row(rows)
        require_kind(row, Kind.LABELLED)
        label = row.get("label")
        value = None if label is None else parse_json(label)
        if len(row["messages"]) != 1:
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"messages": len(row["messages"])})
        text = plain_text(row["messages"][0], 1)
        surface = surface_of(row, self.name)
        if surface is None:
            return {"text": text, "label": value}
        labels = labels_of(tuple(surface["keys"])) or Labels("", None, "")
        values = {labels.text: text, labels.label: value}
        if labels.second is not None:
            values[labels.text], values[labels.second] = split_lines(text, surface.get("input_line"))
        return rebuild(row, values)
