"""How many cells a workbook lays out, found out before a library does it.

A sheet is held as the rectangle that its cells span, so one far cell, or one cell that is repeated a
million times, makes a small file vast.
"""

from __future__ import annotations

import re
from typing import Any

from danlu.ledger import Reason
from danlu.readers.base import SourceRefused
from danlu.readers.documents.package import Package
from danlu.readers.documents.packed import extra_needed
from danlu.readers.documents.xml_tree import local_name

MOST_BYTES = 512 * 1024**2
"""Unpacked XML of a workbook."""
_MOST_CELLS = 20_000_000
_MOST_REPEATED = 1_000_000
"""Cells beyond which they must be written out for the most part, and not repeated."""
_MOST_TIMES = 20
_PLACE = re.compile(rb"<(?:[A-Za-z0-9]{1,16}:)?c\s[^<>]{0,100}?\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_OVERLAP = 160
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def check_cells(package: Package) -> None:
    """Hold every sheet of an XLSX or ODS to its bounds.

    Raises:
        SourceRefused: FILE_TOO_LARGE or CORRUPT_FILE.
    """
    for name in sorted(package.names):
        if name.startswith("xl/worksheets/") and name.endswith(".xml"):
            _refuse_beyond(_spanned_cells(package, name), _MOST_CELLS)
    if "content.xml" in package:
        _check_repeated(package)


def _refuse_beyond(cells: int, most: int) -> None:
    if cells > most:
        raise SourceRefused(Reason.FILE_TOO_LARGE, {"cells": cells, "max_cells": most})


def _spanned_cells(package: Package, name: str) -> int:
    """Cells of the rectangle that a sheet of an XLSX spans."""
    columns: set[bytes] = set()
    first, last = 1 << 30, 0
    rest = b""
    for chunk in package.chunks(name, MOST_BYTES):
        data = rest + chunk
        for letter, row in _PLACE.findall(data):
            columns.add(letter)
            first, last = min(first, int(row)), max(last, int(row))
        rest = data[-_OVERLAP:]
    numbers = [_column_number(letter) for letter in columns]
    return (max(numbers) - min(numbers) + 1) * (last - first + 1) if numbers else 0


def _column_number(letter: bytes) -> int:
    number = 0
    for code in letter:
        number = number * 26 + code - 64
    return number


def _check_repeated(package: Package) -> None:
    """Hold the sheets of an ODS, whose rows and cells may be written once for many."""
    with extra_needed():
        from lxml import etree  # noqa: PLC0415 - an extra
    parser = etree.XMLPullParser(("end",), resolve_entities=False, no_network=True, load_dtd=False)
    rows = blank = width = written = 0
    try:
        for chunk in package.chunks("content.xml", MOST_BYTES):
            parser.feed(chunk)
            for _, element in parser.read_events():
                name = local_name(element)
                if name == "table-row":
                    cells = _cells_of(element)
                    written += len(element)
                    # blank rows count only where others follow, since every sheet ends in a million
                    blank += _times(element, "rows")
                    rows, blank = (rows + blank, 0) if cells else (rows, blank)
                    width = max(width, cells)
                    _refuse_beyond(rows * width, max(_MOST_REPEATED, min(_MOST_CELLS, _MOST_TIMES * written)))
                    element.clear()
                elif name == "table":
                    rows = blank = width = written = 0
    except etree.LxmlError:
        raise SourceRefused(Reason.CORRUPT_FILE, {"problem": "XML"}) from None


def _cells_of(row: Any) -> int:
    """Cells of a row up to the last that holds something."""
    filled = at = 0
    for cell in row:
        at += _times(cell, "columns")
        if len(cell):
            filled = at
    return filled


def _times(element: Any, what: str) -> int:
    times = element.get(f"{_TABLE}number-{what}-repeated") or "1"
    return int(times) if times.isascii() and times.isdigit() and len(times) < 9 else 1
