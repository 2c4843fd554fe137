"""augmented: the surviving rows and the new ones that rules make of train rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from danlu.annotation import annotate
from danlu.augmentation import generate
from danlu.content import with_content_hash
from danlu.identity import prompt_group
from danlu.lake.connection import ParquetFiles, connect
from danlu.lake.parquet import empty_table, read_parquet, write_parquet
from danlu.ledger import LEDGER_SCHEMA, Reason, Verdict
from danlu.recipe import AnnotatedSection, Augmented
from danlu.rows import ROW_SCHEMA, Kind, prompt_text
from danlu.stages.annotated import SCHEMA as ANNOTATED_SCHEMA
from danlu.stages.deduplicated import SCHEMA as DEDUPLICATED_SCHEMA
from danlu.stages.work import Receipt, Work, bytes_of, forget_other_memos, ledger_of, write_memo

STAGE = "augmented"

SCHEMA = pa.schema(
    [
        *ANNOTATED_SCHEMA,
        pa.field("split", pa.string(), nullable=False),
        pa.field("generated", pa.bool_(), nullable=False),
    ]
)
"""One line per row, carried or new: its tags, its split, and whether it was generated."""

_RECEIPT = ("rule", "rule_version", "related", "evidence")
MADE_SCHEMA = pa.schema(
    [
        *ROW_SCHEMA,
        pa.field("own_group", pa.uuid(), nullable=False),
        *(LEDGER_SCHEMA.field(name) for name in _RECEIPT),
    ]
)
"""Generated rows as they are remembered: how each was made, and the group it would have if it were raw."""

_CHOOSABLE = """
SELECT tags.row_id, tags.language
FROM tags JOIN survivors USING (row_id)
WHERE survivors.split = 'train'
  AND tags.row_id NOT IN (SELECT key FROM ledger WHERE verdict = 'flagged' AND key IS NOT NULL)
ORDER BY tags.row_id
"""

_ADMITTED = """
SELECT made.row_id
FROM made
WHERE own_group NOT IN (SELECT "group" FROM texts JOIN survivors USING (row_id) WHERE split <> 'train')
  AND content_hash NOT IN (SELECT content_hash FROM texts)
