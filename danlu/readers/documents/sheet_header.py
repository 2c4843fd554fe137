"""Which row of a sheet names its columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from danlu.readers.documents.packed import printable

_LONGEST_NAME = 120
MOST_TITLES = 10
"""Rows with a single text that may stand above a header."""
_ENDS = ("。", "！", "？", "；", "!", "?", ";", ".")


@dataclass(frozen=True, slots=True)
class SheetHeader:
    """Where the header is, and what it says.

    Attributes:
        row: Index of the header row; -1 where the sheet has none.
        columns: The names; the letter of the column where it has none.
    """

    row: int
    columns: tuple[str, ...]


def find_header(rows: Sequence[Sequence[Any]], left: int, width: int) -> SheetHeader:
    """The first row that can be a header: distinct texts, at least two of them or all there are.

    Rows above it may hold one cell each, such as a title; a first row of any other kind means that
    the sheet has no header, and its columns are called A, B, …

    Args:
        rows: The first rows that are not blank, two more than `MOST_TITLES` where the sheet has them.
        left: Number of the first column, from 0.
        width: Number of columns.
    """
    named = letters(left, width)
    for index, row in enumerate(rows[: MOST_TITLES + 1]):
        filled = [(place, value) for place, value in enumerate(row) if value != ""]
        if not filled:
            continue
        if len(filled) >= 2 or width == 1:
            below = rows[index + 1 :]
            if not below or not _are_names([value for _, value in filled], width):
                break
            names = list(named)
            for place, value in filled:
                names[place] = " ".join(printable(value).split())
            return SheetHeader(index, tuple(names)) if len(set(names)) == width else SheetHeader(-1, named)
        if not isinstance(filled[0][1], str):
            break
    return SheetHeader(-1, named)


def letters(left: int, width: int) -> tuple[str, ...]:
    """The letters of `width` columns from column `left` (0 is A)."""
    return tuple(_letter(left + place) for place in range(width))


def _are_names(values: Sequence[Any], width: int) -> bool:
    """Are these distinct texts that can be names: short, on one line, no sentence alone in its column?"""
    if not all(isinstance(value, str) and 0 < len(value.strip()) <= _LONGEST_NAME for value in values):
        return False
    if width == 1 and str(values[0]).strip().endswith(_ENDS):
        return False
    return len({value.strip() for value in values}) == len(values)


def _letter(number: int) -> str:
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
