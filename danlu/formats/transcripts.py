"""HH-RLHF: two whole transcripts as text, which differ in their ends.

Each turn begins with an empty line and `Human:` or `Assistant:` (Bai et al., 2022,
https://github.com/anthropics/hh-rlhf).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from danlu.formats.base import (
    Unreadable,
    Unwritable,
    invalid,
    one_row,
    require_bare,
    require_kind,
    surface_of,
)
from danlu.formats.dialects import turn_lists
from danlu.formats.plain import plain_text, refuse_media, refuse_weights
from danlu.formats.record import finish, rebuild
from danlu.formats.shape import Shape, shape_of
from danlu.ledger import Reason
from danlu.rows import Kind, Message, Row

SIDES = ("chosen", "rejected")
_TURN = re.compile(r"\n\n(Human|Assistant):")
_ROLES = {"Human": "user", "Assistant": "assistant"}
_SPEAKERS = {role: speaker for speaker, role in _ROLES.items()}
_PROMPTS = ("prompt", "instruction", "question", "query", "input", "指令", "问题")


class Transcripts:
    """A preferred and a rejected transcript, and nothing that gives their prompt."""

    name = "transcripts"

    def matches(self, value: object) -> bool:
        """Whether `chosen` and `rejected` are texts and no key holds a prompt."""
        shape = shape_of(value)
        return shape is not None and self.fits(shape)

    def fits(self, shape: Shape) -> bool:
        """As `matches`, by the record's shape."""
        if shape.get("chosen") is not str or shape.get("rejected") is not str:
            return False
        return not turn_lists(shape) and not any(key.casefold() in _PROMPTS for key in shape)

    def read(self, value: dict[str, Any]) -> list[Row]:
        """One preference row: the turns that both share are the prompt, the rest are the answers."""
        surface: dict[str, Any] = {"format": self.name}
        chosen, rejected = (_read_transcript(value[side], side, surface) for side in SIDES)
        shared = shared_turns(chosen, rejected)
        if not shared:
            raise Unreadable(Reason.INVALID_FIELD, {"field": "chosen", "expected": "shared_prompt"})
        row = Row(
            kind=Kind.PREFERENCE,
            messages=chosen[:shared],
            chosen=chosen[shared:],
            rejected=rejected[shared:],
        )
        return [finish(row, value, frozenset(SIDES), surface)]

    def write(self, *rows: Row) -> dict[str, Any]:
        """The record; without a surface two plain transcripts."""
        row = one_row(rows)
        require_kind(row, Kind.PREFERENCE)
        surface = surface_of(row, self.name)
        if surface is None:
            require_bare(row, "system", "tools", "desirable")
            refuse_media(row)
            refuse_weights([*row["messages"], *(row.get("chosen") or ()), *(row.get("rejected") or ())])
        values = {
            side: _write_transcript([*row["messages"], *(answers or ())], (surface or {}).get(side, []))
            for side, answers in (("chosen", row.get("chosen")), ("rejected", row.get("rejected")))
        }
        return values if surface is None else rebuild(row, values)


def shared_turns(chosen: Sequence[Message], rejected: Sequence[Message]) -> int:
    """How many turns two conversations begin with in common, leaving each at least one."""
    most = min(len(chosen), len(rejected)) - 1
    return next((place for place in range(most) if chosen[place] != rejected[place]), most)


def _read_transcript(text: str, side: str, surface: dict[str, Any]) -> list[Message]:
    pieces = _TURN.split(text)
    if pieces[0] or len(pieces) < 3:
        raise invalid(side, text, expected="transcript")
    messages: list[Message] = []
    tight: list[int] = []
    for place, (speaker, said) in enumerate(zip(pieces[1::2], pieces[2::2], strict=True)):
        if not said.startswith(" "):
            tight.append(place)
        messages.append({"role": _ROLES[speaker], "content": said.removeprefix(" ")})
    if tight:
        surface[side] = tight
    return messages


def _write_transcript(messages: Sequence[Message], tight: Sequence[int]) -> str:
    turns = []
    for place, message in enumerate(messages):
        speaker = _SPEAKERS.get(message["role"])
        if speaker is None:
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"role": message["role"], "message": place + 1})
        blank = "" if place in tight else " "
        turns.append(f"\n\n{speaker}:{blank}{plain_text(message, place + 1)}")
    text = "".join(turns)
    if len(_TURN.findall(text)) != len(turns):
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"problem": "a text holds a mark of a turn"})
    return text
