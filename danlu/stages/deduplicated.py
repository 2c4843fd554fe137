"""deduplicated: rows that say the same merged into one survivor, with receipts; each row's split known."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from danlu.dedup.conflicts import answer_keys, conflicts
from danlu.dedup.exact import duplicate_keys
from danlu.dedup.folds import FOLD
from danlu.dedup.placing import place
from danlu.dedup.splits import declared_sides
from danlu.lake.connection import ParquetFiles, Spill, connect
from danlu.lake.parquet import parquet_rows, read_together
from danlu.ledger import LEDGER_SCHEMA
from danlu.rows import ROW_SCHEMA, TRAINED_COLUMNS
from danlu.stages.evaluation import evaluation_matches, judge_contaminated
from danlu.stages.held_out import NAME, held_out_matches, require_recorded
from danlu.stages.leaks import RULE as LEAK_RULE
from danlu.stages.leaks import RULE_VERSION as LEAK_VERSION
from danlu.stages.leaks import find_alike
from danlu.stages.near_duplicates import RULE as NEAR_RULE
from danlu.stages.near_duplicates import RULE_VERSION as NEAR_VERSION
from danlu.stages.near_duplicates import merge_near
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
        FOLD,
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
        pa.field("setting_key", pa.uuid()),
        pa.field("answer_key", pa.uuid()),
        pa.field("shard", pa.string()),
        pa.field("place", pa.int32()),
        pa.field("repairs", pa.int64()),
    ]
)

# a declared side comes first: an official test row is not merged into a copy that is trained on
_DECIDE = """
CREATE TABLE decided AS
SELECT
    row_id,
    source,
    "group",
    prompt_key,
    first_value(row_id) OVER best AS survivor
FROM keys JOIN placed USING (row_id, source, "group") JOIN weights USING (source)
WINDOW
    best AS (
        PARTITION BY CASE WHEN merge_exact THEN duplicate_key ELSE row_id END
        ORDER BY strictness, weight DESC, repairs, characters DESC, row_id
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    )
"""

# what is equal to a row goes where that row goes
_RESOLVED = """
CREATE TABLE resolved AS
SELECT
    decided.row_id,
    decided.source,
    decided.prompt_key,
    coalesce(near_survivor, decided.survivor) AS survivor,
    similarity,
    part
FROM decided LEFT JOIN near ON near.row_id = decided.survivor
"""

_SIDED = """
CREATE TABLE sided AS
SELECT
    resolved.row_id,
    resolved.source,
    placed.split,
    placed.fold,
    merged,
    resolved.prompt_key
FROM resolved
JOIN placed USING (row_id)
JOIN (SELECT survivor, count(*) - 1 AS merged FROM resolved GROUP BY survivor) AS merging
    ON merging.survivor = resolved.row_id
WHERE resolved.row_id = resolved.survivor
"""

# what is held out is an evaluation set: a train row that asks the same is refused, or that is as like
_LEAKS = """
CREATE TABLE leaks AS
SELECT sided.row_id, sided.source, held_out.row_id AS match
FROM sided JOIN (
    SELECT prompt_key, min(row_id) AS row_id FROM sided
    WHERE split <> 'train' AND prompt_key IS NOT NULL GROUP BY prompt_key
) AS held_out USING (prompt_key)
WHERE sided.split = 'train'
"""

_REFUSED = """
CREATE VIEW refused AS SELECT row_id FROM leaks UNION ALL SELECT row_id FROM alike
"""

_ANSWERED = """
SELECT
    row_id, source, split, settled_by, weight, prompt_key, setting_key, answer_key,
    row_number() OVER (ORDER BY strictness, weight DESC, repairs, characters DESC, row_id) AS rank
FROM sided ANTI JOIN refused USING (row_id)
ANTI JOIN (FROM contaminated WHERE verdict = 'dropped') USING (row_id)
JOIN placed USING (row_id, source, split)
JOIN keys USING (row_id, source, prompt_key)
JOIN weights USING (source)
"""

_KEPT = """
SELECT * FROM sided
ANTI JOIN refused USING (row_id)
ANTI JOIN (FROM contaminated WHERE verdict = 'dropped') USING (row_id)
ANTI JOIN (FROM judged WHERE verdict = 'dropped') USING (row_id)
ORDER BY source, row_id
"""

_LEFT_OUT = """
SELECT
    'deduplicated' AS stage,
    resolved.source,
    resolved.row_id AS key,
    'merged' AS verdict,
    CASE WHEN similarity IS NULL THEN 'exact_duplicate' ELSE 'near_duplicate' END AS reason,
    CASE WHEN similarity IS NULL THEN $exact ELSE $near END AS rule,
    CASE WHEN similarity IS NULL THEN $exact_version ELSE $near_version END::INTEGER AS rule_version,
    [resolved.survivor] AS related,
    CASE
        WHEN similarity IS NULL THEN format('{{"cross_source":{}}}', resolved.source <> survivors.source)
        ELSE format(
            '{{"cross_source":{},"similarity":{:.4f},"part":"{}"}}',
            resolved.source <> survivors.source, similarity / 10000.0, part
        )
    END AS evidence
