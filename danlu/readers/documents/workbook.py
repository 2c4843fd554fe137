"""Sheets of workbooks (XLSX, XLS, XLSB, ODS): every row below a header is a record of its cells.

Read by calamine, which gives the values that the file holds: of a formula the one computed last, and
of merged cells the first. Nothing is computed, and no macro or link is touched.
"""

from __future__ import annotations

import datetime as dt
import math
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

from danlu.ledger import Reason
from danlu.pieces import Cells
from danlu.readers.base import Limits, Record, SourceRefused
from danlu.readers.documents.office import OLE2
from danlu.readers.documents.package import open_package
from danlu.readers.documents.packed import Numbering, extra_needed, printable
from danlu.readers.documents.sheet_bounds import MOST_BYTES, check_cells
from danlu.readers.documents.sheet_header import MOST_TITLES, find_header, letters

_MOST_SHEETS = 1000


def read_workbook(path: Path, limits: Limits, scratch: Path) -> Iterator[Record]:  # noqa: ARG001 - as all are called
    """The rows of every sheet, in the order of the workbook. Blank rows are no records.

    Rows above a header, such as the sheet's title, are refused as ENVELOPE.

    Raises:
        SourceRefused: CORRUPT_FILE, ENCRYPTED, FILE_TOO_LARGE or EXTRA_NOT_INSTALLED.
    """
    with extra_needed():
        from python_calamine import (  # noqa: PLC0415 - an extra
            CalamineError,
            CalamineWorkbook,
            PasswordError,
            SheetTypeEnum,
        )
    with path.open("rb") as file:
        head = file.read(8)
    if head != OLE2:
        _check_package(path, limits)
    numbering = Numbering(limits)
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        if len(sheets) > _MOST_SHEETS:
            raise SourceRefused(Reason.TOO_MANY_MEMBERS, {"sheets": len(sheets)})
        for sheet in sheets:
            yield from _read_sheet(workbook.get_sheet_by_name(sheet.name), numbering)
        workbook.close()
    except PasswordError:
        raise SourceRefused(Reason.ENCRYPTED, {"document": "workbook"}) from None
    except (CalamineError, OSError, ValueError, zipfile.BadZipFile) as error:
        raise SourceRefused(Reason.CORRUPT_FILE, {"error": type(error).__name__}) from None


def _read_sheet(sheet: Any, numbering: Numbering) -> Iterator[Record]:
    if sheet.start is None:
        return
    part = f"sheet={printable(sheet.name)}"
    left, width = sheet.start[1], sheet.width
    rows = (
        (number, row) for number, row in enumerate(sheet.iter_rows(), 1) if any(cell != "" for cell in row)
    )
    first = list(islice(rows, MOST_TITLES + 2))
    header = find_header([row for _, row in first], left, width)
    for index, (number, row) in enumerate(chain(first, rows)):
        if index == header.row:
            continue
        place = {"sheet": printable(sheet.name), "row": number}
        try:
            values = tuple(_json_value(value) for value in row)
        except ValueError:
            yield numbering.refuse(place, part, Reason.NUMBER_OUT_OF_RANGE, {"row": number})
            continue
        columns = header.columns if index > header.row else letters(left, width)
        pairs = zip(columns, values, strict=True)
        identity = {
            "sheet": place["sheet"],
            "cells": {column: value for column, value in pairs if value is not None},
        }
        if index < header.row:
            yield numbering.refuse(identity, part, Reason.ENVELOPE, {"row": number, "above": "header"})
        else:
            yield replace(numbering.take(identity, Cells(columns, values), part), line=number)


def _json_value(value: Any) -> Any:
    """A cell as JSON has it: None where it is empty, whole numbers whole, dates as ISO 8601."""
    if isinstance(value, str):
        return printable(value) or None
    if isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _check_package(path: Path, limits: Limits) -> None:
    """Refuse a workbook that unpacks, or spreads, beyond what can be held."""
    with open_package(path, limits) as package:
        for suffix in (".xml", ".bin"):
            package.check(suffix, MOST_BYTES)
        check_cells(package)
