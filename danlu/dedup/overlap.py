"""What was merged, in numbers: how large clusters of duplicates are, and which sources overlap.

Both are told by receipts alone: each merged row names the row that survived in its place.
"""

from __future__ import annotations

import pyarrow as pa

from danlu.lake.connection import connect

RECEIPTS = pa.schema(
    [
        pa.field("row_id", pa.uuid()),
        pa.field("source", pa.string()),
        pa.field("survivor", pa.uuid()),
        pa.field("survivor_source", pa.string()),
        pa.field("reason", pa.string()),
    ]
)
"""A merged row and its source, the row that it was merged into and the source of that, and which kind of
duplicate it is."""

CLUSTER_SIZES = pa.schema(
    [
        pa.field("least", pa.int64()),
        pa.field("most", pa.int64()),
        pa.field("clusters", pa.int64()),
        pa.field("equal_clusters", pa.int64()),
        pa.field("merged", pa.int64()),
        pa.field("equal", pa.int64()),
        pa.field("nearly_equal", pa.int64()),
    ]
)
"""Clusters of `least` to `most` rows, the survivor counted; `most` is null in the last band.

`equal_clusters` are those in which all rows are equal; `merged` are rows, `equal` and `nearly_equal` ones
together.
"""

OVERLAP = pa.schema(
    [
        pa.field("source", pa.string()),
        pa.field("survivor_source", pa.string()),
        pa.field("rows", pa.int64()),
        pa.field("equal", pa.int64()),
        pa.field("nearly_equal", pa.int64()),
    ]
)
"""How many rows of a source were merged into rows of a source, the same one or another."""

_BOUNDS = (2, 3, 5, 10, 20, 50, 100, 1_000, 10_000)
"""The largest cluster of each band but the last."""

_SIZES = """
WITH clusters AS (
    SELECT
        survivor,
        count(*) + 1 AS rows,
        count(*) FILTER (reason = 'exact_duplicate') AS equal,
        count(*) FILTER (reason = 'near_duplicate') AS nearly_equal
    FROM receipts GROUP BY survivor
),
bands AS (
    SELECT number, coalesce(bounds[number - 1] + 1, 2) AS least, bounds[number] AS most
    FROM (SELECT $bounds::BIGINT[] AS bounds, unnest(range(1, len($bounds::BIGINT[]) + 2)) AS number)
),
counted AS (
    SELECT
        number,
        bands.least,
        bands.most,
        count(rows) AS clusters,
        count(*) FILTER (nearly_equal = 0) AS equal_clusters,
        coalesce(sum(equal + nearly_equal), 0)::BIGINT AS merged,
        coalesce(sum(equal), 0)::BIGINT AS equal,
        coalesce(sum(nearly_equal), 0)::BIGINT AS nearly_equal
    FROM bands LEFT JOIN clusters ON rows BETWEEN bands.least AND coalesce(bands.most, rows)
    GROUP BY number, bands.least, bands.most
)
SELECT * EXCLUDE (number) FROM counted
WHERE number BETWEEN (SELECT min(number) FROM counted WHERE clusters > 0)
    AND (SELECT max(number) FROM counted WHERE clusters > 0)
ORDER BY number
"""

_OVERLAP = """
SELECT
    source,
    survivor_source,
    count(*) AS rows,
    count(*) FILTER (reason = 'exact_duplicate') AS equal,
    count(*) FILTER (reason = 'near_duplicate') AS nearly_equal
FROM receipts
GROUP BY source, survivor_source
ORDER BY rows DESC, source, survivor_source
"""


def cluster_sizes(receipts: pa.Table) -> pa.Table:
    """How many clusters there are of each size, as `CLUSTER_SIZES`: bands from the first to the last used.

    Args:
        receipts: Merged rows, as `RECEIPTS`.
    """
    with connect() as connection:
        connection.register("receipts", receipts)
        found = connection.sql(_SIZES, params={"bounds": list(_BOUNDS)})
        return found.to_arrow_table().cast(CLUSTER_SIZES)


def overlap(receipts: pa.Table) -> pa.Table:
    """How many rows of each source went into each source, as `OVERLAP`, the most first.

    Args:
        receipts: Merged rows, as `RECEIPTS`.
    """
    with connect() as connection:
        connection.register("receipts", receipts)
        return connection.sql(_OVERLAP).to_arrow_table().cast(OVERLAP)
