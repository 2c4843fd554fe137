"""Telegram messages as Telegram Desktop exports them to JSON (`result.json`).

A message's text is a string, or a list of strings and entities (bold, link, mention, …). Members
of the objects around the messages are no messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from danlu.chats.base import MENTIONED, Shape, invalid_field, rest_of, text_under
from danlu.chats.times import seconds_of
from danlu.pieces import Utterance, Uttered

_MESSAGE = frozenset({"id", "type", "date"})
_MARKS = frozenset({"text_entities", "date_unixtime", "from_id", "actor_id", "actor"})
_MEDIA = frozenset(
    {
        *("photo", "file", "media_type", "sticker_emoji", "poll", "contact_information"),
        *("location_information", "game_title", "invoice_information", "giveaway_information", "dice"),
        *("todo_list", "paid_media", "story_id"),
    }
)
_MENTIONS = frozenset({"mention", "mention_name"})


class Telegram:
    """An element of `messages`."""

    name = "telegram"

    def fits(self, shape: Shape) -> bool:
        """Whether it has a message's keys, and some that only Telegram writes."""
        spoken = "text" in shape or "action" in shape
        return spoken and shape.keys() >= _MESSAGE and not _MARKS.isdisjoint(shape)

    def utter(self, value: Mapping[str, Any], part: str | None) -> Utterance:
        """The message. An export of several chats gives each its own `part`."""
        kind = value["type"]
        if type(kind) is not str:
            raise invalid_field("type", kind)
        text, mentioned = _flat(value.get("text"))
        if kind == "service":
            what = Uttered.SYSTEM
        elif kind != "message" or (not text.strip() and not _MEDIA.isdisjoint(value)):
            what = Uttered.MEDIA
        else:
            what = Uttered.TEXT
        names = [text_under(value, "from"), text_under(value, "actor")]
        used = {*_MESSAGE, "date_unixtime", "from", "from_id", "actor", "actor_id", "text", "text_entities"}
        extra = rest_of(value, used, names)
        if mentioned:
            extra[MENTIONED] = mentioned
        return Utterance(
            chat=part or "",
            speaker=text_under(value, "from_id", "from", "actor_id", "actor"),
            text=text if what is Uttered.TEXT else None,
            time=seconds_of(value.get("date_unixtime")) or seconds_of(value["date"]),
            what=what,
            extra=extra,
        )


def _flat(text: object) -> tuple[str, list[str]]:
    """A text without its entities, and whom it mentions."""
    if type(text) is str:
        return text, []
    if text is None:
        return "", []
    if type(text) is not list:
        raise invalid_field("text", text)
    pieces: list[str] = []
    mentioned: list[str] = []
    for piece in text:
        body = piece.get("text") if type(piece) is dict else piece
        if type(body) is not str:
            raise invalid_field("text", piece)
        pieces.append(body)
        if type(piece) is dict and piece.get("type") in _MENTIONS:
            mentioned.append(body.removeprefix("@"))
    return "".join(pieces), mentioned
