"""annotated: tags of every surviving row: language, turns, lengths, tokens."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from danlu.annotation import ANNOTATION_SCHEMA, annotate
from danlu.lake.connection import ParquetFiles, connect
from danlu.lake.parquet import empty_table, read_parquet, write_parquet
from danlu.recipe import AnnotatedSection
from danlu.stages.deduplicated import SCHEMA as DEDUPLICATED_SCHEMA
from danlu.stages.work import Receipt, Work, bytes_of, forget_other_memos, write_memo

STAGE = "annotated"

SCHEMA = ANNOTATION_SCHEMA.insert(1, pa.field("source", pa.string(), nullable=False))
"""One line per row of `deduplicated`: its tags."""

_SURVIVORS = """
SELECT tags.row_id, survivors.source, tags.* EXCLUDE (row_id)
FROM tags JOIN survivors USING (row_id)
ORDER BY tags.row_id
"""


@dataclass(frozen=True, slots=True)
class Task:
    """The rows of one source to tag. All rows are tagged and remembered; survivors are written."""

    rows: tuple[Path, ...]
    memo: Path
    survivors: tuple[Path, ...]
    output: Path
    recipe: AnnotatedSection


def compute(work: Work) -> Receipt:
    """Tag the rows of each source; what was tagged before is read from its memo."""
    tasks = [
        Task(
            tuple(work.files("cleaned", key, "rows")),
            work.memo(STAGE, key, "cleaned"),
            tuple(work.files("deduplicated", key, "rows")),
            work.staged / "rows" / f"{key}.parquet",
            work.recipe.annotated,
        )
        for key in work.sources
    ]
    size = bytes_of(path for task in tasks if not task.memo.exists() for path in task.rows)
    rows = sum(work.engine.map(tag_source, tasks, input_bytes=size))
    forget_other_memos([task.memo for task in tasks])
    return Receipt({"rows_in": rows, "rows": rows})


def tag_source(task: Task) -> int:
    """Tag one source's rows and write those that survived; returns how many."""
    if not task.memo.exists():
        tagged = [annotate(read_parquet(path), task.recipe) for path in task.rows]
        write_memo(pa.concat_tables(tagged) if tagged else empty_table(ANNOTATION_SCHEMA), task.memo)
    tables = {
        "tags": ParquetFiles([task.memo], ANNOTATION_SCHEMA),
        "survivors": ParquetFiles(task.survivors, DEDUPLICATED_SCHEMA),
    }
    with connect(tables=tables) as connection:
        table = connection.sql(_SURVIVORS).to_arrow_table().cast(SCHEMA)
    write_parquet(table, task.output)
    return int(table.num_rows)
