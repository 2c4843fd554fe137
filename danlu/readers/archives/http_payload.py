"""Recorded HTTP answers: their head, and the payload with transfer and content codings undone.

Crawlers differ in what they record: some leave the codings in the head and undo them in the body.
A coding counts only where the body begins as it would (RFC 9110 §8.4, RFC 9112 §7).
"""

from __future__ import annotations

import importlib
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import zstandard

from danlu.ledger import Reason
from danlu.readers.archives.warc_records import pieces
from danlu.readers.base import Limits, SourceRefused

_USUAL_HEAD = 1 << 11
_MOST_HEAD = 1 << 18
_BLANK = re.compile(rb"\n[ \t]*\r?\n")
_MOST_CODINGS = 3
_STEP = 1 << 16
_LOOKED_AT = 64
_STATUS = re.compile(rb"HTTP/[0-9](?:\.[0-9])? +([0-9]{3})(?![0-9])[^\n]*\n")
_CHUNK = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\n]*)?\r?\n")
_ZSTD_STEP = 1 << 10


@dataclass(frozen=True, slots=True)
class HttpHead:
    """The head of an answer.

    Attributes:
        status: The status code.
        headers: By name in lower case; several of one name joined by commas.
        size: Bytes of the head, with the blank line.
    """

    status: int
    headers: Mapping[str, str]
    size: int


def http_head(file: IO[bytes], start: int, end: int) -> HttpHead | None:
    """The head of the answer that is recorded in [start, end); None where there is none."""
    head = _to_blank_line(file, start, end)
    status = _STATUS.match(head)
    if status is None:
        return None
    at = status.end()
    headers: dict[str, str] = {}
    for line in head[at:].splitlines(keepends=True):
        if not line.endswith(b"\n"):
            break
        at += len(line)
        text = line.decode("latin-1").strip()
        if not text:
            return HttpHead(int(status.group(1)), headers, at)
        name, colon, value = text.partition(":")
        key = name.strip().lower()
        if colon:
            headers[key] = f"{headers[key]}, {value.strip()}" if key in headers else value.strip()
    return None if at < end - start else HttpHead(int(status.group(1)), headers, at)


def _to_blank_line(file: IO[bytes], start: int, end: int) -> bytes:
    """The first bytes, up to the blank line that ends a head, if it is among them."""
    for most in (_USUAL_HEAD, _MOST_HEAD):
        file.seek(start)
        head = file.read(min(most, end - start))
        blank = _BLANK.search(head)
        if blank is not None:
            return head[: blank.end()]
    return head


def write_payload(
    file: IO[bytes], place: tuple[int, int], headers: Mapping[str, str], target: Path, limits: Limits
) -> bytes:
    """Write the payload that is recorded in [start, end), plain; its first bytes.

    Raises:
        SourceRefused: CORRUPT_FILE, TRUNCATED_RECORD, FILE_TOO_LARGE, or EXTRA_NOT_INSTALLED for a
            coding that needs a library.
    """
    start, end = place
    stream = pieces(file, start, end)
    if "chunked" in headers.get("transfer-encoding", "").lower() and _is_chunked(file, start, end):
        stream = _dechunked(file, start, end)
    codings = [name.strip().lower() for name in headers.get("content-encoding", "").split(",")]
    codings = [name for name in codings if name not in {"", "identity", "none", "utf-8"}]
    if len(codings) > _MOST_CODINGS:
        raise SourceRefused(Reason.CORRUPT_FILE, {"problem": "content codings", "codings": len(codings)})
    for name in reversed(codings):
        stream = _decoded(stream, name)
    most = min(max(limits.expansion_floor, limits.max_expansion * (end - start)), limits.max_unpacked_bytes)
    size = 0
    head = b""
    with target.open("r+b" if target.exists() else "wb") as written:
        for piece in stream:
            head = head if len(head) >= _LOOKED_AT else head + piece[:_LOOKED_AT]
            size += len(piece)
            if size > most:
                raise SourceRefused(Reason.FILE_TOO_LARGE, {"recorded_bytes": end - start, "most": most})
            written.write(piece)
        # overwritten in place: emptying a file first costs more than all else
        written.truncate()
    return head


def _is_chunked(file: IO[bytes], start: int, end: int) -> bool:
    file.seek(start)
    return _CHUNK.match(file.read(min(256, end - start))) is not None


