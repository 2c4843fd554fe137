"""What a told paragraph consists of: stretches of speech, and of narration between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Side(Enum):
    """Which line a stretch of narration goes with, because it tells who speaks it and how."""

    NEITHER = 0
    NEXT = 1
    LAST = 2


@dataclass(slots=True)
class Beat:
    """A stretch of a paragraph; the texts of its beats, joined, are the paragraph.

    Attributes:
        text: As it stands, with its quotation marks.
        said: What is between the marks, of speech; None of narration.
        opens: Speech goes on in the next paragraph: its closing mark is missing.
        speaker: Who says it, where that is settled.
        pronoun: The text says so only by a pronoun.
        again: The text says that who spoke last goes on.
        side: The line that narration goes with.
        bare: The narration says nothing but who speaks.
        paragraph: Ordinal of the paragraph in its scene.
    """

    text: str
    said: str | None = None
    opens: bool = False
    speaker: str | None = None
    pronoun: bool = False
    again: bool = False
    side: Side = Side.NEITHER
    bare: bool = False
    paragraph: int = 0
