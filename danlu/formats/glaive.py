"""Glaive's function calling: a system text that lists functions, and a chat in one text.

`USER:`, `ASSISTANT:` and `FUNCTION RESPONSE:` begin the turns of `chat`, and `<functioncall>` a call, whose
arguments stand as quoted JSON (glaive-function-calling-v2). The functions leave the system text for
the row's tools.
"""

from __future__ import annotations

import json
import re
from typing import Any

from danlu.formats.base import Unwritable, invalid, parse_json
from danlu.formats.calls import read_call_text, write_call_text
from danlu.formats.laid import Laid, Said
from danlu.formats.preset import Preset, Unpacked
from danlu.formats.script import GLAIVE, join_script, split_script
from danlu.formats.shape import Shape
from danlu.ledger import Reason
from danlu.rows import Kind, ToolCall

_LEAD = "SYSTEM: "
_CALL = re.compile(r"<functioncall>\s*")
_QUOTED = re.compile(r"""\{"name": "([^"\\]*)", "arguments": '(.*)'\}""", re.DOTALL)


class Glaive(Preset):
    """A chat with functions, in two texts."""

    name = "glaive"

    def fits(self, shape: Shape) -> bool:
        """`system` and `chat`, both text."""
        return shape.get("system") is str and shape.get("chat") is str

    def lay(self, record: dict[str, Any]) -> list[Laid]:
        """One conversation."""
        said: list[Said] = []
        for place, turn in enumerate(record["chat"]):
            at = (("chat", place, "text"),) if "text" in turn else ()
            calls = ("chat", place, "calls") if "calls" in turn else None
            said.append(Said(turn["role"], at, calls=calls))
        tools = ("system", "functions") if "functions" in record["system"] else None
        return [Laid(Kind.CONVERSATION, said, system=(("system", "text"),), tools=tools)]

    def unpack(self, record: dict[str, Any]) -> Unpacked:
        """The system text parted from its functions, and the chat as turns."""
        found = split_script(record["chat"], GLAIVE)
        if found is None:
            raise invalid("chat", record["chat"], expected="marks of turns")
        turns = [_read_turn(turn, place) for place, turn in enumerate(found[0], 1)]
        return Unpacked({**record, "system": _read_system(record["system"]), "chat": turns}, found[1])

    def pack(self, record: dict[str, Any], notes: dict[str, Any]) -> dict[str, Any]:
        """The two texts."""
        turns = [{"role": turn["role"], "text": _written(turn)} for turn in record["chat"]]
        return {
            **record,
            "system": _written_system(record["system"]),
            "chat": join_script(turns, notes, GLAIVE),
        }


def _read_turn(turn: dict[str, Any], place: int) -> dict[str, Any]:
    mark = _CALL.search(turn["text"]) if turn["role"] == "assistant" else None
    if mark is None:
        return turn
    spelt = turn["text"][mark.end() :]
    quoted = _QUOTED.fullmatch(spelt)
    read: dict[str, Any] = {"role": "assistant", "mark": mark[0]}
    if quoted is not None:
        read["calls"] = [{"name": quoted[1], "arguments": quoted[2]}]
    else:
        found = read_call_text(spelt)
        if found is None or found[1] is None or any(call["id"] for call in found[0]):
            raise invalid("chat", spelt, position=place, expected="functioncall")
        read["calls"] = [{"name": call["name"], "arguments": call["arguments"]} for call in found[0]]
        read["style"] = found[1]
    before = turn["text"][: mark.start()]
    if before.strip():
        read["text"] = before.rstrip()
    read["mark"] = before[len(before.rstrip()) :] + mark[0]
    return read


def _written(turn: dict[str, Any]) -> str:
    if "calls" not in turn:
        return str(turn["text"])
    calls = [ToolCall(id=None, name=call["name"], arguments=call["arguments"]) for call in turn["calls"]]
    if "style" in turn:
        try:
            spelt = write_call_text(calls, turn["style"])
        except ValueError as error:
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": "arguments"}) from error
    else:
        if len(calls) != 1 or '"' in calls[0]["name"]:
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": "tool_calls", "calls": len(calls)})
        spelt = f'{{"name": "{calls[0]["name"]}", "arguments": \'{calls[0]["arguments"]}\'}}'
    return f"{turn.get('text', '')}{turn['mark']}{spelt}"


def _read_system(text: str) -> dict[str, Any]:
    """The system text without its mark, and the functions behind it where they are whole."""
    lead = _LEAD if text.startswith(_LEAD) else ""
    body = text.removeprefix(lead)
    start = body.find("\n{")
    functions = None if start < 0 else _functions(body[start:])
    if functions is None:
        kept = body.rstrip()
        return {"lead": lead, "text": kept, "end": body[len(kept) :]}
    kept = body[:start].rstrip()
    gap = body[len(kept) : start]
    spelt = body[start:]
    read: dict[str, Any] = {"lead": lead, "text": kept, "end": gap, "functions": functions}
    if _spelt(functions) != spelt:
        read["spelt"] = spelt
    return read


def _functions(text: str) -> list[Any] | None:
    decoder = json.JSONDecoder()
    found: list[Any] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        try:
            value, at = decoder.raw_decode(text, at)
            parse_json(json.dumps(value, allow_nan=False))
        except (ValueError, RecursionError):
            return None
        found.append(value)
    return found if found and all(type(value) is dict for value in found) else None


def _spelt(functions: list[Any]) -> str:
    return "".join("\n" + json.dumps(each, ensure_ascii=False, indent=4) for each in functions) + "\n"


def _written_system(system: dict[str, Any]) -> str:
    text = f"{system['lead']}{system['text']}{system['end']}"
    functions = system.get("functions")
    if functions is None:
        return text
    spelt = system.get("spelt")
    return text + (spelt if spelt is not None and _functions(spelt) == functions else _spelt(functions))
