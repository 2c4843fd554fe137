"""Killing a build at any instant loses nothing, and the next one ends with the same bytes (law 5)."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import dagster as dg
import pytest

from danlu.graph import STAGES
from danlu.lake.catalogue import read_catalogue
from danlu.lake.manifest import NAME, describe_file, read_manifest
from tests.deployment.conftest import Deployment
from tests.scratch import contents, conversations, environment, write_sources

MORE = {f"more/{n}.jsonl": conversations(40, 100 * n) for n in range(6)}


def start(deployment: Deployment) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "danlu", "build"],
        cwd=deployment.root,
        env=environment(deployment.root, DVC_NO_ANALYTICS="1"),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def kill(child: subprocess.Popen[bytes]) -> None:
    """The build and every process that it started."""
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def assert_whole(deployment: Deployment) -> None:
    """Whatever is published is one version, whole."""
    project = deployment.project
    sources = read_catalogue(project)
    for name, stage in STAGES.items():
        for key in list(sources) if stage.partitioned else [None]:
            folder = project.unit(name, key)
            manifest = read_manifest(folder)
            for file, entry in manifest.files.items() if manifest is not None else ():
                assert describe_file(folder / file, entry.rows) == entry
            listed = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
            assert manifest is None or listed == {*manifest.files, NAME}


@pytest.mark.slow
def test_builds_that_are_killed_end_with_the_same_bytes(deployment: Deployment, clone: Deployment) -> None:
    draw = random.Random(3)
    sources = {
        path.relative_to(deployment.project.sources).as_posix(): path.read_bytes()
        for path in deployment.project.sources.rglob("*")
        if path.is_file()
    }
    write_sources(deployment.project, MORE)
    write_sources(clone.project, {**sources, **MORE})
    clone.danlu("build")
    for wait in sorted(draw.uniform(0.5, 12.0) for _ in range(20)):
        child = start(deployment)
        time.sleep(wait)
        if child.poll() is None:
            kill(child)
        assert_whole(deployment)
    deployment.danlu("build")
    assert contents(deployment.project) == contents(clone.project)
    assert "nothing to compute" in deployment.danlu("build")
    assert deployment.dvc("status") == "Data and pipelines are up to date.\n"
    assert not list((deployment.project.work / "staging").iterdir())
    with dg.DagsterInstance.from_config(str(deployment.home)) as instance:
        assert {run.status for run in instance.get_runs()} <= {
            dg.DagsterRunStatus.SUCCESS,
            dg.DagsterRunStatus.FAILURE,
        }


@pytest.mark.slow
def test_a_build_waits_for_another_one(deployment: Deployment) -> None:
    write_sources(deployment.project, {"more.jsonl": conversations(9, 800)})
    children = [start(deployment) for _ in range(2)]
    assert [child.wait(120) for child in children] == [0, 0]
    assert_whole(deployment)
    assert "nothing to compute" in deployment.danlu("build")
