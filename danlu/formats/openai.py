"""OpenAI messages: turns with `role` and `content`, under `messages`, another key, or as a bare list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from danlu.formats.base import Unwritable, one_row, parse_json, require_kind, surface_of
from danlu.formats.calls import NESTED, write_call
from danlu.formats.dialects import dialect_of, turn_list_keys
from danlu.formats.dialogue import all_messages, fits_dialogue, read_dialogue, take_turns, write_dialogue
from danlu.formats.plain import only_answer, refuse_media
from danlu.formats.shape import Shape, shape_of
from danlu.formats.turns import read_turns, write_turns
from danlu.ledger import Reason
from danlu.rows import Kind, Message, Row, ToolCall

ROLE_KEYS = ("role", "角色")


class OpenAI:
    """Turns whose speaker stands under `role`."""

    name = "openai"

    def matches(self, value: object) -> bool:
        """Whether the record has, or is, a list of turns with `role` and `content`."""
        if type(value) is list:
            return is_turn(value[0]) if value else False
        shape = shape_of(value)
        return shape is not None and self.fits(shape)

    def fits(self, shape: Shape) -> bool:
        """As `matches`, by the record's shape."""
        return fits_dialogue(shape, ROLE_KEYS)

    def read(self, value: Any) -> list[Row]:
        """One conversation row; a leading system or developer message becomes its system prompt."""
        if type(value) is list:
            return [_read_bare(value, self.name)]
        return [read_dialogue(value, self.name, turn_list_keys(value))]

    def write(self, *rows: Row) -> Any:
        """The record; without a surface `messages` and `tools` as OpenAI's fine-tuning API has them."""
        row = one_row(rows)
        surface = surface_of(row, self.name)
        if surface is None:
            return plain_openai(row)
        if "list" in surface:
            return write_dialogue(row, surface)
        extra = row.get("extra") or {}
        return write_turns(all_messages(row, surface), surface, extra.get("messages", {}))


def is_turn(value: object) -> bool:
    """Whether a value is one turn of a conversation, so that a list of such is one record."""
    return type(value) is dict and dialect_of(tuple(value)) is not None


def _read_bare(items: list[Any], name: str) -> Row:
    turns = read_turns(items, "messages")
    surface: dict[str, Any] = {"format": name}
    row = Row(kind=Kind.CONVERSATION, messages=[])
    take_turns(row, turns, surface, lift=True)
    row["surface"] = surface
    if turns.extra:
        row["extra"] = {"messages": turns.extra}
    return row


def plain_openai(row: Row) -> dict[str, Any]:
    """The row as OpenAI messages, the system prompt first; preferences as `chosen` and `rejected`.

    Raises:
        Unwritable: Media beside the messages, tools that are no JSON, several turns on one side.
    """
    require_kind(row, Kind.CONVERSATION, Kind.PREFERENCE)
    refuse_media(row)
    messages = [_message(message, place) for place, message in enumerate(named_calls(row["messages"]), 1)]
    if row.get("system"):
        messages.insert(0, {"role": "system", "content": row["system"]})
    record: dict[str, Any] = {"messages": messages}
    if row["kind"] is Kind.PREFERENCE:
        record["chosen"] = _message(only_answer(row.get("chosen"), "chosen"), 1)
        record["rejected"] = _message(only_answer(row.get("rejected"), "rejected"), 1)
    tools = row.get("tools")
    if tools:
        try:
            record["tools"] = parse_json(tools)
        except ValueError as error:
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": "tools"}) from error
    if row.get("desirable") is not None:
        record["kto_tag"] = row["desirable"]
    return record


def _message(message: Message, place: int) -> dict[str, Any]:
    parts = message.get("parts")
    content: Any = message["content"]
    if content is None and parts:
        content = [
            {"type": "text", "text": part["text"]} if part["media"] is None else parse_json(part["media"])
            for part in parts
        ]
    calls = message.get("tool_calls")
    if content is None and not calls:
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": "content", "message": place})
    turn: dict[str, Any] = {"role": message["role"], "content": content}
    if message.get("reasoning"):
        turn["reasoning_content"] = message["reasoning"]
    if calls:
        turn["tool_calls"] = [write_call(call, NESTED) for call in calls]
    if message.get("tool_call_id") is not None:
        turn["tool_call_id"] = message["tool_call_id"]
    if message.get("name"):
        turn["name"] = message["name"]
    weight = message.get("weight")
    if weight is not None:
        turn["weight"] = int(weight) if weight.is_integer() else weight
    return turn


def named_calls(messages: Sequence[Message]) -> list[Message]:
    """Messages in which every call has an id and every result names its call, in their order.

    Sources without ids give the results in the order of the calls, as the API then demands.
    """
    open_calls: list[str] = []
    named: list[Message] = []
    for place, message in enumerate(messages, 1):
        calls = message.get("tool_calls")
        if calls:
            numbered = [
                ToolCall(
                    id=call["id"] or f"call_{place}_{number}", name=call["name"], arguments=call["arguments"]
                )
                for number, call in enumerate(calls, 1)
            ]
            open_calls = [str(call["id"]) for call in numbered]
            message = {**message, "tool_calls": numbered}  # noqa: PLW2901 - a changed copy
        elif message["role"] == "tool" and message.get("tool_call_id") is None and open_calls:
            message = {**message, "tool_call_id": open_calls.pop(0)}  # noqa: PLW2901 - a changed copy
        named.append(message)
    return named
