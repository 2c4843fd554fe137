"""The content hash: what a trainer would see of a row, as 128 bits."""

from __future__ import annotations

import pyarrow as pa

from danlu.lake.connection import connect
from danlu.rows import ROW_SCHEMA, TRAINED_COLUMNS


def with_content_hash(rows: pa.Table) -> pa.Table:
    """The rows with `content_hash` filled in: SHA-256 over the trained columns as JSON, cut to 128 bits."""
    columns = ", ".join(f"{name} := {name}" for name in TRAINED_COLUMNS)
    query = f"SELECT sha256(to_json(struct_pack({columns}))::VARCHAR)[1:32]::UUID AS hash FROM rows"  # noqa: S608 - constant names
    with connect() as connection:
        connection.register("rows", rows.select(list(TRAINED_COLUMNS)))
        hashes = connection.sql(query).to_arrow_table().column("hash")
    index = ROW_SCHEMA.get_field_index("content_hash")
    return rows.set_column(index, ROW_SCHEMA.field(index), hashes.cast(pa.uuid()))
