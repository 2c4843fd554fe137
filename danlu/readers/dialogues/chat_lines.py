"""Records that begin on a line of their own kind and go on until the next such line.

What chat logs and transcripts share: a message starts with a time or a name, and the lines below
that start with neither belong to it. Blank lines at the end of a record are separators.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from danlu.readers.base import Limits, Parsed, Record
from danlu.readers.buffer import TextBuffer
from danlu.readers.lines import pass_long_line
from danlu.readers.taker import Taker, decoded

Opening = TypeVar("Opening")
_BLANK = b" \t\r"


class LineCutter:
    """One pass over a text stream, a line ahead of what is taken."""

    def __init__(self, buffer: TextBuffer, limits: Limits) -> None:
        self._buffer = buffer
        self._taker = Taker(buffer, limits)
        self._most = limits.max_record_bytes
        self._next = buffer.at
        self._size = 0

    def records(
        self,
        opens: Callable[[str, bool], Opening | None],
        parse: Callable[[str, Opening | None], Parsed],
    ) -> Iterator[Record]:
        """The records, in the order of the stream.

        Args:
            opens: What a line, without white space around it, opens; None where it goes on. The flag
                tells whether a blank line stands before it.
            parse: The value of a record's text, by what its first line opened; None where that line
                opens nothing but follows nothing either.
        """
        opened: Opening | None = None
        after_blank = False
        while (end := self._line_end()) is not None:
            if end < 0:
                yield from self._taken(opened, parse)
                self._pass_blanks()
                yield pass_long_line(self._taker)
                self._next, opened = self._buffer.at, None
                continue
            start, self._next = self._next, end + 1
            line = self._buffer.data[start:end].strip(_BLANK)
            if not line:
                after_blank = True
                continue
            opening = opens(line.decode("utf-8", "replace"), after_blank)
            after_blank = False
            if opening is not None or self._size > self._most:
                yield from self._taken(opened, parse)
                opened = opening
            if not self._size:
                self._buffer.at = self._buffer.data.index(line, start)
                opened = opening
            self._size = self._buffer.data.index(line, start) + len(line) - self._buffer.at
        yield from self._taken(opened, parse)
        self._buffer.at = len(self._buffer.data)

    def _line_end(self) -> int | None:
        """Index of the end of the next line; -1 where it is too long to hold, None at the end."""
        buffer = self._buffer
        while True:
            end = buffer.data.find(b"\n", self._next)
            if end >= 0:
                return end
            if len(buffer.data) - self._next > self._most:
                return -1
            before = buffer.at
            if not buffer.more():
                self._next -= before - buffer.at
                return len(buffer.data) if self._next < len(buffer.data) else None
            self._next -= before

    def _pass_blanks(self) -> None:
        """Step over what lies between the record that was taken and the next line."""
        self._buffer.at = max(self._buffer.at, self._next)

    def _taken(
        self, opened: Opening | None, parse: Callable[[str, Opening | None], Parsed]
    ) -> Iterator[Record]:
        """The record at the front, if there is one."""
        buffer, size = self._buffer, self._size
        self._size = 0
        if size > self._most:
            record = self._taker.start_long()
            record.pass_to(buffer.at + size)
            yield record.finish()
        elif size:
            content = buffer.data[buffer.at : buffer.at + size]
            yield self._taker.take(size, _parsed(content, opened, parse))


def _parsed(content: bytes, opened: Opening | None, parse: Callable[[str, Opening | None], Parsed]) -> Parsed:
    text = decoded(content)
    if isinstance(text, Parsed):
        return text
    return parse(text.replace("\r\n", "\n"), opened)


def fill_window(buffer: TextBuffer, size: int) -> list[str]:
    """The lines of the first `size` bytes of a stream, without white space around them; nothing is taken."""
    while buffer.held < size and buffer.more():
        pass
    window = buffer.data[buffer.at : buffer.at + size]
    return [line.strip(_BLANK).decode("utf-8", "replace") for line in window.split(b"\n")]
