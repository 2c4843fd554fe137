"""A real run and its checks, as the automation sees them: what is disproved, or not yet proved, waits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

import definitions
from assets import checks
from danlu.audit.breach import Breach
from danlu.lake.layout import Project, source_key
from resources.lake import Lake
from resources.partitions import range_tags
from tests.conftest import MakeProject
from tests.scratch import conversations, take_in
from tests.sensors.furnace import ALL_OF_THE_CORPUS, NOTHING, Furnace

pytestmark = pytest.mark.slow

FILES = {"a.jsonl": conversations(3), "b.jsonl": conversations(3, 10)}
Wanted = dict[str, set[str | None]]


class Started:
    """Sources that were taken in and asked for, and the run that makes `raw` and `cleaned` of them."""

    def __init__(
        self, project: Project, instance: dg.DagsterInstance, names: Sequence[str], *, as_range: bool
    ) -> None:
        self._as_range = as_range
        self.furnace = Furnace(instance)
        self.furnace.asks()
        for key, source in take_in(project).sources.items():
            self.furnace.add(key)
            self.furnace.report(source.version, ("source_files", key))
        keys = {source_key(name) for name in names}
        assert self.furnace.asks() == {"raw": keys, "cleaned": keys}

    def run(self) -> bool:
        instance = self.furnace.instance
        keys = instance.get_dynamic_partitions("sources")
        done = definitions.defs.resolve_job_def("build").execute_in_process(
            instance=instance,
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
            tags=range_tags((keys[0], keys[-1])) if self._as_range else {"dagster/partition": keys[0]},
            asset_selection=[dg.AssetKey("raw"), dg.AssetKey("cleaned")],
            raise_on_error=False,
        )
        return done.success


@pytest.fixture(params=[(1, False), (1, True), (2, True)], ids=["partition", "range of one", "range of two"])
def started(
    request: pytest.FixtureRequest,
    make_project: MakeProject,
    instance: dg.DagsterInstance,
    monkeypatch: pytest.MonkeyPatch,
) -> Started:
    number, as_range = request.param
    names = list(FILES)[:number]
    project = make_project({name: FILES[name] for name in names})
    monkeypatch.setattr(Lake, "project", property(lambda _: project))
    return Started(project, instance, names, as_range=as_range)


def of_cleaned(then: Callable[[], list[Breach]]) -> Callable[..., list[Breach]]:
    """A proof in which `cleaned` is found as `then` says, and all else in order."""

    def prove(_: Any, units: Sequence[tuple[Path, Any]]) -> list[Breach]:
        return then() if units[0][0].parent.name == "cleaned" else []

    return prove


def test_what_a_run_found_broken_goes_no_further(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Breach("cleaned", source_key("a.jsonl"), "1", "is broken")
    with monkeypatch.context() as patch:
        patch.setattr(checks, "prove_units", of_cleaned(lambda: [broken]))
        assert started.run() is False
    assert [started.furnace.asks() for _ in range(2)] == [NOTHING] * 2
    assert started.run() is True
    assert started.furnace.asks() == ALL_OF_THE_CORPUS


def test_what_is_not_yet_proved_is_waited_for(started: Started, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Wanted] = []

    def look() -> list[Breach]:
        asked.append(started.furnace.asks())
        return []

    monkeypatch.setattr(checks, "prove_units", of_cleaned(look))
    assert started.run() is True
    assert asked == [NOTHING]
    assert started.furnace.asks() == ALL_OF_THE_CORPUS
