"""The one file that turns a request into Dagster runs: build what is stale, report what is not known."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from danlu.errors import DanluError
from danlu.furnace.freshness import Freshness, Unit, units_of
from danlu.furnace.intake import TakenIn, take_sources_in
from danlu.furnace.refresh import outcome_of
from danlu.graph import STAGES, up_to
from danlu.lake.catalogue import read_catalogue
from danlu.lake.integrity import FileIndex
from danlu.lake.layout import Project
from danlu.lake.manifest import read_manifest
from danlu.lake.publish import project_lock
from danlu.mirror import update_mirror
from danlu.progress import LISTENER, Outcome
from danlu.recipe import Recipe, load_recipe
from resources.jobs import BUILD
from resources.reported import reported, unit_name
from resources.versions import Versions, recording_deferred

_NEAR = 8
"""Partitions that may lie between two stale ones before they are given runs of their own."""


@dataclass(slots=True)
class BuildReport:
    """What a build did."""

    taken: TakenIn | None = None
    stale: dict[str, int] = field(default_factory=dict)
    runs: int = 0
    adopted: int = 0


def build(
    project: Project,
    *,
    until: str = "exported",
    only: str | None = None,
    intake: bool = True,
    accept_removals: bool = False,
) -> BuildReport:
    """Take sources in (unless `intake` is off) and run what is stale, up to `until`, or `only` one stage.

    Raises:
        DanluError: The recipe or the sources cannot be used, or a run failed.
    """
    os.environ.setdefault("DAGSTER_HOME", str(project.root / ".dagster"))
    report = BuildReport()
    with project_lock(project, "build"):
        recipe = load_recipe(project.recipe)
        if intake and only in (None, "source_files"):
            report.taken = _take_in(project, recipe, accept_removals=accept_removals)
        if only != "source_files" and not read_catalogue(project):
            raise DanluError("there are no sources yet: put files into data/sources/, then `danlu build`")
        stages = [STAGES[only].name] if only else [stage.name for stage in up_to(until)]
        stale = _stale(project, recipe, [name for name in stages if name != "source_files"])
        report.stale = {name: len(units) for name, units in stale.items()}
        versions = Versions(project)
        try:
            untold = _unreported(project, recipe)
            if stale or untold or _running(project).exists():
                with recording_deferred():
                    _run(project, stale, untold, report)
            update_mirror(project)
        finally:
            # what was published before a run failed is recorded all the same
            _settle(project, recipe, versions)
    return report


def _take_in(project: Project, recipe: Recipe, *, accept_removals: bool) -> TakenIn:
    listener = LISTENER.get()
    listener.started("source_files", 1)
    taken = take_sources_in(project, recipe, accept_removals=accept_removals)
    manifest = read_manifest(project.stage("source_files"))
    if manifest is not None:
        listener.finished_unit(outcome_of(manifest, fresh=not taken.changed))
    listener.finished("source_files")
    return taken


def _stale(project: Project, recipe: Recipe, stages: Sequence[str]) -> dict[str, list[Unit]]:
    """Stale units by stage; what lies downstream of a stale stage has to be asked again."""
    index = FileIndex(project)
    freshness = Freshness(project, recipe, index)
    found: dict[str, list[Unit]] = {}
    for name in stages:
        units = units_of(name, freshness.sources)
        upstream = [found[needed] for needed in STAGES[name].inputs if needed in found]
        if upstream and not STAGES[name].partitioned:
            found[name] = units
            continue
        doubtful = {unit.key for above in upstream for unit in above}
        stale = [unit for unit in units if unit.key in doubtful or freshness.staleness(unit)]
        if stale:
            found[name] = stale
    index.save()
    return found


def _settle(project: Project, recipe: Recipe, versions: Versions) -> None:
    """Have DVC record every stage that is fresh and that it does not know as it is."""
    unrecorded = versions.unrecorded()
    if not unrecorded:
        return
    index = FileIndex(project)
    freshness = Freshness(project, recipe, index)
    fresh = [name for name in unrecorded if name == "source_files" or _is_fresh(freshness, name)]
    versions.record(fresh)
    if len(fresh) == len(unrecorded):
        versions.settled()


def _is_fresh(freshness: Freshness, stage: str) -> bool:
    return not any(freshness.staleness(unit) for unit in units_of(stage, freshness.sources))


def _published(freshness: Freshness) -> list[Outcome]:
    """Everything that is published, as Dagster would be told of it."""
    manifests = [
        freshness.published.manifest(unit.stage, unit.key)
        for name in STAGES
        if name != "source_files"
        for unit in units_of(name, freshness.sources)
    ]
    return [outcome_of(manifest, fresh=True) for manifest in manifests if manifest is not None]


def _source_outcomes(freshness: Freshness) -> list[Outcome]:
    return [
        Outcome(
            stage="source_files",
            key=key,
            fresh=True,
            version=source.version,
            figures={"bytes": source.bytes},
            details={"state": source.state},
        )
        for key, source in freshness.sources.items()
    ]


def _unreported(project: Project, recipe: Recipe) -> list[Outcome]:
    """What the disk holds and this Dagster instance was not told of, told by a note beside its storage."""
    known = reported()
    freshness = Freshness(project, recipe, FileIndex(project))
    everything = _source_outcomes(freshness) + _published(freshness)
    return [outcome for outcome in everything if known.get(unit_name(outcome)) != outcome.version]


def _run(
    project: Project, stale: Mapping[str, list[Unit]], untold: Sequence[Outcome], report: BuildReport
) -> None:
    # a build with nothing to do does not pay for loading Dagster
    from resources.execution import Execution  # noqa: PLC0415

    _running(project).touch()
    execution = Execution(project)
    report.adopted = execution.adopt(untold)
    whole = [name for name in stale if not STAGES[name].partitioned]
    partitioned = [name for name in stale if STAGES[name].partitioned]
    keys = {str(unit.key) for name in partitioned for unit in stale[name]}
    stretches = execution.stretches(keys, _NEAR)
    for number, stretch in enumerate(stretches, start=1):
        names = [*partitioned, *whole] if number == len(stretches) else partitioned
        execution.run(BUILD, names, stretch)
    if not stretches and whole:
        execution.run(BUILD, whole, None)
    report.runs = max(len(stretches), 1 if whole else 0)
    _running(project).unlink()


def _running(project: Project) -> Path:
    """Marks that Dagster may be at work: where it outlives a build, that was killed, and its run with it."""
    return project.work / "running"
