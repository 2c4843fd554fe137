"""Bare prompts: a question without an answer, as mathematics sets and seed lists give them."""

from __future__ import annotations

from typing import Any

from danlu.formats.base import Unreadable, Unwritable, one_row, require_bare, require_kind, surface_of
from danlu.formats.fields import fields_of
from danlu.formats.flat import read_prompt, write_prompt
from danlu.formats.names import ANSWER_LIKE
from danlu.formats.plain import plain_text, refuse_media, refuse_weights
from danlu.formats.record import finish, rebuild
from danlu.formats.shape import Shape, shape_of
from danlu.ledger import Reason
from danlu.rows import Kind, Row


class BarePrompt:
    """A conversation of one question that nobody answers."""

    name = "prompt"

    def matches(self, value: object) -> bool:
        """Whether the record has a prompt of text and no key that looks like an answer."""
        shape = shape_of(value)
        return shape is not None and self.fits(shape)

    def fits(self, shape: Shape) -> bool:
        """As `matches`, by the record's shape."""
        try:
            fields = fields_of(tuple(shape))
        except Unreadable:
            return False
        if fields.prompt is None or fields.answer is not None or shape[fields.prompt] is not str:
            return False
        unknown = [key.casefold() for key in shape if key not in fields.prompt_keys()]
        return not any(piece in key for key in unknown for piece in ANSWER_LIKE)

    def read(self, value: dict[str, Any]) -> list[Row]:
        """One conversation row that ends with the user."""
        fields = fields_of(tuple(value))
        prompt = read_prompt(value, fields)
        if prompt.empty:
            raise Unreadable(Reason.EMPTY_RECORD)
        row = Row(kind=Kind.CONVERSATION, messages=prompt.messages)
        if prompt.system is not None:
            row["system"] = prompt.system
        if prompt.tools is not None:
            row["tools"] = prompt.tools
        return [finish(row, value, fields.prompt_keys(), {"format": self.name, **prompt.surface})]

    def write(self, *rows: Row) -> dict[str, Any]:
        """The record; without a surface a `prompt` alone."""
        row = one_row(rows)
        surface = surface_of(row, self.name)
        if surface is None:
            return _bare(row)
        fields = fields_of(tuple(surface["keys"]))
        values = write_prompt(list(row["messages"]), row.get("system"), row.get("tools"), surface, fields)
        return rebuild(row, values)


def _bare(row: Row) -> dict[str, Any]:
    require_kind(row, Kind.CONVERSATION)
    require_bare(row, "desirable")
    refuse_media(row)
    refuse_weights(row["messages"])
    messages = row["messages"]
    if len(messages) != 1 or messages[0]["role"] != "user" or row.get("system") or row.get("tools"):
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"messages": len(messages)})
    return {"prompt": plain_text(messages[0], 1)}
