"""Plain documents: a whole text, or a record of a text and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from danlu.formats.base import Unreadable, Unwritable, invalid, one_row, require_kind, surface_of, text_of
from danlu.formats.dialects import ROLE_KEYS
from danlu.formats.names import DOCUMENT, LABEL, SPANS
from danlu.formats.plain import plain_text
from danlu.formats.record import finish, rebuild
from danlu.formats.shape import ListOf, Shape, folded, shape_of
from danlu.ledger import Reason
from danlu.rows import Kind, Row


@lru_cache(maxsize=512)
def document_key(keys: tuple[str, ...]) -> str | None:
    """The key of a document's text, earlier names winning; None also where a role stands beside it."""
    if any(key in ROLE_KEYS for key in keys):
        return None
    spelt = folded(keys)
    return next((spelt[name][0] for name in DOCUMENT if name in spelt), None)


@lru_cache(maxsize=512)
def annotations_of(keys: tuple[str, ...]) -> tuple[str, ...]:
    """The keys under which labels or spans stand.

    A record with nested ones that no other format took is not waved through as a mere text.
    """
    spelt = folded(keys)
    return tuple(key for name in (*LABEL, *SPANS) for key in spelt.get(name, ()))


class Document:
    """A text that is neither asked nor labelled."""

    name = "document"

    def matches(self, value: object) -> bool:
        """Whether the value is a text, or a record with a text or a list of paragraphs."""
        shape = shape_of(value)
        return type(value) is str or (shape is not None and self.fits(shape))

    def fits(self, shape: Shape) -> bool:
        """As `matches`, by the record's shape."""
        key = document_key(tuple(shape))
        if key is None:
            return False
        if any(isinstance(shape[name], tuple) for name in annotations_of(tuple(shape)) if name != key):
            return False
        code = shape[key]
        return code in {str, type(None)} or (isinstance(code, ListOf) and code.item in {str, None})

    def read(self, value: Any) -> list[Row]:
        """One document row; paragraphs stand one below the other."""
        surface: dict[str, Any] = {"format": self.name}
        if type(value) is str:
            row = _document(value)
            row["surface"] = surface
            return [row]
        key = document_key(tuple(value)) or ""
        listed = type(value[key]) is list
        text = _joined(value[key], key, surface) if listed else text_of(value, key) or ""
        return [finish(_document(text), value, frozenset({key}), surface)]

    def write(self, *rows: Row) -> Any:
        """The text or the record; without a surface a record with `text`."""
        row = one_row(rows)
        require_kind(row, Kind.DOCUMENT)
        if len(row["messages"]) != 1:
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"messages": len(row["messages"])})
        text = plain_text(row["messages"][0], 1)
        surface = surface_of(row, self.name)
        if surface is None:
            return {"text": text}
        if "keys" not in surface:
            return text
        key = document_key(tuple(surface["keys"])) or ""
        return rebuild(row, {key: _split(text, surface) if "paragraphs" in surface else text})


def _document(text: str) -> Row:
    if not text:
        raise Unreadable(Reason.EMPTY_RECORD)
    return Row(kind=Kind.DOCUMENT, messages=[{"role": "user", "content": text}])


def _joined(paragraphs: list[Any], key: str, surface: dict[str, Any]) -> str:
    for place, paragraph in enumerate(paragraphs, 1):
        if type(paragraph) is not str:
            raise invalid(key, paragraph, position=place)
    broken = any("\n" in paragraph for paragraph in paragraphs)
    surface["paragraphs"] = [paragraph.count("\n") + 1 for paragraph in paragraphs] if broken else "lines"
    return "\n".join(paragraphs)


def _split(text: str, surface: Mapping[str, Any]) -> list[str]:
    lines = text.split("\n")
    if surface["paragraphs"] == "lines":
        return lines
    if sum(surface["paragraphs"]) != len(lines):
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"lines": len(lines)})
    paragraphs, start = [], 0
    for count in surface["paragraphs"]:
        paragraphs.append("\n".join(lines[start : start + count]))
        start += count
    return paragraphs
