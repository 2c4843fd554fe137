"""Merges: a row goes into a survivor that says the same, or nearly so, measured again from their texts."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from danlu.audit.breach import MOST_NAMED, Breach, Check, run_checks
from danlu.audit.likeness import Parts, likeness, parts_of
from danlu.audit.survey import Survey
from danlu.dedup.exact import duplicate_keys
from danlu.dedup.near.parts import COLUMNS, near_rows
from danlu.dedup_knobs import NearDuplicates
from danlu.lake.connection import ParquetFiles, connect
from danlu.lake.parquet import read_together
from danlu.ledger import LEDGER_SCHEMA
from danlu.rows import ROW_SCHEMA, TRAINED_COLUMNS

_READ = pa.schema([ROW_SCHEMA.field(name) for name in ("row_id", "source", "group", *TRAINED_COLUMNS)])
_READ_PARTS = pa.schema([ROW_SCHEMA.field(name) for name in COLUMNS])

_CHECKS = (
    Check(
        "row {key} was merged into row {detail}, which does not say the same",
        """
        SELECT ledger.key, related[1] AS detail
        FROM ledger
        LEFT JOIN keys AS own ON own.row_id = ledger.key
        LEFT JOIN keys AS survivor ON survivor.row_id = related[1]
        WHERE verdict = 'merged'
            AND reason = 'exact_duplicate'
            AND (own.duplicate_key = survivor.duplicate_key) IS NOT TRUE
        """,
    ),
)

# a row that is equal to a merged one was merged with it: its receipt is that of the row it is equal to
_NEAR = """
SELECT ledger.key AS row_id, related[1] AS survivor, evidence, own.duplicate_key AS same
FROM ledger LEFT JOIN keys AS own ON own.row_id = ledger.key
WHERE verdict = 'merged' AND reason = 'near_duplicate'
ORDER BY row_id
"""


def prove_merges(lake: Survey, knob: NearDuplicates) -> list[Breach]:
    """Prove for each merged row that it is equal to its survivor, or as like it as its receipt says.

    The code of today must be that which made the folder; breaches name both rows.
    """
    ledger = ParquetFiles(lake.files("deduplicated", "ledger"), LEDGER_SCHEMA)
    with connect(tables={"ledger": ledger}) as connection:
        connection.execute("CREATE TABLE keys (row_id UUID, duplicate_key UUID)")
        for rows in read_together(lake.files("cleaned", "rows"), _READ):
            connection.register("computed", duplicate_keys(rows))
            connection.execute("INSERT INTO keys SELECT row_id, duplicate_key FROM computed")
            connection.unregister("computed")
        breaches = list(run_checks(connection, _CHECKS, "deduplicated"))
        near = connection.sql(_NEAR).to_arrow_table()
    return [*breaches, *_unlike(lake, near, knob)][:MOST_NAMED] if near.num_rows else breaches


def _unlike(lake: Survey, near: pa.Table, knob: NearDuplicates) -> Iterator[Breach]:
    """Near duplicates that are not as like their survivors as their receipts say.

    Of rows that are equal, the one whose receipt was measured is not named: one of them must agree.
    """
    pairs = near.to_pylist()
    texts = _texts(lake, {row for pair in pairs for row in (pair["row_id"], pair["survivor"])})
    wrong: dict[tuple[object, object], Breach] = {}
    right: set[tuple[object, object]] = set()
    for pair in pairs:
        merged = pair["same"], pair["survivor"]
        told = json.loads(pair["evidence"])
        measured = likeness(texts[pair["row_id"]], texts[pair["survivor"]], knob)
        if measured.enough and f"{measured.similarity / 10_000:.4f}" == f"{told['similarity']:.4f}":
            right.add(merged)
        else:
            said = f"row {pair['row_id']} was merged into row {pair['survivor']}, which it is not as like"
            wrong.setdefault(merged, Breach("deduplicated", "", "1", f"{said} as its receipt says"))
    yield from (breach for merged, breach in wrong.items() if merged not in right)


def _texts(lake: Survey, wanted: set[uuid.UUID]) -> dict[uuid.UUID, tuple[Parts, int]]:
    """The parts of some rows."""
    found: dict[uuid.UUID, tuple[Parts, int]] = {}
    ids = pa.array([row.bytes for row in sorted(wanted)], pa.binary(16))
    for rows in read_together(lake.files("cleaned", "rows"), _READ_PARTS):
        chosen = rows.filter(pc.is_in(rows.column("row_id").cast(pa.binary(16)), value_set=ids))
        if chosen.num_rows:
            parts = near_rows(chosen)
            for number, row in enumerate(chosen.column("row_id").to_pylist()):
                found[row] = parts_of(parts, number)
    return found
