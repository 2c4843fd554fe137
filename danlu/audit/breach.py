"""What the audit finds: a law that does not hold, and where; and checks that find it with SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import duckdb

MOST_NAMED = 20
"""How many keys one check names for one unit; one is enough to fail, and a flood hides the cause."""


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


class Check(NamedTuple):
    """A query that finds nothing where a law holds.

    It selects `key` and `detail`, which the message names.
    """

    message: str
    query: str
    law: str = "1"


def run_checks(
    connection: duckdb.DuckDBPyConnection, checks: Iterable[Check], stage: str, place: str = ""
) -> list[Breach]:
    """The breaches that some checks find, in the order of their keys."""
    found = []
    for check in checks:
        query = f"SELECT key, detail FROM ({check.query}) ORDER BY key, detail LIMIT {MOST_NAMED}"  # noqa: S608 - constants
        for key, detail in connection.execute(query).fetchall():
            found.append(Breach(stage, place, check.law, check.message.format(key=key, detail=detail)))
    return found
