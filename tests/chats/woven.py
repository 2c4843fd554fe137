"""Weaves utterances or records into rows and proves that each has exactly one fate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from danlu.chats import Sessions, find_chat
from danlu.pieces import Utterance
from danlu.reading_knobs import Chat, Role
from danlu.rows import Row
from danlu.woven import Woven


def weave(
    utterances: Iterable[Utterance], roles: Mapping[str, Role] | None = None, **options: Any
) -> list[Woven]:
    """The fates of utterances; those of one session are settled together."""
    sessions = Sessions(Chat(**options), roles or {}, "test")
    handed = list(utterances)
    fates = [fate for handle, piece in enumerate(handed) for fate in sessions.take(handle, piece)]
    fates += sessions.finish()
    assert sorted(handle for fate in fates for handle in fate.handles) == list(range(len(handed)))
    assert all(list(fate.handles) == sorted(fate.handles) for fate in fates)
    assert all((fate.reason is None) == bool(fate.rows) for fate in fates)
    return fates


def rows(utterances: Iterable[Utterance], **options: Any) -> list[Row]:
    return [row for fate in weave(utterances, **options) for row in fate.rows]


def turns(row: Row) -> list[tuple[str, str | None]]:
    return [(message["role"], message["content"]) for message in row["messages"]]


def utter(record: Mapping[str, Any], part: str | None = None) -> Utterance:
    """The utterance of a record that is known to be a message."""
    chat = find_chat(dict(record))
    assert chat is not None
    return chat.utter(record, part)
