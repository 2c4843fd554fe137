"""deduplicated: equal rows merged into one survivor, with receipts; each row's split known."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from danlu.dedup.exact import duplicate_keys
from danlu.dedup.splits import SHARE_MACRO, declared_sides
from danlu.lake.connection import ParquetFiles, Spill, connect
from danlu.lake.parquet import read_together
from danlu.ledger import LEDGER_SCHEMA
from danlu.recipe import Split
from danlu.rows import ROW_SCHEMA, TRAINED_COLUMNS
from danlu.stages.work import (
    FilesOf,
    MemoTask,
    Receipt,
    Work,
    count,
    files_of,
    ledger_of,
    remember,
    write_by_source,
    write_memos,
)

STAGE = "deduplicated"
RULE = "exact"
RULE_VERSION = 1

SCHEMA = pa.schema(
    [
        pa.field("row_id", pa.uuid(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("split", pa.string(), nullable=False),
        pa.field("merged", pa.int64(), nullable=False),
        pa.field("prompt_key", pa.uuid()),
    ]
)
"""One line per survivor: its split, how many rows were merged into it, and what its prompt asks."""

KEY_SCHEMA = pa.schema(
    [
        pa.field("row_id", pa.uuid()),
        pa.field("source", pa.string()),
        pa.field("group", pa.uuid()),
        pa.field("duplicate_key", pa.uuid()),
        pa.field("prompt_key", pa.uuid()),
        pa.field("characters", pa.int64()),
        pa.field("repairs", pa.int64()),
    ]
)

_DECLARE = """
CREATE TABLE declared_groups AS
SELECT "group", arg_min(side, strictness) AS side, min(strictness) AS strictness
FROM (
    SELECT keys."group", side, list_position(['test', 'validation', 'train'], side) AS strictness
    FROM keys JOIN declared USING (source)
)
GROUP BY "group"
"""

# a declared side comes first: an official test row is not merged into a copy that is trained on
_DECIDE = """
CREATE TABLE decided AS
SELECT
    row_id,
    source,
    "group",
    prompt_key,
    count(*) OVER same AS alike,
    first_value(row_id) OVER best AS survivor,
    first_value(source) OVER best AS survivor_source
FROM keys LEFT JOIN declared_groups USING ("group")
WINDOW
    same AS (PARTITION BY CASE WHEN merge_exact THEN duplicate_key ELSE row_id END),
    best AS (
        PARTITION BY CASE WHEN merge_exact THEN duplicate_key ELSE row_id END
        ORDER BY strictness NULLS LAST, repairs, characters DESC, row_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    )
"""

_SIDED = """
CREATE TABLE sided AS
SELECT
    decided.row_id,
    decided.source,
    coalesce(
        declared_groups.side,
        CASE
            WHEN split_share($salt, decided."group") < $test THEN 'test'
            WHEN split_share($salt, decided."group") >= 1 - $validation THEN 'validation'
            ELSE 'train'
        END
    ) AS split,
    decided.alike - 1 AS merged,
    decided.prompt_key
FROM decided LEFT JOIN declared_groups USING ("group")
WHERE decided.row_id = decided.survivor
"""

# what is held out is an evaluation set: a train row that asks the same is refused
_LEAKS = """
CREATE TABLE leaks AS
SELECT sided.row_id, sided.source, held_out.row_id AS match
FROM sided JOIN (
    SELECT prompt_key, min(row_id) AS row_id FROM sided
    WHERE split <> 'train' AND prompt_key IS NOT NULL GROUP BY prompt_key
) AS held_out USING (prompt_key)
WHERE sided.split = 'train'
"""

_KEPT = "SELECT * FROM sided ANTI JOIN leaks USING (row_id) ORDER BY source, row_id"

_LEFT_OUT = """
SELECT
    'deduplicated' AS stage,
    source,
    row_id AS key,
    'merged' AS verdict,
    'exact_duplicate' AS reason,
    $rule AS rule,
    $version::INTEGER AS rule_version,
    [survivor] AS related,
    format('{{"cross_source":{}}}', source <> survivor_source) AS evidence
FROM decided
WHERE row_id <> survivor
UNION ALL
SELECT
    'deduplicated', source, row_id, 'dropped', 'held_out_prompt', 'held_out', 1, [match], NULL
FROM leaks
ORDER BY source, key
"""

_REPAIRS = """
SELECT keys.*, coalesce(edits.repairs, 0)::BIGINT AS repairs
FROM keys
LEFT JOIN (
    SELECT key AS row_id, count(*) AS repairs FROM ledger WHERE verdict = 'edited' GROUP BY key
) AS edits USING (row_id)
ORDER BY row_id
"""


def compute(work: Work) -> Receipt:
    """Decide for the whole corpus: which rows are equal, which survives, on which side it is."""
    tasks = work.tasks(STAGE, [FilesOf("cleaned", "rows")], {"ledger": FilesOf("cleaned", "ledger")})
    memos = remember(work, remember_keys, tasks)
    recipe = work.recipe.deduplicated
    names = [source.name for source in work.sources.values()]
    declared = declared_sides(names, recipe.split)
    tables = {"keys": ParquetFiles(memos, KEY_SCHEMA)}
    with connect(tables=tables, spill=Spill(work.project.work / "spill")) as connection:
        connection.execute(SHARE_MACRO)
        connection.register(
            "declared",
            pa.table({"source": list(declared), "side": list(declared.values())}, schema=_DECLARED),
        )
        connection.execute(_DECLARE)
        connection.execute(_DECIDE.replace("merge_exact", "true" if recipe.exact else "false"))
        connection.execute(_SIDED, _split_parameters(recipe.split))
        connection.execute(_LEAKS)
        kept = connection.sql(_KEPT).to_arrow_table().cast(SCHEMA)
        receipts = {"rule": RULE, "version": RULE_VERSION}
        left_out = ledger_of(connection.sql(_LEFT_OUT, params=receipts).to_arrow_table())
    write_by_source(kept, work, "rows")
    write_by_source(left_out, work, "ledger")
    verdicts = count(left_out, "verdict")
    figures = {
        "rows_in": kept.num_rows + left_out.num_rows,
        "rows": kept.num_rows,
        "merged": verdicts.get("merged", 0),
        "dropped": verdicts.get("dropped", 0),
    }
    return Receipt(figures | count(kept, "split"))


_DECLARED = pa.schema([("source", pa.string()), ("side", pa.string())])


def _split_parameters(split: Split) -> dict[str, str | float]:
    return {"salt": split.salt, "test": split.test, "validation": split.validation}


def remember_keys(tasks: Sequence[MemoTask]) -> None:
    """Compute the duplicate keys of some shards' rows, and how often cleaning edited each row."""
    rows = read_together([task.rows for task in tasks], _READ)
    tables = [duplicate_keys(table) for table in rows]
    ledger = ParquetFiles(files_of(tasks, "ledger"), LEDGER_SCHEMA)
    with connect(tables={"ledger": ledger}) as connection:
        connection.register("keys", pa.concat_tables(tables))
        write_memos(connection.sql(_REPAIRS).to_arrow_table().cast(KEY_SCHEMA), tasks)


_READ = pa.schema([ROW_SCHEMA.field(name) for name in ("row_id", "source", "group", *TRAINED_COLUMNS)])
