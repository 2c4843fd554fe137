"""Reads a text stream in small pieces and proves law 1 on what was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from danlu.readers import Limits, Record, is_separator
from danlu.readers.buffer import TextBuffer

Reader = Callable[[TextBuffer, Limits], Iterator[Record]]


def read_stream(
    read: Reader, data: bytes | str, limits: Limits | None = None, step: int = 64
) -> list[Record]:
    """The records of a stream, which tile it: between them is white space only."""
    stream = data.encode() if isinstance(data, str) else data
    limits = limits or Limits()
    buffer = TextBuffer(stream[at : at + step] for at in range(0, len(stream), step))
    records = list(read(buffer, limits))
    assert [record.position for record in records] == list(range(1, len(records) + 1))
    before = 0
    for record in records:
        assert record.byte_start is not None
        assert record.byte_end is not None
        assert is_separator("text", stream[before : record.byte_start])
        assert record.line == stream.count(b"\n", 0, record.byte_start) + 1
        if record.reason is None or record.reason.value != "record_too_large":
            assert record.content == stream[record.byte_start : record.byte_end]
        before = record.byte_end
    assert is_separator("text", stream[before:])
    return records
