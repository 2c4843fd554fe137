"""Reads a file and proves law 1 on what was read."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import zstandard

from danlu.readers import (
    Limits,
    Record,
    StreamDamaged,
    Told,
    has_stream,
    is_separator,
    open_source,
    read_range,
    text_stream,
)

COMPRESS: dict[str | None, Callable[[bytes], bytes]] = {
    None: bytes,
    "gz": gzip.compress,
    "xz": lzma.compress,
    "bz2": lambda data: bz2.compress(data, 1),
    "zst": lambda data: zstandard.ZstdCompressor(write_checksum=True).compress(data),
}


def stream_of(path: Path, compression: str | None, encoding: str | None, limits: Limits) -> bytes:
    pieces: list[bytes] = []
    with suppress(StreamDamaged):
        for chunk in text_stream(path, compression, encoding, limits):
            pieces.append(chunk)  # noqa: PERF402 - what came before a damage must be kept
    return b"".join(pieces)


def read_proved(path: Path, limits: Limits | None = None, encoding: str | None = None) -> list[Record]:
    """Read a file and prove law 1 on it: records and separators tile the text stream."""
    limits = limits or Limits()
    reading = open_source(path, limits, Told(encoding))
    records = list(reading)
    assert [record.position for record in records] == list(range(1, len(records) + 1))
    if not has_stream(reading.container):
        return records
    stream = stream_of(path, reading.compression, reading.encoding, limits)
    assert reading.stream_bytes == len(stream)
    before = counted = 0
    line = 1
    for record in records:
        assert record.byte_start is not None
        assert record.byte_end is not None
        gap = stream[before : record.byte_start]
        assert is_separator(reading.container, gap, first=record.position == 1), (reading.container, gap[:80])
        if record.reason is None or record.reason.value != "record_too_large":
            assert record.content == stream[record.byte_start : record.byte_end]
        line += stream.count(b"\n", counted, record.byte_start)
        counted = record.byte_start
        assert record.line == line
        before = record.byte_end
    assert is_separator(reading.container, stream[before:], first=not records, last=True), stream[before:][
        :80
    ]
    for record in records[:: max(1, len(records) // 3)]:
        if record.byte_start is not None and record.byte_end is not None:
            place = (record.byte_start, record.byte_end)
            part = read_range(path, reading.encoding, reading.compression, *place)
            assert part == stream[slice(*place)]
    return records


def read_bytes(
    folder: Path, data: bytes | str, limits: Limits | None = None, encoding: str | None = None
) -> list[Record]:
    """Write the data to a file with a name that says nothing, and read it with proof."""
    path = folder / "source.dat"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_proved(path, limits, encoding)


def container_of(folder: Path, data: bytes | str) -> str:
    path = folder / "source.dat"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return open_source(path, Limits()).container


def values(records: list[Record]) -> list[object]:
    return [record.value for record in records if record.reason is None]


def reasons(records: list[Record]) -> list[str | None]:
    return [record.reason.value if record.reason else None for record in records]
