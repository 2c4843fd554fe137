"""Conversations that one text holds: each turn behind a mark that names its speaker.

What stands between the texts of two turns (the end of one, the mark of the next, and the white space
about them) is a *gap*. Gaps are mostly the same before each speaker, so the exceptions are kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from danlu.formats.base import Unwritable
from danlu.ledger import Reason

_ENDS = ("<|endoftext|>", "<eoh>", "<eoa>", "<eom>", "<end_chat>")


class Script(NamedTuple):
    """How turns are marked: a pattern whose first group is the speaker, and the role of each speaker."""

    mark: re.Pattern[str]
    roles: Mapping[str, str]


TAGGED = Script(re.compile(r"<(user|assistant)>:?"), {"user": "user", "assistant": "assistant"})
MOSS_TEXT = Script(re.compile(r"\[(Human|MOSS)\]:"), {"Human": "user", "MOSS": "assistant"})
GORILLA = Script(
    re.compile(r"^### ?(Instruction|Output):", re.MULTILINE), {"Instruction": "user", "Output": "assistant"}
)
PLAIN = Script(
    re.compile(r"^(Human|Assistant)[:：]", re.MULTILINE), {"Human": "user", "Assistant": "assistant"}
)
GLAIVE = Script(
    re.compile(r"^(USER|ASSISTANT|FUNCTION RESPONSE):", re.MULTILINE),
    {"USER": "user", "ASSISTANT": "assistant", "FUNCTION RESPONSE": "tool"},
)


def split_script(text: str, script: Script) -> tuple[list[dict[str, Any]], dict[str, Any]] | None:
    """The turns of a text, each a role and a text, and the gaps; None where it begins with no turn."""
    marks = list(script.mark.finditer(text))
    if not marks or text[: marks[0].start()].strip():
        return None
    turns: list[dict[str, Any]] = []
    gaps: list[str] = []
    end = 0
    for place, mark in enumerate(marks):
        limit = marks[place + 1].start() if place + 1 < len(marks) else len(text)
        start, stop = _core(text, mark.end(), limit)
        gaps.append(text[end:start])
        turns.append({"role": script.roles[mark[1]], "text": text[start:stop]})
        end = stop
    return turns, _fold(gaps, turns, text[end:])


def _core(text: str, start: int, limit: int) -> tuple[int, int]:
    """What is left of a turn without the white space about it and the tokens that end it."""
    stop = limit
    while stop > start:
        token = next((token for token in _ENDS if text.endswith(token, start, stop)), None)
        if token is None and not text[stop - 1].isspace():
            break
        stop -= 1 if token is None else len(token)
    while start < stop and text[start].isspace():
        start += 1
    return start, stop


def _fold(gaps: Sequence[str], turns: Sequence[Mapping[str, Any]], end: str) -> dict[str, Any]:
    usual: dict[str, str] = {}
    for turn, gap in zip(turns[1:], gaps[1:], strict=True):
        usual.setdefault(turn["role"], gap)
    others = {
        str(place): gap
        for place, (turn, gap) in enumerate(zip(turns, gaps, strict=True))
        if usual.get(turn["role"]) != gap
    }
    return {"gaps": usual, "gaps_at": others, "end": end}


def join_script(turns: Sequence[Mapping[str, Any]], notes: Mapping[str, Any], script: Script) -> str:
    """The text of turns; the inverse of `split_script`.

    Raises:
        Unwritable: A text has come to hold a mark, so that it would be read as several turns.
    """
    pieces: list[str] = []
    for place, turn in enumerate(turns):
        pieces.append(notes["gaps_at"].get(str(place), notes["gaps"].get(turn["role"], "")))
        pieces.append(turn["text"])
    text = "".join([*pieces, notes["end"]])
    found = split_script(text, script)
    again = [(turn["role"], turn["text"].strip()) for turn in found[0]] if found else []
    if again != [(turn["role"], turn["text"].strip()) for turn in turns]:
        raise Unwritable(Reason.NOT_EXPRESSIBLE, {"problem": "a text holds a mark of a turn"})
    return text
