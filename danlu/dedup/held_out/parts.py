"""What of a row is compared with a released held-out row: what it asks, what it answers, its instruction.

`prompt` is all before the last answer, without the system prompt. `head` is what rows of one template
share: the system prompt, and the part of the last user turn before its first line break, or before the
first colon within 200 characters where something follows. `asked` is the prompt without that part,
`answered` the last answer, what was chosen and rejected, or the label.

This is not the view by which duplicates are merged, though it follows the same idea: a sketch that was
recorded with a release must mean the same for ever, so what it is made of does not change with
the merging of later versions. A change here needs a new number in `danlu.dedup.held_out.sketch`.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from danlu.lake.connection import connect
from danlu.rows import ROW_SCHEMA

READ = ("row_id", "source", "kind", "system", "messages", "chosen", "rejected", "label", "group")
"""The columns of a cleaned row that are needed."""

TEXTS = ("prompt", "head", "asked", "answered")
"""The columns that hold the texts of a row."""

READ_SCHEMA = pa.schema([ROW_SCHEMA.field(name) for name in READ])

_MACROS = (
    """
    CREATE MACRO said(message) AS concat_ws(
        chr(10),
        message.content,
        array_to_string(list_transform(message.parts, lambda p: p.text), chr(10)),
        array_to_string(list_transform(message.tool_calls, lambda c: c.name || c.arguments), chr(10))
    )
    """,
    """
    CREATE MACRO all_said(messages) AS
        array_to_string(list_transform(messages, lambda m: said(m)), chr(10))
    """,
    """
    CREATE MACRO last_place(messages, role) AS len(messages) + 1 - list_position(
        list_reverse(list_transform(messages, lambda m: m.role)), role
    )
    """,
    # the longest instruction that something follows: up to a line break, or to a colon near the start
    """
    CREATE MACRO instruction(turn) AS coalesce(
        nullif(regexp_extract(ltrim(turn), '^([^\\n]+)\\n\\s*\\S', 1), ''),
        nullif(regexp_extract(ltrim(turn), '^([^\\n:：]{1,199}[:：])\\s*\\S', 1), ''),
        ''
    )
    """,
)

_QUERY = """
WITH turns AS (
    SELECT
        row_id, source, "group", system, chosen, rejected, label, messages,
        CASE WHEN kind = 'conversation' THEN last_place(messages, 'assistant') END AS answer,
    FROM rows
),
prompts AS (
    SELECT
        *,
        list_filter(
            CASE WHEN answer IS NULL THEN messages ELSE messages[1 : answer - 1] END,
            lambda m: m.role <> 'system'
        ) AS prompts,
        list_filter(messages, lambda m: m.role = 'system') AS systems
    FROM turns
),
asking AS (
    SELECT *, coalesce(said(prompts[last_place(prompts, 'user')]), '') AS turn FROM prompts
),
cut AS (SELECT *, instruction(turn) AS instruction FROM asking)
SELECT
    row_id,
    source,
    "group",
    all_said(prompts) AS prompt,
    concat_ws(chr(10), system, all_said(systems), instruction) AS head,
    concat_ws(
        chr(10),
        all_said(list_filter(
            prompts, lambda m, place: place IS DISTINCT FROM last_place(prompts, 'user')
        )),
        substr(ltrim(turn), length(instruction) + 1)
    ) AS asked,
    concat_ws(
        chr(10), said(messages[answer]), all_said(chosen), all_said(rejected), label
    ) AS answered
FROM cut
"""


MOST_CHARACTERS = 4_000_000
"""How much text is worked on at once: some hundred bytes of memory go to each character."""


def in_slices(parts: pa.Table) -> Iterator[pa.Table]:
    """Parts in pieces of whole rows with about so many characters, of which one row may have more."""
    if not parts.num_rows:
        return
    lengths = sum(pc.utf8_length(parts.column(name)).to_numpy() for name in TEXTS)
    pieces = (np.cumsum(lengths) - lengths) // MOST_CHARACTERS
    starts = np.flatnonzero(np.append(True, pieces[1:] != pieces[:-1])).tolist()
    for start, end in zip(starts, [*starts[1:], parts.num_rows], strict=True):
        yield parts.slice(start, end - start)


def compared_parts(rows: pa.Table) -> pa.Table:
    """One line per row, in order: row_id, source, group, and the texts prompt, head, asked, answered."""
    with connect() as connection:
        for macro in _MACROS:
            connection.execute(macro)
        connection.register("rows", rows.select(READ))
        return connection.sql(_QUERY).to_arrow_table()
