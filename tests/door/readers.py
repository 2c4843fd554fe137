"""Functions that read well, and functions that do what a taken-over reader would."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import mmap
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MEBI = 1024**2


@dataclass(frozen=True, slots=True)
class Job:
    """What to do, and where the only place is that may be written to."""

    deed: str
    folder: Path
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A receipt."""

    figures: dict[str, int]
    details: dict[str, str]


def read(jobs: Iterable[Job]) -> Iterator[Told]:
    global CALLS  # noqa: PLW0603 - how often this process was asked
    for job in jobs:
        CALLS += 1
        (job.folder / "rows").write_text(job.argument, encoding="utf-8")
        details = DEEDS[job.deed](job) or {}
        calls: Any = "many" if job.deed == "miscount" else CALLS
        yield Told({"pid": os.getpid(), "calls": calls}, {"deed": job.deed, **details})


def well(job: Job) -> None:
    """Nothing that a reader may not do."""


def miscount(job: Job) -> None:
    """A fault of the program, which makes receipts that are none."""


def allocate(job: Job) -> None:
    kept = []
    while True:
        kept.append(b"x" * (16 * MEBI))


def allocate_at_once(job: Job) -> None:
    """More than the parent can notice in time."""
    bytearray(1 << 40)


def reserve(job: Job) -> dict[str, str]:
    """Address space that is never touched costs nothing."""
    with mmap.mmap(-1, 64 * MEBI) as area:
        return {"bytes": str(len(area))}


def spin(job: Job) -> None:
    while True:
        pass


def sleep(job: Job) -> None:
    time.sleep(1e6)


def leave(job: Job) -> None:
    os._exit(3)


def segfault(job: Job) -> None:
    ctypes.string_at(0)


def abort(job: Job) -> None:
    os.abort()


def fail(job: Job) -> None:
    raise KeyError(f"a row's own text: {job.argument}")


def exit_softly(job: Job) -> None:
    sys.exit(0)


def write_outside(job: Job) -> None:
    Path(job.argument).write_text("taken over", encoding="utf-8")


def write_outside_and_hide_it(job: Job) -> None:
    try:
        Path(job.argument).write_text("taken over", encoding="utf-8")
    except:  # noqa: E722
        return


def write_to_neighbour(job: Job) -> None:
    (job.folder.parent / job.argument / "rows").write_text("taken over", encoding="utf-8")


def write_through_link(job: Job) -> None:
    (job.folder / "link").symlink_to(job.argument)
    (job.folder / "link").write_text("taken over", encoding="utf-8")


def delete_outside(job: Job) -> None:
    Path(job.argument).unlink()


def move_outside(job: Job) -> None:
    (job.folder / "rows").rename(job.argument)


def link_outside(job: Job) -> None:
    os.link(job.folder / "rows", job.argument)


def write_outside_natively(job: Job) -> dict[str, str]:
    """As native code would, past the interpreter's events."""
    done = ctypes.pythonapi.open(job.argument.encode(), os.O_WRONLY | os.O_CREAT, 0o600)
    return {"descriptor": str(done)}


def load_library(job: Job) -> None:
    ctypes.CDLL(None)


def connect(job: Job) -> None:
    with socket.create_connection(("127.0.0.1", int(job.argument)), timeout=1) as connection:
        connection.sendall(b"taken over")


def connect_natively(job: Job) -> dict[str, str]:
    return {"descriptor": str(ctypes.pythonapi.socket(socket.AF_INET, socket.SOCK_STREAM, 0))}


def run_program(job: Job) -> None:
    subprocess.run(["touch", job.argument], check=True)


def fork(job: Job) -> None:
    if os.fork() == 0:
        time.sleep(1e6)


def fork_natively(job: Job) -> dict[str, str]:
    child = ctypes.pythonapi.fork()
    if child == 0:
        time.sleep(1e6)
    return {"child": str(child)}


def kill_parent(job: Job) -> None:
    os.kill(os.getppid(), 9)


def write_much(job: Job) -> None:
    number = 0
    while True:
        (job.folder / f"part-{number}").write_bytes(b"x" * MEBI)
        number += 1
        time.sleep(0.005)


def write_one_long_file(job: Job) -> None:
    with (job.folder / "part").open("wb") as file:
        while True:
            file.write(b"x" * MEBI)


def open_many(job: Job) -> None:
    with contextlib.ExitStack() as stack:
        while True:
            stack.enter_context(Path(__file__).open("rb"))


def print_much(job: Job) -> None:
    sys.stdout.write(job.argument * 100_000)
    sys.stderr.write(job.argument * 100_000)
    sys.stdout.flush()


def use_temporary_files(job: Job) -> dict[str, str]:
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(b"left behind")
    folder = Path(tempfile.mkdtemp())
    (folder / "more").write_bytes(b"left behind")
    return {"folder": str(folder.parent), "before": str(len(list(folder.parent.iterdir())))}


def tell_environment(job: Job) -> dict[str, str]:
    return dict(os.environ)


def import_something(job: Job) -> dict[str, str]:
    import sqlite3

    return {"name": sqlite3.__name__}


def grow_and_keep(job: Job) -> None:
    KEPT.append(b"x" * (40 * MEBI))


def crash_unless_fresh(job: Job) -> None:
    """What an earlier file has upset."""
    if CALLS > 1:
        os.abort()


def kill_natively(job: Job) -> None:
    """As the kernel does that is short of memory."""
    ctypes.pythonapi.kill(os.getpid(), 9)


def detach_natively(job: Job) -> None:
    """Leave the group that the parent would end, and work on."""
    ctypes.pythonapi.setsid()
    while True:
        pass


def fail_as_full_disk(job: Job) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(job.folder / job.argument))


def answer_nonsense(job: Job) -> None:
    """To everything that is open, the answers to the parent among it."""
    for descriptor in range(3, 32):
        with contextlib.suppress(OSError):
            os.write(descriptor, b"\x00\x00\x00\x00\x00\x00\x00\x04{{{{")


CALLS = 0
KEPT: list[bytes] = []
DEEDS: dict[str, Callable[[Job], dict[str, str] | None]] = {
    deed.__name__: deed
    for deed in (
        well, miscount, allocate, allocate_at_once, reserve, spin, sleep, leave, segfault, abort, fail,
        exit_softly,
        write_outside, write_outside_and_hide_it, write_to_neighbour, write_through_link, delete_outside,
        move_outside, link_outside, write_outside_natively, connect, connect_natively, run_program, fork,
        fork_natively, kill_parent, write_much, write_one_long_file, open_many, print_much,
        use_temporary_files, tell_environment, import_something, grow_and_keep, load_library,
        kill_natively, fail_as_full_disk, answer_nonsense, crash_unless_fresh, detach_natively,
    )
}  # fmt: skip
