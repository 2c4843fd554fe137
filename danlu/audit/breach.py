"""What the audit finds: a law that does not hold, and where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Breach:
    """A law that does not hold, and for which file, row or record. The message holds no row text."""

    stage: str
    place: str
    law: str
    message: str

    def __str__(self) -> str:
        """One line for people."""
        where = f"{self.stage} {self.place}".strip()
        return f"{where}: {self.message} (law {self.law})"


MOST_NAMED = 20
"""How many keys one check names for one unit; one is enough to fail, and a flood hides the cause."""
