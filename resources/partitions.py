"""The sources, as Dagster partitions: one per file, added as files arrive, never deleted."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import dagster as dg
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG

SOURCES = dg.DynamicPartitionsDefinition(name="sources")
_NEAR = 8
"""Partitions that may lie between two wanted ones before they are given runs of their own."""


def register(instance: dg.DagsterInstance, keys: Iterable[str]) -> None:
    """Add partitions that are new, in this order; those that are there stay where they are."""
    instance.add_dynamic_partitions(str(SOURCES.name), list(keys))


def stretches(instance: dg.DagsterInstance, keys: Collection[str]) -> list[tuple[str, str]]:
    """Ranges of partitions that cover `keys`, for Dagster runs whole ranges only.

    Two wanted partitions with few fresh ones between them share a range: a fresh one costs an
    event, a run costs much more.
    """
    ordered = list(instance.get_dynamic_partitions(str(SOURCES.name)))
    places = [index for index, key in enumerate(ordered) if key in keys]
    ranges: list[tuple[int, int]] = []
    for place in places:
        if ranges and place - ranges[-1][1] <= _NEAR + 1:
            ranges[-1] = (ranges[-1][0], place)
        else:
            ranges.append((place, place))
    return [(ordered[start], ordered[end]) for start, end in ranges]


def range_tags(stretch: tuple[str, str]) -> dict[str, str]:
    """The tags by which a run is told its range of partitions."""
    return {ASSET_PARTITION_RANGE_START_TAG: stretch[0], ASSET_PARTITION_RANGE_END_TAG: stretch[1]}