QUALIFY row_number() OVER (PARTITION BY content_hash ORDER BY row_id) = 1
"""

_CARRIED = """
SELECT tags.*, survivors.split, false AS generated
FROM tags JOIN survivors USING (row_id)
UNION ALL BY NAME
SELECT * FROM fresh
ORDER BY row_id
"""


@dataclass(frozen=True, slots=True)
class Task:
    """The rows of one source, of which new rows are made."""

    rows: tuple[Path, ...]
    ledger: tuple[Path, ...]
    tags: tuple[Path, ...]
    survivors: tuple[Path, ...]
    memo: Path
    recipe: Augmented


def compute(work: Work) -> Receipt:
    """Make new rows source by source, then keep those that neither leak nor repeat a row."""
    tasks = {key: _task(work, key) for key in work.sources}
    missing = [task for task in tasks.values() if not task.memo.exists()]
    for _ in work.engine.map(
        remember_generated, missing, input_bytes=bytes_of(path for task in missing for path in task.rows)
    ):
        pass
    memos = [task.memo for task in tasks.values()]
    admitted = _admitted(work, memos)
    made = rows = 0
    for key, task in tasks.items():
        written = _write_source(work, key, task, admitted)
        made, rows = made + written[0], rows + written[1]
    forget_other_memos(memos)
    withheld = sum(read_parquet(memo, ["row_id"]).num_rows for memo in memos) - made
    return Receipt({"rows_in": rows - made, "rows": rows, "generated": made, "withheld": withheld})


def _task(work: Work, key: str) -> Task:
    return Task(
        tuple(work.files("cleaned", key, "rows")),
        tuple(work.files("cleaned", key, "ledger")),
        tuple(work.files("annotated", key, "rows")),
        tuple(work.files("deduplicated", key, "rows")),
        work.memo(STAGE, key, "cleaned", "deduplicated", "annotated"),
        work.recipe.augmented,
    )


def remember_generated(task: Task) -> None:
    """Make the new rows of one source, with the group that each would have if it were raw."""
    tables = {
        "tags": ParquetFiles(task.tags, ANNOTATED_SCHEMA),
        "survivors": ParquetFiles(task.survivors, DEDUPLICATED_SCHEMA),
        "ledger": ParquetFiles(task.ledger, LEDGER_SCHEMA),
    }
    with connect(tables=tables) as connection:
        languages = dict(connection.execute(_CHOOSABLE).fetchall())
    made = [_generate(read_parquet(path), languages, task.recipe) for path in task.rows]
    write_memo(pa.concat_tables(made) if made else empty_table(MADE_SCHEMA), task.memo)


def _generate(rows: pa.Table, languages: Mapping[object, str], recipe: Augmented) -> pa.Table:
    spoken = [languages.get(key) for key in rows.column("row_id").to_pylist()]
    fitting = rows.filter(pa.array([language is not None for language in spoken], pa.bool_()))
    known = pa.chunked_array([[language for language in spoken if language is not None]], pa.string())
    generation = generate(fitting, known, recipe)
    made = with_content_hash(generation.rows)
    groups = pa.array([_own_group(row) for row in made.to_pylist()], pa.binary(16))
    receipts = [generation.ledger.column(name) for name in _RECEIPT]
    return pa.table([*made.columns, groups.cast(pa.uuid()), *receipts], schema=MADE_SCHEMA)


def _own_group(row: Mapping[str, Any]) -> bytes:
    kind = Kind(row["kind"])
    return prompt_group(prompt_text({"kind": kind, "messages": row["messages"], "system": row["system"]}))


def _admitted(work: Work, memos: list[Path]) -> pa.Array:
    """Ids of the new rows whose prompt is not held out and whose content is new."""
    tables = {
        "made": ParquetFiles(memos, MADE_SCHEMA),
        "texts": ParquetFiles(work.all_files("cleaned", "rows"), ROW_SCHEMA),
        "survivors": ParquetFiles(work.all_files("deduplicated", "rows"), DEDUPLICATED_SCHEMA),
    }
    with connect(tables=tables, spill=work.project.work / "spill") as connection:
        found = connection.sql(_ADMITTED).to_arrow_table().column("row_id")
    return found.cast(pa.binary(16)).combine_chunks()


def _write_source(work: Work, key: str, task: Task, admitted: pa.Array) -> tuple[int, int]:
    """Write one source's rows, texts and ledger; returns how many are new and how many in all."""
    made = read_parquet(task.memo)
    made = made.filter(pc.is_in(made.column("row_id").cast(pa.binary(16)), value_set=admitted))
    made = made.take(pc.sort_indices(made.column("row_id").cast(pa.binary(16))))
    texts = made.select(ROW_SCHEMA.names)
    tables = {
        "tags": ParquetFiles(task.tags, ANNOTATED_SCHEMA),
        "survivors": ParquetFiles(task.survivors, DEDUPLICATED_SCHEMA),
    }
    with connect(tables=tables) as connection:
        connection.register("fresh", _fresh_tags(texts, work.recipe.annotated))
        rows = connection.sql(_CARRIED).to_arrow_table().cast(SCHEMA)
    write_parquet(rows, work.staged / "rows" / f"{key}.parquet")
    write_parquet(texts, work.staged / "text" / f"{key}.parquet")
    write_parquet(_receipts(made), work.staged / "ledger" / f"{key}.parquet")
    return made.num_rows, rows.num_rows


def _fresh_tags(texts: pa.Table, recipe: AnnotatedSection) -> pa.Table:
    """Tags of new rows; their split is train, as their parents' is."""
    tags = annotate(texts, recipe)
    count = texts.num_rows
    return (
        tags.append_column("source", texts.column("source"))
        .append_column("split", pa.array(["train"] * count, pa.string()))
        .append_column("generated", pa.array([True] * count, pa.bool_()))
    )


def _receipts(made: pa.Table) -> pa.Table:
    count = made.num_rows
    constants = {"stage": STAGE, "verdict": Verdict.GENERATED.value, "reason": Reason.RULE_OPERATION.value}
    columns = {name: pa.array([value] * count, pa.string()) for name, value in constants.items()}
    columns |= {name: made.column(name) for name in ("source", *_RECEIPT)}
    return ledger_of(pa.table({**columns, "key": made.column("row_id")}))
