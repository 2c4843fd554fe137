"""Everything that Dagster is told of a project, as text that a page could show."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import dagster as dg

from danlu.furnace.refresh import outcome_of
from danlu.graph import STAGES
from danlu.lake.catalogue import read_catalogue
from danlu.lake.layout import Project
from danlu.progress import Outcome
from resources.events import materializations
from tests.scratch import COMPUTED, manifest_of

PICTURE = re.compile(r"!\[[^\]\[()]*\]\(data:image/svg\+xml;base64,([A-Za-z0-9+/]+=*)\)")


def outcomes_of(project: Project) -> list[Outcome]:
    """Every source and every published unit."""
    catalogue = read_catalogue(project)
    sources = [
        Outcome("source_files", key, True, source.version, {"bytes": source.bytes}, {"state": source.state})
        for key, source in catalogue.items()
    ]
    units = [
        outcome_of(manifest_of(project, stage, key), fresh=False)
        for stage in COMPUTED
        for key in (catalogue if STAGES[stage].partitioned else [None])
    ]
    return sources + units


def events_of(project: Project) -> list[dg.AssetMaterialization]:
    return list(materializations(project, outcomes_of(project)))


def texts(metadata: Mapping[str, Any]) -> Iterator[str]:
    """Every text in metadata: names, values, cells, and what pictures hold once they are decoded."""
    for name, value in metadata.items():
        yield name
        plain = value.value if isinstance(value, dg.MetadataValue) else value
        if isinstance(value, dg.TableMetadataValue):
            yield from (
                str(cell) for record in value.records for cell in (*record.data, *record.data.values())
            )
        elif isinstance(value, dg.MarkdownMetadataValue):
            yield PICTURE.sub("", str(plain))
            yield from (base64.b64decode(found).decode() for found in PICTURE.findall(str(plain)))
        else:
            yield str(plain)


def holds(metadatas: Iterable[Mapping[str, Any]], word: str) -> bool:
    return any(word in text for metadata in metadatas for text in texts(metadata))
