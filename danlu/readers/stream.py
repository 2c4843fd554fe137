"""The text stream of a file: what places count, and what records and separators tile (law 1).

It is the decompressed file as UTF-8, without a byte order mark. A file in UTF-8 passes through
byte for byte; another encoding is transcoded. A byte that the encoding does not know becomes a
byte that is not valid UTF-8, so that exactly the record that holds it is refused.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from danlu.ledger import Reason
from danlu.readers.base import Limits, SourceRefused, StreamDamaged
from danlu.readers.compression import find_compression, raw_stream
from danlu.readers.encoding import CODECS, SAMPLE, declared_codec, detect_encoding, marked_encoding

_HEAD = 1 << 16


def text_stream(
    path: Path, compression: str | None, encoding: str | None, limits: Limits | None = None
) -> Iterator[bytes]:
    """The text stream in chunks, in an encoding that `find_encoding` gave.

    Raises:
        StreamDamaged: After the last good bytes, where the file is corrupt or cut off.
        OSError: The file cannot be read.
    """
    chunks = raw_stream(path, compression, limits or Limits())
    name = encoding or "utf-8"
    if name == "utf-8":
        return _without_mark(chunks)
    return _without_mark(_transcoded(chunks, name))


def read_range(path: Path, encoding: str | None, compression: str | None, start: int, end: int) -> bytes:
    """The bytes [start, end) of the text stream, as far as they exist."""
    pieces: list[bytes] = []
    offset = 0
    try:
        for chunk in text_stream(path, compression, encoding):
            if offset >= end:
                break
            if offset + len(chunk) > start:
                pieces.append(chunk[max(start - offset, 0) : end - offset])
            offset += len(chunk)
    except StreamDamaged:
        pass
    return b"".join(pieces)


def find_compressed(path: Path, limits: Limits) -> tuple[str | None, bytes]:
    """Compression of a file, and its first decompressed bytes.

    Raises:
        SourceRefused: EMPTY_FILE, or CORRUPT_FILE from the first byte on.
    """
    head = _head(raw_stream(path, None, limits))
    if not head:
        raise SourceRefused(Reason.EMPTY_FILE)
    compression = find_compression(head)
    if compression is not None:
        head = _head(raw_stream(path, compression, limits))
        if not head:
            raise SourceRefused(Reason.EMPTY_FILE, {"compression": compression})
    return compression, head


def _head(chunks: Iterator[bytes]) -> bytes:
    head = b""
    try:
        for chunk in chunks:
            head += chunk
            if len(head) >= _HEAD:
                break
    except StreamDamaged:
        if not head:
            raise
    return head


def find_encoding(
    path: Path, compression: str | None, limits: Limits, head: bytes, declared: str | None
) -> str:
    """The encoding of a text file that starts with `head`.

    Raises:
        SourceRefused: UNKNOWN_ENCODING.
    """
    marked = marked_encoding(head)
    if declared is not None:
        codec = declared_codec(declared)
        return (marked or "utf-16-le") if codec == "utf-16" else codec
    if marked is not None:
        return marked
    sample = head[:SAMPLE]
    if sample.isascii() and b"\x00" not in sample:
        sample = _sample_beyond_ascii(raw_stream(path, compression, limits)) or sample
    return detect_encoding(sample, head)


def _sample_beyond_ascii(chunks: Iterator[bytes]) -> bytes:
    """The first lines that are not all ASCII, from a file that begins with ASCII.

    The whole file is searched: a file whose Chinese comes late must not be read as broken UTF-8.
    Line feeds are safe to cut at in every encoding that extends ASCII.
    """
    found = b""
    rest = b""
    try:
        for chunk in chunks:
            if rest or not chunk.isascii():
                lines = (rest + chunk).split(b"\n")
                rest = lines.pop()[-SAMPLE:]
                found += b"".join(line + b"\n" for line in lines if not line.isascii())
                rest = b"" if rest.isascii() else rest
                if len(found) >= SAMPLE:
                    return found[:SAMPLE]
    except StreamDamaged:
        pass
    return (found + rest)[:SAMPLE]


def _without_mark(chunks: Iterator[bytes]) -> Iterator[bytes]:
    head = b""
    try:
        for chunk in chunks:
            head += chunk
            if len(head) >= len(codecs.BOM_UTF8):
                break
    except StreamDamaged:
        yield head.removeprefix(codecs.BOM_UTF8)
        raise
    yield head.removeprefix(codecs.BOM_UTF8)
    yield from chunks


def _transcoded(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    wide = encoding.startswith("utf-16")
    errors = "surrogatepass" if wide else "surrogateescape"
    decoder = codecs.getincrementaldecoder(CODECS.get(encoding, encoding))(errors)
    damage: StreamDamaged | None = None
    try:
        for chunk in chunks:
            yield decoder.decode(chunk).encode("utf-8", errors)
    except StreamDamaged as raised:
        damage = raised
    if wide:
        # half a character is left, for which this error handler has no answer
        rest = bytes(decoder.getstate()[0])
        yield rest[: len(rest) & ~1].decode(encoding, errors).encode("utf-8", errors) + b"\xff" * (
            len(rest) & 1
        )
    else:
        yield decoder.decode(b"", final=True).encode("utf-8", errors)
    if damage is not None:
        raise damage
