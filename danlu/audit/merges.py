"""Merges: a row goes into a survivor that says the same, by keys computed again from their texts."""

from __future__ import annotations

import pyarrow as pa

from danlu.audit.breach import Breach, Check, run_checks
from danlu.audit.survey import Survey
from danlu.dedup.exact import duplicate_keys
from danlu.lake.connection import ParquetFiles, connect
from danlu.lake.parquet import read_together
from danlu.ledger import LEDGER_SCHEMA
from danlu.rows import ROW_SCHEMA, TRAINED_COLUMNS

_READ = pa.schema([ROW_SCHEMA.field(name) for name in ("row_id", "source", "group", *TRAINED_COLUMNS)])

_CHECKS = (
    Check(
        "row {key} was merged into row {detail}, which does not say the same",
        """
        SELECT ledger.key, related[1] AS detail
        FROM ledger
        LEFT JOIN keys AS own ON own.row_id = ledger.key
        LEFT JOIN keys AS survivor ON survivor.row_id = related[1]
        WHERE verdict = 'merged' AND (own.duplicate_key = survivor.duplicate_key) IS NOT TRUE
        """,
    ),
)


def prove_merges(lake: Survey) -> list[Breach]:
    """Prove for each merged row that its duplicate key is that of its survivor; breaches name both.

    The code of today must be that which made the folder.
    """
    ledger = ParquetFiles(lake.files("deduplicated", "ledger"), LEDGER_SCHEMA)
    with connect(tables={"ledger": ledger}) as connection:
        connection.execute("CREATE TABLE keys (row_id UUID, duplicate_key UUID)")
        for rows in read_together(lake.files("cleaned", "rows"), _READ):
            connection.register("computed", duplicate_keys(rows))
            connection.execute("INSERT INTO keys SELECT row_id, duplicate_key FROM computed")
            connection.unregister("computed")
        return run_checks(connection, _CHECKS, "deduplicated")
