"""Where fenced blocks stand in a text, by searching for their marks alone."""

from __future__ import annotations

import re

from danlu.cleaning.rule import Stretch

_MARK = re.compile("[`~](?:(?<=`)`{2,}|(?<=~)~{2,})")
"""It begins with a class, so that the search leaps to it."""


def fences(text: str) -> list[Stretch]:
    """The stretches that `danlu.cleaning.code.CODE_FENCE` finds, but faster: within a block it leaps."""
    found: list[Stretch] = []
    opening = _MARK.search(text)
    while opening is not None:
        mark = opening[0]
        closing = text.find(mark, opening.end())
        end = closing + len(mark) if closing >= 0 else len(text)
        found.append((opening.start(), end))
        opening = _MARK.search(text, end)
    return found
