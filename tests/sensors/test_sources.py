"""The sources' sensor: Dagster hears of each version once, whatever is lost in between."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest

from danlu.lake.catalogue import read_catalogue
from danlu.lake.connection import connect
from danlu.lake.layout import Project, source_key
from danlu.lake.publish import project_lock
from resources.engine import EngineResource
from resources.lake import Lake
from resources.reported import reported
from sensors.sources import sources
from tests.conftest import MakeProject
from tests.scratch import SECRET, conversations, example_sources, take_in, write_sources

VERSION = "dagster/data_version"
THREE = {
    "a.jsonl": conversations(2),
    "deep/b.jsonl": conversations(2, 10),
    "茶.jsonl": conversations(2, 20),
}


class Watched:
    """A project under the sensor, with Dagster's memory of it."""

    def __init__(self, project: Project, instance: dg.DagsterInstance) -> None:
        self.project = project
        self.instance = instance
        self.cursor: str | None = None
        self.lake = Lake(root=str(project.root), engine=EngineResource())

    def look(self) -> dg.SensorResult | dg.SkipReason:
        """One evaluation, of which nothing is stored yet."""
        with dg.build_sensor_context(self.instance, self.cursor, resources={"lake": self.lake}) as context:
            result = sources(context)
        assert isinstance(result, dg.SensorResult | dg.SkipReason)
        return result

    def tick(self) -> dict[str, str]:
        """An evaluation that is stored as the daemon does; returns the versions that were told."""
        result = self.look()
        if isinstance(result, dg.SkipReason):
            return {}
        assert not result.run_requests
        for event in result.asset_events:
            self.instance.report_runless_asset_event(event)
        self.cursor = result.cursor
        return versions(result)

    def known(self) -> dict[str, str]:
        return {source.key: source.version for source in read_catalogue(self.project).values()}


def versions(result: dg.SensorResult | dg.SkipReason) -> dict[str, str]:
    """What is told of each partition; each is told of once."""
    assert isinstance(result, dg.SensorResult)
    events = [event for event in result.asset_events if isinstance(event, dg.AssetMaterialization)]
    assert {event.asset_key for event in events} <= {dg.AssetKey("source_files")}
    told = {str(event.partition): (event.tags or {})[VERSION] for event in events}
    assert len(told) == len(result.asset_events)
    return told


def why(result: dg.SensorResult | dg.SkipReason) -> str:
    reason = result if isinstance(result, dg.SkipReason) else result.skip_reason
    assert isinstance(reason, dg.SkipReason)
    return reason.skip_message or ""


Watch = Callable[[dict[str, str]], Watched]


@pytest.fixture
def watch(make_project: MakeProject, instance: dg.DagsterInstance) -> Watch:
    return lambda files: Watched(make_project(files), instance)


@pytest.fixture
def three(watch: Watch) -> Watched:
    """Three sources that Dagster knows."""
    watched = watch(THREE)
    watched.tick()
    assert watched.tick() == watched.known()
    return watched


def test_each_new_source_is_told_with_its_hash_and_its_partition(watch: Watch) -> None:
    watched = watch(THREE)
    assert watched.tick() == {}
    assert watched.instance.get_dynamic_partitions("sources") == []
    result = watched.look()
    assert versions(result) == watched.known()
    assert set(watched.known()) == {source_key(name) for name in THREE}
    # an event of a partition that nobody knows would be passed over: they are there before it is stored
    assert set(watched.instance.get_dynamic_partitions("sources")) == set(watched.known())
    assert why(result) == "3 new, 0 changed, 0 gone"


def test_what_is_taken_in_is_in_the_mirror_before_it_is_told(three: Watched) -> None:
    with connect(three.project.warehouse, read_only=True) as connection:
        found = connection.execute("SELECT count(*) FROM source_files").fetchall()
    assert found == [(3,)]


def test_nothing_new_is_a_reason_to_skip(three: Watched) -> None:
    result = three.look()
    assert isinstance(result, dg.SkipReason)
    assert why(result) == "nothing changed"


def test_the_same_bytes_again_tell_nothing(three: Watched) -> None:
    write_sources(three.project, {"a.jsonl": THREE["a.jsonl"]})
    assert [three.tick() for _ in range(3)] == [{}] * 3


def test_only_what_changed_is_told(three: Watched) -> None:
    write_sources(three.project, {"a.jsonl": conversations(5), "d.jsonl": conversations(1, 90)})
    (three.project.sources / "茶.jsonl").unlink()
    assert three.tick() == {}
    told = three.tick()
    assert told == {key: version for key, version in three.known().items() if key in told}
    assert told.keys() == {source_key(name) for name in ("a.jsonl", "d.jsonl", "茶.jsonl")}
    assert told[source_key("茶.jsonl")] == "absent"
    assert [three.tick() for _ in range(2)] == [{}] * 2
    assert set(three.instance.get_dynamic_partitions("sources")) == set(three.known())


