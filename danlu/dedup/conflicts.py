"""Conflicts: rows that ask the same and are answered or labelled otherwise.

Two rows contradict each other when they are of one side and one kind, have the same letters and digits
in the prompt, the same system prompt and tools, and another answer or label. An answer is the last
turn of the assistant with its calls, compared by letters and digits, whatever their case, and where it has
none by its text without white space; a label by its JSON; spans by what they cover and how it is labelled.

No conflict by themselves are preferences and rows with a verdict (`desirable`), as several judged
answers to one prompt are what such data is made of; documents; and rows without an answer.

What is done is the recipe's to say (`deduplicated.conflicts`):

- `keep`: all stay, nothing is said of them.
- `review`: all stay and are flagged.
- `best_source`: the answers of the source with the greatest weight stay; rows with another answer from
  sources of less weight are dropped. Where the greatest weight gives several answers, these stay and are
  flagged, as no source decides. What a release recorded as held out is never dropped.
"""

from __future__ import annotations

import pyarrow as pa

from danlu.dedup.digests import keyed, with_rare
from danlu.dedup.flat import flat_batches
from danlu.dedup.kernels.answers import write_answers
from danlu.dedup_knobs import ConflictPolicy
from danlu.lake.connection import connect
from danlu.rows import ROW_SCHEMA

READ = ("row_id", "kind", "system", "messages", "tools", "desirable", "label", "spans")
"""The columns of a cleaned row that its answer is told by."""

READ_SCHEMA = pa.schema([ROW_SCHEMA.field(name) for name in READ])

ANSWERS = pa.schema(
    [
        pa.field("row_id", pa.uuid()),
        pa.field("setting_key", pa.uuid()),
        pa.field("answer_key", pa.uuid()),
    ]
)
"""What a row says to its prompt: `setting_key` covers kind, system prompt and tools; `answer_key` is null
where the row cannot contradict another."""

VERDICTS = pa.schema(
    [
        pa.field("row_id", pa.uuid()),
        pa.field("source", pa.string()),
        pa.field("verdict", pa.string()),
        pa.field("related", pa.list_(pa.uuid())),
        pa.field("rows", pa.int64()),
        pa.field("answers", pa.int64()),
    ]
)
"""One contradicted row: flagged or dropped, the row with another answer that ranks first, and how many
rows and answers there are to the prompt."""

_MACROS = (
    """
    CREATE MACRO letters(value) AS coalesce(
        nullif(lower(regexp_replace(nfc_normalize(value), '[^\\p{L}\\p{N}]+', '', 'g')), ''),
        nullif(regexp_replace(value, '\\s+', '', 'g'), '')
    )
    """,
    """
    CREATE MACRO last_answer(messages) AS list_last(list_filter(messages, lambda m: m.role = 'assistant'))
    """,
    """
    CREATE MACRO answer_text(message) AS concat_ws(
        chr(10),
        message.content,
        array_to_string(list_transform(message.parts, lambda p: p.text), chr(10)),
        array_to_string(list_transform(message.tool_calls, lambda c: c.name || c.arguments), chr(10))
    )
    """,
    """
    CREATE MACRO covered(messages, spans) AS list_sort(list_transform(spans, lambda s: [
        s.label, substring(messages[1].content, s.start + 1, s."end" - s.start)
    ]))::VARCHAR
    """,
)

_ANSWERS = """
SELECT
    row_id,
    sha256(to_json([kind, letters(system), tools])::VARCHAR)[1:32]::UUID AS setting_key,
    sha256(CASE
        WHEN desirable IS NOT NULL THEN NULL
        WHEN kind = 'conversation' THEN letters(answer_text(last_answer(messages)))
        WHEN kind = 'labelled' THEN label
        WHEN kind = 'spans' THEN covered(messages, spans)
    END)[1:32]::UUID AS answer_key
FROM rows
"""

_CONFLICTS = """
CREATE TABLE contradicted AS
SELECT
    row_id,
    source,
    answer_key,
    rank,
    weight,
    settled_by = 'recorded' AS recorded,
    count(*) OVER same AS rows,
    max(weight) OVER same AS best_weight,
    [split, prompt_key::VARCHAR, setting_key::VARCHAR] AS asked
FROM keys
WHERE answer_key IS NOT NULL AND prompt_key IS NOT NULL
WINDOW same AS (PARTITION BY split, prompt_key, setting_key)
QUALIFY min(answer_key) OVER same <> max(answer_key) OVER same
"""

_VERDICTS = """
WITH best AS (
    SELECT
        asked,
        count(DISTINCT answer_key) AS answers,
        count(DISTINCT answer_key) FILTER (weight = best_weight) AS best_answers,
        list(DISTINCT answer_key) FILTER (weight = best_weight) AS best_keys
    FROM contradicted GROUP BY asked
),
firsts AS (
    SELECT asked, answer_key, min(rank) AS rank, arg_min(row_id, rank) AS row_id,
        min(rank) FILTER (weight = best_weight) AS best_rank,
        arg_min(row_id, rank) FILTER (weight = best_weight) AS best_row
    FROM contradicted GROUP BY asked, answer_key
),
others AS (
    SELECT
        own.row_id,
        arg_min(
            coalesce(firsts.best_row, firsts.row_id),
            (firsts.best_row IS NULL, coalesce(firsts.best_rank, firsts.rank))
        ) AS other
    FROM contradicted AS own JOIN firsts
        ON own.asked = firsts.asked AND own.answer_key <> firsts.answer_key
    GROUP BY own.row_id
),
judged AS (
    SELECT
        contradicted.row_id,
        source,
        CASE
            WHEN $policy = 'review' THEN 'flagged'
            WHEN list_contains(best_keys, answer_key) THEN CASE WHEN best_answers > 1 THEN 'flagged' END
            WHEN recorded THEN 'flagged'
            ELSE 'dropped'
        END AS verdict,
        [other] AS related,
        rows,
        answers
    FROM contradicted JOIN best USING (asked) JOIN others USING (row_id)
)
FROM judged WHERE verdict IS NOT NULL AND $policy <> 'keep' ORDER BY source, row_id
"""


def answer_keys(rows: pa.Table) -> pa.Table:
    """What each row says to its prompt, as `ANSWERS`, in the order of the rows.

    Compiled loops do what `answers_by_sql` says; rows with characters that the loops leave to it, and
    rows of spans, go through it.
    """
    batches = flat_batches(rows)
    if batches is None:
        return answers_by_sql(rows)
    found = keyed(write_answers, batches)
    table = pa.table([rows.column("row_id"), found.first, found.second], names=ANSWERS.names).cast(ANSWERS)
    return with_rare(table, found.rare, lambda some: answers_by_sql(rows.take(some)))


def answers_by_sql(rows: pa.Table) -> pa.Table:
    """What `answer_keys` gives, by the definition: much slower."""
    with connect() as connection:
        for macro in _MACROS:
            connection.execute(macro)
        connection.register("rows", rows.select(READ))
        return connection.sql(_ANSWERS).to_arrow_table().cast(ANSWERS)


def conflicts(keys: pa.Table, policy: ConflictPolicy) -> pa.Table:
    """What becomes of rows that contradict each other, as `VERDICTS`, by source and row_id.

    Args:
        keys: The rows that survived merging: row_id, source, split, settled_by, rank (0 survives first),
            weight (of the source), prompt_key, setting_key and answer_key.
        policy: The recipe's.
    """
    with connect() as connection:
        connection.register("keys", keys)
        connection.execute(_CONFLICTS)
        found = connection.sql(_VERDICTS, params={"policy": policy}).to_arrow_table()
        return found.cast(VERDICTS)
