"""What `danlu ui` keeps alive: the code server, the daemon, and the guarded web server before them.

The code server listens on a socket that only this user can open, and the web application runs in
this process behind the guard, so that no page in a browser finds an unguarded way in. A part that
dies is started again; a change of code or recipe is loaded as soon as it is whole.
"""

from __future__ import annotations

import hashlib
import logging
import os
import signal
import socket
import stat
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import dagster as dg
import uvicorn
import yaml
from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._core.workspace.context import WorkspaceProcessContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster._grpc.client import DagsterGrpcClient
from dagster_webserver.app import create_app_from_workspace_process_context
from starlette.types import ASGIApp

from danlu.errors import DanluError
from danlu.lake.layout import Project
from danlu.lake.publish import is_locked, project_lock
from danlu.recipe import load_recipe
from danlu.web.app import compose
from resources.adoption import adopt
from resources.children import Children, Part
from resources.dead_runs import end_dead_runs
from resources.jobs import SERVICE, service_mark
from resources.reloading import Reloading
from resources.reported import unreported

HOST = "127.0.0.1"
LOCATION = "danlu"
_START_SECONDS = 120.0
_RELOAD_SECONDS = 120
_MESSAGE_BYTES = 1 << 20
_TICK_SECONDS = "600"
"""A tick of a sensor may copy large sources; Dagster's own limit is a minute."""

log = logging.getLogger("danlu.service")


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
        folder = _own_folder(project)
        workspace = stack.enter_context(_parts(project, folder))
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


def _own_folder(project: Project) -> Path:
    """A folder of this user and project for the socket, the same at every start.

    Dagster files what sensors did under the code server's address. The project's own folder would do,
    but for the length that a socket's path may have.

    Raises:
        DanluError: Somebody else has put a folder there, or opened it to others.
    """
    name = hashlib.sha256(os.fsencode(project.root.resolve())).hexdigest()[:16]
    folder = Path(tempfile.gettempdir()) / f"danlu-{os.getuid()}-{name}"
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid() or status.st_mode & 0o077:
        raise DanluError(f"{folder} is not a folder of yours alone: remove it, or set TMPDIR")
    return folder


def reconcile(project: Project, instance: dg.DagsterInstance) -> None:
    """End what died, and report what the disk holds and Dagster does not know."""
    end_dead_runs(instance)
    if not is_locked(project, "build"):
        adopt(instance, project, unreported(project, load_recipe(project.recipe)))


def _say_goodbye(project: Project, instance: dg.DagsterInstance) -> None:
    """The parts are gone, and with them the runs that were at work."""
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


@contextmanager
def _parts(project: Project, folder: Path) -> Iterator[Path]:
    """The code server and the daemon; gives the workspace file that names the first."""
    place = folder / "code.sock"
    workspace = folder / "workspace.yaml"
    entry = {"grpc_server": {"socket": str(place), "location_name": LOCATION}}
    workspace.write_text(yaml.safe_dump({"load_from": [entry]}), encoding="utf-8")
    client = DagsterGrpcClient(socket=str(place))
    code = Part(
        "code server",
        [
            *("-m", "dagster", "code-server", "start", "--socket", str(place), "--location-name", LOCATION),
            *("--module-name", "definitions", "--working-directory", str(project.root)),
            *("--log-level", "warning"),
        ],
        before=lambda: place.unlink(missing_ok=True),
        is_well=lambda: _answers(client),
    )
    daemon = Part(
        "daemon",
        ["-m", "dagster._daemon", "run", "--workspace", str(workspace), "--log-level", "warning"],
    )
    # Dagster's beta and preview notices speak to those who write the deployment
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    logs = Path(os.environ["DAGSTER_HOME"]) / "logs"
    children = Children([code, daemon], project.root, environment, logs)
    reloading = Reloading(project, lambda: _reload(client))
    children.start()
    try:
        _wait_for(client)
        reloading.start()
        yield workspace
    finally:
        reloading.stop()
        children.stop()


def _answers(client: DagsterGrpcClient) -> bool:
    try:
        client.ping("")
    except DagsterUserCodeUnreachableError:
        return False
    return True


def _wait_for(client: DagsterGrpcClient) -> None:
    """Wait until the definitions are loaded."""
    ends = time.monotonic() + _START_SECONDS
    while not _answers(client):
        if time.monotonic() > ends:
            raise DanluError("the definitions could not be loaded: `dagster definitions validate` says why")
        time.sleep(0.2)


def _reload(client: DagsterGrpcClient) -> None:
    try:
        client.reload_code(timeout=_RELOAD_SECONDS)
    except DagsterUserCodeUnreachableError:
        log.warning("the code server did not answer: it will load the change when it is started again")
