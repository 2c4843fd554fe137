"""Rows of a sheet that are no training records, as Markdown tables to be read as text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from danlu.assembly.cutting import cut
from danlu.ledger import Reason
from danlu.pieces import Cells
from danlu.reading_knobs import Documents
from danlu.rows import Kind, Row
from danlu.woven import Woven

TABLE = "table"


class Tables:
    """Weaves rows of a sheet into tables (a `Weaver[Cells]`).

    Each table has the header and as many rows as fit into `section_characters`; other columns begin a
    new one. A row that alone is longer is cut, and its pieces are rows. A row without any text is
    refused.
    """

    def __init__(self, options: Documents) -> None:
        self._most = options.section_characters
        self._columns: tuple[str, ...] = ()
        self._header = ""
        self._handles: list[int] = []
        self._lines: list[str] = []
        self._size = 0

    def take(self, handle: int, piece: Cells) -> Iterator[Woven]:
        """The next row, and the table that it completes."""
        if not any(cell_text(value).strip() for value in piece.values):
            yield Woven([handle], (), None, Reason.EMPTY_RECORD, {"columns": len(piece.columns)})
            return
        if piece.columns != self._columns:
            yield from self.finish()
            self._columns = piece.columns
            self._header = table_line(piece.columns) + "|" + " --- |" * len(piece.columns) + "\n"
        line = table_line(piece.values)
        if self._lines and self._size + len(line) > self._most:
            yield from self.finish()
        self._handles.append(handle)
        self._lines.append(line)
        self._size = (self._size or len(self._header)) + len(line)

    def finish(self) -> Iterator[Woven]:
        """The table that is still held."""
        if not self._lines:
            return
        text = self._header + "".join(self._lines)
        rows = [
            Row(
                kind=Kind.DOCUMENT,
                messages=[{"role": "user", "content": piece}],
                surface={"format": TABLE},
            )
            for piece in cut(text, self._most)
        ]
        handles, self._handles, self._lines, self._size = self._handles, [], [], 0
        yield Woven(handles, rows, TABLE)


def table_line(values: Sequence[Any]) -> str:
    """One line of a Markdown table (GitHub Flavored Markdown 0.29, 4.10)."""
    return "| " + " | ".join(_escaped(cell_text(value)) for value in values) + " |\n"


def cell_text(value: Any) -> str:
    """A cell as text: nothing for null, strings as they are, all else as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, allow_nan=True)


def _escaped(text: str) -> str:
    """Without what would end a cell or a line; a backslash before a pipe stays one."""
    text = text.strip().replace("\\|", "\\\\|").replace("|", "\\|")
    return text.replace("\r\n", "<br>").replace("\n", "<br>").replace("\r", "<br>")
