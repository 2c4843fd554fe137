"""A browser with a hostile page in it, against Dagster's own webserver, with the guard and without."""

from __future__ import annotations

import http.server
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

import dagster as dg
import pytest

from danlu.lake.layout import Project
from danlu.mirror import open_mirror
from tests.scratch import ROOT, environment
from tests.web.browser import FOREIGN, PROGRAM, Page, chromium

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(PROGRAM is None, reason="no Chromium is installed"),
]

FROM_ANYWHERE = {"image", "script", "fetch", "newline", "text", "form", "plain", "beacon"}
EVERY = FROM_ANYWHERE | {"json", "visit", "own", "ore"}
PAGE = Path(__file__).with_name("attack.html")
ORE = """
import dagster as dg

@dg.asset
def ore(context: dg.AssetExecutionContext) -> None:
    context.log.info("a vein was found")

others = [dg.AssetSpec(name) for name in NAMES]
job = dg.define_asset_job("dig", selection=["ore"], executor_def=dg.in_process_executor)
defs = dg.Definitions(assets=[ore, *others], jobs=[job])
"""
SETTINGS = """
telemetry: {enabled: false}
nux: {enabled: false}
run_coordinator: {module: dagster.core.run_coordinator, class: DefaultRunCoordinator}
"""
LAUNCH = """
mutation{launchRun(executionParams:{mode:"default", selector:{jobName:"dig",
repositoryName:"__repository__", repositoryLocationName:"ore"}}){
... on LaunchRunSuccess{run{runId}} ... on PythonError{message}}}
"""


@dataclass(frozen=True)
class Served:
    """Dagster at two ports, over one instance in which every dataset was materialised once."""

    instance: dg.DagsterInstance
    guarded: str
    open: str

    def restore(self) -> None:
        for name in EVERY - self.alive():
            self.instance.report_runless_asset_event(dg.AssetMaterialization(name))

    def alive(self) -> set[str]:
        """The datasets whose history is still there."""
        return {
            name
            for name in EVERY
            if self.instance.get_latest_materialization_event(dg.AssetKey(name)) is not None
        }


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, lake: Project) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("dagster")
    (folder / "dagster.yaml").write_text(SETTINGS)
    names = sorted(EVERY - {"ore"})
    (folder / "ore.py").write_text(ORE.replace("NAMES", repr(names)))
    with dg.DagsterInstance.from_config(str(folder)) as instance:
        command = [sys.executable, "-m", "tests.web.webserver", str(folder), str(lake.root)]
        child = {"cwd": ROOT, "env": environment(DAGSTER_HOME=str(folder)), "start_new_session": True}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **child) as process:
            try:
                assert process.stdout is not None
                told = (line.split() for line in process.stdout)
                guarded, unguarded = next(words for words in told if all(map(str.isdecimal, words)))
                address = "http://127.0.0.1:{}".format
                yield Served(instance, address(guarded), address(unguarded))
            finally:
                # Dagster swallows SIGTERM; its code server and runs are of the same session
                os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[int]:
    """The port of a server of someone else's, which serves the hostile page."""
    handler = partial(Quiet, directory=PAGE.parent)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *values: object) -> None:
        """Say nothing."""


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Page]:
    with chromium(tmp_path / "profile") as connection:
        yield Page(connection)


def port_of(address: str) -> str:
    return address.rpartition(":")[2]


def wiping(name: str) -> str:
    return f'mutation{{wipeAssets(assetPartitionRanges:[{{assetKey:{{path:["{name}"]}}}}]){{__typename}}}}'


def attack(page: Page, target: str) -> tuple[dict[str, bool], dict[str, bool]]:
    """Try all of it: whether a socket was opened, and which frames show what is in them."""
    told = page.run(f"attack({json.dumps(target)})")
    frames = page.frames()
    visit = f"{target}/graphql?query={quote(wiping('visit'))}"
    page.run(f"location = {json.dumps(visit)}")
    page.wait("typeof attack === 'undefined' && document.readyState === 'complete'")
    return told, frames


@pytest.mark.parametrize("host", ["127.0.0.1", FOREIGN])
def test_without_the_guard_any_page_does_the_harm(
    page: Page, served: Served, elsewhere: int, host: str
) -> None:
    """The control: the same page, and a browser and a Dagster that let it."""
    served.restore()
    page.open(f"http://{host}:{elsewhere}/{PAGE.name}")
    told, frames = attack(page, served.open)
    assert EVERY - served.alive() == FROM_ANYWHERE
    assert told == {"socket": True}
    assert frames[f"{served.open}/assets"]


