"""What this Dagster instance was told, noted beside its storage.

It stands apart from `resources.events`, which loads Dagster, because a build with nothing to do
reads this and nothing more.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable
from pathlib import Path

import yaml

from danlu.furnace.freshness import Freshness, units_of
from danlu.furnace.refresh import outcome_of
from danlu.graph import STAGES
from danlu.lake.catalogue import SourceFile
from danlu.lake.integrity import FileIndex
from danlu.lake.layout import Project
from danlu.lake.notes import write_note
from danlu.progress import Outcome
from danlu.recipe import Recipe


def unit_name(outcome: Outcome) -> str:
    """A unit as text: its stage, and its partition if it has one."""
    return outcome.stage if outcome.key is None else f"{outcome.stage}/{outcome.key}"


def reported() -> dict[str, str]:
    """The versions that this Dagster instance was told of, by unit; lost with its storage."""
    try:
        versions: dict[str, str] = json.loads(_note().read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError):
        return {}
    return versions if isinstance(versions, dict) and _storage_is_there(_note().parent) else {}


def _storage_is_there(home: Path) -> bool:
    """Whether what was told is still known: by Dagster's own folder, or by a database of its own."""
    if (home / "history").is_dir():
        return True
    try:
        settings = yaml.safe_load((home / "dagster.yaml").read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return False
    elsewhere = {"storage", "run_storage", "event_log_storage"}
    return isinstance(settings, dict) and not elsewhere.isdisjoint(settings)


def remember_reported(outcomes: Iterable[Outcome]) -> None:
    """Note what was reported."""
    if "DAGSTER_HOME" not in os.environ:
        return
    news = {unit_name(outcome): outcome.version for outcome in outcomes}
    if news.items() <= reported().items():
        return
    # the daemon's sensors and a build may note at the same time
    with _note().with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        write_note(_note(), json.dumps(reported() | news, sort_keys=True))


def unreported(project: Project, recipe: Recipe) -> list[Outcome]:
    """Every published unit whose version this Dagster instance was not told of."""
    known = reported()
    freshness = Freshness(project, recipe, FileIndex(project))
    everything = source_outcomes(freshness.sources.values()) + _published(freshness)
    return [outcome for outcome in everything if known.get(unit_name(outcome)) != outcome.version]


def source_outcomes(sources: Iterable[SourceFile]) -> list[Outcome]:
    """The catalogue as Dagster would be told of it."""
    return [
        Outcome(
            stage="source_files",
            key=source.key,
            fresh=True,
            version=source.version,
            figures={"bytes": source.bytes},
            details={
                "state": source.state,
                "source": source.name,
                "declared": source.declared,
                "via": source.via,
                "licence": source.licence,
            },
        )
        for source in sources
    ]


def _published(freshness: Freshness) -> list[Outcome]:
    manifests = [
        freshness.published.manifest(unit.stage, unit.key)
        for name in STAGES
        if name != "source_files"
        for unit in units_of(name, freshness.sources)
    ]
    return [outcome_of(manifest, fresh=True) for manifest in manifests if manifest is not None]


def _note() -> Path:
    return Path(os.environ["DAGSTER_HOME"]) / "reported.json"
