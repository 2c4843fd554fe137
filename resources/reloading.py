"""Loading the definitions anew when code or recipe changed on disk.

A stage's code version is its fingerprint, which is read when the definitions are loaded: only then
does the automation learn that a rule is another one.
"""

from __future__ import annotations

import hashlib
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from danlu.lake.layout import Project
from danlu.recipe import RecipeError, load_recipe

_LOOK_SECONDS = 2.0
_TRY_SECONDS = 120
_CODE = ("danlu", "assets", "resources", "sensors")

log = logging.getLogger("danlu.service")


class Reloading:
    """Looks at the files every other second; a change that stands still for one look is loaded."""

    def __init__(self, project: Project, reload: Callable[[], None]) -> None:
        """What is on disk now is taken as loaded."""
        self._project = project
        self._reload = reload
        self._loaded = state_of(project)
        self._seen = self._loaded
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="reloading", daemon=True)

    def start(self) -> None:
        """Start to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()

    def _watch(self) -> None:
        while not self._stopping.wait(_LOOK_SECONDS):
            try:
                self.look()
            except OSError as error:
                # a checkout is replacing what is read
                log.warning("the code could not be looked at (%s)", error.strerror)

    def look(self) -> None:
        """Look once."""
        now = state_of(self._project)
        settled, self._seen = now == self._seen, now
        if not settled or now == self._loaded:
            return
        self._loaded = now
        try:
            load_recipe(self._project.recipe)
        except RecipeError as error:
            log.warning("params.yaml is not loaded: %s", error)
            return
        if not _can_be_loaded(self._project):
            log.warning("the code changed and cannot be loaded: what was loaded before goes on")
            return
        log.warning("the recipe or the code changed: the definitions are loaded anew")
        self._reload()


def _can_be_loaded(project: Project) -> bool:
    """Whether the definitions on disk can be imported, tried where it harms nobody."""
    command = [sys.executable, "-W", "ignore", "-c", "import definitions"]
    try:
        done = subprocess.run(  # noqa: S603 - our own command
            command, cwd=project.root, capture_output=True, timeout=_TRY_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def state_of(project: Project) -> str:
    """A hash over the names, sizes and times of the recipe and of all code."""
    hasher = hashlib.sha256()
    for path in _files(project.root):
        try:
            status = path.stat()
        except FileNotFoundError:
            continue
        hasher.update(f"{path.relative_to(project.root)}:{status.st_size}:{status.st_mtime_ns}\n".encode())
    return hasher.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    yield from (root / name for name in ("params.yaml", "definitions.py"))
    for folder in _CODE:
        found = (root / folder).rglob("*")
        yield from sorted(path for path in found if path.suffix not in ("", ".pyc"))
