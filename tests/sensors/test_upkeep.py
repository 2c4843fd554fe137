"""Dagster's account is kept true: what is on disk and unknown is reported, once, while nothing is at work."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.events import EngineEventData

from danlu.graph import STAGES
from danlu.lake.catalogue import read_catalogue
from danlu.lake.layout import Project, source_key
from danlu.lake.publish import project_lock
from resources.engine import EngineResource
from resources.lake import Lake
from sensors.upkeep import PATIENCE, upkeep
from tests.scratch import SECRET, refresh, take_in, write_sources
from tests.sensors.furnace import CORPUS, other

VERSION = "dagster/data_version"


@dataclass
class Upkeep:
    """The sensor at work: each look goes on from the cursor of the one before."""

    lake: Lake
    instance: dg.DagsterInstance
    cursor: str | None = None
    requests: list[dg.RunRequest] = field(default_factory=list)

    def __call__(self) -> str:
        """One look; returns what it says."""
        with dg.build_sensor_context(
            self.instance, cursor=self.cursor, resources={"lake": self.lake}
        ) as context:
            result = upkeep(context)
        if isinstance(result, dg.SkipReason):
            return result.skip_message or ""
        assert isinstance(result, dg.SensorResult)
        self.cursor = result.cursor
        self.requests = list(result.run_requests or ())
        return result.skip_reason.skip_message or "" if result.skip_reason is not None else ""

    def asked(self, looks: int) -> list[set[str]]:
        """The datasets of each request of so many looks."""
        found: list[set[str]] = []
        for _ in range(looks):
            self.requests = []
            self()
            found += [
                {key.to_user_string() for key in request.asset_selection or ()} for request in self.requests
            ]
        return found


@pytest.fixture
def tick(
    built: Project, stored: dg.DagsterInstance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Upkeep:
    """The sensor over the built example."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    return Upkeep(Lake(root=str(built.root), engine=EngineResource()), stored)


def known(instance: dg.DagsterInstance, stage: str) -> dict[str | None, str]:
    """The versions that Dagster knows of a stage, by partition."""
    records = instance.fetch_materializations(dg.AssetKey(stage), limit=100, ascending=True).records
    events = [record.asset_materialization for record in records]
    return {event.partition: (event.tags or {})[VERSION] for event in events if event is not None}


def count(instance: dg.DagsterInstance) -> int:
    return sum(len(instance.fetch_materializations(dg.AssetKey(name), limit=100).records) for name in STAGES)


def test_what_is_on_disk_is_reported_once(built: Project, stored: dg.DagsterInstance, tick: Upkeep) -> None:
    keys = set(read_catalogue(built))
    assert f"{2 * len(keys) + len(CORPUS)} datasets on disk were reported" in tick()
    assert known(stored, "raw").keys() == known(stored, "cleaned").keys() == keys
    assert all(known(stored, name).keys() == {None} for name in CORPUS)
    # the sensor of the sources tells of them itself
    assert known(stored, "source_files") == {}
    before = count(stored)
    assert tick() == "everything is known and up to date"
    assert count(stored) == before


def test_only_what_changed_is_reported(built: Project, stored: dg.DagsterInstance, tick: Upkeep) -> None:
    tick()
    key = source_key("turns.json")
    before = known(stored, "raw")[key]
    write_sources(built, {"turns.json": b"[]"})
    take_in(built)
    refresh(built, "raw")
    assert "1 datasets on disk were reported" in tick()
    assert known(stored, "raw")[key] != before


def test_while_something_is_at_work_nothing_is_reported(
    built: Project, stored: dg.DagsterInstance, tick: Upkeep
) -> None:
    with project_lock(built, "build"):
        assert "at work" in tick()
    run = stored.create_run_for_job(other, status=dg.DagsterRunStatus.STARTED)
    stored.report_engine_event("at work", run, EngineEventData.in_process(os.getpid()))
    assert "at work" in tick()
    assert count(stored) == 0
    stored.report_run_failed(run)
    assert "were reported" in tick()


def test_dead_runs_are_ended_first(
    stored: dg.DagsterInstance, tick: Upkeep, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = stored.create_run_for_job(other, status=dg.DagsterRunStatus.STARTING)
    monkeypatch.setattr("resources.dead_runs.SILENCE_SECONDS", -1.0)
    said = tick()
    assert said.startswith("1 runs whose process was killed were ended")
    assert "were reported" in said
    ended = stored.get_run_by_id(run.run_id)
    assert ended is not None
    assert ended.is_failure


def test_no_text_of_a_row_is_reported(stored: dg.DagsterInstance, tick: Upkeep) -> None:
    tick()
    for name in STAGES:
        for record in stored.fetch_materializations(dg.AssetKey(name), limit=100).records:
            assert SECRET not in repr(record)


def test_what_is_overdue_is_asked_for_once(built: Project, stored: dg.DagsterInstance, tick: Upkeep) -> None:
    """A source that changed while it was read: no event leads to it any more, the manifests do."""
    tick()
    write_sources(built, {"turns.json": b"[]"})
    take_in(built)
    stored.add_dynamic_partitions("sources", list(read_catalogue(built)))
    assert tick.asked(PATIENCE - 1) == []
    assert tick.asked(4) == [{"raw", "cleaned"}]
    assert "asked for already" in tick()
    refresh(built, "raw")
    refresh(built, "cleaned")
    assert tick.asked(PATIENCE + 3) == [set(CORPUS)]
    for name in CORPUS:
        refresh(built, name)
    assert tick.asked(2) == []
    assert "up to date" in tick()


def test_work_between_the_looks_does_not_make_it_ask_again(
    built: Project, stored: dg.DagsterInstance, tick: Upkeep
) -> None:
    tick()
    write_sources(built, {"turns.json": b"[]"})
    take_in(built)
    stored.add_dynamic_partitions("sources", list(read_catalogue(built)))
    assert len(tick.asked(PATIENCE)) == 1
    run = stored.create_run_for_job(other, status=dg.DagsterRunStatus.STARTED)
    stored.report_engine_event("at work", run, EngineEventData.in_process(os.getpid()))
    assert tick.asked(2) == []
    stored.report_run_failed(run)
    assert tick.asked(PATIENCE + 2) == [], "the run that was asked for failed: the night tries again"


def test_a_recipe_that_cannot_be_read_is_said(built: Project, tick: Upkeep) -> None:
    built.recipe.write_text("balanced: {cap: nine}\n", encoding="utf-8")
    assert "params.yaml" in tick()
