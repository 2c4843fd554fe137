"""The lake as a Dagster resource: refreshes a stage, mirrors it, reports it, has DVC record it."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from danlu.furnace.refresh import Furnace
from danlu.lake.layout import Project
from danlu.mirror import update_mirror
from danlu.progress import Outcome
from danlu.recipe import Recipe, load_recipe
from resources.engine import EngineResource
from resources.events import materialization, metadata_of
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
        outcomes = self._refresh(stage, list(context.partition_keys))
        if len(outcomes) == 1:
            yield _result(outcomes[0])
        else:
            yield dg.MaterializeResult(metadata={"danlu/partitions": len(outcomes)})
            # one run over many partitions reports one version for all: each gets its own after it
            for outcome in outcomes:
                context.log_event(materialization(outcome))
        self._record(stage, outcomes)

    def refresh_whole(self, stage: str) -> Iterator[dg.MaterializeResult[None]]:
        """Bring a whole-corpus stage up to date and report it."""
        outcomes = self._refresh(stage, None)
        yield _result(outcomes[0])
        self._record(stage, outcomes)

    def _refresh(self, stage: str, keys: list[str] | None) -> list[Outcome]:
        furnace = Furnace(self.project, self.recipe(), self.engine.engine())
        outcomes = furnace.refresh(stage, keys)
        update_mirror(self.project)
        return outcomes

    def _record(self, stage: str, outcomes: list[Outcome]) -> None:
        remember_reported(outcomes)
        Versions(self.project).record([stage])


def _result(outcome: Outcome) -> dg.MaterializeResult[None]:
    return dg.MaterializeResult(metadata=metadata_of(outcome), data_version=dg.DataVersion(outcome.version))
