"""Spans of a text as JSON: lists or objects of start, end and label, checked against the text.

Doccano, Label Studio, spaCy and most home-made files differ only in their names. Offsets count
characters, the end outside; where every item quotes its text and only an inclusive end fits all
of them, the end is inclusive.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from danlu.formats import names
from danlu.formats.base import Unreadable, invalid, one_row, require_kind, surface_of, text_of
from danlu.formats.plain import plain_text
from danlu.formats.record import finish, inner_extra_of, rebuild
from danlu.formats.shape import ListOf, Shape, shape_of
from danlu.ledger import Reason
from danlu.rows import Kind, Row, Span

TEXT = ("text", "文本", "sentence", "content", "full_text", "句子")
STARTS = ("start", "start_offset", "start_idx", "begin", "start_pos", "start_position", "开始")
ENDS = ("end", "end_offset", "end_idx", "stop", "end_pos", "end_position", "结束")
LABELS = (
    "label",
    "type",
    "entity_type",
    "labels",
    "tag",
    "entity_group",
    "entity",
    "category",
    "类型",
    "标签",
)
QUOTES = ("text", "word", "mention", "value", "entity_value", "entity", "name", "文本")


class Keys(NamedTuple):
    """The keys of an item, or its places where items are lists."""

    start: Any
    end: Any
    label: Any
    quote: Any


class Spans:
    """A text and its labelled stretches."""

    name = "spans"

    def matches(self, value: object) -> bool:
        """Whether a text stands beside a list of offsets and labels."""
        shape = shape_of(value)
        return shape is not None and self.fits(shape)

    def fits(self, shape: Shape) -> bool:
        """As `matches`, by the record's shape. An empty list counts under a name only spans have."""
        return _keys(shape) is not None

    def read(self, value: dict[str, Any]) -> list[Row]:
        """One row of spans, in the order of the source."""
        text_key, spans_key = _keys(shape_of(value) or {}) or ("", "")
        text = text_of(value, text_key)
        if not text:
            raise Unreadable(Reason.EMPTY_RECORD)
        items = value[spans_key] or []
        surface: dict[str, Any] = {"format": self.name}
        extra: dict[str, Any] = {}
        spans = _read_items(items, spans_key, text, surface, extra) if items else []
        row = Row(kind=Kind.SPANS, messages=[{"role": "user", "content": text}], spans=spans)
        used = frozenset({text_key, spans_key})
        return [finish(row, value, used, surface, {spans_key: extra} if extra else None)]

    def write(self, *rows: Row) -> dict[str, Any]:
        """The record; without a surface `text` and `entities` of start, end and label."""
        row = one_row(rows)
        require_kind(row, Kind.SPANS)
        text = plain_text(row["messages"][0], 1)
        spans = row.get("spans") or []
        surface = surface_of(row, self.name)
        if surface is None:
            return {"text": text, "entities": [dict(span) for span in spans]}
        text_key, spans_key = _spans_keys(surface["keys"])
        extra = inner_extra_of(row, spans_key)
        items = [
            _write_item(span, text, surface, index, extra.get(str(index), {}))
            for index, span in enumerate(spans)
        ]
        return rebuild(row, {text_key: text, spans_key: items})


def _spans_keys(keys: Any) -> tuple[str, str]:
    text = next((key for key in TEXT if key in keys), "")
    return text, next((key for key in names.SPANS if key in keys), "")


def _keys(shape: Shape) -> tuple[str, str] | None:
    text, spans = _spans_keys(shape)
    if not text or not spans or shape[text] not in {str, type(None)}:
        return None
    code = shape[spans]
    if not isinstance(code, ListOf):
        return None
    if code.item is None:
        return (text, spans) if spans in {"entities", "spans", "ner", "实体"} else None
    if code.item is dict:
        return (text, spans) if _item_keys(code.keys) else None
    return (text, spans) if code.item is list else None


def _item_keys(keys: tuple[str, ...]) -> Keys | None:
    start = next((key for key in STARTS if key in keys), None)
    end = next((key for key in ENDS if key in keys), None)
    label = next((key for key in LABELS if key in keys), None)
    quote = next((key for key in QUOTES if key in keys and key != label), None)
    return Keys(start, end, label, quote) if start and end and label else None


