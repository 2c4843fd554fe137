"""What a child uses, seen from outside, where it cannot lie about it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

from danlu.door.bounds import Bounds, Cost

_LOOK_AT_OUTPUT = 0.5
"""Seconds between two sums over a child's files."""

Evidence = dict[str, str | int | float]


class Watch:
    """Figures of one child. Evidence names the bound and never what was measured: that differs by run."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._process = psutil.Process(pid)
        self._base = 0
        self._most = 0
        self._begun = 0.0
        self._waited = 0.0
        self._seconds = 0.0
        self._bounds: Bounds | None = None
        self._folders: Sequence[Path] = ()
        self._looked = 0.0

    def rest(self) -> None:
        """The child is idle and has not worked yet: what it holds now is not counted."""
        self._base = self._resident()

    def begin(self, bounds: Bounds, seconds: float, folders: Sequence[Path]) -> None:
        """A task begins."""
        self._bounds = bounds
        self._seconds = seconds
        self._folders = folders
        self._most = 0
        self._begun = self._looked = time.monotonic()
        self._waited = self._waiting()

    def passed(self) -> Evidence | None:
        """The bound that the task has passed, if it has passed one."""
        if self._bounds is None:
            return None
        bounds = self._bounds
        self._most = max(self._most, self.memory())
        if self._most > bounds.memory_bytes:
            return {"limit": "memory", "bytes": bounds.memory_bytes}
        now = time.monotonic()
        if now - self._begun > self._seconds and self._worked(now) > self._seconds:
            return {"limit": "time", "seconds": round(self._seconds, 3)}
        if now - self._looked > _LOOK_AT_OUTPUT:
            self._looked = now
            if sum(_sizes(self._folders)) > bounds.output_bytes:
                return {"limit": "output", "bytes": bounds.output_bytes}
        return None

    def memory(self) -> int:
        """Resident bytes beyond the base."""
        return max(self._resident() - self._base, 0)

    def cost(self) -> Cost:
        """What the task has used up to now."""
        return Cost(self._worked(time.monotonic()), max(self._most, self.memory()))

    def _worked(self, now: float) -> float:
        """Seconds since the beginning in which the child was not waiting for a processor.

        A file is not to be blamed for a busy machine.
        """
        return now - self._begun - (self._waiting() - self._waited)

    def _resident(self) -> int:
        try:
            return int(self._process.memory_info().rss)
        except psutil.Error:
            return 0

    def _waiting(self) -> float:
        """Seconds that the child has waited for a processor, where the kernel counts them (schedstats)."""
        try:
            return int(Path(f"/proc/{self._pid}/schedstat").read_bytes().split()[1]) / 1e9
        except (OSError, IndexError, ValueError):
            return 0.0


def _sizes(folders: Sequence[Path]) -> Iterator[int]:
    waiting = [str(folder) for folder in folders]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as listing:
                for item in listing:
                    if item.is_dir(follow_symlinks=False):
                        waiting.append(item.path)
                    else:
                        yield item.stat(follow_symlinks=False).st_size
        except OSError:
            continue
