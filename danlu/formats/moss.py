"""MOSS-003: turns by number, each with thoughts, commands of tools, their results, and the answer.

`{meta_instruction, num_turns, chat: {turn_1: {Human, "Inner Thoughts", Commands, "Tool Responses",
MOSS}}}` (Sun et al., 2024). Texts stand between marks such as `<|Human|>: ` and `<eoh>`, which are
taken off; "None" is nothing. A command `Search("…")` is a call with one argument, `input`.
"""

from __future__ import annotations

import re
from typing import Any

from danlu.formats.base import Unreadable, Unwritable, invalid, parse_json
from danlu.formats.laid import Laid, Said
from danlu.formats.preset import Preset, Unpacked
from danlu.formats.shape import ObjectOf, Shape
from danlu.ledger import Reason
from danlu.rows import Kind, to_json

_FIELDS = ("Human", "Inner Thoughts", "Commands", "Tool Responses", "MOSS")
_MARK = re.compile(r"<\|(?:Human|Inner Thoughts|Commands|Results|Tool Responses|MOSS)\|>: ?")
_END = re.compile(r"<eo[htcrm]>\s*+\Z")
_COMMAND = re.compile(r'(?<!\w)(\w++)\("([^"]*+)"\)')
_RAW = re.compile(r"(\w++)\((.*)\)", re.DOTALL)


class MOSS(Preset):
    """A chat of numbered turns."""

    name = "moss"

    def fits(self, shape: Shape) -> bool:
        """An object under `chat` whose first turn is `turn_1`."""
        chat = shape.get("chat")
        return isinstance(chat, ObjectOf) and "turn_1" in chat.keys

    def lay(self, record: dict[str, Any]) -> list[Laid]:
        """One conversation; `meta_instruction` is its system text."""
        said: list[Said] = []
        for number in range(1, len(record["chat"]) + 1):
            key = f"turn_{number}"
            turn = record["chat"].get(key)
            if type(turn) is not dict or not {"Human", "MOSS"} <= set(turn):
                raise Unreadable(Reason.INVALID_FIELD, {"field": "chat", "position": number})
            said += _said(turn, key)
        meta = record.get("meta_instruction")
        system = (("meta_instruction",),) if type(meta) is str else ()
        return [Laid(Kind.CONVERSATION, said, system=system)]

    def unpack(self, record: dict[str, Any]) -> Unpacked:
        """The turns without marks, and commands as calls."""
        usual: dict[str, list[str]] = {}
        others: dict[str, Any] = {}
        unquoted: list[str] = []
        chat: dict[str, Any] = {}
        for name, turn in record["chat"].items():
            if type(turn) is not dict:
                raise invalid("chat", turn)
            chat[name] = dict(turn)
            for field in _FIELDS:
                if field not in turn or turn[field] is None:
                    continue
                if type(turn[field]) is not str:
                    raise invalid(field, turn[field])
                lead, text, end = _unframed(turn[field])
                if usual.setdefault(field, [lead, end]) != [lead, end]:
                    others.setdefault(name, {})[field] = [lead, end]
                chat[name][field] = text
            command = chat[name].get("Commands")
            if command is not None and not _is_nothing(command):
                chat[name]["Commands"], bare = _calls(command)
                unquoted += [name] if bare else []
        return Unpacked({**record, "chat": chat}, {"frames": usual, "frames_at": others, "bare": unquoted})

    def pack(self, record: dict[str, Any], notes: dict[str, Any]) -> dict[str, Any]:
        """The turns with their marks."""
        chat: dict[str, Any] = {}
        for name, turn in record["chat"].items():
            chat[name] = dict(turn)
            for field in _FIELDS:
                if turn.get(field) is None:
                    continue
                lead, end = notes["frames_at"].get(name, {}).get(field) or notes["frames"][field]
                text = turn[field]
                if type(text) is list:
                    text = _commands(text, "" if name in notes["bare"] else '"')
                chat[name][field] = f"{lead}{text}{end}"
        return {**record, "chat": chat}


def _unframed(text: str) -> tuple[str, str, str]:
    mark = _MARK.match(text)
    start = mark.end() if mark else 0
    end = _END.search(text, start)
    stop = end.start() if end else len(text)
    return text[:start], text[start:stop], text[stop:]


def _is_nothing(text: Any) -> bool:
    return type(text) is str and text.strip() in {"None", "None."}


def _said(turn: dict[str, Any], key: str) -> list[Said]:
    def at(field: str) -> tuple[str, str, str]:
        return "chat", key, field

    said = [Said("user", (at("Human"),))]
    thought = turn.get("Inner Thoughts")
    reasoning = None if thought is None or _is_nothing(thought) else at("Inner Thoughts")
    if type(turn.get("Commands")) is list:
        said.append(Said("assistant", reasoning=reasoning, calls=at("Commands")))
        reasoning = None
    results = turn.get("Tool Responses")
    if results is not None and not _is_nothing(results):
        said.append(Said("tool", (at("Tool Responses"),)))
    return [*said, Said("assistant", (at("MOSS"),), reasoning=reasoning)]


def _calls(text: str) -> tuple[list[dict[str, Any]], bool]:
    """The commands of a turn, and whether the argument is all that stands between the brackets."""
    found = [
        {"name": match[1], "arguments": to_json({"input": match[2]})} for match in _COMMAND.finditer(text)
    ]
    if found and _commands(found, '"') == text:
        return found, False
    raw = _RAW.fullmatch(text)
    if raw is None:
        raise invalid("Commands", text, expected="calls")
    return [{"name": raw[1], "arguments": to_json({"input": raw[2]})}], True


def _commands(calls: list[dict[str, Any]], quote: str) -> str:
    spelt: list[str] = []
    for call in calls:
        try:
            given = parse_json(call["arguments"])
        except ValueError as error:
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": "arguments"}) from error
        if type(given) is not dict or list(given) != ["input"] or type(given["input"]) is not str:
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": "arguments"})
        spelt.append(f"{call['name']}({quote}{given['input']}{quote})")
    return ", ".join(spelt)
