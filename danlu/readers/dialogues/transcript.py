"""Transcripts: turns that start with their speaker, such as "客服：…", "[00:01:02] Client: …" or "Q: …".

A file may hold many conversations, parted by numbered headings ("Dialogue 3"), by rules ("-----")
where turns follow these, or by blank lines where the blocks between them hold several turns each;
the first megabyte tells. Rules and headings are refused as envelope.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from danlu.ledger import Reason
from danlu.pieces import Utterance
from danlu.readers.base import Limits, Parsed, Record, refuse
from danlu.readers.buffer import TextBuffer
from danlu.readers.dialogues.chat_lines import LineCutter, fill_window
from danlu.readers.dialogues.transcript_lines import (
    Prefix,
    find_prefix,
    is_dialogue,
    is_heading,
    is_rule,
    speakers_of,
)

_WINDOW = 1 << 20
_FIRST_DAY = date(1970, 1, 1).toordinal()
_DAY = re.compile(r"(\d+)\D(\d+)\D(\d+)")


@dataclass(frozen=True, slots=True)
class _Opened:
    """What a line opens: a turn of a conversation, or, without a prefix, a line around conversations."""

    chat: int
    prefix: Prefix | None


def looks_like_transcript(lines: Sequence[str]) -> bool:
    """Whether these first lines are of a transcript; prose, fields and settings are not."""
    return is_dialogue([stripped for line in lines if (stripped := line.strip(" \t\r"))])


def read_transcript(buffer: TextBuffer, limits: Limits) -> Iterator[Record]:
    """The turns as utterances; each conversation of the file is a chat of its own."""
    parting = _Parting(fill_window(buffer, _WINDOW))
    return LineCutter(buffer, limits).records(parting.opens, _parse)


class _Parting:
    """Tells where turns and conversations begin, by what the first lines of the file are like."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._speakers = speakers_of(lines)
        self._by_blanks = self._blanks_part(lines)
        self._by_rules = self._rules_part([line for line in lines if line])
        self._chat = 1
        self._turns = 0
        self._outside = True

    def opens(self, line: str, after_blank: bool) -> _Opened | None:  # noqa: FBT001 - as it is called
        """The turn or the line between conversations that a line opens; None where it goes on."""
        prefix = self._turn(line)
        if prefix is not None:
            if after_blank and self._by_blanks:
                self._part()
            self._turns += 1
            self._outside = False
            return _Opened(self._chat, prefix)
        if (self._by_rules and is_rule(line)) or is_heading(line):
            self._part()
            return _Opened(self._chat, None)
        return _Opened(self._chat, None) if self._outside and after_blank else None

    def _turn(self, line: str) -> Prefix | None:
        prefix = find_prefix(line)
        return prefix if prefix is not None and prefix.label in self._speakers else None

    def _part(self) -> None:
        """A new conversation begins, if the last one has turns."""
        self._chat += self._turns > 0
        self._turns = 0
        self._outside = True

    def _blanks_part(self, lines: Sequence[str]) -> bool:
        """Whether most blocks between blank lines hold two turns or more, so that blank lines part."""
        blocks = [0]
        for line in lines:
            if not line:
                blocks.append(0)
            elif self._turn(line) is not None:
                blocks[-1] += 1
        filled = [turns for turns in blocks if turns]
        return sum(turns >= 2 for turns in filled) * 2 > len(filled)

    def _rules_part(self, lines: Sequence[str]) -> bool:
        """Whether turns follow nearly all rules, at once or behind a heading; else they are text."""
        rules = [index for index, line in enumerate(lines) if is_rule(line)]
        followed = sum(any(map(self._turn, lines[index + 1 : index + 3])) for index in rules)
        last = bool(rules) and rules[-1] == len(lines) - 1
        return followed * 5 >= (len(rules) - last) * 4


def _parse(text: str, opened: _Opened | None) -> Parsed:
    if opened is None or opened.prefix is None:
        return refuse(Reason.ENVELOPE, characters=len(text))
    prefix = opened.prefix
    said = text[prefix.end :].strip()
    return Parsed(Utterance(str(opened.chat), prefix.label, said, _time_of(prefix)))


def _time_of(prefix: Prefix) -> float | None:
    """Seconds since 1970, or since the recording began where there is no date."""
    if prefix.clock is None:
        return None
    numbers = [int(number) for number in prefix.clock.split(":")]
    if len(numbers) == 2:
        # "10:15" behind a date is hours and minutes, alone minutes and seconds of a recording
        numbers = [*numbers, 0] if prefix.day else [0, *numbers]
    seconds = float(numbers[0] * 3600 + numbers[1] * 60 + numbers[2])
    day = _DAY.match(prefix.day) if prefix.day else None
    if day is None:
        return seconds
    try:
        days = date(int(day[1]), int(day[2]), int(day[3])).toordinal() - _FIRST_DAY
    except ValueError:
        return None
    return days * 86400 + seconds
