"""The one file that turns a request into Dagster runs: build what is stale, report what is not known."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from danlu.errors import DanluError
from danlu.furnace.fetch import FetchOutcome, fetch_declared
from danlu.furnace.freshness import Freshness, Unit, stale_units, units_of
from danlu.furnace.intake import TakenIn, take_sources_in
from danlu.furnace.refresh import outcome_of
from danlu.graph import STAGES, up_to
from danlu.lake.catalogue import read_catalogue
from danlu.lake.files import replace_file
from danlu.lake.integrity import FileIndex
from danlu.lake.layout import Project
from danlu.lake.manifest import read_manifest
from danlu.lake.publish import is_locked, project_lock
from danlu.mirror import update_mirror
from danlu.progress import LISTENER, Outcome
from danlu.recipe import Recipe, load_recipe
from resources.jobs import BUILD, SERVICE, service_mark
from resources.reported import unreported
from resources.versions import Versions, recording_deferred


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
            raise DanluError(
                "there are no sources yet: put files into data/sources/, then `danlu build`; "
                "what sources.yaml declares elsewhere, `danlu fetch` brings"
            )
        stages = [STAGES[only].name] if only else [stage.name for stage in up_to(until)]
        stale = stale_units(project, recipe, [name for name in stages if name != "source_files"])
        report.stale = {name: len(units) for name, units in stale.items()}
        unproved = [name for name in _unproved(project) if name in stages and name not in stale]
        stale |= {name: [Unit(name, None)] for name in unproved}
        try:
            untold = unreported(project, recipe)
            if stale or untold or _somebody_was_killed(project):
                with recording_deferred():
                    _run(project, stale, untold, report)
            update_mirror(project)
        finally:
            # what was published before a run failed is recorded all the same
            settle_versions(project, recipe)
    return report


def fetch(
    project: Project, names: Sequence[str] | None = None, *, accept_removals: bool = False
) -> list[FetchOutcome]:
    """Fetch declared remote sources, all or those that are named; what came is mirrored and recorded by DVC.

    Raises:
        DanluError: The recipe or `sources.yaml` is wrong, or a name is none of its remote entries.
    """
    recipe = load_recipe(project.recipe)
    outcomes = fetch_declared(project, recipe, names, accept_removals=accept_removals)
    if any(outcome.changed for outcome in outcomes):
        update_mirror(project)
        Versions(project).record(["source_files"])
    return outcomes


def _take_in(project: Project, recipe: Recipe, *, accept_removals: bool) -> TakenIn:
    listener = LISTENER.get()
    listener.started("source_files", 1)
    taken = take_sources_in(project, recipe, accept_removals=accept_removals)
    manifest = read_manifest(project.stage("source_files"))
    if manifest is not None:
        listener.finished_unit(outcome_of(manifest, fresh=not taken.changed))
    listener.finished("source_files")
    return taken


def settle_versions(project: Project, recipe: Recipe) -> None:
    """Have DVC record every stage that is fresh and that it does not know as it is."""
    versions = Versions(project)
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


def _run(
    project: Project, stale: Mapping[str, list[Unit]], untold: Sequence[Outcome], report: BuildReport
) -> None:
    # a build with nothing to do does not pay for loading Dagster
    from resources.execution import Execution  # noqa: PLC0415

    whole = [name for name in stale if not STAGES[name].partitioned]
    unproved = [name for name in _unproved(project) if name not in whole]
    _mark_running(project, [*unproved, *whole])
    execution = Execution(project)
    execution.adopt(untold)
    report.adopted = len(untold)
    partitioned = [name for name in stale if STAGES[name].partitioned]
    keys = {str(unit.key) for name in partitioned for unit in stale[name]}
    stretches = execution.stretches(keys)
    for number, stretch in enumerate(stretches, start=1):
        names = [*partitioned, *whole] if number == len(stretches) else partitioned
        execution.run(BUILD, names, stretch)
    if not stretches and whole:
        execution.run(BUILD, whole, None)
    report.runs = max(len(stretches), 1 if whole else 0)
    if unproved:
        _mark_running(project, unproved)
    else:
        _running(project).unlink()
    if not is_locked(project, SERVICE):
        service_mark(project).unlink(missing_ok=True)


def _running(project: Project) -> Path:
    """Marks that Dagster may be at work, on which stages of the whole corpus.

    Where it outlives a build, that was killed, and its run with it, or it failed.
    """
    return project.work / "running"


def _mark_running(project: Project, stages: Sequence[str]) -> None:
    staged = _running(project).with_suffix(".new")
    staged.write_text("\n".join(stages), encoding="utf-8")
    replace_file(staged, _running(project))


def _unproved(project: Project) -> list[str]:
    """Whole-corpus stages of a run that was killed or failed: fresh or not, their checks are asked again."""
    running = _running(project)
    return running.read_text(encoding="utf-8").split() if running.exists() else []


def _somebody_was_killed(project: Project) -> bool:
    """Whether a build, or the service that the UI belongs to, ended without saying so."""
    died = service_mark(project).exists() and not is_locked(project, SERVICE)
    return died or _running(project).exists()
