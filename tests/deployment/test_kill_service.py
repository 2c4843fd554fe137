"""Killing any process of `danlu ui` at any instant loses nothing and leaves no run hanging (law 5)."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from typing import Any

import dagster as dg
import psutil
import pytest

from danlu.lake.layout import source_key
from danlu.lake.manifest import read_manifest
from tests.deployment.conftest import Deployment
from tests.deployment.service import ENDED, Service, serving, start, stop
from tests.scratch import contents, conversations, write_sources

PARTS = {"service", "code server", "inner", "daemon"}
HANGING = 60
"""Seconds after which a run whose process is dead may not be called running any more."""


def family(service: Service) -> Iterator[tuple[str, psutil.Process]]:
    """Every process of the service, by what it is."""
    parent = psutil.Process(service.process.pid)
    yield "service", parent
    for process in parent.children(recursive=True):
        try:
            words = " ".join(process.cmdline())
        except psutil.Error:
            continue
        for name, mark in {"code server": "code-server", "inner": " api grpc", "daemon": "._daemon"}.items():
            if mark in words:
                yield name, process
                break
        else:
            if "multiprocessing" in words and "resource_tracker" not in words:
                yield "worker", process


def kill(service: Service, name: str, seconds: float = 40) -> bool:
    """Kill the processes of a name as soon as there are any."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        found = [process for kind, process in family(service) if kind == name]
        for process in found:
            process.kill()
        if found:
            return True
        time.sleep(0.05)
    return False


def unfinished(service: Service) -> list[Any]:
    return [run for run in service.runs() if run.status not in ENDED]


def assert_ends_as(deployment: Deployment, clone: Deployment) -> None:
    """A build by hand then gives what an undisturbed build gives."""
    deployment.danlu("build")
    sources = {
        path.relative_to(deployment.project.sources).as_posix(): path.read_bytes()
        for path in deployment.project.sources.rglob("*")
        if path.is_file()
    }
    write_sources(clone.project, sources)
    clone.danlu("build")
    assert contents(deployment.project) == contents(clone.project)
    assert "no law is broken" in deployment.danlu("audit")
    assert "nothing to compute" in deployment.danlu("build")
    assert deployment.dvc("status") == "Data and pipelines are up to date.\n"
    assert not list((deployment.project.work / "staging").glob("*"))


def is_exported(deployment: Deployment, file: str) -> bool:
    """Whether the export was made of a selection that has the source."""
    project = deployment.project
    exported, balanced = (read_manifest(project.stage(stage)) for stage in ("exported", "balanced"))
    if exported is None or balanced is None or exported.inputs["balanced"] != balanced.version:
        return False
    return any(source_key(file) in name for name in balanced.files)


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["worker", "daemon", "code server", "inner"])
def test_a_part_that_is_killed_comes_back_and_the_work_is_done(
    deployment: Deployment, clone: Deployment, victim: str
) -> None:
    draw = random.Random(victim)
    with serving(deployment) as service:
        service.wait(lambda: dict(family(service)).keys() >= PARTS)
        before = {name: process.pid for name, process in family(service)}
        write_sources(deployment.project, {"one.jsonl": conversations(12, 2000)})
        service.wait(lambda: bool(unfinished(service)))
        time.sleep(draw.uniform(0, 4))
        assert kill(service, victim)
        write_sources(deployment.project, {"two.jsonl": conversations(9, 3000)})
        service.wait(lambda: is_exported(deployment, "two.jsonl"), 300)
        service.wait(lambda: not unfinished(service), HANGING)
        assert service.process.poll() is None
        after = {name: process.pid for name, process in family(service)}
        assert after.keys() >= PARTS
        assert victim == "worker" or after[victim] != before[victim]
    assert_ends_as(deployment, clone)


@pytest.mark.slow
def test_after_a_power_cut_no_run_is_left_hanging(deployment: Deployment, clone: Deployment) -> None:
    """All processes at once, in the middle of a run: Dagster by itself would leave it started for ever."""
    service = start(deployment)
    write_sources(deployment.project, {"one.jsonl": conversations(12, 2000)})
    service.wait(lambda: any(kind == "worker" for kind, _ in family(service)))
    time.sleep(1.5)
    for _, process in list(family(service)):
        process.kill()
    service.process.wait()
    assert_ends_as(deployment, clone)
    with dg.DagsterInstance.from_config(str(deployment.home)) as instance:
        left = [run.status for run in instance.get_runs() if not run.is_finished]
    assert set(left) <= {dg.DagsterRunStatus.QUEUED}
    assert not (deployment.project.work / "service").exists()
    again = start(deployment)
    try:
        again.wait(lambda: not unfinished(again), HANGING)
        assert again.faults() == []
    finally:
        stop(again)
    assert again.process.returncode == 0
