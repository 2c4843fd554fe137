"""Content that is a list of parts: text, media, and the reasoning and calls that some sources put there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from danlu.formats.base import parse_json
from danlu.formats.calls import read_call_text, write_call_text
from danlu.rows import Part, to_json

TEXT_KEYS = ("text", "value", "content")


class PartError(ValueError):
    """A list of content holds something that is no part; the argument is its 1-based place."""


def read_parts(items: list[Any]) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """The fields of a message that a content list fills, and the style that writes it again.

    A list with one text and no media fills `content`; any other list of text and media fills
    `parts`. The style is None where it does not give the same list again.

    Raises:
        PartError: An item is neither an object with a `type` nor text.
    """
    fields: dict[str, Any] = {}
    parts: list[Part] = []
    style: dict[str, Any] = {}
    for place, item in enumerate(items, 1):
        key = _text_key(item, place)
        kind = "text" if key == "" else item["type"]
        text = item if key == "" else item[key] if key else None
        if key is not None:
            style.setdefault(f"{kind}_key", key)
        if kind == "reasoning" and text is not None and "reasoning" not in fields:
            fields["reasoning"] = text
        elif kind == "tool_call" and text is not None and _take_call(text, fields, style):
            continue
        elif kind == "text" and text is not None:
            parts.append(Part(type="text", text=text, media=None))
        else:
            parts.append(Part(type=kind, text=None, media=to_json(item)))
    if len(parts) == 1 and parts[0]["media"] is None:
        fields["content"] = parts[0]["text"]
    elif parts or not fields:
        fields["parts"] = parts
    return fields, style if write_parts(fields, style) == items else None


def _text_key(item: Any, place: int) -> str | None:
    """The key of an item's text: empty for bare text, None where it holds no text."""
    if type(item) is str:
        return ""
    if type(item) is not dict or type(item.get("type")) is not str:
        raise PartError(place)
    return next((key for key in TEXT_KEYS if type(item.get(key)) is str), None)


def _take_call(text: str, fields: dict[str, Any], style: dict[str, Any]) -> bool:
    found = read_call_text(text)
    if found is None or len(found[0]) != 1:
        return False
    fields.setdefault("tool_calls", []).extend(found[0])
    style.setdefault("call", found[1])
    return True


def write_parts(message: Mapping[str, Any], style: Mapping[str, Any]) -> list[Any]:
    """The content list of a message; reasoning and calls only where the style puts them there."""
    items: list[Any] = []
    reasoning, content = message.get("reasoning"), message.get("content")
    if reasoning is not None and "reasoning_key" in style:
        items.append({"type": "reasoning", style["reasoning_key"]: reasoning})
    if content is not None:
        items.append(_text_item(content, style))
    for part in message.get("parts") or ():
        if part["media"] is not None:
            items.append(parse_json(part["media"]))
        else:
            items.append(_text_item(part["text"] or "", style))
    if style.get("call") and "tool_call_key" in style:
        for call in message.get("tool_calls") or ():
            text = write_call_text([call], style["call"])
            items.append({"type": "tool_call", style["tool_call_key"]: text})
    return items


def _text_item(text: str, style: Mapping[str, Any]) -> Any:
    key = style.get("text_key", "text")
    return {"type": "text", key: text} if key else text
