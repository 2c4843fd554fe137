"""What the clock asks for: all that is stale by source, or the corpus to be found up to date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import dagster as dg
import pytest

from danlu.lake.catalogue import read_catalogue
from danlu.lake.layout import Project, source_key
from danlu.lake.publish import project_lock
from resources.engine import EngineResource
from resources.lake import Lake
from resources.partitions import stretches
from sensors.schedules import local_zone, nightly_refresh
from tests.conftest import MakeProject
from tests.scratch import take_in, write_sources
from tests.sensors.furnace import CORPUS

Requests = list[dg.RunRequest | dg.SkipReason]
Night = Callable[[Project], Requests]
BY_SOURCE = {dg.AssetKey("raw"), dg.AssetKey("cleaned")}
START, END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


@pytest.fixture
def night(stored: dg.DagsterInstance) -> Night:
    """One evaluation, with the project's partitions known in the order of their names."""

    def ask(project: Project) -> Requests:
        stored.add_dynamic_partitions("sources", list(read_catalogue(project)))
        lake = Lake(root=str(project.root), engine=EngineResource())
        with dg.build_schedule_context(stored, resources={"lake": lake}) as context:
            return list(nightly_refresh(context))

    return ask


def ranges(requests: Requests) -> list[tuple[str, str]]:
    """The ranges of partitions that are asked for, all of them of what is made by source."""
    found = []
    for request in requests:
        assert isinstance(request, dg.RunRequest)
        assert set(request.asset_selection or ()) == BY_SOURCE
        found.append((request.tags[START], request.tags[END]))
    return found


def test_where_all_is_fresh_the_corpus_is_found_up_to_date(built: Project, night: Night) -> None:
    (request,) = night(built)
    assert isinstance(request, dg.RunRequest)
    assert list(request.asset_selection or ()) == [dg.AssetKey(name) for name in CORPUS]
    assert START not in request.tags


def test_a_stale_source_is_asked_for_alone(built: Project, night: Night) -> None:
    write_sources(built, {"turns.json": b"[]"})
    take_in(built)
    key = source_key("turns.json")
    assert ranges(night(built)) == [(key, key)]


def test_what_no_event_tells_of_is_asked_for(built: Project, night: Night) -> None:
    key = source_key("pairs.csv")
    next(built.unit("cleaned", key).rglob("*.parquet")).unlink()
    assert ranges(night(built)) == [(key, key)]


def test_another_recipe_asks_for_every_source(built: Project, night: Night) -> None:
    built.recipe.write_text("raw: {max_depth: 32}\n", encoding="utf-8")
    keys = list(read_catalogue(built))
    assert ranges(night(built)) == [(keys[0], keys[-1])]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ([], []),
        ([3], [(3, 3)]),
        ([0, 1, 2], [(0, 2)]),
        ([0, 9], [(0, 9)]),
        ([0, 10], [(0, 0), (10, 10)]),
        ([1, 5, 14, 29, 25], [(1, 14), (25, 29)]),
    ],
)
def test_what_lies_near_shares_a_range(
    instance: dg.DagsterInstance, wanted: list[int], expected: list[tuple[int, int]]
) -> None:
    # the order is that of their arrival, not that of their names
    keys = [f"{(7 * number) % 30:02}" for number in range(30)]
    instance.add_dynamic_partitions("sources", keys)
    found = stretches(instance, {keys[place] for place in wanted})
    assert found == [(keys[start], keys[end]) for start, end in expected]


def test_without_sources_there_is_nothing_to_do(make_project: MakeProject, night: Night) -> None:
    (reason,) = night(make_project())
    assert isinstance(reason, dg.SkipReason)
    assert "no sources" in (reason.skip_message or "")


def test_a_build_at_work_does_it_itself(built: Project, night: Night) -> None:
    with project_lock(built, "build"):
        (reason,) = night(built)
    assert isinstance(reason, dg.SkipReason)
    assert "a build is at work" in (reason.skip_message or "")


@pytest.mark.parametrize(
    ("named", "linked", "zone"),
    [
        ("Asia/Shanghai", "/usr/share/zoneinfo/Europe/Berlin", "Asia/Shanghai"),
        ("", "/usr/share/zoneinfo/Asia/Shanghai", "Asia/Shanghai"),
        (":/etc/nowhere", "/etc/localtime-without-a-name", "UTC"),
    ],
)
def test_the_night_is_that_of_the_machine(named: str, linked: str, zone: str) -> None:
    assert local_zone(named, Path(linked)) == zone
