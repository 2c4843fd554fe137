"""ms-swift's preferences: a conversation that ends with the preferred answer, and `rejected_response`."""

from __future__ import annotations

from typing import Any

from danlu.formats.base import Unreadable, one_row, require_kind, surface_of
from danlu.formats.openai import OpenAI, plain_openai
from danlu.formats.plain import only_answer, plain_text, refuse_weights
from danlu.formats.shape import Shape, shape_of
from danlu.formats.sides import read_side, write_side
from danlu.ledger import Reason
from danlu.rows import Kind, Row

KEY = "rejected_response"
_openai = OpenAI()


class RejectedResponse:
    """Messages whose last answer is preferred to another one."""

    name = "rejected_response"

    def matches(self, value: object) -> bool:
        """Whether messages stand beside a `rejected_response`."""
        shape = shape_of(value)
        return shape is not None and self.fits(shape)

    def fits(self, shape: Shape) -> bool:
        """As `matches`, by the record's shape."""
        return KEY in shape and "chosen" not in shape and _openai.fits(shape)

    def read(self, value: dict[str, Any]) -> list[Row]:
        """One preference row: the last message is the preferred side."""
        rejected = read_side(value[KEY], KEY)
        row = _openai.read({key: field for key, field in value.items() if key != KEY})[0]
        messages = row["messages"]
        if len(messages) < 2 or messages[-1]["role"] != "assistant":
            raise Unreadable(Reason.INVALID_FIELD, {"field": row["surface"]["list"], "type": "list"})
        row["kind"] = Kind.PREFERENCE
        row["chosen"], row["rejected"] = messages[-1:], rejected.messages
        row["messages"] = messages[:-1]
        row["surface"] = {
            **row["surface"],
            "format": self.name,
            "side": rejected.surface,
            "place": list(value).index(KEY),
        }
        if rejected.extra:
            row["extra"] = {**row.get("extra", {}), KEY: rejected.extra}
        return [row]

    def write(self, *rows: Row) -> dict[str, Any]:
        """The record; without a surface ms-swift's keys, the rejected answer as text."""
        row = one_row(rows)
        require_kind(row, Kind.PREFERENCE)
        surface = surface_of(row, self.name)
        if surface is None:
            plain = plain_openai(row)
            messages = [*plain.pop("messages"), plain.pop("chosen")]
            answer = only_answer(row.get("rejected"), "rejected")
            refuse_weights([answer])
            rejected = plain_text(answer, 1)
            return {"messages": messages, KEY: rejected} | {
                key: value for key, value in plain.items() if key != "rejected"
            }
        extra = dict(row.get("extra") or {})
        side = write_side(list(row.get("rejected") or ()), surface["side"], extra.pop(KEY, {}))
        messages = [*row["messages"], *(row.get("chosen") or ())]
        whole: Row = {**row, "messages": messages, "extra": extra, "surface": {**surface, "format": "openai"}}
        items = list(_openai.write(whole).items())
        items.insert(surface["place"], (KEY, side))
        return dict(items)
