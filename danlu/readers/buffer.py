"""A window that moves over a text stream: only what a reader needs is in memory."""

from __future__ import annotations

from collections.abc import Iterator

from danlu.readers.base import StreamDamaged


class TextBuffer:
    """Bytes of a stream from `at` on, with their place.

    Attributes:
        data: What is in memory; a reader looks at `data[at:]`.
        at: Index in `data` of the next byte that no record or separator has taken.
        ended: Nothing more will come.
        damage: Why the stream ended before its end, if it did.
    """

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._offset = 0
        self._line = 1
        self._counted = 0
        self.data = b""
        self.at = 0
        self.ended = False
        self.damage: StreamDamaged | None = None

    @property
    def place(self) -> int:
        """Byte offset of `at` in the stream."""
        return self._offset + self.at

    @property
    def held(self) -> int:
        """Bytes in memory from `at` on."""
        return len(self.data) - self.at

    def line(self) -> int:
        """1-based line of `at`. Lines are counted once, so `at` must not go back before it."""
        self._line += self.data.count(b"\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def more(self) -> bool:
        """Read on, at least as much as is held, and forget what lies before `at`; False at the end.

        Indexes into `data` move down by the former `at`. Doubling keeps the copying linear.
        """
        if self.ended:
            return False
        self.line()
        pieces = [self.data[self.at :]]
        wanted = max(len(pieces[0]), 1)
        got = 0
        try:
            while got < wanted:
                piece = next(self._chunks)
                pieces.append(piece)
                got += len(piece)
        except StopIteration:
            self.ended = True
        except StreamDamaged as damage:
            self.ended = True
            self.damage = damage
        self._offset += self.at
        self.data = b"".join(pieces)
        self.at = self._counted = 0
        return got > 0

    def skip_space(self) -> bool:
        """Move `at` to the next byte that is no JSON white space; False at the end."""
        while True:
            rest = self.data[self.at : self.at + 64].lstrip(b" \t\r\n")
            if rest:
                self.at += len(self.data[self.at : self.at + 64]) - len(rest)
                return True
            self.at = min(self.at + 64, len(self.data))
            if self.at >= len(self.data) and not self.more():
                return False
