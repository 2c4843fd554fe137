"""An application with the routes of Dagster's webserver, none of which asks who calls."""

from __future__ import annotations

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket


def named(name: str) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        return PlainTextResponse(f"{name} {request.method}")

    return endpoint


async def takes_all(request: Request) -> Response:
    return PlainTextResponse(f"graphql {request.method} {len(await request.body())}")


async def subscribe(websocket: WebSocket) -> None:
    await websocket.accept()


def open_application() -> Starlette:
    return Starlette(
        routes=[
            Route("/graphql", takes_all, methods=["GET", "POST"]),
            WebSocketRoute("/graphql", subscribe),
            WebSocketRoute("/other", subscribe),
            Route("/notebook", named("notebook")),
            Route("/dagit/notebook", named("notebook")),
            Route("/report_asset_materialization/{key:path}", named("report"), methods=["POST"]),
            Route("/{path:path}", named("page")),
        ]
    )
