"""Duplicates over time, as far as somebody keeps the time: no file of danlu does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from danlu.drawing.bars import Bar, bars
from danlu.drawing.numbers import per_cent
from danlu.drawing.svg import image
from danlu.facts import words

MOST_VERSIONS = 16


@dataclass(frozen=True, slots=True)
class Version:
    """One version of `deduplicated`: when it came, rows that came in, and those merged and refused."""

    when: str
    rows_in: int
    merged: int
    refused: int


def history(versions: Sequence[Version]) -> str:
    """The last versions as a Markdown image, the newest below."""
    items = [
        Bar(
            one.when,
            [one.merged, one.refused],
            words.HISTORY_NOTE.format(share=per_cent(one.merged, one.rows_in), rows=one.rows_in),
        )
        for one in versions[-MOST_VERSIONS:]
    ]
    return image(bars(words.HISTORY_TITLE, items, words.HISTORY), words.HISTORY_TITLE)
