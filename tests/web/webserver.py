"""Dagster's webserver twice over one instance, for tests: behind the guard, and open to everyone.

Run as `python -m tests.web.webserver FOLDER PROJECT`, where FOLDER holds `ore.py`, its definitions. It
writes the two ports, the guarded one first, and serves until it is killed.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path

import dagster as dg
import uvicorn
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import PythonFileTarget
from dagster_webserver.app import create_app_from_workspace_process_context
from starlette.types import ASGIApp

from danlu.lake.layout import Project
from danlu.web import compose


async def serve(*applications: ASGIApp) -> None:
    sockets = []
    for _ in applications:
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        sockets.append(listening)
    print(*(each.getsockname()[1] for each in sockets), flush=True)  # noqa: T201 - read by the test
    await asyncio.gather(
        *(
            uvicorn.Server(uvicorn.Config(app, log_level="warning", proxy_headers=False)).serve([listening])
            for app, listening in zip(applications, sockets, strict=True)
        )
    )


def main(folder: Path, project: Path) -> None:
    target = PythonFileTarget(str(folder / "ore.py"), None, str(folder), "ore")
    with (
        dg.DagsterInstance.from_config(str(folder)) as instance,
        WorkspaceProcessContext(instance, target) as context,
    ):
        dagster = create_app_from_workspace_process_context(context, live_data_poll_rate=2000)
        asyncio.run(serve(compose(dagster, Project(project)), dagster))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
