"""Law 1 as set algebra over keys, from files alone: no counter of any stage is believed.

keys(in) = keys(out) ⊎ keys(dropped); every key of out that is not in `in` is generated and names
its parents among the keys of `in`; no key occurs twice on one side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from danlu.audit.breach import Breach, Check, run_checks
from danlu.lake.connection import ParquetFiles, connect
from danlu.ledger import LEDGER_SCHEMA

KEYS = pa.schema([pa.field("row_id", pa.uuid())])
DECISIONS = pa.schema([LEDGER_SCHEMA.field(name) for name in ("key", "verdict", "reason", "related")])


@dataclass(frozen=True, slots=True)
class StageFiles:
    """What the proof of one published or staged unit reads."""

    stage: str
    place: str
    inputs: Sequence[Path]
    outputs: Sequence[Path]
    ledger: Sequence[Path]


_CHECKS = (
    Check(
        "row {key} occurs {detail} times among the rows",
        "SELECT row_id AS key, count(*) AS detail FROM outputs GROUP BY row_id HAVING count(*) > 1",
    ),
    Check(
        "row {key} came in and is neither among the rows nor dropped with a reason",
        """
        SELECT row_id AS key, NULL AS detail FROM inputs
        WHERE row_id NOT IN (SELECT row_id FROM outputs) AND row_id NOT IN (SELECT row_id FROM gone)
        """,
    ),
    Check(
        "row {key} is among the rows and dropped as {detail} too",
        "SELECT row_id AS key, reason AS detail FROM gone WHERE row_id IN (SELECT row_id FROM outputs)",
    ),
    Check(
        "row {key} is dropped as {detail} but never came in",
        "SELECT row_id AS key, reason AS detail FROM gone WHERE row_id NOT IN (SELECT row_id FROM inputs)",
    ),
    Check(
        "row {key} is dropped {detail} times",
        "SELECT row_id AS key, count(*) AS detail FROM gone GROUP BY row_id HAVING count(*) > 1",
    ),
    Check(
        "row {key} came from nowhere: it neither came in nor is generated",
        """
        SELECT row_id AS key, NULL AS detail FROM outputs
        WHERE row_id NOT IN (SELECT row_id FROM inputs) AND row_id NOT IN (SELECT row_id FROM made)
        """,
    ),
    Check(
        "row {key} is generated, but a parent it names did not come in, or it names none",
        """
        SELECT DISTINCT row_id AS key, NULL AS detail
        FROM (
            SELECT row_id, unnest(CASE WHEN len(parents) > 0 THEN parents ELSE [NULL] END) AS parent FROM made
        )
        WHERE parent IS NULL OR parent NOT IN (SELECT row_id FROM inputs)
        """,
    ),
    Check(
        "row {key} is merged into {detail}, which did not survive",
        """
        SELECT row_id AS key, survivor AS detail FROM gone
        WHERE verdict = 'merged' AND (survivor IS NULL OR survivor NOT IN (
            SELECT row_id FROM outputs UNION ALL SELECT row_id FROM gone WHERE verdict = 'dropped'
        ))
        """,
    ),
)

_VIEWS = """
CREATE TABLE gone AS
SELECT key AS row_id, verdict, reason, related[1] AS survivor
FROM ledger WHERE verdict IN ('dropped', 'merged');
CREATE TABLE made AS
SELECT key AS row_id, related AS parents FROM ledger WHERE verdict = 'generated';
CREATE TABLE inputs AS SELECT row_id FROM input_files;
CREATE TABLE outputs AS SELECT row_id FROM output_files;
"""


def prove_conservation(files: StageFiles) -> list[Breach]:
    """Prove law 1 for one unit; each breach names a key. An empty list is the proof."""
    tables = {
        "input_files": ParquetFiles(files.inputs, KEYS),
        "output_files": ParquetFiles(files.outputs, KEYS),
        "ledger": ParquetFiles(files.ledger, DECISIONS),
    }
    with connect(tables=tables) as connection:
        for statement in _VIEWS.strip().split(";\n"):
            connection.execute(statement)
        return run_checks(connection, _CHECKS, files.stage, files.place)
