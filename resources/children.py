"""Child processes that are kept alive: one that dies is started again."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

_LOOK_SECONDS = 1.0
_GRACE_SECONDS = 8.0
_SOON_SECONDS = 30.0
"""A child that dies sooner than this after its start is started again ever more slowly."""
_START_SECONDS = 120.0
"""How long a part may take until it is well for the first time."""
_UNWELL_SECONDS = 10.0
"""How long a part that was well may fail to answer."""

log = logging.getLogger("danlu.service")


def bound() -> list[str]:
    """What to put before a command, so that it ends with this process."""
    return [sys.executable, "-m", "resources.bound", str(os.getpid())]


@dataclass(frozen=True, slots=True)
class Part:
    """What has to be alive: a command of this Python, and a test that it does its work, if there is one."""

    name: str
    command: Sequence[str]
    before: Callable[[], None] | None = None
    is_well: Callable[[], bool] | None = None


class Children:
    """Starts the parts in order, looks after them in a thread of its own, and stops them all.

    What a part says goes to a file of its name in `logs`, begun anew by each `Children`. All are
    started by one thread: the kernel ends what is bound to a parent with the thread that started it.
    """

    def __init__(
        self, parts: Sequence[Part], folder: Path, environment: Mapping[str, str], logs: Path
    ) -> None:
        """Nothing is started yet."""
        logs.mkdir(parents=True, exist_ok=True)
        self._logs = {part.name: logs / f"{part.name.replace(' ', '-')}.log" for part in parts}
        for path in self._logs.values():
            path.unlink(missing_ok=True)
        self._parts = parts
        self._folder = folder
        self._environment = dict(environment)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._started: dict[str, float] = {}
        self._patience: dict[str, float] = {}
        self._delays: dict[str, float] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._look_after, name="children")

    def start(self) -> None:
        """Start everything; a part is started when the one before it is well."""
        self._thread.start()

    def stop(self) -> None:
        """Stop the parts, last first, with all that they started."""
        self._stopping.set()
        self._thread.join()

    def processes(self) -> dict[str, int]:
        """The process number of each part that was started."""
        return {name: child.pid for name, child in self._running.items()}

    def _look_after(self) -> None:
        while not self._stopping.is_set():
            try:
                # a part is not started before those that it needs are well
                all(self._is_well(part) for part in self._parts)
            except OSError as error:
                log.warning("a part could not be started (%s): it is tried again", error.strerror)
            self._stopping.wait(_LOOK_SECONDS)
        for part in reversed(self._parts):
            self._end(part.name)

    def _is_well(self, part: Part) -> bool:
        """Whether a part does its work; it is started where it is not there."""
        child = self._running.get(part.name)
        if child is None or child.poll() is not None:
            self._begin(part, died=child is not None)
            return part.is_well is None
        if part.is_well is None or part.is_well():
            self._patience[part.name] = time.monotonic() + _UNWELL_SECONDS
            return True
        if time.monotonic() > self._patience[part.name]:
            log.warning("%s does not answer: it is started again", part.name)
            self._end(part.name, below=1)
        return False

    def _begin(self, part: Part, *, died: bool) -> None:
        if died:
            self._wait_a_little(part.name)
        if self._stopping.is_set():
            return
        if part.before is not None:
            part.before()
        with self._logs[part.name].open("ab") as said:
            self._running[part.name] = subprocess.Popen(  # noqa: S603 - our own command
                [*bound(), sys.executable, *part.command],
                cwd=self._folder,
                env=self._environment,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        self._started[part.name] = time.monotonic()
        self._patience[part.name] = self._started[part.name] + _START_SECONDS

    def _wait_a_little(self, name: str) -> None:
        """Longer each time where a part dies soon after its start."""
        soon = time.monotonic() - self._started[name] < _SOON_SECONDS
        self._delays[name] = min(2 * self._delays.get(name, 0.5), 30.0) if soon else 0.5
        log.warning("%s ended: it is started again", name)
        self._stopping.wait(self._delays[name])

    def _end(self, name: str, below: int | None = None) -> None:
        """Ask a part to end, and after a while end it.

        Everything that it started ends with it, or only what is `below` it by so many steps: a code
        server that hangs is no reason to end the runs that its own server started.
        """
        child = self._running.pop(name, None)
        if child is None:
            return
        try:
            parent = psutil.Process(child.pid)
            family = [parent, *parent.children(recursive=below is None)]
        except psutil.Error:
            family = []
        child.terminate()
        _, alive = psutil.wait_procs(family, timeout=_GRACE_SECONDS)
        for process in alive:
            process.kill()
        child.wait()
