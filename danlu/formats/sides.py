"""The two sides of a preference: a text, one turn, or turns that may repeat the prompt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from danlu.formats.base import Unwritable, invalid
from danlu.formats.dialects import dialect_of
from danlu.formats.turns import read_turns, write_turns
from danlu.ledger import Reason
from danlu.rows import Message

SIDES = (
    ("chosen", "rejected"),
    ("preferred_output", "non_preferred_output"),
    ("chosen_messages", "rejected_messages"),
    ("chosen_response", "rejected_response"),
    ("response_chosen", "response_rejected"),
)
"""Names of the preferred and the rejected answer."""


class Side(NamedTuple):
    """One side as it was read: its messages, its surface, and what is unknown in its turns."""

    messages: list[Message]
    surface: dict[str, Any]
    extra: dict[str, Any]


def read_side(value: Any, key: str) -> Side:
    """The messages of a side. A turn alone and a text are one answer."""
    if type(value) is str:
        return Side([{"role": "assistant", "content": value}], {"as": "text"}, {})
    if type(value) is dict and dialect_of(tuple(value)) is not None:
        turns = read_turns([value], key)
        return Side(turns.messages, {"as": "turn", **turns.surface}, turns.extra)
    if type(value) is list and value:
        turns = read_turns(value, key)
        return Side(turns.messages, {"as": "turns", **turns.surface}, turns.extra)
    raise invalid(key, value)


def write_side(messages: list[Message], surface: Mapping[str, Any], extra: Mapping[str, Any]) -> Any:
    """The value of a side; the inverse of `read_side`.

    Raises:
        Unwritable: Several messages, or calls, where the side was one text.
    """
    if surface["as"] == "turns":
        return write_turns(messages, surface, extra)
    if len(messages) != 1:
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"messages": len(messages)})
    if surface["as"] == "turn":
        return write_turns(messages, surface, extra)[0]
    content = messages[0]["content"]
    if messages[0]["role"] != "assistant" or content is None:
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": "content"})
    return content