FROM resolved JOIN keys AS survivors ON survivors.row_id = resolved.survivor
WHERE resolved.row_id <> resolved.survivor
UNION ALL
SELECT
    'deduplicated', source, row_id, 'dropped', 'held_out_prompt', $leak, $leak_version, [match], NULL
FROM leaks
UNION ALL
SELECT
    'deduplicated', source, row_id, 'dropped', 'held_out_alike', $leak, $leak_version, [match],
    format('{{"similarity":{:.4f}}}', similarity / 10000.0)
FROM alike
UNION ALL
SELECT
    'deduplicated', source, row_id, verdict, 'evaluation_item', 'contamination', 1, NULL, evidence
FROM contaminated ANTI JOIN refused USING (row_id)
UNION ALL
SELECT
    'deduplicated', source, row_id, verdict, 'conflicting_answer', 'conflicts', 1, related,
    format('{{"rows":{},"answers":{}}}', rows, answers)
FROM judged
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
    details = {NAME: require_recorded(work)}
    tasks = work.tasks(STAGE, [FilesOf("cleaned", "rows")], {"ledger": FilesOf("cleaned", "ledger")})
    memos = remember(work, remember_keys, tasks)
    recipe = work.recipe.deduplicated
    names = [source.name for source in work.sources.values()]
    declared = declared_sides(names, recipe.split)
    matches = held_out_matches(work, recipe.near.threshold)
    tables = {
        "keys": ParquetFiles(memos, KEY_SCHEMA),
        "matches": matches,
        "evaluated": evaluation_matches(work),
    }
    with connect(tables=tables, spill=Spill(work.project.work / "spill")) as connection:
        place(connection, recipe.split, declared)
        connection.register("weights", _weights(work))
        connection.execute(_DECIDE.replace("merge_exact", "true" if recipe.exact else "false"))
        connection.register("near", merge_near(work, connection, tasks, recipe.near))
        connection.execute(_RESOLVED)
        connection.execute(_SIDED)
        connection.execute(_LEAKS)
        probed = find_alike(work, connection, tasks)
        connection.execute(_REFUSED)
        judge_contaminated(connection, recipe.evaluation)
        judged = conflicts(connection.sql(_ANSWERED).to_arrow_table(), recipe.conflicts)
        connection.register("judged", judged)
        kept = connection.sql(_KEPT).to_arrow_table().cast(SCHEMA)
        receipts = {
            "exact": RULE,
            "exact_version": RULE_VERSION,
            "near": NEAR_RULE,
            "near_version": NEAR_VERSION,
            "leak": LEAK_RULE,
            "leak_version": LEAK_VERSION,
        }
        left_out = ledger_of(connection.sql(_LEFT_OUT, params=receipts).to_arrow_table())
    write_by_source(kept, work, "rows")
    write_by_source(left_out, work, "ledger")
    verdicts = count(left_out, "verdict")
    figures = {
        "rows_in": kept.num_rows + verdicts.get("merged", 0) + verdicts.get("dropped", 0),
        "rows": kept.num_rows,
        "merged": verdicts.get("merged", 0),
        "dropped": verdicts.get("dropped", 0),
        "flagged": verdicts.get("flagged", 0),
    }
    return Receipt(figures | count(kept, "split") | probed, details)


def _weights(work: Work) -> pa.Table:
    sources = list(work.sources.values())
    weigh = work.recipe.deduplicated.weight_of
    weights = [weigh(source.name, source.weight) for source in sources]
    names = pa.array([source.name for source in sources], pa.string())
    return pa.table({"source": names, "weight": pa.array(weights, pa.float64())})


def remember_keys(tasks: Sequence[MemoTask]) -> None:
    """Compute the duplicate keys of some shards' rows, and how often cleaning edited each row."""
    rows = read_together([task.rows for task in tasks], _READ)
    tables = [_keys(table) for table in rows]
    placed = pa.concat_tables(tables)
    ledger = ParquetFiles(files_of(tasks, "ledger"), LEDGER_SCHEMA)
    with connect(tables={"ledger": ledger}) as connection:
        connection.register("keys", _in_shards(placed, tasks))
        write_memos(connection.sql(_REPAIRS).to_arrow_table().cast(KEY_SCHEMA), tasks)


def _in_shards(keys: pa.Table, tasks: Sequence[MemoTask]) -> pa.Table:
    """The keys with each row's shard and its place there; the shards stand one after another."""
    sizes = [parquet_rows(task.rows) or 0 for task in tasks]
    shards = [task.digest for task, size in zip(tasks, sizes, strict=True) for _ in range(size)]
    places = [place for size in sizes for place in range(size)]
    return keys.append_column("shard", pa.array(shards, pa.string())).append_column(
        "place", pa.array(places, pa.int32())
    )


def _keys(rows: pa.Table) -> pa.Table:
    found, answers = duplicate_keys(rows), answer_keys(rows)
    for name in ("setting_key", "answer_key"):
        found = found.append_column(name, answers.column(name))
    return found


_READ = pa.schema([ROW_SCHEMA.field(name) for name in ("row_id", "source", "group", *TRAINED_COLUMNS)])
