"""The parent's hold on one child process: started, told, listened to, and ended with all its kin."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import psutil

from danlu.door.bounds import Bounds
from danlu.door.child import Order, Setup
from danlu.door.watch import Watch
from danlu.door.wire import Inbox, Message, send_soon

_PROGRAM = "from danlu.door.child import main; main()"
_KEPT = ("PATH", "HOME", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
_PASSING = ("LC_", "LANG", "PYTHON")
_OWN = {
    "TZ": "UTC",
    # children share the processors: libraries that start threads of their own get one each
    "POLARS_MAX_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "DAGSTER_TELEMETRY_DISABLED": "1",
}


def environment() -> dict[str, str]:
    """What a child is told of the world: where Python and its libraries are, and no secret."""
    kept = {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith(_PASSING)}
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return {**kept, **_OWN, "PYTHONPATH": path}


class Process:
    """One child.

    Attributes:
        answers: The descriptor on which it answers.
        watch: Its figures, from outside.
        ready: It has said that it can be given a task.
        served: How many tasks it has done.
        job: Which task it is at, if it is at one.
    """

    def __init__(self, modules: Sequence[str]) -> None:
        orders, self._orders = os.pipe()
        self.answers, answers = os.pipe()
        lifeline, self._lifeline = os.pipe()
        handed = (orders, answers, lifeline)
        try:
            self._popen = subprocess.Popen(  # noqa: S603 - this Python, with danlu's own program
                [sys.executable, "-P", "-c", _PROGRAM, str(os.getpid()), *map(str, handed), *modules],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment(),
                pass_fds=handed,
                start_new_session=True,
            )
        finally:
            for descriptor in handed:
                os.close(descriptor)
        os.set_blocking(self._orders, False)
        self.inbox = Inbox(self.answers)
        self.watch = Watch(self._popen.pid)
        self.ready = False
        self.served = 0
        self.job: int | None = None

    @property
    def pid(self) -> int:
        """Its process id, which is also that of its group."""
        return self._popen.pid

    def set_up(self, setup: Setup) -> None:
        """Tell it what it will do. It is idle now, so this is the base of its memory."""
        self.watch.rest()
        send_soon(self._orders, pickle.dumps(setup))

    def give(self, job: int, order: Order, bounds: Bounds, folders: Sequence[Path]) -> None:
        """Give it a task, and start the clock."""
        self.job = job
        self.watch.begin(bounds, bounds.seconds_for(order.input_bytes), folders)
        send_soon(self._orders, pickle.dumps(order))

    def take(self) -> Message | None:
        """Its next message, if one has come in whole."""
        return self.inbox.take()

    def end(self) -> int:
        """End it, what it started, and wait; returns how it ended."""
        kin: list[psutil.Process] = []
        with contextlib.suppress(psutil.Error):
            kin = psutil.Process(self.pid).children(recursive=True)
        with contextlib.suppress(OSError):
            os.killpg(self.pid, signal.SIGKILL)
        for process in kin:
            with contextlib.suppress(psutil.Error):
                process.kill()
        code = self._popen.wait()
        for descriptor in (self._orders, self.answers, self._lifeline):
            with contextlib.suppress(OSError):
                os.close(descriptor)
        return code

    def code(self) -> int:
        """How it ended by itself; to be asked when its pipe has been closed."""
        try:
            return self._popen.wait(timeout=5)
        except subprocess.TimeoutExpired:
            return 0
