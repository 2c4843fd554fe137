"""Slack messages as its workspace export writes them: an array of messages for each channel and day.

The channel is the folder of the file; a thread is a chat of its own. Text is unescaped as Slack's
"Formatting text for app surfaces" describes it: `<@U1>`, `<#C1|name>`, `<!here>`, `<url|label>`
and the entities of &, < and >. The tables of users and channels beside them are no messages.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from danlu.chats.base import MENTIONED, NotUttered, Shape, rest_of, text_under
from danlu.chats.times import seconds_of
from danlu.ledger import Reason
from danlu.pieces import Utterance, Uttered

_SPOKEN = frozenset(
    {"bot_message", "me_message", "thread_broadcast", "reply_broadcast", "file_share", "file_comment"}
)
_TABLES = (
    frozenset({"id", "team_id", "profile"}),
    frozenset({"id", "created", "members"}),
    frozenset({"user_id", "date", "change_type"}),
)
"""Keys of users, of channels and direct messages, and of the log of integrations."""
_MARKUP = re.compile(r"<([^<>\n]{1,3000})>")
_USED = (
    "type",
    "ts",
    "user",
    "bot_id",
    "text",
    "thread_ts",
    "subtype",
    "user_profile",
    "bot_profile",
    "username",
)


class Slack:
    """An element of a channel's day."""

    name = "slack"

    def fits(self, shape: Shape) -> bool:
        """Whether it is a message, or an element of the tables beside the messages."""
        if {"type", "ts"} <= shape.keys():
            return not {"text", "files", "subtype"}.isdisjoint(shape)
        return any(table <= shape.keys() for table in _TABLES)

    def utter(self, value: Mapping[str, Any], part: str | None) -> Utterance:
        """The message; `part` is its file, such as "general/2024-01-01.json"."""
        if "ts" not in value:
            raise NotUttered(Reason.ENVELOPE, {"fields": len(value)})
        text, mentioned = _plain(text_under(value, "text") or "")
        extra = rest_of(value, _USED, _names(value))
        if mentioned:
            extra[MENTIONED] = mentioned
        what = _what(value, text)
        return Utterance(
            chat=_chat(value, part),
            speaker=text_under(value, "user", "bot_id", "username"),
            text=text if what is Uttered.TEXT else None,
            time=seconds_of(value["ts"]),
            what=what,
            extra=extra,
        )


def _what(value: Mapping[str, Any], text: str) -> Uttered:
    subtype = value.get("subtype")
    if value.get("hidden") is True or subtype == "tombstone":
        return Uttered.HIDDEN
    if value["type"] != "message" or (subtype is not None and subtype not in _SPOKEN):
        return Uttered.SYSTEM
    if not text.strip() and not {"files", "attachments", "blocks", "upload"}.isdisjoint(value):
        return Uttered.MEDIA
    return Uttered.TEXT


def _chat(value: Mapping[str, Any], part: str | None) -> str:
    folder = (part or "").rpartition("/")[0]
    thread = text_under(value, "thread_ts")
    return folder if thread is None else f"{folder}#{thread}"


def _names(value: Mapping[str, Any]) -> list[str | None]:
    names: list[str | None] = []
    for key in ("user_profile", "bot_profile"):
        profile = value.get(key)
        if type(profile) is dict:
            names += [
                text_under(profile, name) for name in ("display_name", "real_name", "name", "first_name")
            ]
    return [*names, text_under(value, "username")]


def _plain(text: str) -> tuple[str, list[str]]:
    """The text as people read it, and whom it mentions."""
    mentioned: list[str] = []

    def written(markup: re.Match[str]) -> str:
        target, _, label = markup[1].partition("|")
        if target.startswith("@"):
            mentioned.append(label.removeprefix("@") or target[1:])
            return f"@{mentioned[-1]}"
        if target.startswith("#"):
            return f"#{label or target[1:]}"
        if target.startswith("!"):
            return label or f"@{target[1:]}"
        address = target.removeprefix("mailto:")
        return f"[{label}]({address})" if label and label not in {address, target} else address

    if "<" in text:
        text = _MARKUP.sub(written, text)
    if "&" in text:
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text, mentioned
