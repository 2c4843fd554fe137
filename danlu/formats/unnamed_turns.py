"""Dialogues whose turns name no speaker, for two people take turns: KdConv and its kin.

`{messages: [{message, attrs}], name}` (Zhou et al., 2020). The one who begins is the user.
"""

from __future__ import annotations

from typing import Any

from danlu.formats import names
from danlu.formats.base import Unwritable, invalid, one_row, require_bare, require_kind
from danlu.formats.dialects import dialect_of
from danlu.formats.laid import Laid, Said
from danlu.formats.plain import plain_text, refuse_media, refuse_weights
from danlu.formats.preset import Preset
from danlu.formats.shape import ListOf, Shape
from danlu.ledger import Reason
from danlu.rows import Kind, Row

_LISTS = ("messages", "dialogue", "dialog", "conversation", "conversations", "turns", "对话")
_TEXTS = ("message", "utterance", "text", "content")
_ALLOWED = frozenset({*_TEXTS, "attrs", "id", "turn", "turn_id", "index", "annotations", "knowledge"})
"""A turn with any other key may say who speaks, or be no turn at all."""
_BESIDE = frozenset((*names.TEXT, *names.DOCUMENT, *names.LABEL, *names.SPANS))


def _text_key(keys: Any) -> str | None:
    if not set(keys) <= _ALLOWED or dialect_of(tuple(keys)) is not None:
        return None
    return next((key for key in _TEXTS if key in keys), None)


class UnnamedTurns(Preset):
    """A list of messages that alternate between two people."""

    name = "unnamed_turns"

    def fits(self, shape: Shape) -> bool:
        """Exactly one list of objects with a text and no speaker; no text or label beside it."""
        return len(self._lists(shape)) == 1 and _BESIDE.isdisjoint(key.casefold() for key in shape)

    def _lists(self, shape: Shape) -> list[str]:
        return [
            key
            for key in _LISTS
            if isinstance(code := shape.get(key), ListOf) and code.item is dict and _text_key(code.keys)
        ]

    def lay(self, record: dict[str, Any]) -> list[Laid]:
        """One conversation."""
        key = next(
            name
            for name in _LISTS
            if type(turns := record.get(name)) is list
            and turns
            and type(turns[0]) is dict
            and _text_key(turns[0])
        )
        said: list[Said] = []
        for place, turn in enumerate(record[key]):
            text = _text_key(turn) if type(turn) is dict else None
            if text is None:
                raise invalid(key, turn, position=place + 1)
            said.append(Said("assistant" if place % 2 else "user", ((key, place, text),)))
        return [Laid(Kind.CONVERSATION, said)]

    def plain(self, *rows: Row) -> dict[str, Any]:
        """`messages` of a `message` each, of a conversation in which user and assistant take turns."""
        row = one_row(rows)
        require_kind(row, Kind.CONVERSATION)
        require_bare(row, "system", "tools", "desirable")
        refuse_media(row)
        refuse_weights(row["messages"])
        for place, message in enumerate(row["messages"]):
            if message["role"] != ("assistant" if place % 2 else "user"):
                raise Unwritable(Reason.ROLES_DO_NOT_ALTERNATE, {"message": place + 1})
        said = [plain_text(message, place) for place, message in enumerate(row["messages"], 1)]
        return {"messages": [{"message": text} for text in said]}
