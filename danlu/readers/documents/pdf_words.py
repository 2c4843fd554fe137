"""Words that were divided at the end of a line: with or without the hyphen?

The document itself is asked: a word that it writes elsewhere, whole or with a hyphen, is that word;
two words that it uses by themselves, neither of them joined anywhere, keep the hyphen between them
(chat-optimized); any other two pieces are one word (re-search).
"""

from __future__ import annotations

import re

from danlu.readers.documents.pdf_lines import DIVIDED

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+){0,4}")
_DIVIDED = re.compile(rf"([^\W\d_]*)[ ]?{DIVIDED}[ ]?([^\W_]*)")
_MOST_WORDS = 500_000
_LEAST = 3


class Words:
    """The words of a document."""

    def __init__(self) -> None:
        self._known: set[str] = set()

    def learn(self, text: str) -> None:
        """Take note of the words of a page, without those that a line end divides."""
        if len(self._known) > _MOST_WORDS:
            return
        for word in _WORD.findall(_DIVIDED.sub(" ", text)):
            self._known.add(word.lower())
            if "-" in word:
                self._known.update(word.lower().split("-"))

    def join(self, text: str) -> str:
        """The text with every divided word made whole."""
        return _DIVIDED.sub(lambda match: self._joined(match[1], match[2]), text)

    def _joined(self, before: str, after: str) -> str:
        whole, hyphened = (before + after).lower(), f"{before}-{after}".lower()
        if whole in self._known:
            return before + after
        if hyphened in self._known or not before or not after.isalpha() or not after[0].islower():
            return f"{before}-{after}"
        apart = all(len(piece) >= _LEAST and piece.lower() in self._known for piece in (before, after))
        return f"{before}-{after}" if apart else before + after
