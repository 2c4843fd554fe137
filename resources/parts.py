"""The parts that `danlu ui` keeps alive: the code server on a socket of this user alone, and the daemon."""

from __future__ import annotations

import hashlib
import logging
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml
from dagster._core.errors import DagsterUserCodeUnreachableError
from dagster._grpc.client import DagsterGrpcClient

from danlu.errors import DanluError
from danlu.lake.layout import Project
from resources.children import Children, Part
from resources.reloading import Reloading

LOCATION = "danlu"
_START_SECONDS = 120.0
_RELOAD_SECONDS = 120

log = logging.getLogger("danlu.service")


@contextmanager
def parts(project: Project) -> Iterator[Path]:
    """Keep the code server and the daemon alive; gives the workspace file that names the first.

    Raises:
        DanluError: The definitions cannot be loaded, or the socket's folder is not this user's.
    """
    folder = _own_folder(project)
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
