"""The lake as a Dagster resource: refreshes a stage, mirrors it, reports it, has DVC record it."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from danlu.furnace.refresh import Furnace
from danlu.graph import STAGES
from danlu.lake.catalogue import read_catalogue
from danlu.lake.layout import Project
from danlu.mirror import update_mirror
from danlu.progress import Outcome
from danlu.recipe import Recipe, load_recipe
from resources.dead_runs import BUILD_TAG
from resources.engine import EngineResource
from resources.events import materializations, result
from resources.faults import told_without_text
from resources.reported import remember_reported
from resources.versions import Versions


class Lake(dg.ConfigurableResource[None]):
    """The project's datasets: Parquet under `data/`, mirrored into DuckDB, recorded by DVC."""

    root: str
    engine: dg.ResourceDependency[EngineResource]

    @property
    def project(self) -> Project:
        """The project that this deployment serves."""
        return Project(Path(self.root))

    def recipe(self) -> Recipe:
        """The recipe as it stands now."""
        return load_recipe(self.project.recipe)

    def refresh_partitions(
        self, context: dg.AssetExecutionContext, stage: str
    ) -> Iterator[dg.MaterializeResult[None]]:
        """Bring the run's partitions of a stage up to date and report each with its own version."""
        known = read_catalogue(self.project)
        # after a checkout Dagster knows of sources that this version does not have: nothing is made of them
        outcomes = self._refresh(stage, [key for key in context.partition_keys if key in known])
        if len(outcomes) == 1:
            yield result(self.project, outcomes[0])
        else:
            yield dg.MaterializeResult(metadata={"danlu/partitions": len(outcomes)})
            # one run over many partitions reports one version for all: each gets its own after it
            for event in materializations(self.project, outcomes):
                context.log_event(event)
        self._record(stage, outcomes)

    def refresh_whole(self, stage: str) -> Iterator[dg.MaterializeResult[None]]:
        """Bring a whole-corpus stage up to date and report it."""
        outcomes = self._refresh(stage, None)
        yield result(self.project, outcomes[0])
        self._record(stage, outcomes)

    def _refresh(self, stage: str, keys: list[str] | None) -> list[Outcome]:
        # a build on the command line takes sources in first, and nobody else does while it is at work
        arriving = BUILD_TAG not in dg.AssetExecutionContext.get().run.tags
        furnace = Furnace(self.project, self.recipe(), self.engine.engine(), arriving)
        with told_without_text(stage):
            outcomes = furnace.refresh(stage, keys)
            update_mirror(self.project)
        return outcomes

    def _record(self, stage: str, outcomes: list[Outcome]) -> None:
        """After the run's last stage DVC records all of them at once; then what was reported is noted.

        What is not noted, because something failed before, is reported again by whoever looks next.
        """
        made = _stages_of(dg.AssetExecutionContext.get().job_def)
        if stage == made[-1]:
            Versions(self.project).record([*(["source_files"] if "raw" in made else []), *made])
        remember_reported(outcomes)


def _stages_of(job: dg.JobDefinition) -> list[str]:
    """The stages that a run makes, upstream first."""
    chosen = job.asset_layer.selected_asset_keys
    return [name for name in STAGES if dg.AssetKey(name) in chosen]
