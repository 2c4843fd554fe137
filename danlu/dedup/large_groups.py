"""What the split came to: the share of each side, and the groups so large that they bend it.

A group is never cut, so the shares hold for groups, and for rows only as far as groups are small.
"""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa

from danlu.dedup.splits import SIDES
from danlu.dedup_knobs import Split
from danlu.lake.connection import connect

LARGE = 0.01
"""The share of a stratum from which on a group is reported."""

LARGE_GROUPS = pa.schema(
    [
        pa.field("stratum", pa.string()),
        pa.field("value", pa.string()),
        pa.field("group", pa.uuid()),
        pa.field("side", pa.string()),
        pa.field("rows", pa.int64()),
        pa.field("of_rows", pa.int64()),
        pa.field("share", pa.float64()),
    ]
)
"""A group of several rows that is more than 1 % of a stratum: by `corpus`, `source` or `kind`, and the
value that it has."""

SHARES = pa.schema(
    [
        pa.field("side", pa.string()),
        pa.field("rows", pa.int64()),
        pa.field("groups", pa.int64()),
        pa.field("share", pa.float64()),
        pa.field("wanted", pa.float64()),
        pa.field("chance", pa.float64()),
        pa.field("largest_group", pa.int64()),
        pa.field("settled_rows", pa.int64()),
    ]
)
"""One side: its share of the rows and that of the recipe; `chance`, the standard deviation that the sizes
of the groups give the share; the rows of its largest group; and how many rows a declaration or
a recorded release put there."""

# most groups are one row, which is large nowhere: only the others are looked at part by part
_LARGE = """
WITH shared AS (
    SELECT placed.* FROM placed SEMI JOIN (
        SELECT "group" FROM placed GROUP BY "group" HAVING count(*) > 1
    ) AS several USING ("group")
),
groups AS (
    SELECT 'corpus' AS stratum, '' AS value, "group", min(split) AS side, count(*) AS rows
    FROM shared GROUP BY "group"
    UNION ALL
    SELECT 'source', source, "group", min(split), count(*) FROM shared GROUP BY source, "group"
    UNION ALL
    SELECT 'kind', kind, "group", min(split), count(*) FROM shared GROUP BY kind, "group"
),
sizes AS (
    SELECT 'corpus' AS stratum, '' AS value, count(*) AS of_rows FROM placed
    UNION ALL
    SELECT 'source', source, count(*) FROM placed GROUP BY source
    UNION ALL
    SELECT 'kind', kind, count(*) FROM placed GROUP BY kind
)
SELECT stratum, value, "group", side, rows, of_rows, rows / of_rows AS share
FROM groups JOIN sizes USING (stratum, value)
WHERE rows > 1 AND rows > $large * of_rows
ORDER BY list_position(['corpus', 'source', 'kind'], stratum), value, rows DESC, "group"
"""

_SHARES = """
WITH groups AS (
    SELECT
        "group", min(split) AS side, count(*) AS rows, count(*) FILTER (settled_by <> 'hash') AS settled
    FROM placed GROUP BY "group"
),
whole AS (SELECT sum(rows)::DOUBLE AS rows, sum(rows * rows)::DOUBLE AS squares FROM groups),
counted AS (
    SELECT
        wanted.side,
        wanted.share AS wanted,
        coalesce(sum(groups.rows), 0)::BIGINT AS rows,
        count(groups.rows) AS groups,
        coalesce(max(groups.rows), 0) AS largest_group,
        coalesce(sum(groups.settled), 0)::BIGINT AS settled_rows
    FROM wanted LEFT JOIN groups USING (side)
    GROUP BY wanted.side, wanted.share
)
SELECT
    side,
    counted.rows,
    groups,
    coalesce(counted.rows / nullif(whole.rows, 0), 0) AS share,
    wanted,
    coalesce(sqrt(wanted * (1 - wanted) * whole.squares) / nullif(whole.rows, 0), 0) AS chance,
    largest_group,
    settled_rows
FROM counted, whole
ORDER BY list_position(['train', 'validation', 'test'], side)
"""


def large_groups(placed: pa.Table, large: float = LARGE) -> pa.Table:
    """Groups larger than a share of their stratum, as `LARGE_GROUPS`.

    Args:
        placed: Rows with the columns source, kind, group and split.
        large: The share above which a group is large.
    """
    with connect() as connection:
        connection.register("placed", placed)
        found = connection.sql(_LARGE, params={"large": large}).to_arrow_table()
        return found.cast(LARGE_GROUPS)


def side_shares(placed: pa.Table, split: Split) -> pa.Table:
    """What each side came to against the recipe, as `SHARES`.

    Args:
        placed: Rows with the columns group, split and settled_by.
        split: The recipe.
    """
    # 1 - 0.05 - 0.05 is not 0.9 in binary
    held_out = Decimal(str(split.validation)) + Decimal(str(split.test))
    wanted = {"train": float(1 - held_out), "validation": split.validation, "test": split.test}
    with connect() as connection:
        connection.register("placed", placed)
        shares = {"side": list(SIDES), "share": [wanted[side] for side in SIDES]}
        connection.register("wanted", pa.table(shares))
        return connection.sql(_SHARES).to_arrow_table().cast(SHARES)
