"""Conversations whose turns are pairs: a question and its answer in one object.

XTuner's older data (`conversation: [{system, input, output}]`), Firefly and ms-swift
(`conversation: [{human, assistant}]`), COIG (`conversations: [{question, answer}]`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from danlu.formats.base import (
    Unreadable,
    Unwritable,
    invalid,
    one_row,
    require_bare,
    require_kind,
    surface_of,
    text_of,
)
from danlu.formats.dialogue import Companions, companions_of
from danlu.formats.names import INSTRUCTION, TURN_LISTS
from danlu.formats.plain import plain_text, refuse_media, refuse_weights
from danlu.formats.record import finish, inner_extra_of, rebuild
from danlu.formats.shape import ListOf, Shape, shape_of
from danlu.formats.tools import read_tools, write_tools
from danlu.ledger import Reason
from danlu.rows import Kind, Message, Row

PAIRS = (
    ("input", "output"),
    ("human", "assistant"),
    ("user", "assistant"),
    ("question", "answer"),
    ("query", "response"),
    ("prompt", "response"),
    ("instruction", "output"),
    ("用户", "助手"),
    ("问", "答"),
)


def pair_of(code: Any) -> tuple[str, str] | None:
    """The keys of question and answer in a list of pairs of this shape, or None."""
    if not isinstance(code, ListOf) or code.item is not dict:
        return None
    return next((pair for pair in PAIRS if pair[0] in code.keys and pair[1] in code.keys), None)


class TurnPairs:
    """A list of question and answer objects."""

    name = "turn_pairs"

    def matches(self, value: object) -> bool:
        """Whether the record has a list of objects that each hold a question and an answer."""
        shape = shape_of(value)
        return shape is not None and self.fits(shape)

    def fits(self, shape: Shape) -> bool:
        """As `matches`, by the record's shape."""
        return bool(_lists(shape))

    def read(self, value: dict[str, Any]) -> list[Row]:
        """One conversation row; the first pair's `system` is its system prompt."""
        keys = _lists(shape_of(value) or {})
        if len(keys) != 1:
            raise Unreadable(Reason.AMBIGUOUS_RECORD, {"fields": keys})
        key = keys[0]
        companions = _companions(tuple(value))
        surface: dict[str, Any] = {"format": self.name, "list": key}
        row = Row(kind=Kind.CONVERSATION, messages=[])
        tools = read_tools(value, companions.tools, surface)
        system = text_of(value, companions.system) or None
        extra = _read_pairs(value[key], key, row, surface, take_system=system is None)
        if system is not None:
            row["system"] = system
        if tools is not None:
            row["tools"] = tools
        return [finish(row, value, companions.keys() | {key}, surface, {key: extra} if extra else None)]

    def write(self, *rows: Row) -> dict[str, Any]:
        """The record; without a surface XTuner's keys."""
        row = one_row(rows)
        surface = surface_of(row, self.name) or _default_surface(row)
        key = surface["list"]
        companions = _companions(tuple(surface["keys"]))
        values: dict[str, Any] = {key: _write_pairs(row, surface, inner_extra_of(row, key))}
        if companions.system is not None:
            values[companions.system] = None if "system" in surface else row.get("system")
        if companions.tools is not None:
            values[companions.tools] = write_tools(row.get("tools"), surface)
        return rebuild({**row, "surface": surface}, values)


def _companions(keys: tuple[str, ...]) -> Companions:
    """As of any dialogue; COIG's `instruction` beside the pairs is what holds for all of them."""
    companions = companions_of(keys)
    if companions.system is None:
        instruction = next((key for key in INSTRUCTION if key in keys), None)
        return companions._replace(system=instruction)
    return companions


def _lists(shape: Shape) -> list[str]:
    return [key for key in TURN_LISTS if key in shape and pair_of(shape[key])]


def _default_surface(row: Row) -> dict[str, Any]:
    require_kind(row, Kind.CONVERSATION)
    require_bare(row, "desirable")
    if row.get("tools"):
        raise Unwritable(Reason.TOOL_CALLS_NOT_SUPPORTED, {"field": "tools"})
    refuse_media(row)
    refuse_weights(row["messages"])
    return {"list": "conversation", "pair": ["input", "output"], "keys": ["conversation"], "system": "text"}


def _read_pairs(
    items: list[Any], field: str, row: Row, surface: dict[str, Any], *, take_system: bool
) -> dict[str, Any]:
    question, answer = surface["pair"] = list(pair_of(ListOf(dict, tuple(items[0]))) or ())
    extras: dict[str, Any] = {}
    orders: dict[str, Any] = {}
    for index, item in enumerate(items):
        if type(item) is not dict or question not in item or answer not in item:
            raise invalid(field, item, position=index + 1)
        for key, role in ((question, "user"), (answer, "assistant")):
            row["messages"].append({"role": role, "content": text_of(item, key)})
        known = {question, answer}
        if index == 0 and take_system and "system" in item:
            surface["system"] = "null" if text_of(item, "system") is None else "text"
            known.add("system")
            if item["system"]:
                row["system"] = item["system"]
        if tuple(item) != (question, answer):
            orders[str(index)] = list(item)
        extra = {key: value for key, value in item.items() if key not in known}
        if extra:
            extras[str(index)] = extra
    if orders:
        surface["orders"] = orders
    return extras


def _write_pairs(row: Row, surface: Mapping[str, Any], extras: Mapping[str, Any]) -> list[dict[str, Any]]:
    messages = row["messages"]
    if len(messages) % 2:
        raise Unwritable(Reason.ROLES_DO_NOT_ALTERNATE, {"message": len(messages)})
    question, answer = surface["pair"]
    items: list[dict[str, Any]] = []
    for index in range(len(messages) // 2):
        values: dict[str, Any] = dict(extras.get(str(index), {}))
        for key, role, message in (
            (question, "user", messages[2 * index]),
            (answer, "assistant", messages[2 * index + 1]),
        ):
            values[key] = _text(message, role, 2 * index + 1)
        if index == 0 and "system" in surface:
            values["system"] = row.get("system") or (None if surface["system"] == "null" else "")
        order = surface.get("orders", {}).get(str(index), ["system", question, answer])
        items.append({key: values[key] for key in order if key in values})
    return items


def _text(message: Message, role: str, place: int) -> str | None:
    if message["role"] != role:
        raise Unwritable(Reason.ROLES_DO_NOT_ALTERNATE, {"message": place})
    if message.get("tool_calls"):
        raise Unwritable(Reason.TOOL_CALLS_NOT_SUPPORTED, {"message": place})
    if message["content"] is None and not message.get("parts"):
        return None
    return plain_text(message, place)
