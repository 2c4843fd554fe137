"""The numbers that the card tells, counted from published files."""

from __future__ import annotations

import json
from collections.abc import Mapping

import duckdb
import pyarrow as pa

from danlu.export.figures import Figures, FileFigures, SourceFigures, StageFigures, StratumFigures
from danlu.lake.connection import ParquetFiles, Spill, connect
from danlu.ledger import LEDGER_SCHEMA
from danlu.stages.augmented import SCHEMA as AUGMENTED_SCHEMA
from danlu.stages.balanced import SCHEMA as BALANCED_SCHEMA
from danlu.stages.duplicate_figures import duplicate_figures
from danlu.stages.raw import RECORD_SCHEMA
from danlu.stages.work import Work

_STAGES = ("raw", "cleaned", "deduplicated", "annotated", "augmented", "balanced")
_LEDGERS = ("raw", "cleaned", "deduplicated", "augmented", "balanced")

_SELECTED = """
SELECT balanced.split, {column}, count(*)
FROM balanced JOIN augmented USING (row_id)
GROUP BY ALL ORDER BY ALL
"""

# a row that no set has is counted once, under the first of its reasons
_UNSAID = """
SELECT reason, count(*) FROM (
    SELECT key, min(reason) AS reason FROM refused
    WHERE key NOT IN (SELECT row_id FROM lines) GROUP BY key
)
GROUP BY reason ORDER BY reason
"""


def collect_figures(work: Work, files: tuple[FileFigures, ...]) -> Figures:
    """All figures of the export that is staged, and of the stages that it was made by."""
    with connect(tables=_tables(work), spill=Spill(work.project.work / "spill")) as connection:
        verdicts = connection.execute(
            """
            SELECT stage, verdict, reason, count(*) FROM ledger
            WHERE key IS NOT NULL GROUP BY ALL ORDER BY ALL
            """
        ).fetchall()
        rows = {name: _number(connection, f"rows_{name}") for name in _STAGES}
        records = _number(connection, "records")
        exported = connection.execute("SELECT count(DISTINCT row_id) FROM lines").fetchall()[0][0]
        return Figures(
            name=work.recipe.exported.name,
            stages=tuple(
                _stages(rows, records, exported, dict(connection.execute(_UNSAID).fetchall()), verdicts)
            ),
            splits=dict(
                connection.execute(
                    "SELECT split, count(*) FROM balanced GROUP BY split ORDER BY split"
                ).fetchall()
            ),
            languages=_by_split(connection, "language"),
            length_bands=_by_split(connection, "length_band"),
            files=files,
            refused=_refused(connection),
            sources=_sources(connection, work),
            strata=_strata(work),
            mixtures=_mixtures(work),
            duplicates=duplicate_figures(work.published),
        )


def _tables(work: Work) -> dict[str, ParquetFiles]:
    ledgers = [path for stage in _LEDGERS for path in work.all_files(stage, "ledger")]
    lineage = sorted((work.staged / "lineage").glob("*.parquet"))
    refused = sorted((work.staged / "ledger").glob("*.parquet"))
    tables = {
        "ledger": ParquetFiles(ledgers, LEDGER_SCHEMA),
        "records": ParquetFiles(work.all_files("raw", "records"), RECORD_SCHEMA),
        "augmented": ParquetFiles(work.all_files("augmented", "rows"), AUGMENTED_SCHEMA),
        "balanced": ParquetFiles(work.all_files("balanced", "rows"), BALANCED_SCHEMA),
        "lines": ParquetFiles(lineage, _IDS),
        "refused": ParquetFiles(refused, LEDGER_SCHEMA),
    }
    return tables | {f"rows_{name}": ParquetFiles(work.all_files(name, "rows"), _IDS) for name in _STAGES}


_IDS = pa.schema([pa.field("row_id", pa.uuid())])


def _stages(
    rows: Mapping[str, int],
    records: int,
    exported: int,
    unsaid: Mapping[str, int],
    verdicts: list[tuple[str, str, str, int]],
) -> list[StageFigures]:
    """The funnel, from records to rows that at least one set has."""

    def counted(stage: str, *names: str) -> dict[str, int]:
        return {
            reason: number for at, verdict, reason, number in verdicts if at == stage and verdict in names
        }

    figures = []
    came_in = records
    for stage in _STAGES:
        generated = sum(counted(stage, "generated").values())
        dropped = counted(stage, "dropped", "merged")
        figures.append(
            StageFigures(
                stage,
                rows_in=came_in,
                rows_out=rows[stage],
                generated=generated,
                dropped=dropped,
                edited=counted(stage, "edited"),
                flagged=counted(stage, "flagged"),
            )
        )
        came_in = rows[stage]
    return [*figures, StageFigures("exported", rows_in=came_in, rows_out=exported, dropped=unsaid)]


def _number(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return len(connection.table(table))


def _by_split(connection: duckdb.DuckDBPyConnection, column: str) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for split, value, number in connection.execute(_SELECTED.format(column=column)).fetchall():
        counts.setdefault(split, {})[value] = number
    return counts


def _refused(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    query = "SELECT target, reason, count(*) FROM refused GROUP BY ALL ORDER BY ALL"
    for target, reason, number in connection.execute(query).fetchall():
        counts.setdefault(target, {})[reason] = number
    return counts


def _sources(connection: duckdb.DuckDBPyConnection, work: Work) -> tuple[SourceFigures, ...]:
    found = connection.execute(
        """
        SELECT source, count(*), sum(rows)::BIGINT, count(*) FILTER (reason IS NOT NULL)
        FROM records GROUP BY source
        """
    ).fetchall()
    read = {name: (records, rows, refused) for name, records, rows, refused in found}
    exported = dict(
        connection.execute(
            """
            SELECT source, count(*) FROM balanced
            WHERE row_id IN (SELECT row_id FROM lines) GROUP BY source
            """
        ).fetchall()
    )
    names = [source.name for source in work.sources.values()]
    return tuple(
        SourceFigures(name, *read.get(name, (0, 0, 0)), exported=exported.get(name, 0))
        for name in sorted(names)
    )


def _mixture(work: Work) -> dict[str, object]:
    path = work.project.stage("balanced") / "mixture.json"
    mixture: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return mixture


def _strata(work: Work) -> tuple[StratumFigures, ...]:
    strata = _mixture(work)["strata"]
    return tuple(StratumFigures(**stratum) for stratum in strata) if isinstance(strata, list) else ()


def _mixtures(work: Work) -> dict[str, str]:
    methods = _mixture(work)["methods"]
    return dict(methods) if isinstance(methods, dict) else {}
