"""Ending what died: runs whose process is gone, and the places in the pool that they still hold.

Dagster ends a run whose worker dies while the code server looks on. Where both die, as in a power
cut, the run stays started for ever, and its place in the pool stays taken (its own launcher has no
health check). Here the process itself is asked: its number stands in the run's events.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import dagster as dg
import psutil
from dagster._core.execution.backfill import BulkActionsFilter, BulkActionStatus
from dagster._core.launcher import DefaultRunLauncher

from resources.jobs import FETCH

BUILD_TAG = "danlu/build"
SILENCE_SECONDS = 45.0
"""A run that has no process yet and says nothing for so long was never started."""

_BACKFILLING = [BulkActionStatus.REQUESTED, BulkActionStatus.CANCELING]
_UNFINISHED = (
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
)


def end_dead_runs(instance: dg.DagsterInstance, *, builds_are_dead: bool = False) -> int:
    """End the runs whose process is gone; returns how many.

    Args:
        instance: The Dagster instance. One that launches runs on other machines is left alone, for
            their processes cannot be seen from here.
        builds_are_dead: The caller holds the project's build lock, so that no other build lives.
    """
    if not isinstance(instance.run_launcher, DefaultRunLauncher):
        return 0
    dead = [
        record.dagster_run
        for record in instance.get_run_records(dg.RunsFilter(statuses=list(_UNFINISHED)))
        if (builds_are_dead and BUILD_TAG in record.dagster_run.tags) or not _lives(instance, record)
    ]
    for run in dead:
        if run.status is dg.DagsterRunStatus.CANCELING:
            instance.report_run_canceled(run, "its process is gone")
        else:
            instance.report_run_failed(run, "its process was killed; what it had published stays")
    _free_pool(instance)
    return len(dead)


def runs_at_work(instance: dg.DagsterInstance) -> int:
    """How many runs that make datasets have a process that is at work or about to be."""
    return _runs_that_make(instance, _UNFINISHED)


def work_in_progress(instance: dg.DagsterInstance) -> bool:
    """Whether runs, or backfills that are about to launch some, are under way."""
    if _runs_that_make(instance, (*_UNFINISHED, dg.DagsterRunStatus.QUEUED)):
        return True
    return bool(instance.get_backfills(BulkActionsFilter(statuses=_BACKFILLING), limit=1))


def _runs_that_make(instance: dg.DagsterInstance, statuses: Sequence[dg.DagsterRunStatus]) -> int:
    """Runs in these states. A run that fetches may wait for hours, and makes no dataset."""
    found = dg.RunsFilter(statuses=list(statuses))
    fetching = dg.RunsFilter(statuses=list(statuses), job_name=FETCH)
    return instance.get_runs_count(found) - instance.get_runs_count(fetching)


def _lives(instance: dg.DagsterInstance, record: dg.RunRecord) -> bool:
    events = instance.get_records_for_run(
        record.dagster_run.run_id, of_type=dg.DagsterEventType.ENGINE_EVENT
    ).records
    processes = [found for event in events if (found := _process_of(event.event_log_entry)) is not None]
    if not processes:
        return time.time() - record.update_timestamp.timestamp() < SILENCE_SECONDS
    return any(_is_same_process(number, started) for number, started in processes)


def _process_of(entry: dg.EventLogEntry) -> tuple[int, float] | None:
    """The process that an engine event names, and when."""
    event = entry.dagster_event
    value = event.engine_event_data.metadata.get("pid") if event is not None else None
    text = str(value.value) if value is not None else ""
    return (int(text), entry.timestamp) if text.isdecimal() else None


def _is_same_process(number: int, seen: float) -> bool:
    """Whether the process lives that had this number when the event was written."""
    try:
        process = psutil.Process(number)
        return bool(process.create_time() <= seen + 1 and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _free_pool(instance: dg.DagsterInstance) -> None:
    """Give back the places in pools that ended runs hold."""
    storage = instance.event_log_storage
    for run_id in storage.get_concurrency_run_ids():
        run = instance.get_run_by_id(run_id)
        if run is None or run.is_finished:
            storage.free_concurrency_slots_for_run(run_id)
