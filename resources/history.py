"""How a dataset came to what it is: its versions as this Dagster instance was told of them.

Files hold no time (law 4), Dagster's events do. What is not in its storage, after a checkout or with
another instance, is not told.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import dagster as dg

from danlu.facts import words
from danlu.facts.history import MOST_VERSIONS, Version, history
from resources.events import DATA_VERSION

HISTORY = "danlu/history"
_MOST_EVENTS = 4 * MOST_VERSIONS
"""Events looked at: most tell of a version that is known already, as every night does."""


def with_history(
    instance: dg.DagsterInstance, stage: str, made: dg.MaterializeResult[None]
) -> dg.MaterializeResult[None]:
    """What a step is about to tell, with a picture of the versions before it where there are some."""
    metadata = dict(made.metadata or {})
    versions = earlier_versions(instance, stage)
    now = _version(words.NOW, metadata)
    version = made.data_version.value if made.data_version is not None else ""
    if now is not None and not (versions and versions[-1][0] == version):
        versions.append((version, now))
    if len(versions) > 1:
        metadata[HISTORY] = dg.MetadataValue.md(history([one for _, one in versions]))
    return dg.MaterializeResult(metadata=metadata, data_version=made.data_version)


def earlier_versions(instance: dg.DagsterInstance, stage: str) -> list[tuple[str, Version]]:
    """The versions of a dataset and when each came, oldest first; what was told again counts once."""
    records = instance.fetch_materializations(dg.AssetKey(stage), limit=_MOST_EVENTS).records
    versions: list[tuple[str, Version]] = []
    for record in reversed(records):
        event = record.asset_materialization
        if event is None:
            continue
        when = datetime.fromtimestamp(record.timestamp, UTC).strftime("%Y-%m-%d %H:%M")
        found = _version(when, event.metadata)
        name = (event.tags or {}).get(DATA_VERSION, "")
        if found is not None and not (versions and versions[-1][0] == name):
            versions.append((name, found))
    return versions


def _version(when: str, metadata: Mapping[str, object]) -> Version | None:
    """The figures of one event; None where it has none, as one of an earlier danlu may."""
    figures = []
    for name in ("danlu/rows_in", "danlu/merged", "danlu/dropped"):
        value = metadata.get(name)
        plain = value.value if isinstance(value, dg.MetadataValue) else value
        if not isinstance(plain, int):
            return None
        figures.append(plain)
    return Version(when, *figures)
