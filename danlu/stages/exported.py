"""exported: trainer files, their sidecars, `dataset_info.json`, metrics, plots and the card."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from danlu.errors import LawBrokenError
from danlu.export.card import card
from danlu.export.express import express
from danlu.export.figures import FileFigures
from danlu.export.folder import check_dataset_info, dataset_info
from danlu.export.lineage import LINEAGE_SCHEMA
from danlu.export.metrics import metrics, plots
from danlu.export.sets import SIDES, TARGET_SETS
from danlu.lake.connection import ParquetFiles, Spill, connect
from danlu.lake.parquet import ParquetFile, read_together
from danlu.ledger import evidence_json
from danlu.recipe import Exported
from danlu.rows import ROW_SCHEMA
from danlu.stages.balanced import SCHEMA as BALANCED_SCHEMA
from danlu.stages.exported_figures import collect_figures
from danlu.stages.work import (
    FilesOf,
    MemoTask,
    Receipt,
    Work,
    files_of,
    ledger_of,
    remember,
    write_by_source,
    write_memos,
)

STAGE = "exported"
RULE_VERSION = 1

EXPRESSED_SCHEMA = pa.schema(
    [
        pa.field("row_id", pa.uuid(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("target", pa.string(), nullable=False),
        pa.field("side", pa.string(), nullable=False),
        pa.field("copies", pa.int32(), nullable=False),
        pa.field("leads", pa.bool_()),
        pa.field("payload", pa.binary()),
        pa.field("reason", pa.string()),
        pa.field("evidence", pa.string()),
    ]
)
"""A row in one target set: its line, or the reason why the set does not have it."""
_STORAGE = EXPRESSED_SCHEMA.set(0, pa.field("row_id", pa.binary(16), nullable=False))

_TAKEN = """
SELECT taken.row_id, taken.split, taken.copies, texts.* EXCLUDE (row_id)
FROM taken JOIN texts USING (row_id)
ORDER BY taken.row_id
"""

# lists that are filled come first: `datasets` learns a column's type from the start of a file
_LINES = """
SELECT row_id, payload, sha256(payload)[1:32]::UUID AS line_hash
FROM (SELECT *, unnest(range(copies)) AS copy FROM expressed WHERE target = $target AND side = $side)
WHERE payload IS NOT NULL
ORDER BY NOT leads, row_id, copy
"""

_COUNTED = """
SELECT count(DISTINCT row_id), count(DISTINCT row_id) FILTER (payload IS NOT NULL) FROM expressed
"""

_REFUSED = """
SELECT
    'exported' AS stage,
    source,
    row_id AS key,
    'dropped' AS verdict,
    reason,
    'writer' AS rule,
    $version::INTEGER AS rule_version,
    target,
    evidence
