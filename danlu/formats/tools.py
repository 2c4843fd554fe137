"""The tools that a record offers: JSON text, or a list that becomes JSON text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from danlu.formats.base import invalid, parse_json
from danlu.rows import to_json


def read_tools(record: Mapping[str, Any], key: str | None, surface: dict[str, Any]) -> str | None:
    """The tools under `key` as JSON text, None where there are none; their type goes to `surface`."""
    value = None if key is None else record[key]
    if value is None or value == "":
        return None
    if type(value) is str:
        return value
    if type(value) not in {list, dict}:
        raise invalid(str(key), value)
    surface["tools"] = "value"
    try:
        return to_json(value)
    except (TypeError, ValueError) as error:
        raise invalid(str(key), value) from error


def write_tools(tools: str | None, surface: Mapping[str, Any]) -> Any:
    """The tools as the source had them."""
    return parse_json(tools) if tools and surface.get("tools") == "value" else tools