@pytest.mark.parametrize("host", ["127.0.0.1", FOREIGN])
def test_a_page_of_another_port_or_site_can_do_nothing(
    page: Page, served: Served, elsewhere: int, host: str
) -> None:
    served.restore()
    page.open(f"http://{host}:{elsewhere}/{PAGE.name}")
    told, frames = attack(page, served.guarded)
    assert served.alive() == EVERY
    assert told == {"socket": False}
    assert frames[f"{served.guarded}/assets"] is False
    assert "Only POST" in page.text()


@pytest.mark.parametrize("guarded", [True, False])
def test_a_name_that_was_pointed_here_can_do_nothing(page: Page, served: Served, *, guarded: bool) -> None:
    """DNS rebinding: to the browser the hostile page is of the server's own origin."""
    served.restore()
    own = f"http://{FOREIGN}:{port_of(served.guarded if guarded else served.open)}"
    page.pretend(f"{own}/before", PAGE.read_text(encoding="utf-8"))
    page.open(f"{own}/before")
    told, _ = attack(page, own)
    harmed = EVERY - served.alive()
    if guarded:
        assert (harmed, told) == (set(), {"socket": False})
        assert "127.0.0.1" in page.text()
        assert "主机名" in page.text()
    else:
        assert (harmed, told) == (FROM_ANYWHERE | {"json"}, {"socket": True})


def test_the_ui_works_through_the_guard(page: Page, served: Served) -> None:
    """On its own origin: pages, a mutation, and a run that is followed live over the WebSocket."""
    served.restore()
    page.open(f"{served.guarded}/assets")
    page.wait("document.body.innerText.includes('beacon')")
    graph = "/locations/ore/asset-groups/default/lineage"
    page.open(served.guarded + graph)
    page.wait("document.body.innerText.includes('newline')")
    page.open(f"{served.guarded}/assets/ore?view=events")
    page.wait("document.body.innerText.includes('Materialized')")
    assert page.errors == []

    wiped = page.run(fetched(wiping("own")))
    assert wiped["data"]["wipeAssets"]["__typename"] == "AssetWipeSuccess"
    assert EVERY - served.alive() == {"own"}

    launched = page.run(fetched(LAUNCH))["data"]["launchRun"]
    page.open(f"{served.guarded}/runs/{launched['run']['runId']}")
    page.wait("document.body.innerText.includes('a vein was found')")
    page.wait("document.body.innerText.includes('RUN_SUCCESS')")
    assert page.errors == []
    assert any("a vein was found" in message for message in page.heard)


def test_not_even_our_own_pages_may_frame_one_another(page: Page, served: Served) -> None:
    page.open(f"{served.guarded}/server_info")
    page.run(
        """new Promise(done => {
            const frame = Object.assign(document.createElement('iframe'), {src: '/assets', onload: done});
            document.body.append(frame);
        })"""
    )
    assert page.frames() == {f"{served.guarded}/assets": False}


def fetched(query: str) -> str:
    """A request as the UI makes it."""
    body = json.dumps(json.dumps({"query": query}))
    options = f"{{method: 'POST', headers: {{'Content-Type': 'application/json'}}, body: {body}}}"
    return f"fetch('/graphql', {options}).then(answer => answer.json())"


def test_a_mutation_is_not_executed_over_the_websocket(page: Page, served: Served) -> None:
    """Not even from the UI's own origin: Dagster only subscribes there, and the guard relies on it."""
    served.restore()
    page.open(f"{served.guarded}/assets")
    start = json.dumps({"type": "start", "id": "1", "payload": {"query": wiping("own")}})
    said = page.run(
        f"""new Promise(done => {{
            const socket = new WebSocket(location.origin.replace('http', 'ws') + '/graphql', 'graphql-ws');
            socket.onopen = () => socket.send({json.dumps(start)});
            socket.onmessage = message => done(message.data);
            socket.onclose = () => done('closed');
        }})"""
    )
    assert "is not defined" in said
    assert served.alive() == EVERY


def test_our_own_page_is_styled_and_asks_dagsters_pages(page: Page, served: Served, lake: Project) -> None:
    with open_mirror(lake) as connection:
        query = "SELECT file, line FROM facts.exported ORDER BY file, line"
        file, line = connection.execute(query).fetchone() or ("", 0)
    page.open(f"{served.guarded}/danlu/row")
    page.run(f"document.querySelector('#ask').value = {json.dumps(f'{file}:{line}')}")
    page.run("document.querySelector('form').submit()")
    page.wait("document.querySelectorAll('.journey > li').length === 8")
    assert page.run("getComputedStyle(document.querySelector('.journey')).listStyleType") == "none"
    assert page.errors == []
    page.run("document.querySelector('.journey h2 a').click()")
    page.wait("location.pathname === '/assets/source_files'")
