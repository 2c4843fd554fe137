"""What Dagster was not told of sources yet."""

from __future__ import annotations

from collections.abc import Mapping

import dagster as dg

from danlu.lake.catalogue import SourceFile
from danlu.lake.layout import Project
from resources.events import DATA_VERSION, materializations
from resources.partitions import register
from resources.reported import source_outcomes

_ASSET = dg.AssetKey("source_files")


def news_of_sources(
    instance: dg.DagsterInstance, project: Project, catalogue: Mapping[str, SourceFile]
) -> list[dg.AssetMaterialization]:
    """What Dagster's own storage does not have, so that whoever was cut off repeats nothing.

    The partitions are added first: an event of one that nobody knows would be passed over.
    """
    register(instance, catalogue)
    told = instance.event_log_storage.get_latest_tags_by_partition(
        _ASSET, dg.DagsterEventType.ASSET_MATERIALIZATION, [DATA_VERSION]
    )
    new = [
        outcome
        for outcome in source_outcomes(catalogue.values())
        if told.get(str(outcome.key), {}).get(DATA_VERSION) != outcome.version
    ]
    return list(materializations(project, new))
