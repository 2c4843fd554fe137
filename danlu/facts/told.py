"""What is told of one dataset beside its stage's own figures: numbers that plot, tables, pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MOST_LINES = 12
"""Lines of a table; what goes beyond is told in one more."""


@dataclass(frozen=True, slots=True)
class Table:
    """A small table: a page shows it in a cell, so it has four narrow columns at the most."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str | int]]


@dataclass(frozen=True, slots=True)
class Told:
    """The numbers and tables by the names that they have in the UI, and Markdown of pictures alone."""

    charts: str | None = None
    tables: Mapping[str, Table] = field(default_factory=dict)
    figures: Mapping[str, int | float] = field(default_factory=dict)


def hundredths(part: int, whole: int) -> float:
    """A share as per cent, rounded to two decimals in whole numbers; of nothing it is nothing.

    >>> hundredths(1, 3), hundredths(2, 3), hundredths(0, 0)
    (33.33, 66.67, 0.0)
    """
    return (20_000 * part + whole) // (2 * whole) / 100 if whole else 0.0
