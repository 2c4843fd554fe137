"""Lists of pages: sitemaps and sitemap indexes (sitemaps.org 0.9), plain text lists; found by content."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

_STEP = 1 << 16
_MOST_BYTES = 50 * 1024**2
_MOST_ENTRIES = 50_000
_LONGEST = 8192
_ROOTS = {"urlset": "url", "sitemapindex": "sitemap"}
_MOST_DEPTH = 16


@dataclass(slots=True)
class Listing:
    """A list of pages, or of further lists.

    Attributes:
        is_index: Whether it lists lists.
        is_text: Whether it is a plain list, which may name any host; a sitemap speaks for its own.
        addresses: In its order, as written.
        whole: Whether it was read to its end within the bounds of the protocol.
    """

    is_index: bool = False
    is_text: bool = False
    addresses: list[str] = field(default_factory=list)
    whole: bool = True


class _NoListError(Exception):
    """It is something else."""


class _BrokenError(Exception):
    """Its compression is damaged."""


def find_listing(path: Path, media_type: str) -> Listing | None:
    """The list that a file holds; None where it holds something else, such as a page."""
    with path.open("rb") as file:
        head = file.read(512)
    packed = head.startswith(b"\x1f\x8b\x08")
    with suppress(_NoListError):
        if packed:
            with suppress(zlib.error):
                head = zlib.decompressobj(wbits=31).decompress(head, 512)
        start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
        if start.startswith(b"<") or head.startswith((b"\xff\xfe", b"\xfe\xff")):
            return _Sitemap().read(_pieces(path, packed=packed))
        if start[:8].lower().startswith((b"http://", b"https://")) and _is_text(media_type):
            return _text_list(_pieces(path, packed=packed))
    return None


def _is_text(media_type: str) -> bool:
    return media_type.partition(";")[0].strip().lower() in {"", "text/plain", "application/octet-stream"}


def _pieces(path: Path, *, packed: bool) -> Iterator[bytes]:
    """The plain bytes.

    Raises:
        _BrokenError: They are damaged or cut off.
    """
    decoder = zlib.decompressobj(wbits=31) if packed else None
    with path.open("rb") as file:
        while data := file.read(_STEP):
            if decoder is None:
                yield data
                continue
            while data and not decoder.eof:
                try:
                    yield decoder.decompress(data, _STEP)
                except zlib.error:
                    raise _BrokenError from None
                data = decoder.unconsumed_tail
    if decoder is not None and not decoder.eof:
        raise _BrokenError


def _text_list(pieces: Iterator[bytes]) -> Listing:
    """One address a line; anything else on a line makes it another kind of text."""
    found = Listing(is_text=True)
    text = bytearray()
    try:
        for piece in pieces:
            text += piece
            if len(text) > _MOST_BYTES:
                found.whole = False
                break
    except _BrokenError:
        found.whole = False
    try:
        lines = bytes(text[:_MOST_BYTES]).decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise _NoListError from None
    for line in lines:
        address = line.strip()
        if address and not address.lower().startswith(("http://", "https://")):
            raise _NoListError
        if address and len(address.split()) > 1:
            raise _NoListError
        if address:
            found.addresses.append(address)
    found.whole = found.whole and len(found.addresses) <= _MOST_ENTRIES
    return found


class _Sitemap:
    """Reads a sitemap as a stream. A document type, where XML's attacks live, makes it none."""

    def __init__(self) -> None:
        self.found = Listing()
        self._path: list[str] = []
        self._space = ""
        self._entry = ""
        self._text: list[str] | None = None
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype

    def read(self, pieces: Iterator[bytes]) -> Listing:
        size = 0
        try:
            for piece in pieces:
                size += len(piece)
                if size > _MOST_BYTES or len(self.found.addresses) > _MOST_ENTRIES:
                    self.found.whole = False
                    return self.found
                self._parser.Parse(piece)
            self._parser.Parse(b"", True)  # noqa: FBT003 - it takes no keyword
        except (expat.ExpatError, _BrokenError):
            if not self._entry:
                raise _NoListError from None
            self.found.whole = False
        return self.found

    def _doctype(self, *_: object) -> None:
        raise _NoListError

    def _start(self, name: str, _: object) -> None:
        space, _, local = name.rpartition(" ")
        if not self._path:
            if local not in _ROOTS:
                raise _NoListError
            self._entry, self._space = _ROOTS[local], space
            self.found.is_index = local == "sitemapindex"
        self._path.append(local if space == self._space else "")
        if len(self._path) > _MOST_DEPTH:
            raise _NoListError
        if self._path[1:] == [self._entry, "loc"]:
            self._text = []

    def _end(self, _: str) -> None:
        self._path.pop()
        if self._text is not None:
            self.found.addresses.append("".join(self._text).strip())
            self._text = None

    def _characters(self, text: str) -> None:
        if self._text is not None and sum(map(len, self._text)) < _LONGEST:
            self._text.append(text)
