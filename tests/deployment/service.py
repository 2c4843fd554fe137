"""`danlu ui` at work in a deployment, and what Dagster says of its runs."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from resources.children import bound
from tests.deployment.conftest import Deployment
from tests.scratch import environment

RUNS = """
{ runsOrError(limit: 500) { ... on Runs { results {
    runId status creationTime startTime endTime
    tags { key value } assetSelection { path }
} } } }
"""
INSTIGATORS = """
{ repositoriesOrError { ... on RepositoryConnection { nodes {
    sensors { name sensorState { ticks(limit: 200) { status skipReason error { message } } } }
    schedules { name scheduleState { status ticks(limit: 5) { status error { message } } } }
} } } }
"""
LOCATIONS = """
{ workspaceOrError { ... on Workspace { locationEntries {
    name loadStatus locationOrLoadError { __typename ... on PythonError { message } }
} } } }
"""
ENDED = ("SUCCESS", "FAILURE", "CANCELED")


@dataclass(frozen=True)
class Run:
    """One run of Dagster: its datasets, and whether it was of partitions."""

    status: str
    assets: frozenset[str]
    partitioned: bool
    made: float


@dataclass
class Service:
    """A running `danlu ui`."""

    deployment: Deployment
    process: subprocess.Popen[bytes]
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, query: str) -> Any:
        request = urllib.request.Request(
            f"{self.address}/graphql",
            data=json.dumps({"query": query}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            said = json.load(answer)
        if said.get("errors"):
            raise AssertionError(said["errors"])
        return said["data"]

    def runs(self) -> list[Run]:
        """All runs, the oldest first."""
        found = [_run(run) for run in self.ask(RUNS)["runsOrError"]["results"]]
        return sorted(found, key=lambda run: run.made)

    def wait(self, condition: Callable[[], bool], seconds: float = 240) -> None:
        """Until something is so."""
        ends = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > ends:
                raise AssertionError(f"not so after {seconds} s: {self.runs()[-5:]}")
            time.sleep(0.5)

    def rest(self, calm: float = 20) -> list[Run]:
        """Wait until nothing runs and nothing was started for a while; returns all runs."""
        before: list[Run] = []
        since = time.monotonic()
        while time.monotonic() - since < calm:
            runs = self.runs()
            if runs != before or any(run.status not in ENDED for run in runs):
                before, since = runs, time.monotonic()
            time.sleep(0.5)
        return before

    def faults(self) -> list[str]:
        """Whatever the UI would show as an error: failed ticks and locations that did not load."""
        location = self.ask(LOCATIONS)["workspaceOrError"]["locationEntries"]
        found = [str(entry) for entry in location if "Error" in entry["locationOrLoadError"]["__typename"]]
        for node in self.ask(INSTIGATORS)["repositoriesOrError"]["nodes"]:
            for one in (*node["sensors"], *node["schedules"]):
                state = one.get("sensorState") or one["scheduleState"]
                found += [f"{one['name']}: {tick['error']}" for tick in state["ticks"] if tick["error"]]
        return found

    def said(self, sensor: str) -> list[str]:
        """What a sensor gave as its reasons, the latest first."""
        nodes = self.ask(INSTIGATORS)["repositoriesOrError"]["nodes"]
        ticks = [one["sensorState"]["ticks"] for one in nodes[0]["sensors"] if one["name"] == sensor]
        return [tick["skipReason"] or "" for tick in ticks[0]]


def _run(run: dict[str, Any]) -> Run:
    tags = {tag["key"] for tag in run["tags"]}
    return Run(
        run["status"],
        frozenset(key["path"][-1] for key in run["assetSelection"] or ()),
        bool(tags & {"dagster/partition", "dagster/asset_partition_range_start"}),
        run["creationTime"],
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(deployment: Deployment) -> Service:
    """Start it and wait until it answers."""
    port = free_port()
    # it must not outlive a test that is killed
    log = (deployment.root.parent / f"{deployment.root.name}.ui.log").open("ab")
    process = subprocess.Popen(
        [*bound(), sys.executable, "-m", "danlu", "ui", "--port", str(port)],
        cwd=deployment.root,
        env=environment(deployment.root, DVC_NO_ANALYTICS="1"),
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    log.close()
    service = Service(deployment, process, port)
    ends = time.monotonic() + 120
    while True:
        try:
            service.ask("{ version }")
        except OSError:
            if process.poll() is not None or time.monotonic() > ends:
                raise
            time.sleep(0.3)
        else:
            return service


def stop(service: Service) -> None:
    """As Ctrl+C does."""
    service.process.send_signal(signal.SIGINT)
    try:
        service.process.wait(40)
    except subprocess.TimeoutExpired:
        service.process.kill()
        raise


@contextmanager
def serving(deployment: Deployment) -> Iterator[Service]:
    service = start(deployment)
    try:
        yield service
    finally:
        if service.process.poll() is None:
            stop(service)
