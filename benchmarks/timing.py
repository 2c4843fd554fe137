"""One process measured as a whole, from outside: wall, processor time, peak memory.

Processor time is the system's own account of the process and of every child that it waited for.
The peak of a tree of processes is sampled: private pages of all of them, and the pages that they
may share (libraries, mapped files) of the largest once; where one process was larger than that, its
own high-water mark counts, which the system keeps.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_EVERY = 0.02
"""Seconds between two samples."""
_PAGE = os.sysconf("SC_PAGE_SIZE")
_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


class RunFailedError(Exception):
    """A measured process failed: its figures would mean nothing."""


@dataclass(frozen=True, slots=True)
class Run:
    """A finished process: seconds, bytes, and what it wrote to its standard output."""

    wall: float
    cpu: float
    peak: int
    said: str


def run(command: Sequence[str], *, cwd: Path, env: Mapping[str, str], log: Path) -> Run:
    """Run a command to its end and measure it; what it says of errors goes to the end of `log`.

    Raises:
        RunFailedError: It ended with another code than 0.
    """
    with (
        log.with_suffix(".out").open("w+", encoding="utf-8") as out,
        log.open("a", encoding="utf-8") as errors,
    ):
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=dict(env),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=errors,
            start_new_session=True,
        )
        watch = _Watch(process.pid)
        watch.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
            wall = time.perf_counter() - started
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            watch.stop()
            _end(process.pid)
        out.seek(0)
        said = out.read()
    if process.returncode != 0:
        tail = log.read_text(encoding="utf-8", errors="replace")[-2000:]
        raise RunFailedError(f"a measured command ended with {process.returncode}:\n{tail}")
    return Run(wall, used.ru_utime + used.ru_stime, max(watch.peak, _high_water(used)), said)


def _high_water(used: resource.struct_rusage) -> int:
    """The mark of the largest process, or 0 where it may be that of this one.

    Linux gives a new process the mark of the one that started it, until it grows beyond.
    """
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used.ru_maxrss * _MAXRSS_UNIT if used.ru_maxrss > own else 0


def _end(group: int) -> None:
    """Leave nothing behind of what was measured: its session is its own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


class _Watch(threading.Thread):
    """Samples the memory of a process and of all its descendants."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid = pid
        self._done = threading.Event()
        self.peak = 0

    def run(self) -> None:
        while not self._done.wait(_EVERY):
            self.peak = max(self.peak, tree_memory(self._pid), _own_mark(self._pid))

    def stop(self) -> None:
        self._done.set()
        self.join()


def tree_memory(pid: int) -> int:
    """Bytes that a process and its descendants hold now; 0 where the system does not tell."""
    private = largest_shared = 0
    waiting = [pid]
    while waiting:
        each = waiting.pop()
        try:
            _, resident, shared, *_ = map(
                int, Path(f"/proc/{each}/statm").read_text(encoding="ascii").split()
            )
        except (OSError, ValueError):
            continue
        private += resident - shared
        largest_shared = max(largest_shared, shared)
        waiting += _children(each)
    return (private + largest_shared) * _PAGE


def _own_mark(pid: int) -> int:
    """Bytes that the process itself held at most until now; 0 where the system does not tell."""
    with suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def _children(pid: int) -> list[int]:
    """Processes that any thread of a process started."""
    found: list[int] = []
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, thread.read_text(encoding="ascii").split())
    return found
