"""Law 1 at `raw`: each record of a source became rows or has a reason, and records do not overlap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from danlu.audit.breach import Breach, Check, run_checks
from danlu.audit.conservation import DECISIONS
from danlu.lake.connection import ParquetFiles, Spill, connect

_PLACE = (
    *(pa.field(name, pa.int64()) for name in ("position", "line", "byte_start", "byte_end")),
    pa.field("part", pa.string()),
)
RECORDS = pa.schema(
    [
        pa.field("record_id", pa.uuid()),
        pa.field("source", pa.string()),
        *_PLACE,
        pa.field("rows", pa.int32()),
        pa.field("reason", pa.string()),
    ]
)
ROWS = pa.schema([pa.field("row_id", pa.uuid()), pa.field("record_ids", pa.list_(pa.uuid())), *_PLACE])

_CHECKS = (
    Check(
        "record {key} occurs {detail} times",
        "SELECT record_id AS key, count(*) AS detail FROM records GROUP BY record_id HAVING count(*) > 1",
    ),
    Check(
        "record {key} gave {detail} rows, which are not the rows that name it",
        """
        SELECT record_id AS key, records.rows AS detail
        FROM records LEFT JOIN made USING (record_id)
        WHERE records.rows <> coalesce(made.rows, 0)
        """,
    ),
    Check(
        "record {key} gave no row and has no reason in the ledger",
        """
        SELECT record_id AS key, NULL AS detail FROM records
        WHERE rows = 0 AND record_id NOT IN (SELECT key FROM refused)
        """,
    ),
    Check(
        "record {key} gave rows and is refused as {detail} too",
        """
        SELECT record_id AS key, refused.reason AS detail
        FROM records JOIN refused ON record_id = refused.key WHERE rows > 0
        """,
    ),
    Check(
        "record {key} is refused as {detail} but is no record of this source",
        "SELECT key, reason AS detail FROM refused WHERE key NOT IN (SELECT record_id FROM records)",
    ),
    Check(
        "record {key} has {detail} entries that refuse it",
        "SELECT key, count(*) AS detail FROM refused GROUP BY key HAVING count(*) > 1",
    ),
    Check(
        "record {key} is refused for another reason in the ledger ({detail}) than among the records",
        """
        SELECT key, refused.reason AS detail FROM refused JOIN records ON key = record_id
        WHERE refused.reason IS DISTINCT FROM records.reason
        """,
    ),
    Check(
        "row {key} names another place in the source than its first record",
        """
        SELECT row_id AS key, NULL AS detail FROM rows JOIN records ON record_ids[1] = record_id
        WHERE (rows.position, rows.line, rows.byte_start, rows.byte_end, rows.part)
            IS DISTINCT FROM
            (records.position, records.line, records.byte_start, records.byte_end, records.part)
        """,
    ),
    Check(
        "row {key} names a record that this source does not have",
        """
        SELECT row_id AS key, NULL AS detail FROM named
        WHERE record_id NOT IN (SELECT record_id FROM records)
        """,
    ),
    Check(
        "row {key} occurs {detail} times",
        "SELECT row_id AS key, count(*) AS detail FROM rows GROUP BY row_id HAVING count(*) > 1",
    ),
    Check(
        "record {key} is not record number {detail}: a position is missing or taken twice",
        """
        SELECT record_id AS key, ordinal AS detail
        FROM (
            SELECT *, row_number() OVER (PARTITION BY source ORDER BY position, record_id) AS ordinal
            FROM records
        )
        WHERE position <> ordinal
        """,
    ),
    Check(
        "record {key} starts before the record before it ends",
        """
        SELECT record_id AS key, NULL AS detail
        FROM (
            SELECT *, lag(byte_end) OVER (PARTITION BY source, part ORDER BY position) AS earlier_end
            FROM records
        )
        WHERE byte_end < byte_start OR byte_start < earlier_end
        """,
    ),
)

_FEW_BYTES = 256 * 1024**2
"""Memory in which most proofs fit; a larger one spills, and one that cannot is given more."""

_VIEWS = """
CREATE TABLE named AS SELECT row_id, unnest(record_ids) AS record_id FROM rows;
CREATE TABLE made AS SELECT record_id, count(*) AS rows FROM named GROUP BY record_id;
CREATE TABLE refused AS SELECT key, reason FROM ledger WHERE verdict = 'dropped' AND key IS NOT NULL;
"""


def prove_records(
    place: str, records: Sequence[Path], rows: Sequence[Path], ledger: Sequence[Path]
) -> list[Breach]:
    """Prove law 1 for the `raw` of one source or several; each breach names a key."""
    tables = {
        "records": ParquetFiles(records, RECORDS),
        "rows": ParquetFiles(rows, ROWS),
        "ledger": ParquetFiles(ledger, DECISIONS),
    }
    try:
        return _proved(tables, place, _FEW_BYTES)
    except duckdb.OutOfMemoryException:
        return _proved(tables, place, None)


def _proved(tables: Mapping[str, ParquetFiles], place: str, most_bytes: int | None) -> list[Breach]:
    with (
        TemporaryDirectory(prefix="danlu-") as folder,
        connect(tables=tables, spill=Spill(Path(folder), most_bytes)) as connection,
    ):
        for statement in _VIEWS.strip().split(";\n"):
            connection.execute(statement)
        return run_checks(connection, _CHECKS, "raw", place)
