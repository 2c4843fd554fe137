"""augmented: the surviving rows and the new ones that rules make of train rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import pyarrow as pa

from danlu.augmentation import generate
from danlu.content import with_content_hash
from danlu.dedup.exact import duplicate_keys
from danlu.lake.connection import ParquetFiles, Spill, connect
from danlu.lake.parquet import read_together
from danlu.ledger import LEDGER_SCHEMA, Reason, Verdict
from danlu.recipe import AnnotatedSection, Augmented
from danlu.rows import ROW_SCHEMA
from danlu.stages.annotated import SCHEMA as ANNOTATED_SCHEMA
from danlu.stages.annotated import tag
from danlu.stages.deduplicated import SCHEMA as DEDUPLICATED_SCHEMA
from danlu.stages.generated_leaks import alike_generated
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
        pa.field("prompt_key", pa.uuid()),
        *(LEDGER_SCHEMA.field(name) for name in _RECEIPT),
    ]
)
"""Generated rows as they are remembered: how each was made, and what its prompt asks."""

_CHOOSABLE = """
SELECT tags.row_id, tags.language
FROM tags JOIN survivors USING (row_id)
WHERE survivors.split = 'train'
  AND tags.row_id NOT IN (SELECT key FROM ledger WHERE verdict = 'flagged' AND key IS NOT NULL)
ORDER BY tags.row_id
"""

_HELD_OUT = "SELECT row_id FROM survivors WHERE split <> 'train' ORDER BY row_id"

_ADMITTED = """
SELECT made.row_id
FROM made
WHERE (prompt_key IS NULL OR prompt_key NOT IN (
        SELECT prompt_key FROM survivors WHERE split <> 'train' AND prompt_key IS NOT NULL
    ))
  AND content_hash NOT IN (SELECT content_hash FROM texts)
  AND row_id NOT IN (SELECT row_id FROM alike)
QUALIFY row_number() OVER (PARTITION BY content_hash ORDER BY row_id) = 1
"""

_CARRIED = """
SELECT tags.*, survivors.split, false AS generated
FROM tags JOIN survivors USING (row_id)
UNION ALL BY NAME
SELECT * FROM fresh
ORDER BY source, row_id
"""

_MADE = """
SELECT made.* FROM made SEMI JOIN admitted USING (row_id)
ORDER BY made.source, made.row_id
"""


def compute(work: Work) -> Receipt:
    """Make new rows shard by shard, then keep those that neither leak nor repeat a row."""
    beside = {
        "tags": FilesOf("annotated", "rows"),
        "survivors": FilesOf("deduplicated", "rows"),
        "ledger": FilesOf("cleaned", "ledger"),
    }
    tasks = work.tasks(STAGE, [FilesOf("cleaned", "rows")], beside)
    memos = remember(work, partial(remember_generated, work.recipe.augmented), tasks)
    tables = {
        "made": ParquetFiles(memos, MADE_SCHEMA),
        "texts": ParquetFiles(work.all_files("cleaned", "rows"), ROW_SCHEMA),
        "tags": ParquetFiles(work.all_files("annotated", "rows"), ANNOTATED_SCHEMA),
        "survivors": ParquetFiles(work.all_files("deduplicated", "rows"), DEDUPLICATED_SCHEMA),
    }
    with connect(tables=tables, spill=Spill(work.project.work / "spill")) as connection:
        connection.register(
            "alike", alike_generated(work, tasks, memos, connection.sql(_HELD_OUT).to_arrow_table())
        )
        connection.execute(f"CREATE TABLE admitted AS {_ADMITTED}")
        made = connection.sql(_MADE).to_arrow_table().cast(MADE_SCHEMA)
        connection.register("fresh", _fresh_tags(made.select(ROW_SCHEMA.names), work.recipe.annotated))
        rows = connection.sql(_CARRIED).to_arrow_table().cast(SCHEMA)
        found = len(connection.table("made"))
    write_by_source(rows, work, "rows")
    write_by_source(made.select(ROW_SCHEMA.names), work, "text")
    write_by_source(_receipts(made), work, "ledger")
    carried = rows.num_rows - made.num_rows
    figures = {"rows_in": carried, "rows": rows.num_rows, "generated": made.num_rows}
    return Receipt(figures | {"withheld": found - made.num_rows})


def remember_generated(recipe: Augmented, tasks: Sequence[MemoTask]) -> None:
    """Make the new rows of some shards, with what the prompt of each asks."""
    tables = {
        "tags": ParquetFiles(files_of(tasks, "tags"), ANNOTATED_SCHEMA),
        "survivors": ParquetFiles(files_of(tasks, "survivors"), DEDUPLICATED_SCHEMA),
        "ledger": ParquetFiles(files_of(tasks, "ledger"), LEDGER_SCHEMA),
    }
    with connect(tables=tables) as connection:
        languages = dict(connection.execute(_CHOOSABLE).fetchall())
    rows = read_together([task.rows for task in tasks], ROW_SCHEMA)
    write_memos(pa.concat_tables(_generate(table, languages, recipe) for table in rows), tasks)


def _generate(rows: pa.Table, languages: Mapping[object, str], recipe: Augmented) -> pa.Table:
    spoken = [languages.get(key) for key in rows.column("row_id").to_pylist()]
    fitting = rows.filter(pa.array([language is not None for language in spoken], pa.bool_()))
    known = pa.chunked_array([[language for language in spoken if language is not None]], pa.string())
    generation = generate(fitting, known, recipe)
    made = with_content_hash(generation.rows)
    asked = duplicate_keys(made).column("prompt_key")
    receipts = [generation.ledger.column(name) for name in _RECEIPT]
    return pa.table([*made.columns, asked, *receipts], schema=MADE_SCHEMA)


def _fresh_tags(texts: pa.Table, recipe: AnnotatedSection) -> pa.Table:
    """Tags of new rows; their split is train, as their parents' is."""
    count = texts.num_rows
    return (
        tag(texts, recipe)
        .append_column("split", pa.array(["train"] * count, pa.string()))
        .append_column("generated", pa.array([True] * count, pa.bool_()))
    )


def _receipts(made: pa.Table) -> pa.Table:
    count = made.num_rows
    constants = {"stage": STAGE, "verdict": Verdict.GENERATED.value, "reason": Reason.RULE_OPERATION.value}
    columns = {name: pa.array([value] * count, pa.string()) for name, value in constants.items()}
    columns |= {name: made.column(name) for name in ("source", *_RECEIPT)}
    return ledger_of(pa.table({**columns, "key": made.column("row_id")}))
