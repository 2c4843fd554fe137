"""Records that are lines. They end at line feeds only: U+2028, U+0085 and their kind are text.

Blank lines separate. A line over the limit is refused without being held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from danlu.readers.base import Limits, Parsed, Record
from danlu.readers.buffer import TextBuffer
from danlu.readers.taker import Taker

_BLANK = b" \t\r"


def read_lines(buffer: TextBuffer, limits: Limits, parse: Callable[[bytes], Parsed]) -> Iterator[Record]:
    """Every line that is not blank as a record, read by `parse`, in the order of the file."""
    taker = Taker(buffer, limits)
    while True:
        end = buffer.data.find(b"\n", buffer.at)
        if end < 0:
            if buffer.held > limits.max_record_bytes:
                yield pass_long_line(taker)
                continue
            if buffer.more():
                continue
            end = len(buffer.data)
        line = buffer.data[buffer.at : end]
        content = line.strip(_BLANK)
        buffer.at += line.find(content)
        if len(content) > limits.max_record_bytes:
            yield pass_long_line(taker)
        elif content:
            yield taker.take(len(content), parse(content))
        if end >= len(buffer.data) and buffer.ended:
            buffer.at = len(buffer.data)
            return
        buffer.at = max(buffer.at, end + 1)


def pass_long_line(taker: Taker) -> Record:
    """Refuse the line at the front of the buffer, which is longer than a record may be."""
    buffer = taker.buffer
    record = taker.start_long()
    while (end := buffer.data.find(b"\n", buffer.at)) < 0:
        record.pass_to(len(buffer.data))
        if not buffer.more():
            return record.finish()
    record.pass_to(end)
    return record.finish()
