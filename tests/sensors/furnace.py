"""What the automation asks for, on an instance whose events are reported by hand."""

from __future__ import annotations

from functools import cache
from unittest.mock import patch

import dagster as dg
from dagster._core.definitions.asset_checks.asset_check_evaluation import (
    AssetCheckEvaluationTargetMaterializationData as Target,
)
from dagster._core.definitions.asset_daemon_cursor import AssetDaemonCursor
from dagster._core.events import StepMaterializationData

import definitions
from danlu.graph import STAGES

PARTITIONED = [name for name, stage in STAGES.items() if stage.partitioned or name == "source_files"]
CORPUS = [name for name in STAGES if name not in PARTITIONED]
ALL_OF_THE_CORPUS: dict[str, set[str | None]] = {name: {None} for name in CORPUS}
NOTHING: dict[str, set[str | None]] = {}


@dg.op
def nothing() -> None: ...


@dg.job
def other() -> None:
    nothing()


class Furnace:
    """One instance with the automation's memory of it."""

    def __init__(self, instance: dg.DagsterInstance) -> None:
        self.instance = instance
        self._cursor: AssetDaemonCursor | None = None

    def asks(self, defs: dg.Definitions = definitions.defs) -> dict[str, set[str | None]]:
        """What one tick asks for, by asset."""
        # a tick asks for the partitions hundreds of times, which take half of its time
        partitions = cache(self.instance.get_dynamic_partitions)
        with patch.object(self.instance, "get_dynamic_partitions", partitions):
            found = dg.evaluate_automation_conditions(defs, self.instance, cursor=self._cursor)
        self._cursor = found.cursor
        wanted = {name: set(found.get_requested_partitions(dg.AssetKey(name))) for name in STAGES}
        return {name: keys for name, keys in wanted.items() if keys}

    def add(self, *keys: str) -> None:
        self.instance.add_dynamic_partitions("sources", list(keys))

    def report(self, version: str, *units: tuple[str, str | None], run: dg.DagsterRun | None = None) -> None:
        """Units as they are now: told by themselves, or by the run that made them."""
        for stage, key in units:
            event = dg.AssetMaterialization(stage, partition=key, tags={"dagster/data_version": version})
            if run is None:
                self.instance.report_runless_asset_event(event)
            else:
                kind = dg.DagsterEventType.ASSET_MATERIALIZATION.value
                data = StepMaterializationData(event)
                told = dg.DagsterEvent(kind, run.job_name, event_specific_data=data)
                self.instance.report_dagster_event(told, run.run_id)

    def report_corpus(self, version: str) -> None:
        self.report(version, *((stage, None) for stage in CORPUS))

    def start(self, key: str | None, *stages: str) -> dg.DagsterRun:
        """A run that is at work on some stages, or on a partition of them."""
        return self.instance.create_run_for_job(
            definitions.defs.resolve_job_def("build"),
            asset_selection={dg.AssetKey(stage) for stage in stages},
            tags={"dagster/partition": key} if key is not None else None,
            status=dg.DagsterRunStatus.STARTED,
        )

    def evaluate(self, stage: str, key: str | None, *, passed: bool) -> None:
        """A check of the latest version of a unit, by a run of its own."""
        asset = dg.AssetKey(stage)
        records = dg.AssetRecordsFilter(asset, asset_partitions=[key] if key is not None else None)
        latest = self.instance.fetch_materializations(records, limit=1).records[0]
        evaluation = dg.AssetCheckEvaluation(
            asset_key=asset,
            check_name="conservation",
            passed=passed,
            metadata={},
            blocking=True,
            partition=key,
            target_materialization_data=Target(
                storage_id=latest.storage_id, run_id=latest.run_id, timestamp=latest.timestamp
            ),
        )
        event = dg.DagsterEvent(
            dg.DagsterEventType.ASSET_CHECK_EVALUATION.value, "other", event_specific_data=evaluation
        )
        self.instance.report_dagster_event(event, self.instance.create_run_for_job(other).run_id)


def at_rest(instance: dg.DagsterInstance) -> Furnace:
    """Two sources, of which everything is built and known."""
    furnace = Furnace(instance)
    furnace.add("a", "b")
    furnace.report("1", *((stage, key) for stage in PARTITIONED for key in "ab"))
    furnace.report_corpus("1")
    return furnace
