"""The body of an answer written to a file, under bounds on what is received and what it expands to."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from danlu.fetching.web.refused import Problem, RefusedError

_STEP = 1 << 16
_WINDOW = {"gzip": 31, "x-gzip": 31, "deflate": 15}


@dataclass(frozen=True, slots=True)
class Body:
    """A body on disk: where, how long, and its SHA-256."""

    path: Path
    size: int
    digest: bytes


class Decoding:
    """Counts what a coded body expands to, without keeping it.

    Args:
        coding: The header Content-Encoding; plain bodies were asked for, but not all servers listen.
        most: Most decoded bytes.

    Raises:
        RefusedError: CONTENT_CODING: it could not be bounded.
    """

    def __init__(self, coding: str, most: int) -> None:
        name = coding.strip().lower()
        self._most = most
        self._size = 0
        self._window = 0
        if name in {"", "identity"}:
            return
        if name not in _WINDOW:
            raise RefusedError(Problem.CONTENT_CODING)
        self._window = _WINDOW[name]
        self._inner = zlib.decompressobj(wbits=self._window)

    def take(self, piece: bytes) -> None:
        """Count a piece of the body.

        Raises:
            RefusedError: TOO_LARGE, CONTENT_CODING.
        """
        if not self._window:
            self._count(len(piece))
            return
        data = piece
        while data:
            if self._inner.eof:
                self._inner = zlib.decompressobj(wbits=self._window)
            try:
                self._count(len(self._inner.decompress(data, _STEP)))
            except zlib.error:
                self._take_as_bare()
                continue
            data = self._inner.unused_data if self._inner.eof else self._inner.unconsumed_tail

    def finish(self) -> None:
        """The body has ended.

        Raises:
            RefusedError: CUT_OFF: what it is coded in has not.
        """
        if self._window and not self._inner.eof:
            raise RefusedError(Problem.CUT_OFF, again=True)

    def _take_as_bare(self) -> None:
        """Some servers mean deflate without its wrapper; its first bytes tell."""
        if self._window != _WINDOW["deflate"] or self._size:
            raise RefusedError(Problem.CONTENT_CODING)
        self._window = -15
        self._inner = zlib.decompressobj(wbits=self._window)

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > self._most:
            raise RefusedError(Problem.TOO_LARGE, most=self._most)


def write_body(pieces: Iterator[bytes], path: Path, decoding: Decoding) -> Body:
    """Write a body.

    Raises:
        RefusedError: TOO_LARGE, CONTENT_CODING, or what broke the body off.
    """
    digest = hashlib.sha256()
    size = 0
    with path.open("wb") as file:
        for piece in pieces:
            decoding.take(piece)
            digest.update(piece)
            size += len(piece)
            file.write(piece)
    decoding.finish()
    return Body(path, size, digest.digest())
