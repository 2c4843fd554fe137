"""Law 6: the mirror, where there is one, holds the same rows and entries as the Parquet files.

The proof knows which table stands for which files, and nothing of the code that fills them.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from danlu.audit.breach import Breach, Check, run_checks
from danlu.audit.files import SCHEMAS
from danlu.audit.report import AuditReport
from danlu.audit.survey import Survey
from danlu.graph import STAGES
from danlu.lake.connection import ParquetFiles, connect, quote_name
from danlu.ledger import LEDGER_SCHEMA

_TABLES = {
    "records": ("raw", "records"),
    "raw": ("raw", "rows"),
    "cleaned": ("cleaned", "rows"),
    "deduplicated": ("deduplicated", "rows"),
    "annotated": ("annotated", "rows"),
    "augmented": ("augmented", "rows"),
    "balanced": ("balanced", "rows"),
    "exported": ("exported", "lineage"),
}
"""Tables of the mirror in the schema `facts`, and the files that each stands for."""


def prove_mirror(lake: Survey, report: AuditReport) -> None:
    """Compare the mirror with what is published; a mirror that is merely behind is a notice."""
    warehouse = lake.project.warehouse
    if not warehouse.exists() or not all(folder.sound for folder in lake.folders.values()):
        return
    files = {
        f"{name}_files": ParquetFiles(lake.files(*kind), SCHEMAS[kind]) for name, kind in _TABLES.items()
    }
    ledgers = [path for stage in STAGES for path in lake.files(stage, "ledger")]
    files["ledger_files"] = ParquetFiles(ledgers, LEDGER_SCHEMA)
    try:
        with connect(warehouse, read_only=True, tables=files) as connection:
            known = connection.execute("SELECT stage, key, version FROM facts.versions").fetchall()
            if {(stage, key): version for stage, key, version in known} != _versions(lake):
                report.notices.append("mirror: behind what is published; the next query brings it up to date")
                return
            for name, check in _checks(connection):
                report.breaches += run_checks(connection, [check], "mirror", name)
    except duckdb.Error as error:
        message = f"cannot be read ({type(error).__name__}): run `danlu rebuild`"
        report.breaches.append(Breach("mirror", warehouse.name, "6", message))


def _versions(lake: Survey) -> dict[tuple[str, str], str]:
    return {(stage, key or ""): folder.manifest.version for (stage, key), folder in lake.folders.items()}


def _checks(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, Check]]:
    """One check per table: what is on one side only, in any column that the mirror has."""
    for name in _TABLES:
        yield name, _difference(connection, f"facts.{name}", f"{name}_files")
    yield "ledger", _difference(connection, "ledger", "ledger_files")


def _difference(connection: duckdb.DuckDBPyConnection, table: str, files: str) -> Check:
    found = connection.execute(f"SELECT * FROM {table} LIMIT 0").description or []  # noqa: S608 - constants
    names = [column[0] for column in found]
    key = next(name for name in ("row_id", "record_id", "key") if name in names)
    columns = ", ".join(quote_name(name) for name in names)
    query = f"""
    SELECT {key} AS key, 'only there' AS detail
    FROM (SELECT {columns} FROM {table} EXCEPT ALL SELECT {columns} FROM {files})
    UNION
    SELECT {key}, 'missing or different there'
    FROM (SELECT {columns} FROM {files} EXCEPT ALL SELECT {columns} FROM {table})
    """  # noqa: S608 - constants
    return Check("row or record {key} is {detail}: run `danlu rebuild`", query, law="6")
