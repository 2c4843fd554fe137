"""What a session of a chat becomes: turns, and of them a conversation or what readers thought of it.

A rated answer ends a row of its own, whose `desirable` says whether it was liked; an answer that
somebody put right becomes a pair of which the better one is chosen. A session without either is one
conversation.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from danlu.chats.base import MENTIONED, NAMES
from danlu.chats.cast import Cast, Person, person_of
from danlu.pieces import Utterance
from danlu.rows import Kind, Message, Row

MOST_CONTEXT = 100
"""Turns that a rated answer keeps before it, so that a session of rated answers does not grow squared."""
EARLIEST = 10**7
"""Seconds since 1970 below which a time is no date, but counts from the start of a recording."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says without being interrupted."""

    role: str
    name: str | None
    utterances: Sequence[Utterance]


@dataclass(frozen=True, slots=True)
class Manner:
    """How rows are written.

    Attributes:
        form: The name of the chat's format.
        joined_by: What stands between the messages of one turn.
        rewritten: Puts pseudonyms in place of names, where names do not stay.
        fields: Whether the fields that danlu does not use are kept, in which names may stand.
    """

    form: str
    joined_by: str
    rewritten: Callable[[str], str]
    fields: bool


def turns_of(
    utterances: Sequence[Utterance], roles: Mapping[Person, str], cast: Cast, *, pseudonyms: bool
) -> list[Turn]:
    """The turns of a session; those of more than two people bear names, unless only one has that role."""
    people = [person for person, role in roles.items() if role in {"user", "assistant"}]
    several = {role for role in ("user", "assistant") if sum(roles[one] == role for one in people) > 1}
    named = several if len(people) > 2 else frozenset[str]()
    turns: list[Turn] = []
    start = 0
    for index in range(1, len(utterances) + 1):
        person = person_of(utterances[start])
        if index < len(utterances) and person_of(utterances[index]) == person:
            continue
        name = None
        if roles[person] in named:
            name = cast.pseudonym(person) if pseudonyms else cast.shown(person)
        turns.append(Turn(roles[person], name, utterances[start:index]))
        start = index
    return turns


def answered_stretch(roles: Sequence[str]) -> tuple[int, int]:
    """From the first question, with the system texts before it, to the last answer behind it.

    What an assistant says unasked, and what nobody answers, is no part of a conversation: trainers
    want a question first and an answer last. Both ends are equal where nobody answers anybody.
    """
    asked = next((place for place, role in enumerate(roles) if role == "user"), len(roles))
    answered = max((place for place, role in enumerate(roles) if role == "assistant"), default=-1)
    if answered < asked:
        return 0, 0
    start = next((place for place in range(asked, 0, -1) if roles[place - 1] != "system"), 0)
    return start, answered + 1


def rows_of(chat: str, turns: Sequence[Turn], manner: Manner) -> list[Row]:
    """The rows of a session; none where nobody answers anybody."""
    first = next(index for index, turn in enumerate([*turns, None]) if turn is None or turn.role != "system")
    asked = next((index for index, turn in enumerate(turns) if turn.role == "user"), len(turns))
    answers = [index for index in range(asked, len(turns)) if turns[index].role == "assistant"]
    if not answers:
        return []
    messages = [_message(turn, turn.utterances, manner) for turn in turns]
    row = Row(
        kind=Kind.CONVERSATION, messages=_alternating(messages[first:], manner), group=_group(chat, turns)
    )
    row["surface"] = {"format": manner.form}
    row["extra"] = _extra(turns, manner)
    if first:
        row["system"] = manner.joined_by.join(str(message["content"]) for message in messages[:first])
    rows: list[Row] = []
    for place in answers:
        turn = turns[place]
        for index, utterance in enumerate(turn.utterances):
            if utterance.feedback is None and not (utterance.instead or "").strip():
                continue
            context = messages[_context_start(turns, max(first, place - MOST_CONTEXT), place) : place]
            rows.append(_rated({**row, "messages": _alternating(context, manner)}, turn, index, manner))
    return rows or [row]


def _alternating(messages: Sequence[Message], manner: Manner) -> list[Message]:
    """Turns of one role that follow one another as one turn; of several people each is named in it.

    Trainers want the roles to alternate, and most of their formats have no place for a name.
    """
    joined: list[Message] = []
    for message in messages:
        name, content = message.get("name"), message["content"]
        if name is not None and message["role"] == "user":
            content = f"{name}{': ' if name.isascii() else '：'}{content}"
        if joined and joined[-1]["role"] == message["role"]:
            content = f"{joined.pop()['content']}{manner.joined_by}{content}"
        joined.append(Message(role=message["role"], content=content))
    return joined


def _context_start(turns: Sequence[Turn], earliest: int, place: int) -> int:
    """Where what was said before a rated answer begins: with a question, where it had to be cut."""
    if earliest == 0 or turns[earliest - 1].role == "system":
        return earliest
    asked = (index for index in range(earliest, place) if turns[index].role == "user")
    return next(asked, earliest)


def _rated(row: Row, turn: Turn, index: int, manner: Manner) -> Row:
    """A turn up to one of its messages as an answer that was liked or not, or that was put right."""
    utterance = turn.utterances[index]
    answer = _message(turn, turn.utterances[: index + 1], manner)
    if utterance.instead is None or not utterance.instead.strip():
        row["messages"] = [*row["messages"], answer]
        row["desirable"] = utterance.feedback == "up"
        return row
    better = Utterance(utterance.chat, utterance.speaker, utterance.instead)
    row["kind"] = Kind.PREFERENCE
    row["chosen"] = [_message(turn, [*turn.utterances[:index], better], manner)]
    row["rejected"] = [answer]
    return row


def _message(turn: Turn, utterances: Sequence[Utterance], manner: Manner) -> Message:
    message = Message(role=turn.role, content=_text(utterances, manner))
    if turn.name is not None:
        message["name"] = turn.name
    return message


def _text(utterances: Sequence[Utterance], manner: Manner) -> str:
    return manner.rewritten(manner.joined_by.join(utterance.text or "" for utterance in utterances))


def _group(chat: str, turns: Sequence[Turn]) -> str:
    """What holds the rows of one session together and apart from all others: its chat and its start.

    Where no date tells its start from that of others ("您好"), and chats are only numbered, all that is
    said does: a dialogue that is put before others does not move them to other sides.
    """
    utterances = [utterance for turn in turns for utterance in turn.utterances]
    dated = any((utterance.time or 0) >= EARLIEST for utterance in utterances)
    start = [chat, str(utterances[0].time)] if dated else []
    for utterance in utterances[:1] if dated else utterances:
        start += [str(utterance.speaker), str(utterance.text)]
    return "session " + hashlib.sha256("\x00".join(start).encode("utf-8", "surrogatepass")).hexdigest()


def _extra(turns: Sequence[Turn], manner: Manner) -> dict[str, Any]:
    utterances = [utterance for turn in turns for utterance in turn.utterances]
    extra: dict[str, Any] = {"utterances": len(utterances)}
    times = [utterance.time for utterance in utterances if utterance.time is not None]
    for key, time in zip(("from", "to"), (times[0], times[-1]) if times else (), strict=False):
        extra[key] = (_EPOCH + timedelta(seconds=int(time))).strftime("%Y-%m-%dT%H:%M:%S")
    fields = [
        {key: field for key, field in utterance.extra.items() if key not in {NAMES, MENTIONED}}
        for utterance in utterances
    ]
    if manner.fields and any(fields):
        extra["fields"] = fields
    return extra
