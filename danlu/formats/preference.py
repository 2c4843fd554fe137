"""Preference pairs: a prompt, a preferred and a rejected answer.

The prompt may be flat (TRL, Alpaca-DPO), a list of turns (LLaMA-Factory, Axolotl), nested under
`input` (OpenAI), or only the beginning that both sides share (UltraFeedback, TRL's implicit prompt).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from danlu.formats.base import Unreadable, invalid, one_row, require_kind, surface_of, text_of
from danlu.formats.dialects import list_dialect, turn_lists
from danlu.formats.dialogue import all_messages, companions_of, take_turns
from danlu.formats.fields import fields_of
from danlu.formats.flat import read_prompt, write_prompt
from danlu.formats.openai import plain_openai
from danlu.formats.record import finish, inner_extra_of, rebuild
from danlu.formats.shape import ListOf, ObjectOf, Shape, shape_of
from danlu.formats.sides import SIDES, Side, read_side, write_side
from danlu.formats.tools import read_tools, write_tools
from danlu.formats.transcripts import shared_turns
from danlu.formats.turns import Turns, read_turns, write_turns
from danlu.ledger import Reason
from danlu.rows import Kind, Row


class Preference:
    """A prompt and two answers, the first preferred."""

    name = "preference"

    def matches(self, value: object) -> bool:
        """Whether the record has both sides and something that gives their prompt."""
        shape = shape_of(value)
        return shape is not None and self.fits(shape)

    def fits(self, shape: Shape) -> bool:
        """As `matches`, by the record's shape."""
        sides = sides_of(shape)
        if sides is None:
            return False
        both_lists = all(isinstance(shape[key], ListOf) for key in sides)
        return both_lists or _prompt_source(shape) is not None

    def read(self, value: dict[str, Any]) -> list[Row]:
        """One preference row: the prompt's messages, and those of each side."""
        shape = shape_of(value) or {}
        keys = sides_of(shape) or ("", "")
        chosen, rejected = (read_side(value[key], key) for key in keys)
        source = "sides" if _is_whole(chosen) and _is_whole(rejected) else _prompt_source(shape)
        if source is None:
            raise Unreadable(Reason.INVALID_FIELD, {"field": keys[0], "expected": "prompt"})
        row = Row(kind=Kind.PREFERENCE, messages=[], chosen=chosen.messages, rejected=rejected.messages)
        surface: dict[str, Any] = {"format": self.name, "from": source}
        surface["sides"] = [chosen.surface, rejected.surface]
        extra = {key: side.extra for key, side in zip(keys, (chosen, rejected), strict=True) if side.extra}
        used: set[str] = set(keys)
        if source == "sides":
            lift = not text_of(value, companions_of(tuple(value)).system)
            _take_shared(row, chosen, rejected, surface, lift=lift)
        elif source == "flat":
            used |= _take_flat(row, value, surface)
        else:
            used |= _take_turns(row, value, shape, surface, extra)
        if source != "flat":
            used |= _take_companions(row, value, surface)
        return [finish(row, value, frozenset(used), surface, extra)]

    def write(self, *rows: Row) -> dict[str, Any]:
        """The record; without a surface TRL's lists `prompt`, `chosen` and `rejected`."""
        row = one_row(rows)
        require_kind(row, Kind.PREFERENCE)
        surface = surface_of(row, self.name)
        if surface is None:
            plain = plain_openai(row)
            return {
                "prompt": plain.pop("messages"),
                "chosen": [plain.pop("chosen")],
                "rejected": [plain.pop("rejected")],
                **plain,
            }
        keys = sides_of(dict.fromkeys(surface["keys"])) or ("", "")
        prompt = all_messages(row, surface)
        values: dict[str, Any] = {}
        for key, answers, side in zip(
            keys, (row.get("chosen"), row.get("rejected")), surface["sides"], strict=True
        ):
            messages = [*prompt, *(answers or ())] if surface["from"] == "sides" else list(answers or ())
            values[key] = write_side(messages, side, inner_extra_of(row, key))
        values |= _prompt_values(row, surface)
        return rebuild(row, values)


def sides_of(names: Mapping[str, Any]) -> tuple[str, str] | None:
    """The keys of the preferred and the rejected side, the first pair that is there."""
    return next((pair for pair in SIDES if pair[0] in names and pair[1] in names), None)


