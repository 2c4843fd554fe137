"""A plain text file as one record."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from danlu.readers.base import Limits, Parsed, Record
from danlu.readers.buffer import TextBuffer
from danlu.readers.taker import Taker, decoded


def read_text(buffer: TextBuffer, limits: Limits) -> Iterator[Record]:
    """The whole stream as one record, or its refusal."""
    return read_whole(buffer, limits, _parse_text)


def read_whole(buffer: TextBuffer, limits: Limits, parse: Callable[[bytes], Parsed]) -> Iterator[Record]:
    """The whole stream as one record, read by `parse`; what is too large passes through a digest."""
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
        yield taker.take(buffer.held, parse(buffer.data[buffer.at :]))


def _parse_text(content: bytes) -> Parsed:
    text = decoded(content)
    return text if isinstance(text, Parsed) else Parsed(text)
