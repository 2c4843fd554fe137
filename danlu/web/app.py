"""The one application that `danlu ui` serves: Dagster, our own pages, and the guard before both."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.types import ASGIApp, Receive, Scope, Send

from danlu.lake.layout import Project
from danlu.web.guard import Guard
from danlu.web.pages import PREFIX, pages


def compose(dagster: ASGIApp, project: Project, hosts: Iterable[str] = ()) -> ASGIApp:
    """Put our pages beside Dagster's and the guard before them.

    Args:
        dagster: Dagster's own application, from `create_app_from_workspace_process_context`; it gets
            the lifespan.
        project: The project whose rows `/danlu/row` follows.
        hosts: Names besides those of loopback by which the server may be called.
    """
    own = pages(project)

    async def route(scope: Scope, receive: Receive, send: Send) -> None:
        mine = scope["type"] == "http" and f"{scope['path']}/".startswith(f"{PREFIX}/")
        await (own if mine else dagster)(scope, receive, send)

    return Guard(route, hosts)
