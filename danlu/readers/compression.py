"""Compressed files as streams of bytes: found by content, bounded, with every checksum checked.

Formats: gzip (RFC 1952), xz, Zstandard (RFC 8878), bzip2. Several members one after another are
one stream. Bytes before a damage are given first, then `StreamDamaged` is raised.
"""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

import zstandard

from danlu.ledger import Reason
from danlu.readers.base import Limits, StreamDamaged

CHUNK = 1 << 20
_STEP = 1 << 16
"""Compressed bytes read, and decompressed bytes given, at a time. How much of a damaged member
survives depends on it, so it is part of what makes two readings equal."""

_MAGIC = (("gz", b"\x1f\x8b\x08"), ("xz", b"\xfd7zXZ\x00"), ("bz2", b"BZh"))
_ZSTD = b"\x28\xb5\x2f\xfd"


class Decoder(Protocol):
    """The interface of the standard library's decompressors for one member."""

    @property
    def eof(self) -> bool:
        """Has the member ended?"""

    @property
    def needs_input(self) -> bool:
        """Can nothing more be given without more input?"""

    @property
    def unused_data(self) -> bytes:
        """What lies behind the member."""

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        """Take `data` and give about `max_length` bytes at most."""


class _Gzip:
    """zlib's decompressor, which keeps its unread input outside."""

    def __init__(self) -> None:
        self._inner = zlib.decompressobj(wbits=31)

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.eof and not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._inner.decompress(self._inner.unconsumed_tail + data, max_length)


class _Zstandard:
    """zstandard's decompressor, which has no bound on its output and so is fed in small pieces.

    A block takes at least 4 bytes and gives at most 128 KiB, so a piece of 1 KiB gives 32 MiB at
    the very most.
    """

    _PIECE = 1 << 10

    def __init__(self) -> None:
        self._inner = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
        self._waiting = b""

    @property
    def eof(self) -> bool:
        return bool(self._inner.eof)

    @property
    def needs_input(self) -> bool:
        return not self._inner.eof and not self._waiting

    @property
    def unused_data(self) -> bytes:
        return bytes(self._inner.unused_data) + self._waiting

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        self._waiting += data
        given: list[bytes] = []
        size = 0
        while self._waiting and not self._inner.eof and (max_length < 0 or size < max_length):
            piece, self._waiting = self._waiting[: self._PIECE], self._waiting[self._PIECE :]
            given.append(self._inner.decompress(piece))
            size += len(given[-1])
        return b"".join(given)


def _xz() -> Decoder:
    return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=1 << 28)


_DECODERS: dict[str, Callable[[], Decoder]] = {
    "gz": _Gzip,
    "xz": _xz,
    "bz2": bz2.BZ2Decompressor,
    "zst": _Zstandard,
}
_ERRORS = (zlib.error, lzma.LZMAError, zstandard.ZstdError, OSError, ValueError, EOFError)


def find_compression(head: bytes) -> str | None:
    """The compression of a file by its first bytes: "gz", "xz", "bz2", "zst" or None."""
    for name, magic in _MAGIC:
        if head.startswith(magic):
            return name if name != "bz2" or head[3:4].isdigit() else None
    skippable = head[1:4] == b"\x2a\x4d\x18" and head[:1] and 0x50 <= head[0] <= 0x5F
    return "zst" if head.startswith(_ZSTD) or skippable else None


def raw_stream(path: Path, compression: str | None, limits: Limits) -> Iterator[bytes]:
    """The file's decompressed bytes, in chunks.

    Raises:
        StreamDamaged: After the last good bytes: CORRUPT_FILE or FILE_TOO_LARGE (expansion).
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        if compression is None:
            while chunk := file.read(CHUNK):
                yield chunk
        else:
            yield from _decompress(file, compression, limits)


def _decompress(file: BinaryIO, compression: str, limits: Limits) -> Iterator[bytes]:
    given = 0
    members = 0
    data = file.read(_STEP)
    while data:
        members += 1
        decoder = _DECODERS[compression]()
        while not decoder.eof:
            if decoder.needs_input and not data and not (data := file.read(_STEP)):
                raise _damage("cut_off", compression, given, file.tell())
            try:
                chunk = decoder.decompress(data, _STEP)
            except _ERRORS:
                raise _damage("corrupt", compression, given, file.tell()) from None
            data = b""
            given += len(chunk)
            if given > limits.expansion_floor and given > limits.max_expansion * file.tell():
                evidence = {"compressed_bytes": file.tell(), "max_expansion": limits.max_expansion}
                raise StreamDamaged(Reason.FILE_TOO_LARGE, evidence)
            if chunk:
                yield chunk
        data = _next_member(file, decoder.unused_data)
        if data and find_compression(data) != compression:
            raise _damage("trailing_bytes", compression, given, file.tell())


def _next_member(file: BinaryIO, rest: bytes) -> bytes:
    """The first bytes of the next member; the zero padding that gzip and xz allow is skipped."""
    while not (rest := rest.lstrip(b"\x00")):
        rest = file.read(_STEP)
        if not rest:
            return b""
    return rest if len(rest) >= 16 else rest + file.read(_STEP)


def _damage(problem: str, compression: str, given: int, offset: int) -> StreamDamaged:
    evidence = {"problem": problem, "compression": compression, "bytes_given": given, "near_byte": offset}
    return StreamDamaged(Reason.CORRUPT_FILE, evidence)
