"""Runs whose process is gone are ended, and only those."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import dagster as dg
import psutil
import pytest
from dagster._core.events import EngineEventData

from resources import dead_runs
from resources.dead_runs import BUILD_TAG, end_dead_runs, work_in_progress
from tests.sensors.furnace import other

POOL = "lake"
STARTED = dg.DagsterRunStatus.STARTED
STARTING = dg.DagsterRunStatus.STARTING
CANCELING = dg.DagsterRunStatus.CANCELING
FAILURE = dg.DagsterRunStatus.FAILURE
UNFINISHED = [dg.DagsterRunStatus.NOT_STARTED, STARTING, STARTED, CANCELING]


@pytest.fixture
def instance(stored: dg.DagsterInstance) -> dg.DagsterInstance:
    return stored


@pytest.fixture
def dead() -> int:
    """The number of a process that was."""
    process = subprocess.Popen(["true"])
    process.wait(10)
    return process.pid


def start(
    instance: dg.DagsterInstance,
    *processes: int,
    status: dg.DagsterRunStatus = STARTED,
    seconds_ago: float = 0,
    tags: dict[str, str] | None = None,
) -> dg.DagsterRun:
    """A run that some processes said they work on."""
    run = instance.create_run_for_job(other, status=status, tags=tags)
    for number in processes:
        event = dg.DagsterEvent(
            dg.DagsterEventType.ENGINE_EVENT.value,
            run.job_name,
            event_specific_data=EngineEventData.in_process(number),
        )
        instance.report_dagster_event(event, run.run_id, timestamp=time.time() - seconds_ago)
    return run


def status_of(instance: dg.DagsterInstance, run: dg.DagsterRun) -> dg.DagsterRunStatus:
    found = instance.get_run_by_id(run.run_id)
    if found is None:
        raise LookupError(run.run_id)
    return found.status


def test_a_run_is_ended_when_its_process_is_gone(instance: dg.DagsterInstance, dead: int) -> None:
    gone = start(instance, dead)
    alive = start(instance, os.getpid())
    handed_over = start(instance, dead, os.getpid())
    assert work_in_progress(instance)
    assert end_dead_runs(instance) == 1
    assert status_of(instance, gone) is FAILURE
    assert status_of(instance, alive) is status_of(instance, handed_over) is STARTED
    assert work_in_progress(instance)
    assert end_dead_runs(instance) == 0
    said = [entry.message for entry in instance.all_logs(gone.run_id)]
    assert any("process was killed" in message for message in said)


def test_a_process_that_ended_and_was_not_waited_for_is_gone(instance: dg.DagsterInstance) -> None:
    process = subprocess.Popen(["true"])
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert psutil.Process(process.pid).status() == psutil.STATUS_ZOMBIE
    run = start(instance, process.pid)
    assert end_dead_runs(instance) == 1
    assert status_of(instance, run) is FAILURE
    process.wait(10)


def test_a_younger_process_of_the_same_number_is_another(instance: dg.DagsterInstance) -> None:
    age = time.time() - psutil.Process().create_time()
    run = start(instance, os.getpid(), seconds_ago=age + 60)
    assert end_dead_runs(instance) == 1
    assert status_of(instance, run) is FAILURE


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/Los_Angeles"])
def test_a_run_without_a_process_may_be_silent_for_a_while(
    instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        run = start(instance, status=STARTING)
        assert end_dead_runs(instance) == 0
        monkeypatch.setattr(dead_runs, "SILENCE_SECONDS", -1.0)
        assert end_dead_runs(instance) == 1
        assert status_of(instance, run) is FAILURE
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("status", UNFINISHED)
def test_every_unfinished_state_is_ended(
    instance: dg.DagsterInstance, dead: int, status: dg.DagsterRunStatus
) -> None:
    run = start(instance, dead, status=status)
    assert end_dead_runs(instance) == 1
    expected = dg.DagsterRunStatus.CANCELED if status is CANCELING else FAILURE
    assert status_of(instance, run) is expected


def test_what_is_over_is_left_alone(instance: dg.DagsterInstance, dead: int) -> None:
    states = [FAILURE, dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.CANCELED]
    runs = [start(instance, dead, status=status) for status in states]
    assert end_dead_runs(instance) == 0
    assert [status_of(instance, run) for run in runs] == states
    assert not work_in_progress(instance)


def test_the_places_of_ended_runs_in_the_pool_are_free_again(instance: dg.DagsterInstance, dead: int) -> None:
    storage = instance.event_log_storage
    storage.set_concurrency_slots(POOL, 2)
    gone, alive, waiting = start(instance, dead), start(instance, os.getpid()), start(instance, os.getpid())
    over = start(instance, dead, status=dg.DagsterRunStatus.SUCCESS)

    def claims(run: dg.DagsterRun) -> bool:
        return storage.claim_concurrency_slot(POOL, run.run_id, "raw").is_claimed

    assert [claims(run) for run in (gone, alive, waiting)] == [True, True, False]
    end_dead_runs(instance)
    assert [claims(run) for run in (alive, waiting)] == [True, True]
    assert storage.get_concurrency_run_ids() == {alive.run_id, waiting.run_id}
    storage.claim_concurrency_slot(POOL, over.run_id, "raw")
    end_dead_runs(instance)
    assert storage.get_concurrency_run_ids() == {alive.run_id, waiting.run_id}


def test_a_place_of_a_run_that_was_deleted_is_free_again(instance: dg.DagsterInstance) -> None:
    storage = instance.event_log_storage
    storage.set_concurrency_slots(POOL, 1)
    run = start(instance, os.getpid())
    storage.claim_concurrency_slot(POOL, run.run_id, "raw")
    instance.run_storage.delete_run(run.run_id)
    end_dead_runs(instance)
    assert storage.get_concurrency_run_ids() == set()


def test_other_builds_are_dead_to_whom_holds_the_lock(instance: dg.DagsterInstance) -> None:
    build = start(instance, os.getpid(), tags={BUILD_TAG: "true"})
    service = start(instance, os.getpid())
    assert end_dead_runs(instance) == 0
    assert end_dead_runs(instance, builds_are_dead=True) == 1
    assert status_of(instance, build) is FAILURE
    assert status_of(instance, service) is STARTED


def test_runs_on_other_machines_are_left_alone(tmp_path: Path, dead: int) -> None:
    launcher = {"module": "dagster._core.test_utils", "class": "MockedRunLauncher"}
    (tmp_path / "dagster.yaml").write_text(f"run_launcher: {launcher}\n", encoding="utf-8")
    with dg.DagsterInstance.from_config(str(tmp_path)) as instance:
        run = start(instance, dead, tags={BUILD_TAG: "true"})
        assert end_dead_runs(instance, builds_are_dead=True) == 0
        assert status_of(instance, run) is STARTED