FROM expressed
WHERE reason IS NOT NULL
ORDER BY source, row_id, target
"""


def compute(work: Work) -> Receipt:
    """Express what is new, then write every file anew in its one order."""
    texts = [FilesOf("cleaned", "rows"), FilesOf("augmented", "text")]
    tasks = work.tasks(STAGE, texts, {"taken": FilesOf("balanced", "rows")})
    memos = remember(work, partial(remember_expressed, work.recipe.exported), tasks)
    tables = {"expressed": ParquetFiles(memos, EXPRESSED_SCHEMA)}
    with connect(tables=tables, spill=Spill(work.project.work / "spill")) as connection:
        files = [figures for target in TARGET_SETS for figures in _write_set(connection, work.staged, target)]
        taken, said = connection.execute(_COUNTED).fetchall()[0]
        refused = connection.sql(_REFUSED, params={"version": RULE_VERSION}).to_arrow_table()
    write_by_source(ledger_of(refused), work, "ledger")
    _write_side_files(work, files)
    lines = sum(file.lines for file in files)
    details = {"targets": ",".join(work.recipe.exported.targets)}
    figures = {"rows_in": taken, "rows": said, "dropped": taken - said, "lines": lines, "files": len(files)}
    return Receipt(figures | {"not_expressible": refused.num_rows}, details)


def remember_expressed(recipe: Exported, tasks: Sequence[MemoTask]) -> None:
    """Express the selected rows of some shards: a line or a reason for each row and target set."""
    rows = read_together([task.rows for task in tasks], ROW_SCHEMA)
    with connect(tables={"taken": ParquetFiles(files_of(tasks, "taken"), _CHOSEN)}) as connection:
        expressed = [_express_rows(table, connection, recipe) for table in rows]
    write_memos(pa.concat_tables(expressed), tasks)


def _express_rows(rows: pa.Table, connection: duckdb.DuckDBPyConnection, recipe: Exported) -> pa.Table:
    connection.register("texts", rows)
    taken = connection.sql(_TAKEN).to_arrow_table().to_pylist()
    items = [item for row in taken for item in _express(row, recipe)]
    return pa.Table.from_pylist(items, schema=_STORAGE).cast(EXPRESSED_SCHEMA)


_CHOSEN = pa.schema([BALANCED_SCHEMA.field(name) for name in ("row_id", "split", "copies")])


def _express(row: dict[str, Any], recipe: Exported) -> Iterator[dict[str, Any]]:
    common = {
        "row_id": row["row_id"].bytes,
        "source": row["source"],
        "side": row["split"],
        "copies": row["copies"],
    }
    lines, refusals = express(row, recipe.targets)
    for line in lines:
        yield {**common, "target": line.target, "payload": line.payload, "leads": line.leads}
    for target, reason, evidence in refusals:
        yield {**common, "target": target, "reason": reason.value, "evidence": evidence_json(evidence)}


def _write_set(connection: duckdb.DuckDBPyConnection, staged: Path, target: str) -> Iterator[FileFigures]:
    """Write the files of one target set with their sidecars; sides without lines have no file."""
    for side in SIDES:
        reader = connection.sql(_LINES, params={"target": target, "side": side}).to_arrow_reader(50_000)
        first = next((batch for batch in reader if batch.num_rows), None)
        if first is None:
            continue
        path = staged / target / f"{side}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        sidecar = staged / "lineage" / f"{target}.{side}.parquet"
        sidecar.parent.mkdir(parents=True, exist_ok=True)
        written = 0
        with path.open("wb") as file, ParquetFile(sidecar, LINEAGE_SCHEMA) as lineage:
            for batch in _chain(first, reader):
                file.writelines(payload + b"\n" for payload in batch.column("payload").to_pylist())
                lineage.write(_sidecar(batch, target, side, written))
                written += batch.num_rows
        yield FileFigures(target, side, written, path.stat().st_size)


def _chain(first: pa.RecordBatch, rest: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    yield first
    yield from rest


def _sidecar(batch: pa.RecordBatch, target: str, side: str, before: int) -> pa.Table:
    count = batch.num_rows
    columns = {
        "target": pa.array([target] * count, pa.string()),
        "file": pa.array([f"{target}/{side}.jsonl"] * count, pa.string()),
        "line": pa.array(range(before + 1, before + count + 1), pa.int64()),
        "row_id": batch.column("row_id"),
        "line_hash": batch.column("line_hash"),
    }
    return pa.table(columns, schema=LINEAGE_SCHEMA)


def _write_side_files(work: Work, files: list[FileFigures]) -> None:
    """What is told about the files: to LLaMA-Factory, to DVC, and to people."""
    staged = work.staged
    lines = {(file.target, file.side): file.lines for file in files}
    _write_json(staged / "dataset_info.json", dataset_info(work.recipe.exported.name, lines), ascii_only=True)
    violations = check_dataset_info(staged)
    if violations:
        raise LawBrokenError("LLaMA-Factory would not read the export whole: " + violations[0])
    figures = collect_figures(work, tuple(files))
    _write_json(staged / "metrics.json", metrics(figures))
    for name, table in plots(figures).items():
        _write_json(staged / "plots" / f"{name}.json", table)
    (staged / "README.md").write_text(card(figures), encoding="utf-8")


def _write_json(path: Path, value: object, *, ascii_only: bool = False) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=ascii_only, indent=1) + "\n", encoding="utf-8")
