"""The receipts and the sides of a published `deduplicated`, read from files alone."""

from __future__ import annotations

import pyarrow as pa

from danlu.dedup.overlap import RECEIPTS
from danlu.dedup.splits import SHARE_MACRO, SIDE_MACRO, declared_sides
from danlu.dedup_knobs import Split
from danlu.lake.connection import ParquetFiles, connect
from danlu.lake.published import Published
from danlu.ledger import LEDGER_SCHEMA
from danlu.rows import ROW_SCHEMA

_TEXTS = pa.schema([ROW_SCHEMA.field(name) for name in ("row_id", "source", "kind", "group")])
# named here: who reads this must not depend on all that decides what is merged
_KEPT = pa.schema(
    [pa.field("row_id", pa.uuid()), pa.field("source", pa.string()), pa.field("split", pa.string())]
)
_LEDGER = pa.schema([LEDGER_SCHEMA.field(name) for name in ("source", "key", "verdict", "reason", "related")])

_RECEIPTS = """
SELECT
    merged.row_id,
    merged.source,
    merged.survivor,
    texts.source AS survivor_source,
    merged.reason
FROM (
    SELECT key AS row_id, source, related[1] AS survivor, reason FROM ledger WHERE verdict = 'merged'
) AS merged
JOIN texts ON texts.row_id = merged.survivor
"""

_SIDED = """
SELECT kept.source, kind, "group", split
FROM kept JOIN (SELECT row_id, kind, "group" FROM texts) USING (row_id)
"""

# a declared group is that of any row of a declared source, whether it survived or not
_PLACED = """
SELECT
    kept.source,
    kind,
    texts."group",
    split,
    CASE
        WHEN touched."group" IS NOT NULL THEN NULL
        WHEN $recorded THEN split_side(
            split_share($salt, texts."group"), $validation::DOUBLE, $test::DOUBLE
        )
        ELSE split
    END AS hashed
FROM kept
JOIN texts USING (row_id)
LEFT JOIN (
    SELECT DISTINCT "group" FROM texts SEMI JOIN declared USING (source)
) AS touched ON touched."group" = texts."group"
"""


def receipts(published: Published) -> pa.Table:
    """Every merged row with the source of its survivor, as `danlu.dedup.overlap.RECEIPTS`.

    Raises:
        duckdb.Error: A published file is missing or damaged.
    """
    tables = {
        "ledger": ParquetFiles(published.files("deduplicated", None, "ledger"), _LEDGER),
        "texts": ParquetFiles(published.files("cleaned", None, "rows"), _TEXTS),
    }
    with connect(tables=tables) as connection:
        return connection.sql(_RECEIPTS).to_arrow_table().cast(RECEIPTS)


def came_in(published: Published) -> dict[str, int]:
    """How many rows each source brought to `deduplicated`."""
    counted: dict[str, int] = {}
    for key, source in published.sources.items():
        manifest = published.manifest("cleaned", key)
        files = manifest.files if manifest is not None else {}
        counted[source.name] = sum(
            entry.rows or 0 for name, entry in files.items() if name.startswith("rows-")
        )
    return counted


def sided(published: Published) -> pa.Table:
    """Every surviving row's source, kind, group and side.

    Raises:
        duckdb.Error: A published file is missing or damaged.
    """
    with connect(tables=_rows(published)) as connection:
        return connection.sql(_SIDED).to_arrow_table()


def placed(published: Published, split: Split) -> pa.Table:
    """As `sided`, with the side that the group's hash gives: null where a source declares one.

    It is another than the row's where a recorded release holds the row out.

    Args:
        published: What is published.
        split: The recipe that it was published with.

    Raises:
        duckdb.Error: A published file is missing or damaged.
    """
    manifest = published.manifest("deduplicated", None)
    declared = declared_sides((source.name for source in published.sources.values()), split)
    settings = {
        "recorded": bool(manifest is not None and manifest.details.get("held_out")),
        "salt": split.salt,
        "validation": split.validation,
        "test": split.test,
    }
    with connect(tables=_rows(published)) as connection:
        for macro in (SHARE_MACRO, SIDE_MACRO):
            connection.execute(macro)
        connection.register("declared", pa.table({"source": pa.array(declared, pa.string())}))
        return connection.sql(_PLACED, params=settings).to_arrow_table()


def _rows(published: Published) -> dict[str, ParquetFiles]:
    return {
        "kept": ParquetFiles(published.files("deduplicated", None, "rows"), _KEPT),
        "texts": ParquetFiles(published.files("cleaned", None, "rows"), _TEXTS),
    }
