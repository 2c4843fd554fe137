"""The parts of HTML that are written whole: tables, code and formulas."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from danlu.readers.documents.xml_tree import local_name

_LANGUAGE = re.compile(r"\b(?:language|lang|highlight-source|brush:)[- ]?([A-Za-z0-9+#]{1,20})")
_NOT_IN_TABLES = frozenset({"table", "pre", "h1", "h2", "h3", "form"})
_LONGEST_CELL = 2000
_MOST_SPAN = 64
_MOST_CELLS = 200_000


def table_rows(element: Any, line: Callable[[Any], str]) -> list[list[str]] | None:
    """The cells of a table, spans filled with empty ones; None where it only lays out the page.

    Such tables hold other tables, headings or whole columns of prose, or have one column or row.

    Args:
        element: The table.
        line: Gives the text of a cell on one line.
    """
    if any(local_name(inner) in _NOT_IN_TABLES for inner in element.iterdescendants()):
        return None
    lines = [row for row in element.iterdescendants() if local_name(row) == "tr"]
    headed = any(local_name(cell) == "th" for row in lines for cell in row)
    if len(lines) < (1 if headed else 2):
        return None
    rows = _filled(lines, line)
    if rows is None or max(map(len, rows), default=0) < 2:
        return None
    return rows if all(len(cell) <= _LONGEST_CELL for row in rows for cell in row) else None


def _filled(lines: list[Any], line: Callable[[Any], str]) -> list[list[str]] | None:
    rows: list[list[str]] = []
    below: dict[int, int] = {}
    cells = 0
    for element in lines:
        row: list[str] = []
        for cell in element:
            if local_name(cell) not in {"td", "th"}:
                continue
            _pass_spans(row, below)
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            below.update({len(row) + column: height - 1 for column in range(width)})
            row += [line(cell), *[""] * (width - 1)]
        _pass_spans(row, below)
        below = {column: count for column, count in below.items() if count > 0}
        cells += len(row)
        if cells > _MOST_CELLS:
            return None
        if any(row):
            rows.append(row)
    return rows


def _pass_spans(row: list[str], below: dict[int, int]) -> None:
    """Fill the places that a cell of an earlier row reaches down to."""
    while below.get(len(row), 0) > 0:
        below[len(row)] -= 1
        row.append("")


def _span(cell: Any, name: str) -> int:
    value = cell.get(name) or ""
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 1
    return min(max(number, 1), _MOST_SPAN)


def code_text(element: Any) -> str:
    """The text of preformatted lines, which line breaks may part too."""
    pieces = [element.text or ""]
    for inner in element.iterdescendants():
        if local_name(inner) == "br":
            pieces.append("\n")
        elif local_name(inner):
            pieces.append(inner.text or "")
        pieces.append(inner.tail or "")
    return "".join(pieces).strip("\n").expandtabs(4)


def code_language(element: Any) -> str:
    """The programming language that the page names, if it does."""
    for inner in (element, *element):
        found = _LANGUAGE.search(inner.get("class") or "")
        if found:
            return found[1].lower()
    return ""


def formula(element: Any) -> str:
    """A formula as TeX where the page holds its source, else its text."""
    for inner in element.iterdescendants():
        if local_name(inner) == "annotation" and "tex" in (inner.get("encoding") or ""):
            source = " ".join((inner.text or "").split())
            return f"${source}$" if source else ""
    spoken = element.get("alttext")
    return f"${spoken}$" if spoken else "".join(element.itertext())
