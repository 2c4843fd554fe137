"""Which keys of a turn hold its role and its content, and where a record holds lists of turns."""

from __future__ import annotations

from typing import Any, NamedTuple

from danlu.formats.names import TURN_LISTS
from danlu.formats.shape import ListOf, Shape, remembered

ROLE_KEYS = ("role", "from", "speaker", "角色")
CONTENT_KEYS = ("content", "value", "text", "utterance", "内容")


class Dialect(NamedTuple):
    """Which keys of a turn hold its role and its content."""

    role: str
    content: str


def dialect_of(keys: tuple[str, ...]) -> Dialect | None:
    """The dialect of a turn with these keys, or None where it is no turn."""
    role = next((key for key in ROLE_KEYS if key in keys), None)
    content = next((key for key in CONTENT_KEYS if key in keys), None)
    if role is None or (content is None and not {"tool_calls", "function_call"} & set(keys)):
        return None
    return Dialect(role, content or "content")


def list_dialect(code: Any) -> Dialect | None:
    """The dialect of a value with this shape where it is a list of turns."""
    return dialect_of(code.keys) if isinstance(code, ListOf) and code.item is dict else None


def turn_lists(shape: Shape) -> list[str]:
    """The keys of a record under which a list of turns stands, by their usual names."""
    return [key for key in TURN_LISTS if key in shape and list_dialect(shape[key])]


turn_list_keys = remembered(turn_lists)
"""`turn_lists` of a record instead of its shape, remembered."""
