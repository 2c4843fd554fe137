"""Running the deployment's own definitions in this process, on the project's Dagster instance."""

from __future__ import annotations

import importlib
import os
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path

import dagster as dg
from dagster._core.storage.tags import ASSET_PARTITION_RANGE_END_TAG, ASSET_PARTITION_RANGE_START_TAG

from danlu.errors import DanluError, LawBrokenError
from danlu.lake.catalogue import read_catalogue
from danlu.lake.layout import Project
from danlu.progress import Outcome
from danlu.recipe import RecipeError
from resources.events import materialization
from resources.partitions import SOURCES
from resources.reported import remember_reported

_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
_BUILD_TAG = "danlu/build"
_UNFINISHED = (dg.DagsterRunStatus.STARTING, dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.NOT_STARTED)


class Execution:
    """Runs of one project."""

    def __init__(self, project: Project) -> None:
        """Open the instance and load the definitions, as the daemon and the UI do."""
        self._project = project
        Path(os.environ["DAGSTER_HOME"]).mkdir(parents=True, exist_ok=True)
        with warnings.catch_warnings():
            # Dagster's beta and preview notices speak to those who write the deployment
            warnings.simplefilter("ignore")
            self._definitions: dg.Definitions = importlib.import_module("definitions").defs
            self._instance = dg.DagsterInstance.get()
        self._bury_dead_runs()
        names = [key for key in read_catalogue(project) if not self._has(key)]
        if names:
            self._instance.add_dynamic_partitions(str(SOURCES.name), names)

    def _bury_dead_runs(self) -> None:
        """End the runs of builds that were killed, and free the pool that they hold.

        The caller holds the project's build lock, so that no other build is alive; runs of the
        daemon do not carry the tag.
        """
        unfinished = dg.RunsFilter(tags={_BUILD_TAG: "true"}, statuses=list(_UNFINISHED))
        for run in self._instance.get_runs(unfinished):
            self._instance.report_run_failed(run, "the process of this build was killed")
            self._instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)

    def _has(self, key: str) -> bool:
        return self._instance.has_dynamic_partition(str(SOURCES.name), key)

    def adopt(self, outcomes: Iterable[Outcome]) -> int:
        """Report what the disk holds and Dagster does not know; returns how many units that were."""
        found = list(outcomes)
        for outcome in found:
            self._instance.report_runless_asset_event(materialization(outcome))
        remember_reported(found)
        return len(found)

    def stretches(self, keys: set[str], near: int) -> list[tuple[str, str]]:
        """Ranges of partitions that cover `keys`, for Dagster runs whole ranges only.

        Two stale partitions with at most `near` fresh ones between them share a range: a fresh one
        costs an event, a run costs much more.
        """
        ordered = list(self._instance.get_dynamic_partitions(str(SOURCES.name)))
        places = [index for index, key in enumerate(ordered) if key in keys]
        ranges: list[tuple[int, int]] = []
        for place in places:
            if ranges and place - ranges[-1][1] <= near + 1:
                ranges[-1] = (ranges[-1][0], place)
            else:
                ranges.append((place, place))
        return [(ordered[start], ordered[end]) for start, end in ranges]

    def run(self, job: str, stages: Sequence[str], stretch: tuple[str, str] | None) -> None:
        """Run some of the job's assets, with their checks, over a range of partitions.

        Raises:
            DanluError: A step failed; the message is that of the fault itself.
        """
        tags = {_BUILD_TAG: "true"}
        if stretch is not None:
            tags |= {ASSET_PARTITION_RANGE_START_TAG: stretch[0], ASSET_PARTITION_RANGE_END_TAG: stretch[1]}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            result = self._definitions.resolve_job_def(job).execute_in_process(
                instance=self._instance,
                run_config=_QUIET,
                tags=tags,
                asset_selection=[dg.AssetKey(name) for name in stages],
                raise_on_error=False,
            )
        if not result.success:
            raise _explain(result)


def _explain(result: dg.ExecuteInProcessResult) -> DanluError:
    """The first failure of a run as an error of ours."""
    for event in result.all_events:
        if event.is_step_failure:
            failure = event.step_failure_data
            cause = failure.error.cause if failure.error else None
            fault = cause or failure.error
            name = (fault.cls_name or "fault") if fault else "fault"
            message = fault.message.split(": ", 1)[-1].strip() if fault else ""
            if name == LawBrokenError.__name__:
                return LawBrokenError(f"{event.step_key}: {message}")
            if name in (DanluError.__name__, RecipeError.__name__):
                return DanluError(f"{event.step_key}: {message}")
            return DanluError(
                f"{event.step_key} failed ({name}); run {result.run_id} in `danlu ui` shows where"
            )
    for evaluation in result.get_asset_check_evaluations():
        if not evaluation.passed:
            stage = evaluation.asset_key.to_user_string()
            return LawBrokenError(f"{stage}: the check {evaluation.check_name} failed")
    return DanluError(f"run {result.run_id} failed; `danlu ui` shows where")
