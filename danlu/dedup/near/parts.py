"""The parts of rows that near-duplicate search compares.

`head`: what rows made from one template share. It is the system prompt and the instruction: the last user
turn's first line where more lines follow, or what stands before its first colon where that is among the
first 200 characters and something follows; a document holds none. `asked`: the turns before, and the rest
of the last user turn. `answered`: all that follows it, the chosen and the rejected answer, and the label.
Together they are the whole. Where no user speaks, all is answered.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from danlu.dedup.near.kernels.folding import FOLDED
from danlu.dedup.near.kernels.hashing import hash_heads, hash_texts, lay_out
from danlu.dedup.near.rows import LEAST, Integers, NearRows
from danlu.lake.connection import connect

COLUMNS = ("row_id", "kind", "system", "messages", "tools", "chosen", "rejected", "desirable", "label")
"""The columns of a row that are read."""

_MACROS = (
    # how a call's arguments are spelt says nothing
    """
    CREATE MACRO minified(arguments) AS
        CASE WHEN json_valid(arguments) THEN json(arguments)::VARCHAR ELSE arguments END
    """,
    # how many characters of reasoning stand before an answer, between the marks that programs put there
    """
    CREATE MACRO thought(message) AS CASE
        WHEN message.role = 'assistant' AND coalesce(message.reasoning, '') = ''
            AND starts_with(message.content, '<think>' || chr(10))
            AND strpos(substr(message.content, 9), getvariable('thought')) > 1
        THEN strpos(substr(message.content, 9), getvariable('thought')) - 1
    END
    """,
    """
    CREATE MACRO answer(message) AS CASE
        WHEN thought(message) IS NULL THEN message.content
        ELSE substr(message.content, 9 + thought(message) + length(getvariable('thought')))
    END
    """,
    """
    CREATE MACRO said(message) AS concat_ws(
        chr(10),
        nullif(answer(message), ''),
        nullif(array_to_string(list_transform(message.parts, lambda p: coalesce(p.text, '')), chr(10)), ''),
        nullif(coalesce(substr(message.content, 9, thought(message)), message.reasoning), ''),
        nullif(array_to_string(
            list_transform(message.tool_calls, lambda c: concat_ws(' ', c.name, minified(c.arguments))),
            chr(10)
        ), '')
    )
    """,
    """
    CREATE MACRO all_said(messages) AS
        array_to_string(list_transform(messages, lambda m: said(m)), chr(10))
    """,
    # letter case and blanks decide nothing
    "CREATE MACRO same(value) AS translate(lower(value), getvariable('blanks'), '')",
    """
    CREATE MACRO short_turns(messages) AS array_to_string(list_filter(
        list_transform(messages, lambda m: same(said(m))), lambda t: length(t) < getvariable('short')
    ), chr(30))
    """,
    "CREATE MACRO is_blank(value) AS trim(value, getvariable('blanks')) = ''",
    """
    CREATE MACRO first_colon(value) AS CASE
        WHEN strpos(value, ':') = 0 THEN strpos(value, '：')
        WHEN strpos(value, '：') = 0 THEN strpos(value, ':')
        ELSE least(strpos(value, ':'), strpos(value, '：'))
    END
    """,
)

_AFTER_THOUGHT = "\n</think>\n\n"
_BLANKS = " \t\r\n\u3000\u00a0"

_QUERY = """
WITH turns AS (
    SELECT
        *,
        len(messages) + 1 - list_position(
            list_reverse(list_transform(messages, lambda m: m.role)), 'user'
        ) AS turn
    FROM rows
),
spoken AS (
    SELECT
        * EXCLUDE (messages),
        -- in a conversation of several turns a short one may decide what it is about
        CASE WHEN len(list_filter(messages, lambda m: m.role = 'user')) > 1
            THEN short_turns(messages) ELSE '' END AS decisive,
        all_said(list_filter(
            list_slice(messages, 1, turn - 1), lambda m: m.role = 'system'
        )) AS told,
        all_said(list_filter(
            list_slice(messages, 1, turn - 1), lambda m: m.role <> 'system'
        )) AS earlier,
        ltrim(coalesce(said(messages[turn]), ''), getvariable('blanks')) AS question,
        all_said(list_slice(messages, coalesce(turn, 0) + 1, len(messages))) AS later
    FROM turns
),
measured AS (
    SELECT
        *,
        strpos(question, chr(10)) AS line,
        first_colon(left(question, 200)) AS colon
    FROM spoken
),
cut AS (
    SELECT
        *,
        CASE
            WHEN kind = 'document' THEN 0
            WHEN line > 0 AND NOT is_blank(substr(question, line)) THEN line
            WHEN colon > 0 AND NOT is_blank(substr(question, colon + 1)) THEN colon
            ELSE 0
        END AS instruction
    FROM measured
)
SELECT
    concat_ws(chr(10), system, nullif(told, ''), left(question, instruction)) AS head,
    concat_ws(chr(10), nullif(earlier, ''), substr(question, instruction + 1)) AS asked,
    concat_ws(
        chr(10), nullif(later, ''), all_said(chosen), all_said(rejected), label
    ) AS answered,
    concat_ws(
        chr(31), kind, coalesce(tools, ''), coalesce(desirable::VARCHAR, ''), coalesce(label, ''),
        decisive,
        -- what is preferred to what: the same two answers the other way round say the opposite
        CASE WHEN kind = 'preference' THEN same(all_said(rejected)) ELSE '' END
    ) AS equal
