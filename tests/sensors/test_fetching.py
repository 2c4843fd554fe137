"""The job that fetches and its schedule: Dagster hears of what changed, and of nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import dagster as dg
import pytest

import definitions
from danlu.furnace import fetch as fetching
from danlu.lake.catalogue import read_catalogue
from danlu.lake.layout import Project, source_key
from resources.dead_runs import runs_at_work, work_in_progress
from resources.engine import EngineResource
from resources.fetching import fetch_job
from resources.jobs import BUILD, FETCH
from resources.lake import Lake
from sensors.schedules import nightly_fetch, nightly_refresh
from sensors.sources import sources
from tests.conftest import MakeProject
from tests.declared.fetching import Far, declare, texts
from tests.scratch import conversations, take_in
from tests.sensors.furnace import at_rest

TEA = "sources:\n- {name: tea, location: https://a.example/}\n- {name: wiki, location: https://b.example/}\n"
Run = Callable[..., dg.ExecuteInProcessResult]


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch) -> Far:
    far = Far(
        {
            "tea": {f"{n}.jsonl": conversations(1, n).encode() for n in range(3)},
            "wiki": {"": conversations(2, 50).encode()},
        }
    )

    def fetch(project: Project, recipe: Any, names: Any) -> Any:
        return fetching.fetch_declared(project, recipe, names, find=far.find, environment={})

    monkeypatch.setattr("resources.fetching.fetch_declared", fetch)
    return far


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    project = make_project({"a.jsonl": conversations(1, 900)})
    declare(project, TEA)
    take_in(project)
    return project


@pytest.fixture
def run(project: Project, instance: dg.DagsterInstance) -> Run:
    """One run of the job."""

    def launch(*names: str, succeed: bool = True) -> dg.ExecuteInProcessResult:
        config = {"ops": {"fetch_sources": {"config": {"names": list(names)}}}}
        lake = Lake(root=str(project.root), engine=EngineResource())
        result = fetch_job.execute_in_process(
            config, instance=instance, resources={"lake": lake}, raise_on_error=False
        )
        assert result.success is succeed
        return result

    return launch


def told(result: dg.ExecuteInProcessResult) -> dict[str, str]:
    """The versions that a run told of, by partition."""
    events = [event.materialization for event in result.all_events if event.is_step_materialization]
    assert {event.asset_key for event in events} <= {dg.AssetKey("source_files")}
    return {str(event.partition): (event.tags or {})["dagster/data_version"] for event in events}


def test_what_was_fetched_is_told_with_its_version_and_partition(
    run: Run, project: Project, far: Far, instance: dg.DagsterInstance
) -> None:
    known = read_catalogue(project)
    first = told(run())
    assert first == {key: source.version for key, source in read_catalogue(project).items()}
    assert set(instance.get_dynamic_partitions("sources")) == set(first)
    assert set(first) - set(known) == {
        source_key(name) for name in ("tea/0.jsonl", "tea/1.jsonl", "tea/2.jsonl", "wiki")
    }


def test_nothing_new_is_told_of_nothing(run: Run, far: Far) -> None:
    run()
    assert told(run()) == {}
    assert len(far.sent) == 4


def test_only_what_changed_is_told(run: Run, far: Far, project: Project) -> None:
    run()
    far.files["tea"]["1.jsonl"] = conversations(5, 70).encode()
    del far.files["tea"]["2.jsonl"]
    version = read_catalogue(project)[source_key("tea/1.jsonl")].version
    changed = told(run())
    assert changed.keys() == {source_key("tea/1.jsonl"), source_key("tea/2.jsonl")}
    assert changed[source_key("tea/1.jsonl")] != version
    assert changed[source_key("tea/2.jsonl")] == "absent"


def test_only_what_is_named_is_fetched(run: Run, far: Far) -> None:
    run("wiki")
    assert [entry.name for entry in far.asked] == ["wiki"]


def test_the_sensor_has_nothing_to_add(
    run: Run, far: Far, project: Project, instance: dg.DagsterInstance
) -> None:
    run()
    lake = Lake(root=str(project.root), engine=EngineResource())
    with dg.build_sensor_context(instance, None, resources={"lake": lake}) as context:
        result = sources(context)
    assert isinstance(result, dg.SensorResult)
    assert list(result.asset_events) == []


def test_what_the_run_could_not_tell_the_sensor_tells(
    run: Run, far: Far, project: Project, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("resources.fetching.news_of_sources", lambda *_: 1 / 0)
        run(succeed=False)
    lake = Lake(root=str(project.root), engine=EngineResource())
    with dg.build_sensor_context(instance, None, resources={"lake": lake}) as context:
        result = sources(context)
    assert isinstance(result, dg.SensorResult)
    assert {event.partition for event in result.asset_events} == set(read_catalogue(project))


def test_what_cannot_be_fetched_is_in_the_log_and_loses_nothing(
    run: Run, far: Far, project: Project, capfd: pytest.CaptureFixture[str]
) -> None:
    run()
    before = texts(project)
    far.files["tea"] = {"": OSError(5, "secret row text")}
    far.files["wiki"][""] = conversations(4, 50).encode()
    assert told(run()).keys() == {source_key("wiki")}
    assert texts(project) == before | {"wiki": conversations(4, 50).encode()}
    said = capfd.readouterr().err
    assert "tea: it could not be fetched (OSError)" in said
    assert "secret" not in said


def test_wrong_declarations_fail_the_run_and_change_nothing(run: Run, far: Far, project: Project) -> None:
    run()
    before = texts(project)
    declare(project, "sources:\n- {nme: tea}\n")
    result = run(succeed=False)
    (failure,) = [event for event in result.all_events if event.is_step_failure]
    assert "sources.yaml, line 2" in str(failure.step_failure_data.error)
    assert texts(project) == before


def at_night(project: Project, instance: dg.DagsterInstance) -> Any:
    lake = Lake(root=str(project.root), engine=EngineResource())
    with dg.build_schedule_context(
        instance,
        scheduled_execution_time=datetime.fromisoformat("2026-03-01T02:30:00+00:00"),
        resources={"lake": lake},
    ) as context:
        return nightly_fetch.evaluate_tick(context)


def test_every_night_before_the_refresh_there_is_a_fetch(
    project: Project, instance: dg.DagsterInstance
) -> None:
    found = at_night(project, instance)
    assert [request.run_config for request in found.run_requests] == [{}]
    assert nightly_fetch.job_name == FETCH
    assert definitions.defs.resolve_job_def(FETCH).name == FETCH
    hours = {one.name: str(one.cron_schedule).split()[1::-1] for one in (nightly_fetch, nightly_refresh)}
    assert hours == {"nightly_fetch": ["2", "30"], "nightly_refresh": ["3", "30"]}


@pytest.mark.parametrize(
    ("text", "said"),
    [("sources: []", "nothing that is fetched"), ("sources: [", "sources.yaml, line 1: not YAML")],
)
def test_a_night_without_a_fetch_says_why(
    project: Project, instance: dg.DagsterInstance, text: str, said: str
) -> None:
    declare(project, text)
    found = at_night(project, instance)
    assert not found.run_requests
    assert said in str(found.skip_message)


def test_a_fetch_at_work_keeps_no_build_waiting(instance: dg.DagsterInstance) -> None:
    """It may wait for hours for a server, and for the build itself before it records."""

    def start(job: str) -> dg.DagsterRun:
        found = definitions.defs.resolve_job_def(job)
        return instance.create_run_for_job(found, status=dg.DagsterRunStatus.STARTED)

    start(FETCH)
    assert runs_at_work(instance) == 0
    assert not work_in_progress(instance)
    start(BUILD)
    assert runs_at_work(instance) == 1
    assert work_in_progress(instance)


def test_what_a_fetch_reports_moves_the_automation(
    run: Run, far: Far, project: Project, instance: dg.DagsterInstance
) -> None:
    furnace = at_rest(instance)
    furnace.asks()
    run()
    keys = {source_key(name) for name in ("a.jsonl", "tea/0.jsonl", "tea/1.jsonl", "tea/2.jsonl", "wiki")}
    assert furnace.asks()["raw"] >= keys
    run()
    assert "raw" not in furnace.asks()
