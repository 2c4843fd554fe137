"""WhatsApp chats as the app exports them to text: one message after another, each behind its time.

Day and month are told by the first megabyte: the day stands first unless somewhere a second number
is over 12 and nowhere a first. Times are the phone's, without a time zone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from danlu.ledger import Reason
from danlu.pieces import Utterance, Uttered
from danlu.readers.base import Limits, Parsed, Record, refuse
from danlu.readers.buffer import TextBuffer
from danlu.readers.dialogues.chat_lines import LineCutter, fill_window
from danlu.readers.dialogues.whatsapp_header import MARKS, Header, find_header, style_of
from danlu.readers.dialogues.whatsapp_notices import caption_of, is_gone, without_edit

_WINDOW = 1 << 20
_LONGEST_NAME = 80
_QUOTES = frozenset('"“”„«»「」')
"""A notice that quotes a group's name is told by them: its colon is no speaker's."""
_LOG_LEVELS = frozenset({"info", "warning", "warn", "error", "debug", "trace", "fatal", "critical", "notice"})


def looks_like_whatsapp(lines: Sequence[str]) -> bool:
    """Whether these first lines are of a WhatsApp export; blank ones do not count.

    The first has a header, and so has one in five; at least two have a speaker, and no log levels
    speak.
    """
    lines = [stripped for line in lines if (stripped := line.strip(" \t\r"))]
    if not lines or find_header(lines[0]) is None:
        return False
    style = style_of(lines)
    speakers: list[str] = []
    headers = 0
    for line in lines:
        header = find_header(line)
        if header is None or style is None or header.style != style.header:
            continue
        headers += 1
        name, _ = _split(line[header.end :])
        if name is not None:
            speakers.append(name)
    levels = sum(name.rpartition(".")[2].casefold() in _LOG_LEVELS for name in speakers)
    return len(speakers) >= 2 and headers * 5 >= len(lines) and levels * 2 < len(speakers)


def read_whatsapp(buffer: TextBuffer, limits: Limits) -> Iterator[Record]:
    """The messages as utterances of one chat; lines before the first message are refused."""
    style = style_of(fill_window(buffer, _WINDOW))

    def opens(line: str, after_blank: bool) -> Header | None:  # noqa: FBT001, ARG001 - as all are called
        header = find_header(line)
        return header if header is not None and style is not None and header.style == style.header else None

    def parse(text: str, header: Header | None) -> Parsed:
        if header is None or style is None:
            return refuse(Reason.UNKNOWN_RECORD_FORMAT, problem="no time")
        return Parsed(_utterance(text[header.end :], style.time_of(header)))

    return LineCutter(buffer, limits).records(opens, parse)


def _split(rest: str) -> tuple[str | None, str]:
    """The speaker and what is said; no speaker in a notice of the app itself."""
    line, _, _ = rest.partition("\n")
    end = line.find(": ")
    if end < 0 and line.endswith(":"):
        end = len(line) - 1
    name = line[: max(end, 0)].strip(MARKS + " \u00a0\u202f").removeprefix("~").strip(" \u00a0\u202f")
    if not 0 < len(name) <= _LONGEST_NAME or not _QUOTES.isdisjoint(name):
        return None, rest
    return name, rest[end + 1 :].removeprefix(" ")


def _utterance(rest: str, time: float | None) -> Utterance:
    speaker, said = _split(rest)
    if speaker is None:
        return Utterance("", None, None, time, what=Uttered.SYSTEM)
    text = without_edit(said)
    extra = {"edited": True} if text != said else {}
    caption = caption_of(text)
    if caption is not None:
        what = Uttered.TEXT if caption else Uttered.MEDIA
        return Utterance("", speaker, caption or None, time, what=what, extra={**extra, "media": True})
    if text.startswith("\u200e") or is_gone(text):
        return Utterance("", speaker, None, time, what=Uttered.SYSTEM)
    return Utterance("", speaker, text.strip(MARKS), time, extra=extra)