FROM cut
"""


def near_rows(rows: pa.Table, least_characters: int = LEAST) -> NearRows:
    """The parts of rows, in their order.

    Args:
        rows: Text rows, of which the `COLUMNS` are read.
        least_characters: As in `Near`: a turn of fewer, blanks apart, must be equal in duplicates.
    """
    with connect() as connection:
        connection.execute("SET VARIABLE blanks = ?", [_BLANKS])
        connection.execute("SET VARIABLE short = ?", [least_characters])
        connection.execute("SET VARIABLE thought = ?", [_AFTER_THOUGHT])
        for macro in _MACROS:
            connection.execute(macro)
        connection.register("rows", rows.select(COLUMNS))
        batches = connection.sql(_QUERY).to_arrow_table().to_batches()
    parts = [[flat(batch.column(part)) for part in ("head", "asked", "answered")] for batch in batches]
    equal = [flat(batch.column("equal")) for batch in batches]
    count = sum(batch.num_rows for batch in batches)
    # a byte stands between two parts
    room = sum(int(starts[-1] - starts[0]) for batch in parts for starts, _ in batch) + 2 * count
    data, bounds = np.empty(room, np.uint8), np.empty((count, 4), np.int64)
    heads, strata = np.empty(count, np.uint64), np.empty(count, np.uint64)
    row = at = 0
    for batch, (starts, texts) in zip(parts, equal, strict=True):
        after = row + len(starts) - 1
        at = lay_out(batch[0], batch[1], batch[2], (data, bounds[row:after]), at)
        hash_texts(texts, starts, strata[row:after])
        row = after
    hash_heads(data, bounds, FOLDED, heads)
    return NearRows(data, bounds, heads, strata)


def flat(array: pa.Array) -> tuple[Integers, NDArray[np.uint8]]:
    """Where each text of a column without nulls begins and the last ends, and all bytes."""
    width = np.int64 if pa.types.is_large_string(array.type) else np.int32
    _, offsets, data = array.buffers()
    starts = np.frombuffer(offsets, width)[array.offset : array.offset + len(array) + 1]
    held = np.zeros(0, np.uint8) if data is None or data.size == 0 else np.frombuffer(data, np.uint8)
    held.flags.writeable = False
    return starts.astype(np.int64), held
