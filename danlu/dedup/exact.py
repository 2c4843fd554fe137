"""Exact duplicates on normalised text: the key by which equal rows find each other.

Two rows are equal when all that a trainer sees of them is equal after case, white space and the
width of ASCII characters are folded. Letters and punctuation count: "好的" and "好" are two rows.
"""

from __future__ import annotations

import pyarrow as pa

from danlu.lake.connection import connect
from danlu.rows import TRAINED_COLUMNS

_FULL_WIDTH = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
_HALF_WIDTH = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F))

_QUERY = """
WITH folded AS (
    SELECT
        row_id,
        source,
        "group",
        {
            'kind': kind,
            'system': fold(system),
            'messages': list_transform(messages, lambda m: fold_message(m)),
            'tools': tools,
            'chosen': list_transform(chosen, lambda m: fold_message(m)),
            'rejected': list_transform(rejected, lambda m: fold_message(m)),
            'desirable': desirable,
            'label': label,
            'spans': spans
        } AS content,
        list_sum(list_transform(messages, lambda m: coalesce(length(m.content), 0))) AS characters
    FROM rows
)
SELECT
    row_id,
    source,
    "group",
    sha256(to_json(content)::VARCHAR)[1:32]::UUID AS duplicate_key,
    coalesce(characters, 0)::BIGINT AS characters
FROM folded
"""

_MACROS = (
    """
    CREATE MACRO fold(value) AS translate(
        lower(regexp_replace(nfc_normalize(value), '[\\s\\p{Z}]+', '', 'g')),
        getvariable('wide'),
        getvariable('narrow')
    )
    """,
    """
    CREATE MACRO fold_message(message) AS {
        'role': message.role,
        'content': fold(message.content),
        'parts': list_transform(message.parts, lambda p: {
            'type': p.type, 'text': fold(p.text), 'media': p.media
        }),
        'reasoning': fold(message.reasoning),
        'tool_calls': message.tool_calls,
        'name': message.name,
        'weight': message.weight
    }
    """,
)


def duplicate_keys(rows: pa.Table) -> pa.Table:
    """One line per row, in order: row_id, source, group, duplicate_key, characters (of its turns)."""
    with connect() as connection:
        connection.execute("SET VARIABLE wide = ?", [_FULL_WIDTH])
        connection.execute("SET VARIABLE narrow = ?", [_HALF_WIDTH])
        for macro in _MACROS:
            connection.execute(macro)
        connection.register("rows", rows.select(["row_id", "source", "group", *TRAINED_COLUMNS]))
        return connection.sql(_QUERY).to_arrow_table()
