"""The stretches of a WARC file that records are framed in, as files in which one can go back.

A plain file is one stretch. In a `.warc.gz` every record is a gzip member of its own (ISO 28500:2017,
annex D), so a stretch is a member with those behind it that start no record; where a member is
damaged the file is taken up again at the next one that starts a record.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from danlu.ledger import Reason
from danlu.readers.base import Limits, SourceRefused, StreamDamaged
from danlu.readers.compression import find_compression, raw_stream

STARTS = b"WARC/"
_STEP = 1 << 16
_IN_MEMORY = 16 << 20
_GZIP = b"\x1f\x8b\x08"


@dataclass(frozen=True, slots=True)
class Unit:
    """One stretch: its bytes, how many, and whether they were damaged towards the end."""

    file: IO[bytes]
    size: int
    damaged: bool = False


class _Mark(Enum):
    MEMBER = "a gzip member starts"
    DAMAGED = "what follows of the member is lost"


def warc_units(path: Path, limits: Limits, scratch: Path) -> Iterator[Unit]:
    """The stretches in order; each is closed when the next is asked for.

    Raises:
        SourceRefused: FILE_TOO_LARGE, where it expands beyond the limits.
    """
    with path.open("rb") as file:
        compression = find_compression(file.read(16))
        file.seek(0)
        if compression is None:
            yield Unit(file, path.stat().st_size)
        elif compression == "gz":
            yield from _of_members(_members(file, limits), scratch)
        else:
            yield from _of_members(_of_stream(path, compression, limits), scratch)


def _of_stream(path: Path, compression: str, limits: Limits) -> Iterator[bytes | _Mark]:
    yield _Mark.MEMBER
    try:
        yield from raw_stream(path, compression, limits)
    except StreamDamaged as damage:
        if damage.reason is not Reason.CORRUPT_FILE:
            raise
        yield _Mark.DAMAGED


def _of_members(marked: Iterator[bytes | _Mark], scratch: Path) -> Iterator[Unit]:
    """Members put together until one starts a record. A member of which nothing came is an empty unit."""
    spool = _spool(scratch)
    damaged = False
    head: bytes | None = None
    try:
        for piece in marked:
            lost = piece is _Mark.DAMAGED and head is not None
            if spool.tell() and (lost or _starts(head, piece)):
                yield Unit(spool, spool.tell(), damaged)
                spool.close()
                spool, damaged = _spool(scratch), False
            if isinstance(piece, bytes):
                head = _written(spool, head, piece)
            elif piece is _Mark.MEMBER:
                spool.write(head or b"")
                head = b""
            elif lost:
                yield Unit(spool, 0, damaged=True)
                head = None
            else:
                damaged = True
        spool.write(head or b"")
        if spool.tell():
            yield Unit(spool, spool.tell(), damaged)
    finally:
        spool.close()


def _starts(head: bytes | None, piece: bytes | _Mark) -> bool:
    return head is not None and isinstance(piece, bytes) and (head + piece).startswith(STARTS)


def _written(spool: IO[bytes], head: bytes | None, piece: bytes) -> bytes | None:
    """Write a piece, unless it is not yet known whether its member starts a record; what waits."""
    if head is not None and len(head) + len(piece) < len(STARTS):
        return head + piece
    spool.write((head or b"") + piece)
    return None


def _spool(scratch: Path) -> IO[bytes]:
    return SpooledTemporaryFile(max_size=_IN_MEMORY, dir=str(scratch))


def _members(file: IO[bytes], limits: Limits) -> Iterator[bytes | _Mark]:
    """What the members hold, a mark before each; what is damaged, or no member, ends in a mark."""
    start = 0
    given = 0
    while (start := _behind_padding(file, start)) >= 0:
        yield _Mark.MEMBER
        decoder = zlib.decompressobj(wbits=31)
        file.seek(start)
        while not decoder.eof:
            data = decoder.unconsumed_tail or file.read(_STEP)
            before = decoder.copy()
            try:
                chunk = decoder.decompress(data, _STEP)
            except zlib.error:
                chunk, data = _before_damage(before, data), b""
            given += len(chunk)
            _check(given, file.tell(), limits)
            if chunk:
                yield chunk
            if not data:
                yield _Mark.DAMAGED
                break
        start = file.tell() - len(decoder.unused_data) if decoder.eof else _resumed(file, start + 1)


def _before_damage(decoder: zlib._Decompress, data: bytes) -> bytes:
    """What comes before the byte at which the member proves damaged."""
    given = bytearray()
    try:
        for at in range(len(data)):
            given += decoder.decompress(data[at : at + 1])
    except zlib.error:
        pass
    return bytes(given)


def _check(given: int, taken: int, limits: Limits) -> None:
    too_dense = given > limits.expansion_floor and given > limits.max_expansion * taken
    if too_dense or given > limits.max_unpacked_bytes:
        raise SourceRefused(Reason.FILE_TOO_LARGE, {"compressed_bytes": taken, "unpacked_bytes": given})


def _behind_padding(file: IO[bytes], start: int) -> int:
    """Where something other than zeros stands; -1 where nothing does."""
    file.seek(start)
    while data := file.read(_STEP):
        rest = data.lstrip(b"\x00")
        if rest:
            return start + len(data) - len(rest)
        start += len(data)
    return -1


def _resumed(file: IO[bytes], start: int) -> int:
    """Where the next member that starts a record begins; the file's end where there is none."""
    file.seek(start)
    window = b""
    base = start
    while data := file.read(_STEP):
        window += data
        at = window.find(_GZIP)
        while at >= 0:
            if _starts_record(file, base + at):
                return base + at
            at = window.find(_GZIP, at + 1)
        file.seek(base + len(window))
        base += max(0, len(window) - len(_GZIP) + 1)
        window = window[-len(_GZIP) + 1 :]
    return file.seek(0, 2)


def _starts_record(file: IO[bytes], at: int) -> bool:
    file.seek(at)
    try:
        return zlib.decompressobj(wbits=31).decompress(file.read(512), _STEP).startswith(STARTS)
    except zlib.error:
        return False
