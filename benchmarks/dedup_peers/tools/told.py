"""What every tool is given, and what it tells: kept ids, and the processor seconds of its parts."""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

Result = TypeVar("Result")

KEPT = "kept.txt"
"""The file of kept ids, one a line, in the folder of the run."""
DEDUP = "dedup"
"""The part of the work that is deduplication alone; without one, all parts are."""


@dataclass(frozen=True, slots=True)
class Given:
    """The rows, where to work, and in which setting."""

    rows: Path
    folder: Path
    setting: str


@dataclass(slots=True)
class Parts:
    """Processor seconds by part, of this process and of the children that it waited for."""

    seconds: dict[str, float] = field(default_factory=dict)

    def __call__(self, part: str, work: Callable[[], Result]) -> Result:
        """Do a piece of work that counts to a part."""
        started = _cpu()
        result = work()
        self.seconds[part] = self.seconds.get(part, 0.0) + _cpu() - started
        return result


def given() -> Given:
    """What the command line says; a process that takes too long is ended by the system."""
    rows, folder, setting, seconds = sys.argv[1:]
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), most))
    return Given(Path(rows), Path(folder), setting)


def tell(
    task: Given, kept: Iterable[str | int], parts: Parts, wall: float, packages: Iterable[str] = ()
) -> None:
    """Write the kept ids, and print what it took as the last line, with the versions of packages."""
    (task.folder / KEPT).write_text("".join(f"{identifier}\n" for identifier in kept), encoding="ascii")
    told: Mapping[str, object] = {
        "parts": parts.seconds,
        "wall": time.perf_counter() - wall,
        "versions": {name: version(name) for name in packages},
    }
    # some tools take the standard output for their log
    print(json.dumps(told), file=sys.__stdout__, flush=True)


def _cpu() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)
