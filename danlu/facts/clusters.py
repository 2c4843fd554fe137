"""Clusters of duplicates by their size, and which sources overlap, as pictures, tables and numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from danlu.dedup.overlap import cluster_sizes, overlap
from danlu.drawing.bars import Bar, bars
from danlu.drawing.matrix import gathered, matrix
from danlu.drawing.numbers import per_cent
from danlu.facts import words
from danlu.facts.told import MOST_LINES, Table, hundredths
from danlu.lake.published import Published
from danlu.stages.merged import came_in, receipts

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Clusters:
    """What was merged.

    Attributes:
        sizes: Clusters by size (`danlu.dedup.overlap.CLUSTER_SIZES`).
        overlaps: Merged rows by both sources (`danlu.dedup.overlap.OVERLAP`), the most first.
        came_in: Rows that each source brought.
    """

    sizes: Sequence[Record]
    overlaps: Sequence[Record]
    came_in: Mapping[str, int]


def count_clusters(published: Published) -> Clusters:
    """Count what was merged from the published files.

    Raises:
        duckdb.Error: A published file is missing or damaged.
    """
    merged = receipts(published)
    return Clusters(cluster_sizes(merged).to_pylist(), overlap(merged).to_pylist(), came_in(published))


def cluster_figures(found: Clusters) -> dict[str, int | float]:
    """Numbers that plot: how much was merged and why, and how much of it into other sources."""
    merged = sum(one["rows"] for one in found.overlaps)
    across = sum(one["rows"] for one in found.overlaps if one["source"] != one["survivor_source"])
    return {
        "merged_percent": hundredths(merged, sum(found.came_in.values())),
        "merged_equal": sum(one["equal"] for one in found.overlaps),
        "merged_nearly_equal": sum(one["nearly_equal"] for one in found.overlaps),
        "merged_across_sources": across,
        "clusters": sum(one["clusters"] for one in found.sizes),
    }


def draw_sizes(found: Clusters) -> str:
    """How many clusters there are of each size."""
    items = [
        Bar(
            f"{_band(one)} {words.ROWS}",
            [one["equal_clusters"], one["clusters"] - one["equal_clusters"]],
            words.MERGED_ROWS.format(rows=one["merged"]),
        )
        for one in found.sizes
    ]
    return bars(words.SIZES_TITLE, items, words.SIZES)


def draw_overlap(found: Clusters) -> str:
    """The matrix of sources; those with few merged rows are one line and column."""
    cells = {(one["source"], one["survivor_source"]): one["rows"] for one in found.overlaps}
    shown = gathered(cells, found.came_in, words.OTHER_SOURCES)
    return matrix(words.OVERLAP, *shown, rest=words.OTHER_SOURCES)


def sizes_table(found: Clusters) -> Table:
    """Clusters and merged rows by size."""
    rows = [(_band(one), one["clusters"], one["equal"], one["nearly_equal"]) for one in found.sizes]
    return Table(words.SIZES_HEAD, rows)


def overlap_table(found: Clusters) -> Table:
    """The pairs of sources with the most merged rows; what is narrow first, as a page cuts off the rest."""
    rows: list[tuple[str | int, ...]] = [
        (
            one["rows"],
            per_cent(one["rows"], found.came_in.get(one["source"], 0)),
            one["source"],
            words.ITSELF if one["source"] == one["survivor_source"] else one["survivor_source"],
        )
        for one in found.overlaps[:MOST_LINES]
    ]
    rest = found.overlaps[MOST_LINES:]
    if rest:
        more = words.MORE_PAIRS.format(pairs=len(rest))
        rows.append((sum(one["rows"] for one in rest), "", more, ""))
    return Table(words.OVERLAP_HEAD, rows)


def _band(one: Record) -> str:
    least, most = one["least"], one["most"]
    if most is None:
        return f"≥ {least:,}"
    return f"{least:,}" if least == most else f"{least:,}–{most:,}"
