"""Law 6: the mirror, where there is one, holds the same rows and entries as the Parquet files."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from danlu.audit.breach import Breach, Check, run_checks
from danlu.audit.report import AuditReport
from danlu.audit.survey import Survey
from danlu.graph import STAGES
from danlu.lake.connection import ParquetFiles, connect
from danlu.mirror.tables import LEDGER, TABLES, MirrorTable


def prove_mirror(lake: Survey, report: AuditReport) -> None:
    """Compare the mirror with what is published; a mirror that is merely behind is a notice."""
    warehouse = lake.project.warehouse
    if not warehouse.exists():
        return
    tables = {
        f"{table.stage}_{table.kind}": _published(lake, table)
        for table in TABLES
        if table.stage != "source_files"
    }
    tables["ledger_files"] = ParquetFiles(
        [path for stage in STAGES for path in lake.files(stage, "ledger")], LEDGER.schema
    )
    try:
        with connect(warehouse, read_only=True, tables=tables) as connection:
            known = connection.execute("SELECT stage, key, version FROM facts.versions").fetchall()
            if {(stage, key): version for stage, key, version in known} != _versions(lake):
                report.notices.append("mirror: behind what is published; the next query brings it up to date")
                return
            for check_stage, check in _checks():
                report.breaches += run_checks(connection, [check], "mirror", check_stage)
    except duckdb.Error as error:
        message = f"cannot be read ({type(error).__name__}): run `danlu rebuild`"
        report.breaches.append(Breach("mirror", warehouse.name, "6", message))


def _published(lake: Survey, table: MirrorTable) -> ParquetFiles:
    return ParquetFiles(lake.files(table.stage, table.kind), table.schema)


def _versions(lake: Survey) -> dict[tuple[str, str], str]:
    return {(stage, key or ""): folder.manifest.version for (stage, key), folder in lake.folders.items()}


def _checks() -> Iterator[tuple[str, Check]]:
    """One check per table: what is on one side only. Floats and text are compared as they are."""
    for table in TABLES:
        if table.stage == "source_files":
            continue
        key = table.schema.names[0] if "row_id" not in table.schema.names else "row_id"
        yield table.name, _difference(table, f"{table.stage}_{table.kind}", key)
    yield "ledger", _difference(LEDGER, "ledger_files", "key")


def _difference(table: MirrorTable, files: str, key: str) -> Check:
    query = f"""
    SELECT "{key}" AS key, 'only there' AS detail
    FROM (SELECT {table.columns} FROM {table.qualified} EXCEPT ALL SELECT {table.columns} FROM {files})
    UNION
    SELECT "{key}", 'missing or different there'
    FROM (SELECT {table.columns} FROM {files} EXCEPT ALL SELECT {table.columns} FROM {table.qualified})
    """  # noqa: S608 - constants
    return Check("row or record {key} is {detail}: run `danlu rebuild`", query, law="6")
