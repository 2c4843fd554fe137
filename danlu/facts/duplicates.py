"""What `deduplicated` tells: clusters, overlap of sources, sides against the recipe, large groups."""

from __future__ import annotations

from collections.abc import Mapping

from danlu.drawing.bars import Bar, bars
from danlu.drawing.svg import image
from danlu.facts import words
from danlu.facts.clusters import (
    cluster_figures,
    count_clusters,
    draw_overlap,
    draw_sizes,
    overlap_table,
    sizes_table,
)
from danlu.facts.sides import count_sides, draw_large, draw_shares, large_table, shares_table, side_figures
from danlu.facts.told import Told
from danlu.lake.layout import Project
from danlu.lake.published import Published


def told(project: Project, published: Published, figures: Mapping[str, int]) -> Told:
    """All that is told of `deduplicated`, counted from its files.

    Args:
        project: The project.
        published: What is published.
        figures: The stage's own.

    Raises:
        duckdb.Error: A published file is missing or damaged.
        DanluError: The recipe or a manifest cannot be read.
    """
    clusters, sides = count_clusters(published), count_sides(project, published)
    splits = [Bar(name, [figures.get(split, 0)]) for split, name in words.SPLITS.items()]
    drawn = [(words.SPLIT_TITLE, bars(words.SPLIT_TITLE, splits)), (words.SHARES_TITLE, draw_shares(sides))]
    if clusters.sizes:
        drawn.append((words.SIZES_TITLE, draw_sizes(clusters)))
        drawn.append((words.OVERLAP_TITLE, draw_overlap(clusters)))
    if sides.large:
        drawn.append((words.LARGE_TITLE, draw_large(sides)))
    tables = {
        "cluster_sizes": sizes_table(clusters),
        "source_overlap": overlap_table(clusters),
        "split_shares": shares_table(sides.strata),
        "large_groups": large_table(sides.large),
    }
    return Told(
        charts="\n\n".join(image(svg, title) for title, svg in drawn),
        tables={name: table for name, table in tables.items() if table.rows},
        figures=cluster_figures(clusters) | side_figures(sides),
    )
