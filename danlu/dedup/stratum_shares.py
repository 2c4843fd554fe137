"""What the held-out sides came to in each part of the corpus, against what the recipe asks for.

Counted is what the hash of each row's group gives. A declared test file is held out in full whatever the
share is, so it does not count; what a recorded release holds out counts where its hash would put it.
"""

from __future__ import annotations

import pyarrow as pa

from danlu.dedup_knobs import Split
from danlu.lake.connection import connect

TOLERANCE = 0.005
"""How far a share may be off the recipe's: half a point."""

DEVIATIONS = 4
"""A stratum is large enough to be judged where so many standard deviations, were every row a group of its
own, are within the tolerance: chance alone exceeds them once in 16,000 strata."""

STRATUM_SHARES = pa.schema(
    [
        pa.field("stratum", pa.string()),
        pa.field("value", pa.string()),
        pa.field("side", pa.string()),
        pa.field("rows", pa.int64()),
        pa.field("of_rows", pa.int64()),
        pa.field("settled_rows", pa.int64()),
        pa.field("share", pa.float64()),
        pa.field("wanted", pa.float64()),
        pa.field("chance", pa.float64()),
        pa.field("judged", pa.bool_()),
        pa.field("off", pa.bool_()),
    ]
)
"""A held-out side in a stratum: by `corpus`, `source` or `kind`, and the value that it has.

`rows` of the `of_rows` that no source declares have a hash that gives the side; `settled_rows` lie where
a declaration or a record put them; `chance` is the standard deviation that the sizes of the groups give
the share; `judged` says that the stratum is large enough, and `off` that it is, and its share is further
from the recipe's than it may be.
"""

# most groups are one row, and all of those on one side count together; the others are counted one by one
_SHARES = """
WITH sized AS (
    SELECT placed.*, several."group" IS NOT NULL AS several
    FROM placed LEFT JOIN (
        SELECT "group" FROM placed GROUP BY "group" HAVING count(*) > 1
    ) AS several USING ("group")
),
strata AS (
    SELECT 'corpus' AS stratum, '' AS value, * FROM sized
    UNION ALL
    SELECT 'kind', kind, * FROM sized
    UNION ALL
    SELECT 'source', source, * FROM sized
),
groups AS (
    SELECT
        stratum,
        value,
        hashed AS side,
        count(hashed) AS rows,
        count(hashed)::DOUBLE * CASE WHEN several THEN count(hashed) ELSE 1 END AS squares,
        count(*) FILTER (hashed IS DISTINCT FROM split) AS settled
    FROM strata
    GROUP BY stratum, value, hashed, several, CASE WHEN several THEN "group" END
),
counted AS (
    SELECT
        stratum,
        value,
        wanted.side,
        wanted.share AS wanted,
        coalesce(sum(rows) FILTER (groups.side = wanted.side), 0)::BIGINT AS rows,
        sum(rows)::BIGINT AS of_rows,
        sum(settled)::BIGINT AS settled_rows,
        sum(squares) AS squares
    FROM groups CROSS JOIN wanted
    GROUP BY stratum, value, wanted.side, wanted.share
),
shared AS (
    SELECT
        *,
        coalesce(rows / nullif(of_rows, 0), wanted) AS share,
        coalesce(sqrt(wanted * (1 - wanted) * squares) / nullif(of_rows, 0), 0) AS chance,
        of_rows > 0 AND $deviations * sqrt(wanted * (1 - wanted) / of_rows) <= $tolerance AS judged
    FROM counted
)
SELECT
    stratum,
    value,
    side,
    rows,
    of_rows,
    settled_rows,
    share,
    wanted,
    chance,
    judged,
    judged AND abs(share - wanted) > $tolerance AS off
FROM shared
ORDER BY
    list_position(['corpus', 'kind', 'source'], stratum),
    of_rows DESC,
    value,
    list_position(['validation', 'test'], side)
"""


def stratum_shares(placed: pa.Table, split: Split) -> pa.Table:
    """The held-out sides of the corpus, of each kind of row and of each source, as `STRATUM_SHARES`.

    Args:
        placed: Rows with the columns source, kind, group, split and hashed, which is the side that the
            group's hash gives, or null where a source declares the group's side.
        split: The recipe.
    """
    with connect() as connection:
        connection.register("placed", placed)
        wanted = {"side": ["validation", "test"], "share": [split.validation, split.test]}
        connection.register("wanted", pa.table(wanted))
        settings = {"deviations": DEVIATIONS, "tolerance": TOLERANCE}
        return connection.sql(_SHARES, params=settings).to_arrow_table().cast(STRATUM_SHARES)
