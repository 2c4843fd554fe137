"""Law 1 at `exported`: for each target, every row taken is a line, or dropped with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from danlu.audit.breach import Breach, Check, run_checks
from danlu.export.lineage import LINEAGE_SCHEMA
from danlu.lake.connection import ParquetFiles, connect
from danlu.ledger import LEDGER_SCHEMA

TAKEN = pa.schema([pa.field("row_id", pa.uuid()), pa.field("copies", pa.int32())])

_CHECKS = (
    Check(
        "row {key} was taken, but {detail} neither has it as a line nor drops it with a reason",
        """
        SELECT taken.row_id AS key, targets.target AS detail FROM taken CROSS JOIN targets
        ANTI JOIN accounted
        ON accounted.row_id = taken.row_id AND accounted.target IN (targets.target, 'pretrain')
        """,
    ),
    Check(
        "row {key} has two fates in {detail}: it is a line or dropped more than once",
        """
        SELECT row_id AS key, target AS detail FROM accounted
        GROUP BY ALL HAVING count(DISTINCT (member, lines > 0)) > 1
        """,
    ),
    Check(
        "row {key} has another number of lines in {detail} than copies of it were taken",
        """
        SELECT accounted.row_id AS key, member AS detail
        FROM accounted JOIN taken USING (row_id) WHERE lines > 0 AND lines <> taken.copies
        """,
    ),
    Check(
        "row {key} stands in {detail} but was not taken",
        "SELECT row_id AS key, member AS detail FROM accounted ANTI JOIN taken USING (row_id)",
    ),
)

# a set such as alpaca_kto belongs to the target alpaca; pretrain serves every target
_VIEWS = """
CREATE TABLE targets AS SELECT unnest($targets) AS target;
CREATE TABLE accounted AS
WITH fates AS (
    SELECT row_id, target AS member, count(*) AS lines FROM lines GROUP BY ALL
    UNION ALL
    SELECT key AS row_id, target AS member, 0 AS lines FROM ledger WHERE verdict = 'dropped'
)
SELECT row_id, member, lines, split_part(member, '_', 1) AS target FROM fates
"""


def prove_exports(
    taken: Sequence[Path], lineage: Sequence[Path], ledger: Sequence[Path], targets: Sequence[str]
) -> list[Breach]:
    """Prove law 1 for each target from the sidecars; each breach names a key.

    Args:
        taken: Published rows of `balanced`.
        lineage: Sidecars of the exported files.
        ledger: Ledger files of `exported`.
        targets: The recipe's targets when it was exported.
    """
    tables = {
        "taken": ParquetFiles(taken, TAKEN),
        "lines": ParquetFiles(lineage, LINEAGE_SCHEMA),
        "ledger": ParquetFiles(ledger, LEDGER_SCHEMA),
    }
    with connect(tables=tables) as connection:
        create_targets, create_accounted = _VIEWS.strip().split(";\n")
        connection.execute(create_targets, {"targets": list(targets)})
        connection.execute(create_accounted)
        return run_checks(connection, _CHECKS, "exported")