def _dechunked(file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    at = start
    while True:
        file.seek(at)
        line = file.readline(min(_STEP, end - at)) if at < end else b""
        if not line.endswith(b"\n"):
            raise SourceRefused(Reason.TRUNCATED_RECORD, {"problem": "chunked coding"})
        chunk = _CHUNK.fullmatch(line)
        if chunk is None:
            raise SourceRefused(Reason.CORRUPT_FILE, {"problem": "chunked coding"})
        size = int(chunk.group(1), 16)
        if size == 0:
            return
        at += len(line)
        if at + size > end:
            raise SourceRefused(Reason.TRUNCATED_RECORD, {"problem": "chunked coding"})
        yield from pieces(file, at, at + size)
        file.seek(at + size)
        at += size + (2 if file.read(2) == b"\r\n" else 1)


def _decoded(stream: Iterator[bytes], name: str) -> Iterator[bytes]:
    """The stream with one content coding undone, if it has it."""
    head = b""
    for piece in stream:
        head += piece
        if len(head) >= 4:
            break
    whole = _chained(head, stream)
    if name in {"gzip", "x-gzip"}:
        return _inflated(whole, 31) if head.startswith(b"\x1f\x8b") else whole
    if name == "deflate":
        wrapped = len(head) >= 2 and head[0] & 0x0F == 8 and (head[0] << 8 | head[1]) % 31 == 0
        wbits = 15 if wrapped else -15
        return _inflated(whole, wbits) if wrapped or _inflates(head, wbits) else whole
    if name == "zstd":
        return _unpacked_zstd(whole) if head.startswith(b"\x28\xb5\x2f\xfd") else whole
    if name == "br":
        # Brotli has no mark at its start (RFC 7932); a page begins with one of markup's
        return whole if head.lstrip().startswith(b"<") else _unpacked_brotli(whole)
    raise SourceRefused(Reason.CORRUPT_FILE, {"problem": "unknown content coding"})


def _inflates(head: bytes, wbits: int) -> bool:
    try:
        zlib.decompressobj(wbits=wbits).decompress(head, _STEP)
    except zlib.error:
        return False
    return bool(head)


def _chained(head: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if head:
        yield head
    yield from rest


def _inflated(stream: Iterator[bytes], wbits: int) -> Iterator[bytes]:
    """Members of gzip, or one stream of zlib or bare deflate, a bounded step at a time."""
    decoder = zlib.decompressobj(wbits=wbits)
    for piece in stream:
        data = piece
        while data:
            if decoder.eof:
                if wbits != 31 or not data.startswith(b"\x1f\x8b"):
                    return
                decoder = zlib.decompressobj(wbits=wbits)
            try:
                yield decoder.decompress(data, _STEP)
            except zlib.error:
                raise SourceRefused(Reason.CORRUPT_FILE, {"problem": "content coding"}) from None
            data = decoder.unused_data if decoder.eof else decoder.unconsumed_tail
    yield decoder.flush()
    if not decoder.eof:
        raise SourceRefused(Reason.TRUNCATED_RECORD, {"problem": "content coding"})


def _unpacked_zstd(stream: Iterator[bytes]) -> Iterator[bytes]:
    """A frame of Zstandard, fed so little at a time that what it gives is bounded."""
    decoder = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
    for piece in stream:
        for at in range(0, len(piece), _ZSTD_STEP):
            try:
                yield decoder.decompress(piece[at : at + _ZSTD_STEP])
            except zstandard.ZstdError:
                raise SourceRefused(Reason.CORRUPT_FILE, {"problem": "content coding"}) from None
    if not decoder.eof:
        raise SourceRefused(Reason.TRUNCATED_RECORD, {"problem": "content coding"})


def _unpacked_brotli(stream: Iterator[bytes]) -> Iterator[bytes]:
    try:
        brotli = importlib.import_module("brotli")
    except ImportError:
        raise SourceRefused(Reason.EXTRA_NOT_INSTALLED, {"extra": "ingest", "coding": "br"}) from None
    decoder = brotli.Decompressor()
    try:
        for piece in stream:
            yield decoder.process(piece, output_buffer_limit=_STEP)
            while not decoder.can_accept_more_data():
                yield decoder.process(b"", output_buffer_limit=_STEP)
        while rest := b"" if decoder.is_finished() else decoder.process(b"", output_buffer_limit=_STEP):
            yield rest
    except brotli.error:
        raise SourceRefused(Reason.CORRUPT_FILE, {"problem": "content coding"}) from None
    if not decoder.is_finished():
        raise SourceRefused(Reason.TRUNCATED_RECORD, {"problem": "content coding"})
