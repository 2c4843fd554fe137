"""What `danlu ui` keeps alive: the code server, the daemon, and the guarded web server before them.

The code server listens on a socket that only this user can open, and the web application runs in
this process behind the guard, so that no page in a browser finds an unguarded way in. A part that
dies is started again; a change of code or recipe is loaded as soon as it is whole.
"""

from __future__ import annotations

import os
import signal
import socket
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

import dagster as dg
import uvicorn
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster_webserver.app import create_app_from_workspace_process_context
from starlette.types import ASGIApp

from danlu.errors import DanluError
from danlu.lake.layout import Project
from danlu.lake.publish import is_locked, project_lock
from danlu.recipe import load_recipe
from danlu.web.app import compose
from resources.adoption import adopt
from resources.dead_runs import end_dead_runs
from resources.jobs import SERVICE, service_mark
from resources.parts import parts
from resources.reported import unreported

HOST = "127.0.0.1"
_MESSAGE_BYTES = 1 << 20
_TICK_SECONDS = "600"
"""A tick of a sensor may copy large sources; Dagster's own limit is a minute."""


def serve(project: Project, port: int, told: Callable[[str], None]) -> None:
    """Serve the UI and run the automation until interrupted.

    Args:
        project: Which project.
        port: Where to listen, on this machine alone.
        told: Hears the address once all is ready.

    Raises:
        DanluError: Another one runs for this project, the port is taken, or nothing can be loaded.
    """
    refusal = "`danlu ui` already runs for this project: open its address, or end it first"
    os.environ["DAGSTER_SENSOR_GRPC_TIMEOUT_SECONDS"] = _TICK_SECONDS
    with ExitStack() as stack:
        stack.enter_context(project_lock(project, SERVICE, refusal=refusal))
        listener = stack.enter_context(_listen(port))
        warnings.simplefilter("ignore")
        instance = stack.enter_context(dg.DagsterInstance.get())
        service_mark(project).touch()
        stack.callback(_say_goodbye, project, instance)
        reconcile(project, instance)
        workspace = stack.enter_context(parts(project))
        context = stack.enter_context(
            WorkspaceProcessContext(instance, WorkspaceFileTarget([str(workspace)]), version=dg.__version__)
        )
        dagster = create_app_from_workspace_process_context(context, live_data_poll_rate=2000)
        server = uvicorn.Server(_web(compose(dagster, project)))
        told(f"http://{HOST}:{port}/")
        # being interrupted is how it ends
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def reconcile(project: Project, instance: dg.DagsterInstance) -> None:
    """End what died, and report what the disk holds and Dagster does not know."""
    end_dead_runs(instance)
    if not is_locked(project, "build"):
        adopt(instance, project, unreported(project, load_recipe(project.recipe)))


def _say_goodbye(project: Project, instance: dg.DagsterInstance) -> None:
    """The parts are gone: runs whose process went with them are told so."""
    end_dead_runs(instance)
    service_mark(project).unlink(missing_ok=True)


def _web(app: ASGIApp) -> uvicorn.Config:
    """No header of a client may change what the guard takes for the origin."""
    return uvicorn.Config(
        app, log_level="warning", proxy_headers=False, server_header=False, ws_max_size=_MESSAGE_BYTES
    )


@contextmanager
def _listen(port: int) -> Iterator[socket.socket]:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    with listener:
        try:
            listener.bind((HOST, port))
        except OSError as error:
            raise DanluError(f"port {port} is taken ({error.strerror}): try `danlu ui --port`") from error
        listener.listen(128)
        yield listener
