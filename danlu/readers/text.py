"""A plain text file as one record."""

from __future__ import annotations

from collections.abc import Iterator

from danlu.ledger import Reason
from danlu.readers.base import Limits, Parsed, Record, refuse
from danlu.readers.buffer import TextBuffer
from danlu.readers.taker import Taker


def read_text(buffer: TextBuffer, limits: Limits) -> Iterator[Record]:
    """The whole stream as one record, or its refusal."""
    taker = Taker(buffer, limits)
    while buffer.held <= limits.max_record_bytes and buffer.more():
        pass
    if buffer.held > limits.max_record_bytes:
        record = taker.start_long()
        record.pass_to(len(buffer.data))
        while buffer.more():
            record.pass_to(len(buffer.data))
        yield record.finish()
    elif buffer.held:
        yield taker.take(buffer.held, _parse_text(buffer.data[buffer.at :]))


def _parse_text(content: bytes) -> Parsed:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as fault:
        return refuse(Reason.INVALID_ENCODING, at_byte=fault.start)
    if "\x00" in text:
        return refuse(Reason.INVALID_SYNTAX, at_byte=content.find(b"\x00"))
    return Parsed(text)