def _read_items(
    items: list[Any], field: str, text: str, surface: dict[str, Any], extra: dict[str, Any]
) -> list[Span]:
    kind = type(items[0])
    keys = Keys(0, 1, 2, None) if kind is list else _item_keys(tuple(items[0]))
    spans: list[Span] = []
    quotes: list[Any] = []
    for place, item in enumerate(items, 1):
        if keys is None or type(item) is not kind or (kind is list and len(item) != 3):
            raise invalid(field, item, position=place)
        spans.append(_read_item(item, keys, field, place))
        quotes.append(None if keys.quote is None else item.get(keys.quote))
        if kind is dict:
            _keep_rest(item, keys, place - 1, surface, extra)
    if kind is list:
        surface["item"] = "list"
    if keys is not None and kind is dict and type(items[0][keys.label]) is list:
        surface["label"] = "list"
    if _inclusive(spans, quotes, text):
        surface["end"] = "inclusive"
        spans = [Span(start=span["start"], end=span["end"] + 1, label=span["label"]) for span in spans]
    _check(spans, quotes, text, field)
    return spans


def _read_item(item: Any, keys: Keys, field: str, place: int) -> Span:
    try:
        start, end, label = item[keys.start], item[keys.end], item[keys.label]
    except KeyError as error:
        raise invalid(field, item, position=place) from error
    if type(label) is list and len(label) == 1:
        label = label[0]
    for name, part, expected in (("start", start, int), ("end", end, int), ("label", label, str)):
        if type(part) is not expected:
            raise invalid(field, part, position=place, part=name)
    return Span(start=start, end=end, label=label)


def _keep_rest(
    item: dict[str, Any], keys: Keys, index: int, surface: dict[str, Any], extra: dict[str, Any]
) -> None:
    """Remember the order of an item's keys, the label's list, and what is unknown in the item."""
    order = list(item)
    if surface.setdefault("item", order) != order:
        surface.setdefault("items_at", {})[str(index)] = order
    known = {keys.start, keys.end, keys.label}
    if type(item.get(keys.quote)) is str:
        known.add(keys.quote)
    rest = {key: value for key, value in item.items() if key not in known}
    if rest:
        extra[str(index)] = rest


def _inclusive(spans: list[Span], quotes: list[Any], text: str) -> bool:
    if not quotes or not all(type(quote) is str for quote in quotes):
        return False
    pairs = list(zip(spans, quotes, strict=True))
    outside = all(text[span["start"] : span["end"]] == quote for span, quote in pairs)
    return not outside and all(text[span["start"] : span["end"] + 1] == quote for span, quote in pairs)


def _check(spans: list[Span], quotes: list[Any], text: str, field: str) -> None:
    for place, (span, quote) in enumerate(zip(spans, quotes, strict=True), 1):
        start, end = span["start"], span["end"]
        evidence = {"field": field, "position": place, "start": start, "end": end, "characters": len(text)}
        if not 0 <= start < end <= len(text):
            raise Unreadable(Reason.INVALID_FIELD, evidence)
        if type(quote) is str and text[start:end] != quote:
            raise Unreadable(Reason.INVALID_FIELD, {**evidence, "expected": "quoted_text"})


def _write_item(
    span: Span, text: str, surface: Mapping[str, Any], index: int, extra: Mapping[str, Any]
) -> Any:
    start, end, label = span["start"], span["end"], span["label"]
    last = end - 1 if surface.get("end") == "inclusive" else end
    if surface["item"] == "list":
        return [start, last, label]
    order = surface.get("items_at", {}).get(str(index), surface["item"])
    keys = _item_keys(tuple(order)) or Keys("start", "end", "label", None)
    values = {
        keys.start: start,
        keys.end: last,
        keys.label: [label] if surface.get("label") == "list" else label,
        keys.quote: text[start:end],
    }
    values.update(extra)
    return {key: values[key] for key in order if key in values}
