"""Writes the rows of a query as one Parquet file whose bytes depend on the rows alone.

A query's order is a promise only where it asks for one, and danlu does not parse SQL to find out.
So the rows are always sorted, by their JSON; equal rows stay as many as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from danlu.fetching.cells import Column
from danlu.fetching.sorting import RUN_BYTES, SortedLines
from danlu.lake.parquet import SHARD_ROWS, ParquetFile

_GROUP_BYTES = 64 * 1024**2
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class TooLargeError(ValueError):
    """The rows take more bytes than they may."""


class DuplicateColumnsError(ValueError):
    """Two columns of the result have the same name; give each one of its own with AS."""


class Snapshot:
    """Takes rows in any order, then writes them."""

    def __init__(
        self, names: Sequence[str], folder: Path, max_bytes: int, run_bytes: int = RUN_BYTES
    ) -> None:
        if len(set(names)) < len(names):
            raise DuplicateColumnsError
        self._names = tuple(names)
        self._columns = [Column() for _ in names]
        self._lines = SortedLines(folder, run_bytes)
        self._max_bytes = max_bytes

    @property
    def rows(self) -> int:
        """Rows taken so far."""
        return self._lines.lines

    def add(self, rows: Sequence[Sequence[Any]]) -> int:
        """Take rows, and say how many bytes they took.

        Raises:
            TooLargeError: All rows together passed the bound.
            UnknownCellError: A cell is of a type that cannot be kept.
        """
        before = self._lines.bytes
        cells = zip(*rows, strict=True)
        passing = [
            column.take(column_cells) for column, column_cells in zip(self._columns, cells, strict=True)
        ]
        self._lines.add(_encode(row).encode("utf-8", "surrogatepass") for row in zip(*passing, strict=True))
        if self._lines.bytes > self._max_bytes:
            raise TooLargeError
        return self._lines.bytes - before

    def write(self, path: Path) -> None:
        """Write all rows. Nothing can be added afterwards."""
        with ParquetFile(path, self._table([]).schema) as file:
            for group in self._groups():
                file.write(self._table(group))

    def close(self) -> None:
        """Remove what was put aside."""
        self._lines.close()

    def _groups(self) -> Iterator[list[bytes]]:
        """Lines by as many as make a row group."""
        group: list[bytes] = []
        size = 0
        for line in self._lines:
            group.append(line)
            size += len(line)
            if len(group) >= SHARD_ROWS or size >= _GROUP_BYTES:
                yield group
                group, size = [], 0
        if group:
            yield group

    def _table(self, lines: Sequence[bytes]) -> pa.Table:
        rows = json.loads((b"[" + b",".join(lines) + b"]").decode("utf-8", "surrogatepass"))
        cells = list(zip(*rows, strict=True)) if rows else [()] * len(self._names)
        arrays = [column.arrow(values) for column, values in zip(self._columns, cells, strict=True)]
        return pa.table(arrays, names=list(self._names))
