"""Everything that somebody does in `readers`, and what the door has to say of it."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from danlu.door import Bounds
from tests.door.readers import MEBI

BOUNDS = Bounds(
    seconds=2.0,
    bytes_per_second=1 << 20,
    memory_bytes=192 * MEBI,
    output_bytes=64 * MEBI,
    open_files=64,
)
CANARY = "a row's own words 蓝鹊"


@dataclass(frozen=True)
class Deed:
    """What somebody does, and what the door says of it; `may` where the kernel has to help."""

    name: str
    says: Mapping[str, str]
    argument: str = CANARY
    may: Callable[[], bool] = field(default=lambda: True)


def has_landlock() -> bool:
    return sys.platform == "linux" and ctypes.CDLL(None).syscall(444, None, 0, 1) > 0


def has_seccomp() -> bool:
    return Path("/proc/sys/kernel/seccomp").is_dir() and os.uname().machine in {"x86_64", "aarch64"}


def forbidden(event: str) -> dict[str, str]:
    return {"limit": "forbidden", "event": event}


DEEDS = [
    Deed("allocate", {"limit": "memory", "bytes": str(192 * MEBI)}),
    Deed("allocate_at_once", {"limit": "memory", "bytes": str(192 * MEBI)}),
    Deed("spin", {"limit": "time", "seconds": "2.001"}),
    Deed("sleep", {"limit": "time", "seconds": "2.001"}),
    Deed("detach_natively", {"limit": "time", "seconds": "2.001"}),
    Deed("leave", {"limit": "crash", "exit_code": "3"}),
    Deed("segfault", {"limit": "crash", "signal": "SIGSEGV"}),
    Deed("abort", {"limit": "crash", "signal": "SIGABRT"}),
    Deed("kill_natively", {"limit": "crash", "signal": "SIGKILL"}),
    Deed("fail", {"limit": "crash", "error": "KeyError"}),
    Deed("exit_softly", {"limit": "crash", "error": "SystemExit"}),
    Deed("answer_nonsense", {"limit": "crash"}),
    Deed("write_outside", forbidden("open"), "OUT"),
    Deed("write_outside_and_hide_it", forbidden("open"), "OUT"),
    Deed("write_to_neighbour", forbidden("open"), "000"),
    Deed("write_through_link", forbidden("open"), "OUT"),
    Deed("delete_outside", forbidden("os.remove"), "KEPT"),
    Deed("move_outside", forbidden("os.rename"), "OUT"),
    Deed("link_outside", forbidden("os.link"), "OUT"),
    Deed("connect", forbidden("socket.getaddrinfo"), "9"),
    Deed("run_program", forbidden("subprocess.Popen"), "OUT"),
    Deed("fork", forbidden("os.fork")),
    Deed("kill_parent", forbidden("os.kill")),
    Deed("load_library", forbidden("ctypes.dlopen")),
    Deed("write_much", {"limit": "output", "bytes": str(64 * MEBI)}),
    Deed("write_one_long_file", {"limit": "output", "bytes": str(64 * MEBI)}),
    Deed("open_many", {"limit": "open_files", "files": "64"}),
    Deed("write_outside_natively", {"descriptor": "-1"}, "OUT", has_landlock),
    Deed("connect_natively", {"descriptor": "-1"}, CANARY, has_seccomp),
    Deed("fork_natively", {"child": "-1"}, CANARY, has_seccomp),
    Deed("print_much", {}),
    Deed("reserve", {"bytes": str(64 * MEBI)}),
    Deed("import_something", {"name": "sqlite3"}),
]
