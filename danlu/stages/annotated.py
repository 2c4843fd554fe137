"""annotated: tags of every surviving row: language, turns, lengths, tokens."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pyarrow as pa

from danlu.annotation import ANNOTATION_SCHEMA, annotate
from danlu.lake.connection import ParquetFiles, Spill, connect
from danlu.lake.parquet import read_together
from danlu.recipe import AnnotatedSection
from danlu.rows import ROW_SCHEMA
from danlu.stages.deduplicated import SCHEMA as DEDUPLICATED_SCHEMA
from danlu.stages.work import FilesOf, MemoTask, Receipt, Work, remember, write_by_source, write_memos

STAGE = "annotated"

SCHEMA = ANNOTATION_SCHEMA.insert(1, pa.field("source", pa.string(), nullable=False))
"""One line per row of `deduplicated`: its tags."""

_SURVIVORS = """
SELECT tags.*
FROM tags SEMI JOIN survivors USING (row_id)
ORDER BY tags.source, tags.row_id
"""


def compute(work: Work) -> Receipt:
    """Tag the rows shard by shard; what was tagged before is read from its memo."""
    tasks = work.tasks(STAGE, [FilesOf("cleaned", "rows")])
    memos = remember(work, partial(remember_tags, work.recipe.annotated), tasks)
    tables = {
        "tags": ParquetFiles(memos, SCHEMA),
        "survivors": ParquetFiles(work.all_files("deduplicated", "rows"), DEDUPLICATED_SCHEMA),
    }
    with connect(tables=tables, spill=Spill(work.project.work / "spill")) as connection:
        tagged = connection.sql(_SURVIVORS).to_arrow_table().cast(SCHEMA)
    write_by_source(tagged, work, "rows")
    return Receipt({"rows_in": tagged.num_rows, "rows": tagged.num_rows})


def remember_tags(recipe: AnnotatedSection, tasks: Sequence[MemoTask]) -> None:
    """Tag all rows of some sources, those too that did not survive: another row's end may revive them."""
    rows = read_together([task.rows for task in tasks], ROW_SCHEMA)
    tables = [tag(table, recipe) for table in rows]
    write_memos(pa.concat_tables(tables), tasks)


def tag(rows: pa.Table, recipe: AnnotatedSection) -> pa.Table:
    """The tags of rows, with the source that each is of."""
    return annotate(rows, recipe).add_column(1, SCHEMA.field("source"), rows.column("source"))
