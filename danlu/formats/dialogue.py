"""Records that hold one list of turns, whatever its dialect: what ShareGPT and OpenAI share."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple, cast

from danlu.formats import names
from danlu.formats.base import Unreadable, text_of
from danlu.formats.dialects import list_dialect, turn_lists
from danlu.formats.record import finish, inner_extra_of, rebuild
from danlu.formats.shape import Shape, folded
from danlu.formats.tools import read_tools, write_tools
from danlu.formats.turns import Turns, read_turns, write_turns
from danlu.ledger import Reason
from danlu.rows import Kind, Message, Row


class Companions(NamedTuple):
    """The keys of the columns that stand beside a list of turns."""

    system: str | None
    tools: str | None

    def keys(self) -> frozenset[str]:
        """Those that the record has."""
        return frozenset(key for key in self if key is not None)


@lru_cache(maxsize=512)
def companions_of(keys: tuple[str, ...]) -> Companions:
    """Where a record with these keys holds its system prompt and its tools."""
    spelt = folded(keys)
    system = [key for name in names.SYSTEM for key in spelt.get(name, ())]
    tools = [key for name in names.TOOLS for key in spelt.get(name, ())]
    return Companions(system[0] if system else None, tools[0] if tools else None)


def fits_dialogue(shape: Shape, role_keys: tuple[str, ...]) -> bool:
    """Whether a record holds a list of turns whose role stands under one of `role_keys`."""
    for key in turn_lists(shape):
        dialect = list_dialect(shape[key])
        if dialect is not None and dialect.role in role_keys:
            return True
    return False


def read_dialogue(record: dict[str, Any], name: str, keys: list[str]) -> Row:
    """The row of a record whose turns stand under the only key of `keys`."""
    if len(keys) != 1:
        raise Unreadable(Reason.AMBIGUOUS_RECORD, {"fields": keys})
    key = keys[0]
    companions = companions_of(tuple(record))
    surface: dict[str, Any] = {"format": name, "list": key}
    row = Row(kind=Kind.CONVERSATION, messages=[])
    system = text_of(record, companions.system) or None
    tools = read_tools(record, companions.tools, surface)
    turns = read_turns(record[key], key)
    take_turns(row, turns, surface, lift=system is None)
    if system is not None:
        row["system"] = system
    if tools is not None:
        row["tools"] = tools
    extra = {key: turns.extra} if turns.extra else None
    return finish(row, record, companions.keys() | {key}, surface, extra)


def take_turns(row: Row, turns: Turns, surface: dict[str, Any], *, lift: bool) -> None:
    """Put turns into a row; with `lift`, a leading system message becomes the row's system prompt."""
    messages = turns.messages
    surface.update(turns.surface)
    first = messages[0]
    if lift and first["role"] == "system" and first["content"] is not None and len(messages) > 1:
        surface["lifted"] = {key: value for key, value in first.items() if key not in {"role", "content"}}
        if first["content"]:
            row["system"] = first["content"]
        messages = messages[1:]
    row["messages"] = messages


def all_messages(row: Row, surface: Mapping[str, Any]) -> list[Message]:
    """The messages with the system prompt put back where it was the first of them."""
    if "lifted" not in surface:
        return list(row["messages"])
    first = {"role": "system", "content": row.get("system") or "", **surface["lifted"]}
    return [cast("Message", first), *row["messages"]]


def write_dialogue(row: Row, surface: Mapping[str, Any]) -> dict[str, Any]:
    """The record of a row that `read_dialogue` read."""
    key = surface["list"]
    companions = companions_of(tuple(surface["keys"]))
    values: dict[str, Any] = {key: write_turns(all_messages(row, surface), surface, inner_extra_of(row, key))}
    if companions.system is not None:
        values[companions.system] = None if "lifted" in surface else row.get("system")
    if companions.tools is not None:
        values[companions.tools] = write_tools(row.get("tools"), surface)
    return rebuild(row, values)
