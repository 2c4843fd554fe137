"""ShareGPT: `conversations` of turns with `from` and `value`, and the names that others gave them."""

from __future__ import annotations

from typing import Any

from danlu.formats.base import Unwritable, one_row, require_kind, surface_of
from danlu.formats.calls import FLAT, write_call_text
from danlu.formats.dialects import turn_list_keys
from danlu.formats.dialogue import fits_dialogue, read_dialogue, write_dialogue
from danlu.formats.plain import content_text, only_answer, plain_text, refuse_media, refuse_weights, thought
from danlu.formats.shape import Shape, shape_of
from danlu.ledger import Reason
from danlu.rows import Kind, Message, Row

ROLE_KEYS = ("from", "speaker")
_NAMES = {"user": "human", "assistant": "gpt", "tool": "observation"}


class ShareGPT:
    """Turns whose speaker stands under `from`."""

    name = "sharegpt"

    def matches(self, value: object) -> bool:
        """Whether the record has a list of turns with `from` and a text."""
        shape = shape_of(value)
        return shape is not None and self.fits(shape)

    def fits(self, shape: Shape) -> bool:
        """As `matches`, by the record's shape."""
        return fits_dialogue(shape, ROLE_KEYS)

    def read(self, value: dict[str, Any]) -> list[Row]:
        """One conversation row; turns of calls become calls of the assistant."""
        return [read_dialogue(value, self.name, turn_list_keys(value))]

    def write(self, *rows: Row) -> dict[str, Any]:
        """The record; without a surface the keys that LLaMA-Factory expects of ShareGPT."""
        row = one_row(rows)
        surface = surface_of(row, self.name)
        return plain_sharegpt(row) if surface is None else write_dialogue(row, surface)


def plain_sharegpt(row: Row) -> dict[str, Any]:
    """The row under ShareGPT's standard keys, the same for every row of a kind.

    Calls stand in a `function_call` turn as JSON text: one object, or a list for parallel calls,
    both of which LLaMA-Factory's `FunctionFormatter` takes, with reasoning before them.

    Raises:
        Unwritable: Media, weights, system turns in the middle, or text beside calls.
    """
    require_kind(row, Kind.CONVERSATION, Kind.PREFERENCE)
    refuse_media(row)
    refuse_weights(row["messages"])
    record: dict[str, Any] = {
        "conversations": [_turn(message, place) for place, message in enumerate(row["messages"], 1)]
    }
    if row["kind"] is Kind.PREFERENCE:
        for side, answers in (("chosen", row.get("chosen")), ("rejected", row.get("rejected"))):
            answer = only_answer(answers, side)
            refuse_weights([answer])
            record[side] = _turn(answer, 1)
    record["system"] = row.get("system") or ""
    record["tools"] = row.get("tools") or ""
    if row.get("desirable") is not None:
        record["kto_tag"] = row["desirable"]
    return record


def _turn(message: Message, place: int) -> dict[str, str]:
    speaker = _NAMES.get(message["role"])
    if speaker is None:
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"role": message["role"], "message": place})
    calls = message.get("tool_calls")
    if not calls:
        return {"from": speaker, "value": plain_text(message, place)}
    if message.get("parts"):
        content_text(message, place)
    if message.get("parts") or (message["content"] or "").strip():
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": "content", "message": place})
    try:
        text = write_call_text(calls, FLAT)
    except ValueError as error:
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"field": "arguments", "message": place}) from error
    return {"from": "function_call", "value": thought(message) + text}
