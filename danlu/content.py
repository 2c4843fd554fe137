"""The content hash: what a trainer would see of a row, as 128 bits."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from danlu.lake.connection import connect
from danlu.rows import ROW_SCHEMA, TRAINED_COLUMNS

_COLUMNS = ", ".join(f"{name} := {name}" for name in TRAINED_COLUMNS)
_QUERY = f"SELECT sha256(to_json(struct_pack({_COLUMNS}))::VARCHAR)[1:32]::UUID AS hash FROM rows"  # noqa: S608 - constants


def with_content_hash(rows: pa.Table, connection: duckdb.DuckDBPyConnection | None = None) -> pa.Table:
    """The rows with `content_hash` filled in: SHA-256 over the trained columns as JSON, cut to 128 bits.

    Who hashes many small tables hands in a connection, which costs more to open than a table to hash.
    """
    if connection is None:
        with connect() as opened:
            return with_content_hash(rows, opened)
    connection.register("rows", rows.select(list(TRAINED_COLUMNS)))
    hashes = connection.sql(_QUERY).to_arrow_table().column("hash")
    connection.unregister("rows")
    index = ROW_SCHEMA.get_field_index("content_hash")
    return rows.set_column(index, ROW_SCHEMA.field(index), hashes.cast(pa.uuid()))
