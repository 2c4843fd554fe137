"""Weaves the messages of a source into sessions, and each session into rows.

A session ends where a chat falls silent for longer than the recipe allows. Messages that are no
text are refused one by one and interrupt nobody. What is held is bounded: a session closes at 2,000
messages or 4 million characters, or once 100,000 records of the source follow without a message of
it. Where the sessions of all chats hold more than 32 million, or there are more than 100,000 chats,
the chat that was silent longest is closed and forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from danlu.chats.answering import Answering
from danlu.chats.cast import Cast, Person, person_of
from danlu.chats.told import Manner, answered_stretch, rows_of, turns_of
from danlu.ledger import Reason
from danlu.pieces import Utterance, Uttered
from danlu.reading_knobs import Chat, Role
from danlu.woven import Woven

MOST_UTTERANCES = 2000
MOST_CHARACTERS = 4 * 1024**2
MOST_HELD = 32 * 1024**2
MOST_CHATS = 100_000
MOST_SILENT = 100_000

_UNUSED = {
    Uttered.MEDIA: Reason.MEDIA_MESSAGE,
    Uttered.SYSTEM: Reason.SYSTEM_MESSAGE,
    Uttered.HIDDEN: Reason.HIDDEN_MESSAGE,
}


_Said = tuple[int, Utterance]
"""A message and its record's handle."""


@dataclass(slots=True)
class _Open:
    """One chat: its open session, and what is known from earlier ones."""

    handles: list[int] = field(default_factory=list)
    utterances: list[Utterance] = field(default_factory=list)
    characters: int = 0
    last: float | None = None
    cast: Cast = field(default_factory=Cast)
    answered: Person | None = None


class Sessions:
    """Makes conversations of messages that come in the order of the source, of many chats at once.

    Args:
        options: How messages become conversations.
        roles: The roles of speakers whom danlu does not know.
        form: The name of the chats' format, which the rows' surface holds.
    """

    def __init__(self, options: Chat, roles: Mapping[str, Role], form: str = "chat") -> None:
        self._options = options
        self._form = form
        self._answering = Answering(options.assistant, roles)
        self._gap = options.session_gap_minutes * 60
        self._chats: dict[str, _Open] = {}
        self._speaking: dict[str, None] = {}
        self._held = 0

    def take(self, handle: int, piece: Utterance) -> Iterator[Woven]:
        """The next message, and the fates that it settles."""
        reason = _refusal(piece)
        if reason is Reason.SYSTEM_MESSAGE or reason is Reason.HIDDEN_MESSAGE:
            yield Woven([handle], format=self._form, reason=reason)
            return
        chat = self._chats.pop(piece.chat, None) or _Open()
        self._chats[piece.chat] = chat
        if self._is_over(chat, piece.time):
            yield from self._closed(piece.chat, chat)
        if piece.time is not None:
            chat.last = piece.time
        if reason is not None:
            yield Woven([handle], format=self._form, reason=reason)
        else:
            self._hold(chat, handle, piece)
            self._speaking.pop(piece.chat, None)
            self._speaking[piece.chat] = None
            if len(chat.utterances) >= MOST_UTTERANCES or chat.characters >= MOST_CHARACTERS:
                yield from self._closed(piece.chat, chat)
        while (key := next(iter(self._speaking), None)) is not None:
            if self._chats[key].handles[-1] >= handle - MOST_SILENT:
                break
            yield from self._closed(key, self._chats[key])
        while self._held > MOST_HELD or len(self._chats) > MOST_CHATS:
            silent = next(iter(self._chats))
            yield from self._closed(silent, self._chats.pop(silent))

    def finish(self) -> Iterator[Woven]:
        """The fates of all open sessions, in the order of their first messages. Nothing is remembered."""
        waiting = [(chat.handles[0], key) for key, chat in self._chats.items() if chat.handles]
        for _, key in sorted(waiting):
            yield from self._closed(key, self._chats[key])
        self._chats.clear()

    def _is_over(self, chat: _Open, time: float | None) -> bool:
        """Whether a message so late, or so early where the file runs backwards, is of a new session."""
        if not self._gap or time is None or chat.last is None or not chat.handles:
            return False
        return abs(time - chat.last) > self._gap

    def _hold(self, chat: _Open, handle: int, piece: Utterance) -> None:
        chat.handles.append(handle)
        chat.utterances.append(piece)
        size = len(piece.text or "") + len(piece.instead or "")
        chat.characters += size
        self._held += size

    def _closed(self, key: str, chat: _Open) -> Iterator[Woven]:
        """The fate of a chat's open session."""
        if not chat.handles:
            return
        self._speaking.pop(key, None)
        said = _in_order(list(zip(chat.handles, chat.utterances, strict=True)))
        options, cast = self._options, chat.cast
        cast.meet([utterance for _, utterance in said])
        roles = self._answering.roles_of([utterance for _, utterance in said], chat.answered)
        start, end = answered_stretch([roles[person_of(utterance)] for _, utterance in said])
        utterances = [utterance for _, utterance in said[start:end]]
        turns = turns_of(utterances, roles, cast, pseudonyms=options.pseudonyms)
        rewritten = cast.rewritten if options.pseudonyms else _as_it_is
        manner = Manner(self._form, options.joined_by, rewritten, fields=not options.pseudonyms)
        rows = rows_of(key, turns, manner) if turns else []
        if rows and chat.answered is None:
            chat.answered = next(person for person, role in roles.items() if role == "assistant")
        counts = {"messages": len(chat.handles), "speakers": len(roles)}
        if rows:
            yield Woven(_handles(said[start:end]), rows, self._form)
        else:
            start, end = 0, 0
        for stretch, reason in ((said[:start], Reason.NO_QUESTION), (said[end:], Reason.NO_ANSWER)):
            if stretch:
                yield Woven(_handles(stretch), (), self._form, reason, counts)
        self._held -= chat.characters
        chat.handles, chat.utterances, chat.characters = [], [], 0


def _refusal(piece: Utterance) -> Reason | None:
    """Why a message is no part of a conversation; None where it is."""
    if piece.what is not Uttered.TEXT:
        return _UNUSED[piece.what]
    if piece.text is None or not piece.text.strip():
        return Reason.EMPTY_RECORD
    for text in (piece.text, piece.instead):
        if text is not None and not text.isascii() and not _is_unicode(text):
            return Reason.INVALID_ENCODING
    return None


def _is_unicode(text: str) -> bool:
    """Whether a text has no half of a surrogate pair, which no file could hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _in_order(said: list[_Said]) -> list[_Said]:
    """The messages as they were sent: as they stand, or from the last where the file runs backwards."""
    times = [utterance.time for _, utterance in said if utterance.time is not None]
    falls = all(earlier >= later for earlier, later in pairwise(times))
    return said[::-1] if falls and times and times[0] > times[-1] else said


def _handles(said: list[_Said]) -> list[int]:
    return sorted(handle for handle, _ in said)


def _as_it_is(text: str) -> str:
    return text
