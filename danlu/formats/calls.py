"""Calls of tools: the JSON that sources write for them, and canonical calls.

A style says how the first call of a message was spelt. Where writing all calls in that style does
not give the source's value again, the caller keeps the value itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from danlu.formats.base import parse_json
from danlu.rows import ToolCall, to_json

Style = Mapping[str, Any]

NESTED: Style = {"keys": ["id", "type", "function"], "function": ["name", "arguments"]}
"""As OpenAI's chat API spells a call; arguments are JSON text there."""
FLAT: Style = {"keys": ["name", "arguments"], "arguments": "value"}
"""As a ShareGPT `function_call` turn spells a call."""


def read_call(item: object) -> ToolCall | None:
    """The canonical call of one call object, or None where it is none."""
    if type(item) is not dict:
        return None
    body = item.get("function", item)
    if type(body) is not dict:
        return None
    identifier, name = item.get("id"), body.get("name")
    if type(name) is not str or type(identifier) not in {str, type(None)}:
        return None
    arguments = body.get("arguments", {})
    try:
        text = arguments if type(arguments) is str else to_json(arguments)
        (text + name).encode()
    except (TypeError, ValueError):
        return None
    return ToolCall(id=identifier, name=name, arguments=text)


def read_calls(items: object) -> list[ToolCall] | None:
    """The canonical calls of a list of call objects, or None where one of them is none."""
    if type(items) is not list:
        return None
    calls = [read_call(item) for item in items]
    return [call for call in calls if call is not None] if None not in calls else None


def style_of(item: Mapping[str, Any]) -> dict[str, Any]:
    """How a call object is spelt."""
    body = item.get("function", item)
    style: dict[str, Any] = {"keys": list(item)}
    if body is not item:
        style["function"] = list(body)
    if type(body.get("arguments")) is not str:
        style["arguments"] = "value"
    return style


def write_call(call: ToolCall, style: Style) -> dict[str, Any]:
    """The call object of a call; ValueError where its arguments are no JSON and must be."""
    values: dict[str, Any] = {"id": call["id"], "type": "function", "name": call["name"]}
    as_value = style.get("arguments") == "value"
    values["arguments"] = parse_json(call["arguments"]) if as_value else call["arguments"]
    if "function" in style:
        values["function"] = {key: values[key] for key in style["function"] if key in values}
    return {key: values[key] for key in style["keys"] if key in values}


_SPELLINGS: Mapping[str, Mapping[str, Any]] = {
    "spaced": {"ensure_ascii": False},
    "compact": {"ensure_ascii": False, "separators": (",", ":")},
    "escaped": {},
    "indented": {"ensure_ascii": False, "indent": 2},
}


def read_call_text(text: str) -> tuple[list[ToolCall], dict[str, Any] | None] | None:
    """The calls that JSON text holds (one object or a list), and the style that writes it again.

    Returns:
        None where the text holds no calls; a style of None where no style gives the same text.
    """
    try:
        value = parse_json(text)
    except ValueError:
        return None
    calls = read_calls(value if type(value) is list else [value])
    if not calls:
        return None
    first = value[0] if type(value) is list else value
    style = style_of(first)
    if type(value) is list:
        style["list"] = True
    for spelling in _SPELLINGS:
        style["spelling"] = spelling
        if write_call_text(calls, style) == text:
            return calls, style
    return calls, None


def write_call_text(calls: list[ToolCall], style: Style) -> str:
    """Calls as JSON text: an object for one call, a list for several; ValueError as `write_call`."""
    items = [write_call(call, style) for call in calls]
    value = items if style.get("list") or len(items) != 1 else items[0]
    return json.dumps(value, **_SPELLINGS[style.get("spelling", "spaced")])
