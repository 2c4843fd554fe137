"""Exported lines against their rows: each is written again from its row, and must be the same.

That a line is the one its sidecar knows says nothing of a line that was wrong when it was written,
or changed together with its sidecar. So every row taken is read again and expressed again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import duckdb
import pyarrow as pa

from danlu.audit.breach import MOST_NAMED, Breach
from danlu.audit.exports import TAKEN
from danlu.audit.survey import Survey
from danlu.export.express import express
from danlu.export.lineage import LINEAGE_SCHEMA
from danlu.identity import ID_BYTES
from danlu.lake.connection import ParquetFiles, connect
from danlu.lake.parquet import read_together
from danlu.rows import ROW_SCHEMA

_AT_ONCE = 5_000
_EXPECTED = pa.schema([("target", pa.string()), ("row_id", pa.uuid()), ("line_hash", pa.uuid())])
_ID = pa.binary(ID_BYTES)
_STORAGE = pa.schema([("target", pa.string()), ("row_id", _ID), ("line_hash", _ID)])

_DIFFERING = """
SELECT file, line, row_id, expected.line_hash IS NULL
FROM lineage LEFT JOIN expected USING (target, row_id)
WHERE expected.line_hash IS DISTINCT FROM lineage.line_hash
ORDER BY file, line
"""

_UNSAID = """
SELECT target, row_id FROM expected ANTI JOIN lineage USING (target, row_id) ORDER BY target, row_id
"""


def prove_expressed(lake: Survey) -> Iterator[Breach]:
    """Lines that do not say what their rows say, each by file, line and row; and rows left unsaid.

    The recipe and code of today must be those that made the folder. Texts are held shard by shard;
    of all lines together, only the hashes are.
    """
    targets = str(lake.folders["exported", None].manifest.details["targets"]).split(",")
    tables = {
        "taken": ParquetFiles(lake.files("balanced", "rows"), TAKEN),
        "lineage": ParquetFiles(lake.files("exported", "lineage"), LINEAGE_SCHEMA),
    }
    with connect(tables=tables) as connection:
        connection.execute("CREATE TABLE expected (target VARCHAR, row_id UUID, line_hash UUID)")
        texts = [*lake.files("cleaned", "rows"), *lake.files("augmented", "text")]
        for table in read_together(texts, ROW_SCHEMA):
            _express_again(connection, table, targets)
        differing = connection.execute(_DIFFERING).fetchmany(MOST_NAMED)
        unsaid = connection.execute(_UNSAID).fetchmany(MOST_NAMED)
    for file, line, row, refused in differing:
        fault = f"is of row {row}, which cannot be said there"
        if not refused:
            fault = f"does not say what its row {row} says"
        yield Breach("exported", file, "1", f"line {line} {fault}")
    for target, row in unsaid:
        yield Breach("exported", target, "1", f"row {row} was taken and can be said there, but has no line")


def _express_again(connection: duckdb.DuckDBPyConnection, texts: pa.Table, targets: Sequence[str]) -> None:
    """Add the lines that the rows taken among some texts must give."""
    connection.register("texts", texts)
    reader = connection.sql("SELECT texts.* FROM texts SEMI JOIN taken USING (row_id)")
    expected = [_hashes(batch, targets) for batch in reader.to_arrow_reader(_AT_ONCE)]
    connection.unregister("texts")
    for table in expected:
        connection.register("said", table)
        connection.execute("INSERT INTO expected SELECT target, row_id, line_hash FROM said")
        connection.unregister("said")


def _hashes(rows: pa.RecordBatch, targets: Sequence[str]) -> pa.Table:
    said = [
        {"target": line.target, "row_id": row["row_id"].bytes, "line_hash": _digest(line.payload)}
        for row in rows.to_pylist()
        for line in express(row, targets)[0]
    ]
    return pa.Table.from_pylist(said, schema=_STORAGE).cast(_EXPECTED)


def _digest(payload: bytes) -> bytes:
    return hashlib.sha256(payload).digest()[:ID_BYTES]
