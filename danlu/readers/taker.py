"""Takes records off the front of a text buffer and numbers them."""

from __future__ import annotations

import hashlib

from danlu.ledger import Reason
from danlu.readers.base import Limits, Parsed, Record, refuse
from danlu.readers.buffer import TextBuffer


def decoded(content: bytes) -> str | Parsed:
    """The text of a record in UTF-8, or the refusal of what is none: half characters, and NUL."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as fault:
        return refuse(Reason.INVALID_ENCODING, at_byte=fault.start)
    if "\x00" in text:
        return refuse(Reason.INVALID_SYNTAX, at_byte=content.find(b"\x00"))
    return text


class Taker:
    """What the readers of text streams share.

    Attributes:
        buffer: The stream.
        limits: The bounds of a record.
        position: Ordinal of the last record taken.
        last_refused: Was it refused?
    """

    def __init__(self, buffer: TextBuffer, limits: Limits) -> None:
        self.buffer = buffer
        self.limits = limits
        self.position = 0
        self.last_refused = False

    def take(self, size: int, parsed: Parsed, key: str | None = None) -> Record:
        """Take the next `size` bytes as a record."""
        buffer = self.buffer
        line = buffer.line()
        start = buffer.place
        content = buffer.data[buffer.at : buffer.at + size]
        buffer.at += size
        self.position += 1
        self.last_refused = parsed.reason is not None
        return Record(
            self.position,
            line,
            start,
            start + size,
            content,
            parsed.value,
            parsed.reason,
            parsed.evidence,
            key,
        )

    def start_long(self) -> LongRecord:
        """Begin a record over the limit, whose bytes pass through a digest and not through memory."""
        self.position += 1
        self.last_refused = True
        return LongRecord(self)


class LongRecord:
    """A record that is too large to be held; its SHA-256 stands for it."""

    def __init__(self, taker: Taker) -> None:
        self._taker = taker
        self._hash = hashlib.sha256()
        self._size = 0
        self._line = taker.buffer.line()
        self._start = taker.buffer.place

    def pass_to(self, index: int) -> None:
        """Take the buffer's bytes up to `index`."""
        buffer = self._taker.buffer
        self._hash.update(memoryview(buffer.data)[buffer.at : index])
        self._size += index - buffer.at
        buffer.at = index

    def finish(self) -> Record:
        """The refused record."""
        limit = self._taker.limits.max_record_bytes
        evidence = {"bytes": self._size, "max_record_bytes": limit}
        return Record(
            self._taker.position,
            self._line,
            self._start,
            self._start + self._size,
            self._hash.digest(),
            None,
            Reason.RECORD_TOO_LARGE,
            evidence,
        )