def test_a_source_that_is_back_is_told_with_its_hash(three: Watched) -> None:
    before = three.known()
    (three.project.sources / "a.jsonl").unlink()
    assert [three.tick() for _ in range(2)][1] == {source_key("a.jsonl"): "absent"}
    write_sources(three.project, {"a.jsonl": THREE["a.jsonl"]})
    assert [three.tick() for _ in range(2)][1] == {source_key("a.jsonl"): before[source_key("a.jsonl")]}


def test_a_lost_cursor_repeats_nothing(three: Watched) -> None:
    three.cursor = None
    assert three.tick() == {}
    assert three.cursor is not None
    three.cursor = "of another time"
    write_sources(three.project, {"a.jsonl": conversations(5)})
    three.tick()
    assert three.tick().keys() == {source_key("a.jsonl")}


def test_a_tick_that_was_cut_off_is_told_again(three: Watched) -> None:
    write_sources(three.project, {"a.jsonl": conversations(5), "d.jsonl": conversations(1, 90)})
    three.tick()
    lost = three.look()
    assert versions(lost).keys() == {source_key("a.jsonl"), source_key("d.jsonl")}
    assert isinstance(lost, dg.SensorResult)
    # one event was stored before the kill
    three.instance.report_runless_asset_event(lost.asset_events[0])
    left = set(versions(lost)) - {str(lost.asset_events[0].partition)}
    assert versions(three.look()).keys() == left
    assert three.tick().keys() == left
    assert three.tick() == {}


def test_what_a_build_took_in_is_told(three: Watched) -> None:
    write_sources(three.project, {"d.jsonl": conversations(1, 90)})
    take_in(three.project)
    assert three.tick().keys() == {source_key("d.jsonl")}


def test_nothing_is_done_while_a_build_is_at_work(three: Watched) -> None:
    write_sources(three.project, {"d.jsonl": conversations(1, 90)})
    before = (three.project.work / "watch.json").read_bytes()
    with project_lock(three.project, "build"):
        for _ in range(3):
            result = three.look()
            assert isinstance(result, dg.SkipReason)
            assert "a build is at work" in why(result)
    assert (three.project.work / "watch.json").read_bytes() == before
    three.tick()
    assert three.tick().keys() == {source_key("d.jsonl")}


def test_an_unreachable_folder_is_a_reason_and_no_event(three: Watched) -> None:
    known = three.known()
    three.project.sources.rename(three.project.root / "away")
    for _ in range(3):
        result = three.look()
        assert isinstance(result, dg.SkipReason)
        assert "data/sources/ cannot be read" in why(result)
    assert three.known() == known


def test_an_unmounted_folder_is_said_and_no_event(three: Watched) -> None:
    shutil.rmtree(three.project.sources)
    three.project.sources.mkdir()
    assert "3 files are left to come to rest" in why(three.look())
    said = three.look()
    assert "3 sources are missing, too many at once: their rows are kept" in why(said)
    assert "--accept-removals" in why(said)
    assert isinstance(said, dg.SkipReason)
    assert three.tick() == {}


def test_a_recipe_that_is_wrong_is_a_reason(three: Watched) -> None:
    three.project.recipe.write_text("source_files: {ignore: 3}\n", encoding="utf-8")
    result = three.look()
    assert isinstance(result, dg.SkipReason)
    assert "ignore" in why(result)


def test_what_dagster_was_told_is_noted_once_it_is_stored(
    three: Watched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "home" / "history").mkdir(parents=True)
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    write_sources(three.project, {"d.jsonl": conversations(1, 90)})
    three.tick()
    three.look()
    assert f"source_files/{source_key('d.jsonl')}" not in reported()
    three.tick()
    three.tick()
    noted = {f"source_files/{key}": version for key, version in three.known().items()}
    assert reported() == noted


def test_nothing_that_is_said_holds_text_of_a_row(watch: Watch) -> None:
    watched = watch(example_sources())
    (watched.project.sources / "bad\nname.jsonl").write_text(SECRET, encoding="utf-8")
    said = [repr(watched.look()) for _ in range(3)]
    said += [repr(event.metadata) for event in result_events(watched)]
    assert SECRET not in "".join(said)
    assert "13912345678" not in "".join(said)
    assert any("5 new" in one for one in said)


def result_events(watched: Watched) -> list[dg.AssetMaterialization]:
    result = watched.look()
    assert isinstance(result, dg.SensorResult)
    events = [event for event in result.asset_events if isinstance(event, dg.AssetMaterialization)]
    assert events
    return events
