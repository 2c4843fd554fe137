from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from dagster_webserver.webserver import DagsterWebserver
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Message

from danlu.lake.layout import Project
from danlu.web import compose
from tests.web.calling import JSON, call


async def dagsters(request: Request) -> Response:
    return PlainTextResponse(f"dagster {request.url.path}")


def dagster() -> Starlette:
    return Starlette(routes=[Route("/{path:path}", dagsters, methods=["GET", "POST"])])


@pytest.mark.parametrize("path", ["/", "/assets/danlu/row", "/danlux", "/danlu-row", "/Danlu/row"])
def test_what_is_not_below_danlu_is_dagsters(path: str, tmp_path: Path) -> None:
    assert call(compose(dagster(), Project(tmp_path)), "GET", path).text == f"dagster {path}"


def test_our_pages_stand_behind_the_same_guard(tmp_path: Path) -> None:
    served = compose(dagster(), Project(tmp_path))
    answer = call(served, "GET", "/danlu/row")
    assert "一行的来历" in answer.text
    assert answer.headers["x-frame-options"] == "DENY"
    assert len(answer.headers.getlist("content-security-policy")) == 2
    assert call(served, "GET", "/danlu/row", host=("host", "evil.example")).status == 421
    assert call(served, "POST", "/danlu/row", JSON).status == 405
    frame = (("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe"))
    assert call(served, "GET", "/danlu/row", *frame).status == 403


def test_the_lifespan_of_dagsters_application_is_passed_through(tmp_path: Path) -> None:
    lived = []

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        lived.append("begins")
        yield
        lived.append("ends")

    served = compose(Starlette(lifespan=lifespan), Project(tmp_path))
    messages = iter(["lifespan.startup", "lifespan.shutdown"])
    said = []

    async def receive() -> Message:
        return {"type": next(messages)}

    async def send(message: Message) -> None:
        said.append(message["type"])

    asyncio.run(served({"type": "lifespan", "asgi": {"version": "3.0"}}, receive, send))
    assert lived == ["begins", "ends"]
    assert said == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_every_route_of_dagster_is_one_that_the_guard_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    """A release of Dagster that adds a route which takes changes, or reads files, must be looked at."""
    known = {
        ("/server_info", "GET"),
        ("/dagit_info", "GET"),
        ("/graphql", "GET"),
        ("/graphql", "POST"),
        ("/graphql", "WEBSOCKET"),
        ("/logs/{path:path}", "GET"),
        ("/notebook", "GET"),
        ("/dagit/notebook", "GET"),
        ("/download_debug/{run_id:str}", "GET"),
        ("/report_asset_materialization/{asset_key:path}", "POST"),
        ("/report_asset_check/{asset_key:path}", "POST"),
        ("/report_asset_observation/{asset_key:path}", "POST"),
        ("/{path:path}", "GET"),
        ("/", "GET"),
    }
    monkeypatch.setattr(DagsterWebserver, "build_static_routes", lambda _self: [])
    routes = DagsterWebserver(None).build_routes()  # type: ignore[type-var]
    assert {each for route in routes for each in asked_by(route)} == known


def asked_by(route: BaseRoute) -> set[tuple[str, str]]:
    if isinstance(route, WebSocketRoute):
        return {(route.path, "WEBSOCKET")}
    assert isinstance(route, Route)
    return {(route.path, method) for method in route.methods or set()} - {(route.path, "HEAD")}
