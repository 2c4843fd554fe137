"""What the figures were measured on: enough to compare them, nothing that names a machine."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("duckdb", "polars", "pyarrow", "dagster", "dvc")


def machine_facts(scratch: Path) -> dict[str, str | int | float]:
    """Processors, memory, load, system, file system of the scratch folder, Python and libraries."""
    return {
        "processors": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count() or 1,
        "processor": _processor(),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "load_at_start": load(),
        "system": platform.system(),
        "file_system": _file_system(scratch),
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }


def load() -> float:
    """Processes that ran or waited to run, averaged over the last minute: more than one is noise."""
    return round(os.getloadavg()[0], 2)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())


def _file_system(folder: Path) -> str:
    """The kind of the file system that holds the folder: the longest mount point that leads to it."""
    try:
        mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    except OSError:
        return "unknown"
    held = [(point, kind) for point, kind in mounts if folder.resolve().is_relative_to(point)]
    return max(held, key=lambda mount: len(mount[0]))[1] if held else "unknown"
