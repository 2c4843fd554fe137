"""The real daemon and a declared source on the network: what is fetched, and what runs for it."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from danlu.lake.catalogue import content_path, read_catalogue
from danlu.lake.layout import Project, source_key
from tests.deployment.conftest import Deployment
from tests.deployment.service import Service, serving
from tests.deployment.test_daemon import BY_SOURCE, CLEAN, CORPUS, after, by_source, refreshes, surviving_rows
from tests.scratch import contents, conversations

LAUNCH = """
mutation { launchRun(executionParams: {
    selector: {repositoryLocationName: "danlu", repositoryName: "__repository__", jobName: "fetch"},
    runConfigData: {}
}) { __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }
"""
TICK = """
mutation { scheduleDryRun(
    selectorData: {
        repositoryLocationName: "danlu", repositoryName: "__repository__", scheduleName: "nightly_fetch"
    },
    timestamp: 1767234600
) { __typename
    ... on DryRunInstigationTick { evaluationResult { error { message } skipReason runRequests { runKey } } }
} }
"""
MAKING = (BY_SOURCE, CORPUS)


class Site:
    """One file on loopback, with an entity tag, and a count of the times that its bytes were sent."""

    def __init__(self) -> None:
        self.content = b""
        self.status = 200
        self.sent = 0
        self.asked = 0
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked += 1
                tag = f'"{hashlib.md5(site.content).hexdigest()}"'
                known = self.headers.get("If-None-Match") == tag
                status = site.status if site.status != 200 else 304 if known else 200
                body = site.content if status == 200 else b""
                site.sent += bool(body)
                self.send_response(status)
                self.send_header("ETag", tag)
                self.send_header("Content-Type", "application/x-ndjson")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing is said."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/far.jsonl"


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    site.content = conversations(12, 700).encode()
    thread = threading.Thread(target=site.server.serve_forever, daemon=True)
    thread.start()
    yield site
    site.server.shutdown()
    thread.join()
    site.server.server_close()


def declare(project: Project, site: Site) -> None:
    (project.root / "sources.yaml").write_text(
        f"""
sources:
  - name: far
    location: {site.address}
    licence: CC0-1.0
    fetch: {{allow_private: [127.0.0.1], retries: 0, seconds_between: 0}}
""",
        encoding="utf-8",
    )


def launch(service: Service) -> None:
    """Run the job, as its page does, and wait for its end."""
    before = len(service.runs())
    assert service.ask(LAUNCH)["launchRun"]["__typename"] == "LaunchRunSuccess"
    service.wait(lambda: len(service.runs()) > before)


def recorded(project: Project) -> bytes | None:
    source = read_catalogue(project).get(source_key("far"))
    return content_path(project, source).read_bytes() if source is not None else None


def versions(project: Project) -> dict[str, bytes]:
    """The manifests of what is made of sources, by name."""
    return {name: text for name, text in contents(project).items() if name.endswith("manifest.json")}


@pytest.mark.slow
def test_the_scheduled_fetch_reruns_what_changed_and_nothing_else(deployment: Deployment, site: Site) -> None:
    project = deployment.project
    with serving(deployment) as service:
        assert after(service, lambda: declare(project, site), 25) == []
        assert (recorded(project), site.asked) == (None, 0), "only a fetch asks the network"

        runs = after(service, lambda: launch(service), 40)
        assert recorded(project) == site.content
        assert (by_source(runs), refreshes(runs), len(runs)) == (1, 1, 3)
        assert surviving_rows(project, "far") == 12

        before, sent = versions(project), site.sent
        runs = after(service, lambda: launch(service), 25)
        assert [run.assets for run in runs if run.assets in MAKING] == []
        assert (versions(project), site.sent) == (before, sent)

        site.content = conversations(13, 700).encode()
        runs = after(service, lambda: launch(service), 40)
        assert (by_source(runs), refreshes(runs), len(runs)) == (1, 1, 3)
        assert surviving_rows(project, "far") == 13
        now = versions(project)
        raw = {
            name.split("/")[1] for name in now if name.startswith("raw/") and now[name] != before.get(name)
        }
        assert raw == {source_key("far")}

        before, site.status = versions(project), 503
        runs = after(service, lambda: launch(service), 25)
        assert [run.assets for run in runs if run.assets in MAKING] == []
        assert {name: text for name, text in versions(project).items() if "source_files" not in name} == {
            name: text for name, text in before.items() if "source_files" not in name
        }
        assert recorded(project) == site.content

        tick = service.ask(TICK)["scheduleDryRun"]["evaluationResult"]
        assert (tick["error"], tick["skipReason"], len(tick["runRequests"])) == (None, None, 1)
    assert deployment.dvc("status") == CLEAN
    assert "no law is broken" in deployment.danlu("audit")
    assert "nothing to compute" in deployment.danlu("build")


@pytest.mark.slow
def test_from_an_address_to_rows_on_the_command_line(deployment: Deployment, site: Site) -> None:
    project = deployment.project
    declare(project, site)
    assert "not taken: far (not_fetched)" in deployment.danlu("build")
    said = deployment.danlu("fetch")
    assert "far: 1 files, 1 new" in said
    said = deployment.danlu("build")
    assert "sources: 6 known" in said
    assert surviving_rows(project, "far") == 12
    listed = json.loads(deployment.danlu("sources", "--json"))
    assert [(one["name"], one["state"], one["rows"], one["licence"]) for one in listed] == [
        ("far", "present", 12, "CC0-1.0"),
        (None, "present", 104, None),
    ]
    assert deployment.dvc("status") == CLEAN
    assert "far: 1 files, nothing new" in deployment.danlu("fetch")
    assert "nothing to compute" in deployment.danlu("build")
    assert site.sent == 1

    (project.root / "sources.yaml").write_text("sources: []\n", encoding="utf-8")
    assert "1 removed" in deployment.danlu("build")
    assert surviving_rows(project, "far") == 0
    assert deployment.dvc("status") == CLEAN
    assert "no law is broken" in deployment.danlu("audit")


@pytest.mark.slow
def test_a_build_and_a_fetch_at_once_wait_for_each_other(
    deployment: Deployment, site: Site, tmp_path: Path
) -> None:
    declare(deployment.project, site)
    said: list[str] = []
    fetching = threading.Thread(target=lambda: said.append(deployment.danlu("fetch")))
    fetching.start()
    time.sleep(0.5)
    deployment.danlu("build")
    fetching.join()
    assert "far: 1 files, 1 new" in said[0]
    deployment.danlu("build")
    assert surviving_rows(deployment.project, "far") == 12
    assert deployment.dvc("status") == CLEAN
