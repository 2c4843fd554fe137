"""A text stream taken piece by piece, from its start to its end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from danlu.readers import StreamDamaged

_STEP = 1 << 20


class Pieces:
    """Takes bytes off a stream. `damaged` is set where the stream broke off before its end."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._held = b""
        self._at = 0
        self.damaged = False

    def take(self, size: int) -> bytes:
        """The next `size` bytes, or fewer where the stream ends."""
        found: list[bytes] = []
        while size > 0 and self._fill():
            piece = self._held[self._at : self._at + size]
            self._at += len(piece)
            size -= len(piece)
            found.append(piece)
        return b"".join(found)

    def digest(self, size: int) -> tuple[bytes, int, int]:
        """SHA-256 of the next `size` bytes, how many there were, and how many line feeds in them."""
        hasher = hashlib.sha256()
        taken = lines = 0
        while taken < size and (piece := self.take(min(size - taken, _STEP))):
            hasher.update(piece)
            taken += len(piece)
            lines += piece.count(b"\n")
        return hasher.digest(), taken, lines

    def rest(self) -> bytes:
        """All that is left."""
        return self.take(1 << 62)

    def _fill(self) -> bool:
        while self._at >= len(self._held):
            try:
                self._held = next(self._chunks)
            except StopIteration:
                return False
            except StreamDamaged:
                self.damaged = True
                return False
            self._at = 0
        return True
