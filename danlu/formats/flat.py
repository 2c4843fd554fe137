"""The prompt side of flat records, which Alpaca, bare prompts and preference pairs share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from danlu.formats.base import Unwritable, invalid, text_of
from danlu.formats.fields import Fields
from danlu.formats.lines import join_lines, split_lines
from danlu.formats.tools import read_tools, write_tools
from danlu.ledger import Reason
from danlu.rows import Message


class Prompt(NamedTuple):
    """What the flat keys of a record say before its answer."""

    messages: list[Message]
    system: str | None
    tools: str | None
    surface: dict[str, Any]
    empty: bool


def read_prompt(record: Mapping[str, Any], fields: Fields) -> Prompt:
    """The history and the last question of a flat record; one user message even where it is empty."""
    first, second = text_of(record, fields.prompt), text_of(record, fields.input)
    text, line = join_lines(first or "", second or "")
    surface: dict[str, Any] = {} if line is None else {"input_line": line}
    messages = _read_history(record, fields.history)
    if fields.history is not None and record[fields.history] == "":
        surface["no_history"] = ""
    messages.append({"role": "user", "content": text})
    tools = read_tools(record, fields.tools, surface)
    system = text_of(record, fields.system) or None
    return Prompt(messages, system, tools, surface, empty=not text and len(messages) == 1)


def _read_history(record: Mapping[str, Any], key: str | None) -> list[Message]:
    history = None if key is None else record[key]
    if history is None or history == "":
        return []
    if type(history) is not list:
        raise invalid(str(key), history)
    messages: list[Message] = []
    for place, pair in enumerate(history, 1):
        if type(pair) is not list or len(pair) != 2 or not all(type(text) is str for text in pair):
            raise invalid(str(key), pair, position=place)
        messages.append({"role": "user", "content": pair[0]})
        messages.append({"role": "assistant", "content": pair[1]})
    return messages


def write_prompt(
    messages: list[Message], system: str | None, tools: str | None, surface: Mapping[str, Any], fields: Fields
) -> dict[str, Any]:
    """The values of the prompt's keys; the inverse of `read_prompt`.

    Raises:
        Unwritable: The messages do not end with a user's, or turns before it do not alternate.
    """
    if not messages or messages[-1]["role"] != "user":
        raise Unwritable(Reason.ROLES_DO_NOT_ALTERNATE, {"message": len(messages)})
    first, second = split_lines(messages[-1]["content"] or "", surface.get("input_line"))
    values: dict[str, Any] = {}
    if fields.prompt is not None:
        values[fields.prompt] = first
    if fields.input is not None:
        values[fields.input] = second
    if fields.system is not None:
        values[fields.system] = system
    if fields.tools is not None:
        values[fields.tools] = write_tools(tools, surface)
    if fields.history is not None:
        values[fields.history] = write_history(messages[:-1]) or surface.get("no_history", [])
    return values


def write_history(messages: list[Message]) -> list[list[str]]:
    """Earlier turns as pairs of question and answer.

    Raises:
        Unwritable: They do not alternate, beginning with the user.
    """
    for place, message in enumerate(messages):
        if message["role"] != ("assistant" if place % 2 else "user"):
            raise Unwritable(Reason.ROLES_DO_NOT_ALTERNATE, {"message": place + 1})
    if len(messages) % 2:
        raise Unwritable(Reason.ROLES_DO_NOT_ALTERNATE, {"message": len(messages)})
    texts = [message["content"] or "" for message in messages]
    return [texts[place : place + 2] for place in range(0, len(texts), 2)]
