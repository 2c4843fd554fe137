"""The cells of tables below heads that say what stands there: CSV, tab-separated and Markdown tables."""

from __future__ import annotations

import re

from danlu.cleaning.personal.windows import in_windows
from danlu.cleaning.rule import Stretch

_MARKS = "|\t,，;；"
_BARE = " \t\"'*`"
_MOST_LINES = 500
_LONGEST_LINE = 2000


def cells_below(text: str, head: re.Pattern[str], cell: re.Pattern[str]) -> list[Stretch]:
    """The cells that `cell` matches as a whole, below the first cell of a line that `head` matches so.

    `head` must begin with narrow literals, since the text is searched for it. A table ends with the first
    line that has no such column.
    """
    found: list[Stretch] = []
    done = 0

    def heads(part: str) -> list[Stretch]:
        return [match.span() for match in head.finditer(part) if _mark(part, *match.span()) is not None]

    for place, end in in_windows(heads, text) if "\n" in text else ():
        if place < done:
            continue
        line = text.rfind("\n", max(0, place - _LONGEST_LINE), place) + 1
        close = text.find("\n", place, place + _LONGEST_LINE)
        done = close if close >= 0 else place + _LONGEST_LINE
        mark = _mark(text, place, end) if close >= 0 else None
        if mark is None or _bare(text, *_around(text, place, line, close, mark)) != (place, end):
            continue
        column = text.count(mark, line, place)
        cells, done = _below(text, close, mark, column)
        found += [span for span in cells if cell.fullmatch(text, *span)]
    return found


def _mark(text: str, start: int, end: int) -> str | None:
    """What parts the cells of the line, which stands beside the head."""
    after = text[end : end + 4].lstrip(" \"'*`")[:1]
    before = text[max(0, start - 4) : start].rstrip(" \"'*`")[-1:]
    return next((mark for mark in (after, before) if mark and mark in _MARKS), None)


def _around(text: str, place: int, line: int, close: int, mark: str) -> Stretch:
    """The cell in which a place stands."""
    start = text.rfind(mark, line, place) + 1 or line
    end = text.find(mark, place, close)
    return start, end if end >= 0 else close


def _bare(text: str, start: int, end: int) -> Stretch:
    """A cell without the blanks and quotation marks around it."""
    cell = text[start:end]
    first = start + len(cell) - len(cell.lstrip(_BARE))
    return first, max(first, start + len(cell.rstrip(_BARE + "\r")))


def _below(text: str, close: int, mark: str, column: int) -> tuple[list[Stretch], int]:
    """The cells of a column, and where its table ends."""
    cells: list[Stretch] = []
    for _ in range(_MOST_LINES):
        start = close + 1
        end = text.find("\n", start, start + _LONGEST_LINE)
        end = end if end >= 0 else min(len(text), start + _LONGEST_LINE)
        parts = text[start:end].split(mark)
        if len(parts) <= max(column, 1):
            break
        at = start + sum(map(len, parts[:column])) + column
        cells.append(_bare(text, at, at + len(parts[column])))
        close = end
        if end >= len(text):
            break
    return cells, close
