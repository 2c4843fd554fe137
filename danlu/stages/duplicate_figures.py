"""The numbers of the card's section on duplicates, counted from published files."""

from __future__ import annotations

from danlu.dedup.large_groups import large_groups
from danlu.dedup.overlap import cluster_sizes, overlap
from danlu.export.duplicates import CloseRows, ClusterSize, DuplicateFigures, LargeGroup, Pair
from danlu.lake.manifest import Manifest
from danlu.lake.published import Published
from danlu.stages.merged import came_in, receipts, sided

_STRATA = ("corpus", "kind", "source")
_SIZE = ("least", "most", "clusters", "equal", "nearly_equal")
_PAIR = ("source", "survivor_source", "rows")
_GROUP = ("stratum", "value", "group", "side", "rows", "of_rows")


def duplicate_figures(published: Published) -> DuplicateFigures:
    """Clusters, overlaps and large groups of the published `deduplicated`.

    Raises:
        duckdb.Error: A published file is missing or damaged.
    """
    merged = receipts(published)
    sizes = cluster_sizes(merged).select(_SIZE).to_pylist()
    pairs = overlap(merged).select(_PAIR).to_pylist()
    found = large_groups(sided(published)).select(_GROUP).to_pylist()
    groups = [LargeGroup(**one | {"group": str(one["group"])}) for one in found]
    return DuplicateFigures(
        rows=sum(came_in(published).values()),
        sizes=tuple(ClusterSize(**one) for one in sizes),
        pairs=tuple(Pair(**one) for one in pairs),
        groups=tuple(sorted(groups, key=_place)),
        close=_close(published.manifest("deduplicated", None)),
    )


def _close(manifest: Manifest | None) -> CloseRows | None:
    figures = manifest.figures if manifest is not None else {}
    if "close_probed" not in figures:
        return None
    return CloseRows(
        rows=figures["close_rows"],
        pairs=figures["close_pairs"],
        more=figures["close_rows_full"] > 0,
        probed=figures["close_probed"],
        against=figures["close_probed_against"],
    )


def _place(group: LargeGroup) -> tuple[int, int, str, int, str]:
    return _STRATA.index(group.stratum), -group.of_rows, group.value, -group.rows, group.group
