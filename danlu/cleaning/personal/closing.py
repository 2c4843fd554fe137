"""Whether one of many words closes at a place, without trying all of them."""

from __future__ import annotations

from collections.abc import Iterable


class Closing:
    """Words that are looked for right before a place: one look a length, not one a word."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._lengths = tuple(sorted({len(word) for word in self._words}))

    def at(self, text: str, end: int) -> bool:
        """Whether one of the words ends at a place."""
        return any(text[end - length : end] in self._words for length in self._lengths if length <= end)
