"""What a stretch of narration says about who speaks beside it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tag:
    """Who speaks, as narration beside a quotation says.

    Attributes:
        name: The speaker; None where the text has only a pronoun, or nobody.
        start: Where in the narration the sentence begins that says so.
        end: Where it ends.
        pronoun: The text has only a pronoun.
        bare: The sentence says nothing but who speaks.
    """

    name: str | None
    start: int
    end: int
    pronoun: bool = False
    bare: bool = False
