"""The keys by which rows that say the same find each other.

`duplicate_key`: two rows are exact duplicates when all that a trainer sees of them is equal after
runs of white space and the width of ASCII characters are folded. Case, letters, punctuation and the
indentation of lines count, and so does whether there is white space at all, except beside Han
characters, where it means nothing: "好的" and "好" are two rows, "你 好" and "你好" one.

`prompt_key`: two rows ask the same when their prompt sides, cleaned, have the same letters and
digits in the same order, whatever their case. It is null where a prompt has none.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from danlu.dedup.digests import keyed, with_rare
from danlu.dedup.flat import flat_batches
from danlu.dedup.kernels.content import count_characters, write_content
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
        asked(kind, messages) AS prompt,
        list_sum(list_transform(messages, lambda m: coalesce(length(m.content), 0))) AS characters
    FROM rows
)
SELECT
    row_id,
    source,
    "group",
    sha256(to_json(content)::VARCHAR)[1:32]::UUID AS duplicate_key,
    CASE WHEN prompt <> '' THEN sha256(prompt)[1:32]::UUID END AS prompt_key,
    coalesce(characters, 0)::BIGINT AS characters
FROM folded
"""

_MACROS = (
    """
    CREATE MACRO narrowed(value) AS
        translate(nfc_normalize(value), getvariable('wide'), getvariable('narrow'))
    """,
    # blank lines and blanks at line ends, runs of blanks within a line, blanks beside Han, both ends
    """
    CREATE MACRO fold(value) AS regexp_replace(regexp_replace(regexp_replace(regexp_replace(
        narrowed(value),
        '[ \\t\\r\\p{Z}]*\\n([ \\t\\r\\p{Z}]*\\n)*', chr(10), 'g'),
        '([^\\s\\p{Z}])[ \\t\\p{Z}]+', '\\1 ', 'g'),
        ' ?(\\p{Han}) ?', '\\1', 'g'),
        '^[\\s\\p{Z}]+|[\\s\\p{Z}]+$', '', 'g')
    """,
    """
    CREATE MACRO before_answer(messages) AS list_slice(
        messages,
        1,
        len(messages) - coalesce(
            list_position(list_reverse(list_transform(messages, lambda m: m.role)), 'assistant'), 0
        )
    )
    """,
    """
    CREATE MACRO asked(kind, messages) AS lower(regexp_replace(narrowed(array_to_string(
        list_transform(
            list_filter(
                CASE WHEN kind = 'conversation' THEN before_answer(messages) ELSE messages END,
                lambda m: m.role <> 'system'
            ),
            lambda m: concat_ws(
                ' ',
                m.content,
                array_to_string(list_transform(m.parts, lambda p: coalesce(p.text, '')), ' ')
            )
        ),
        ' '
    )), '[^\\p{L}\\p{N}]+', '', 'g'))
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


KEYS = pa.schema(
    [
        pa.field("row_id", pa.uuid()),
        pa.field("source", pa.string()),
        pa.field("group", pa.uuid()),
        pa.field("duplicate_key", pa.uuid()),
        pa.field("prompt_key", pa.uuid()),
        pa.field("characters", pa.int64()),
    ]
)
"""The keys of a row, and the characters of its turns."""


def duplicate_keys(rows: pa.Table) -> pa.Table:
    """One line per row, in order, as `KEYS`.

    Compiled loops do what `keys_by_sql` says; rows with characters that the loops leave to it go through it.
    """
    batches = flat_batches(rows)
    if batches is None:
        return keys_by_sql(rows)
    found = keyed(write_content, batches)
    counts = [np.zeros(batch.size, np.int64) for batch in batches]
    for batch, count in zip(batches, counts, strict=True):
        count_characters(batch, count)
    same = (rows.column(name) for name in ("row_id", "source", "group"))
    characters = pa.chunked_array(counts, pa.int64())
    table = pa.table([*same, found.first, found.second, characters], names=KEYS.names).cast(KEYS)
    return with_rare(table, found.rare, lambda some: keys_by_sql(rows.take(some)))


def keys_by_sql(rows: pa.Table) -> pa.Table:
    """What `duplicate_keys` gives, by the definition: about twelve times slower."""
    with connect() as connection:
        connection.execute("SET VARIABLE wide = ?", [_FULL_WIDTH])
        connection.execute("SET VARIABLE narrow = ?", [_HALF_WIDTH])
        for macro in _MACROS:
            connection.execute(macro)
        connection.register("rows", rows.select(["row_id", "source", "group", *TRAINED_COLUMNS]))
        return connection.sql(_QUERY).to_arrow_table().cast(KEYS)
