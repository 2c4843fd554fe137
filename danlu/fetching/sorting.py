"""Sorts more lines than fit into memory: sorted runs on disk, merged.

The order is that of the bytes, so it depends on nothing but the lines.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

RUN_BYTES = 128 * 1024**2
"""Memory that a run takes before it is written, overhead included."""
_OVERHEAD = 64
_MOST_RUNS = 64
"""Most runs that are merged at once, each of which is an open file."""


class SortedLines:
    """Takes lines in any order and gives them back in the order of their bytes, equal ones too.

    Attributes:
        bytes: Bytes taken so far, without line ends.
        lines: Lines taken so far.
    """

    def __init__(self, folder: Path, run_bytes: int = RUN_BYTES) -> None:
        self.bytes = 0
        self.lines = 0
        self._folder = folder
        self._run_bytes = run_bytes
        self._held: list[bytes] = []
        self._held_bytes = 0
        self._runs: list[Path] = []
        self._made = 0

    def add(self, lines: Iterable[bytes]) -> None:
        """Take lines, which must not hold a line feed."""
        for line in lines:
            self._held.append(line)
            self.lines += 1
            self.bytes += len(line)
            self._held_bytes += len(line) + _OVERHEAD
            if self._held_bytes >= self._run_bytes:
                self._spill()

    def __iter__(self) -> Iterator[bytes]:
        """All lines in order. Nothing can be added afterwards."""
        if not self._runs:
            self._held.sort()
            yield from self._held
            return
        self._spill()
        while len(self._runs) > _MOST_RUNS:
            first, self._runs = self._runs[:_MOST_RUNS], self._runs[_MOST_RUNS:]
            self._write(_merged(first))
            for run in first:
                run.unlink()
        yield from _merged(self._runs)

    def close(self) -> None:
        """Remove what was written."""
        self._held = []
        for run in self._runs:
            run.unlink(missing_ok=True)

    def _spill(self) -> None:
        self._held.sort()
        self._write(iter(self._held))
        self._held = []
        self._held_bytes = 0

    def _write(self, lines: Iterator[bytes]) -> None:
        self._made += 1
        path = self._folder / f".run-{self._made:05}"
        self._runs.append(path)
        with path.open("wb") as file:
            while piece := list(islice(lines, 1000)):
                file.write(b"\n".join(piece) + b"\n")


def _merged(runs: list[Path]) -> Iterator[bytes]:
    with ExitStack() as stack:
        files = [stack.enter_context(run.open("rb")) for run in runs]
        for line in heapq.merge(*files):
            yield line[:-1]
