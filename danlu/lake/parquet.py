"""How every Parquet file of danlu is written and read: one writer, one set of options.

The same table gives the same bytes on any machine and thread count: pyarrow encodes in one order,
and its version is pinned because it stands in the footer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

SHARD_ROWS = 50_000
"""Most rows of one file of text rows: what one task of a stage works on at a time."""


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table, in the order it has. The folder is created; the file is not synced here."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with ParquetFile(path, table.schema) as file:
        file.write(table)


class ParquetFile:
    """A file that is written table by table, for results that do not fit into memory."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.rows = 0
        self._writer = pq.ParquetWriter(
            path, schema, compression="zstd", compression_level=1, write_page_checksum=True, version="2.6"
        )

    def write(self, table: pa.Table) -> None:
        """Append the rows of `table` as row groups of their own."""
        self.rows += table.num_rows
        self._writer.write_table(table.combine_chunks(), row_group_size=SHARD_ROWS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()


def read_parquet(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """One file that danlu wrote, its page checksums verified."""
    with pq.ParquetFile(path, page_checksum_verification=True) as file:
        return file.read(columns=list(columns) if columns is not None else None)


def parquet_rows(path: Path) -> int | None:
    """How many rows a Parquet file holds, from its footer; None for another kind of file."""
    return int(pq.read_metadata(path).num_rows) if path.suffix == ".parquet" else None


def read_all(paths: Iterable[Path], schema: pa.Schema, columns: Sequence[str] | None = None) -> pa.Table:
    """Several files of one schema as one table, in the order given; no file gives no rows."""
    wanted = pa.schema([schema.field(name) for name in columns]) if columns is not None else schema
    tables = [read_parquet(path, wanted.names).cast(wanted) for path in paths]
    return pa.concat_tables(tables) if tables else empty_table(wanted)


def empty_table(schema: pa.Schema) -> pa.Table:
    """No rows of a schema; `Schema.empty_table` knows no extension types."""
    return pa.table([pa.nulls(0, column.type) for column in schema], schema=schema)


def read_together(paths: Iterable[Path], schema: pa.Schema) -> Iterator[pa.Table]:
    """Files one after another as tables of about `SHARD_ROWS` rows: small files share a table.

    Nothing is read twice and no more than two shards are held, however many files there are.
    """
    waiting: list[pa.Table] = []
    for path in paths:
        table = read_parquet(path, schema.names).cast(schema)
        if waiting and sum(one.num_rows for one in waiting) + table.num_rows > SHARD_ROWS:
            yield pa.concat_tables(waiting)
            waiting = []
        waiting.append(table)
    if waiting:
        yield pa.concat_tables(waiting)