def _is_whole(side: Side) -> bool:
    """Whether a side is a whole conversation: turns that do not begin with an answer."""
    return side.surface["as"] == "turns" and side.messages[0]["role"] != "assistant"


def _prompt_source(shape: Shape) -> str | None:
    """Where the prompt of two bare answers stands: `input`, `prompt` (turns), `list`, `flat`, or nowhere."""
    nested = shape.get("input")
    if isinstance(nested, ObjectOf) and "messages" in nested.keys:
        return "input"
    if list_dialect(shape.get("prompt")) is not None:
        return "prompt"
    if turn_lists(shape):
        return "list"
    try:
        return "flat" if fields_of(tuple(shape)).prompt is not None else None
    except Unreadable:
        return "flat"


def _take_shared(row: Row, chosen: Side, rejected: Side, surface: dict[str, Any], *, lift: bool) -> None:
    shared = shared_turns(chosen.messages, rejected.messages)
    if not shared:
        raise Unreadable(Reason.INVALID_FIELD, {"field": "chosen", "expected": "shared_prompt"})
    row["chosen"], row["rejected"] = chosen.messages[shared:], rejected.messages[shared:]
    take_turns(row, Turns(chosen.messages[:shared], {}, {}), surface, lift=lift)


def _take_flat(row: Row, record: dict[str, Any], surface: dict[str, Any]) -> frozenset[str]:
    fields = fields_of(tuple(record))
    prompt = read_prompt(record, fields)
    surface.update(prompt.surface)
    row["messages"] = prompt.messages
    if prompt.system is not None:
        row["system"] = prompt.system
    if prompt.tools is not None:
        row["tools"] = prompt.tools
    return fields.prompt_keys()


def _take_turns(
    row: Row, record: dict[str, Any], shape: Shape, surface: dict[str, Any], extra: dict[str, Any]
) -> set[str]:
    key, items = _prompt_turns(record, shape, surface["from"])
    turns = read_turns(items, key)
    surface["list"] = key
    take_turns(row, turns, surface, lift=not text_of(record, companions_of(tuple(record)).system))
    if turns.extra:
        extra[key] = turns.extra
    if surface["from"] == "input":
        beside = {name: field for name, field in record["input"].items() if name != "messages"}
        surface["input_keys"] = list(record["input"])
        if beside:
            extra[key] = {"turns": turns.extra, "beside": beside}
    return {key}


def _prompt_turns(record: dict[str, Any], shape: Shape, source: str) -> tuple[str, Any]:
    if source == "list":
        keys = turn_lists(shape)
        if len(keys) != 1:
            raise Unreadable(Reason.AMBIGUOUS_RECORD, {"fields": keys})
        return keys[0], record[keys[0]]
    items = record["prompt"] if source == "prompt" else record["input"]["messages"]
    if type(items) is not list:
        raise invalid(source, items)
    return source, items


def _take_companions(row: Row, record: dict[str, Any], surface: dict[str, Any]) -> frozenset[str]:
    companions = companions_of(tuple(record))
    system = text_of(record, companions.system)
    tools = read_tools(record, companions.tools, surface)
    if system:
        row["system"] = system
    if tools is not None:
        row["tools"] = tools
    return companions.keys()


def _prompt_values(row: Row, surface: Mapping[str, Any]) -> dict[str, Any]:
    if surface["from"] == "flat":
        fields = fields_of(tuple(surface["keys"]))
        return write_prompt(list(row["messages"]), row.get("system"), row.get("tools"), surface, fields)
    values: dict[str, Any] = {}
    companions = companions_of(tuple(surface["keys"]))
    if companions.system is not None:
        values[companions.system] = None if "lifted" in surface else row.get("system")
    if companions.tools is not None:
        values[companions.tools] = write_tools(row.get("tools"), surface)
    if surface["from"] != "sides":
        values[surface["list"]] = _written_turns(row, surface)
    return values


def _written_turns(row: Row, surface: Mapping[str, Any]) -> Any:
    extra = inner_extra_of(row, surface["list"])
    beside = extra.get("beside", {})
    if surface["from"] == "input" and beside:
        extra = extra["turns"]
    turns = write_turns(all_messages(row, surface), surface, extra)
    if surface["from"] != "input":
        return turns
    return {key: turns if key == "messages" else beside[key] for key in surface["input_keys"]}
