"""What the kernel holds a child to: limits on resources everywhere, and on Linux more.

Landlock (Linux 5.13, `Documentation/userspace-api/landlock.rst`) refuses writing, making and
deleting outside the folders given, and running programs. A seccomp filter refuses sockets, new
processes and new programs. Both bind native code too, and neither can be undone. A kernel without
them, or a container that forbids them, leaves the audit hook and the limits.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import struct
import sys
from collections.abc import Sequence
from pathlib import Path

from danlu.door.bounds import Bounds
from danlu.door.filters import seccomp_program

_SLACK = 512 * 1024**2
"""Address space beyond the bound on resident memory: stacks and arenas that are never touched."""
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_SET_MODE_FILTER = 1
_ON_ALL_THREADS = 1
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_PATH_BENEATH = 1
_EXECUTE, _WRITE_FILE, _TRUNCATE = 1 << 0, 1 << 1, 1 << 14
_CHANGES = (
    sum(1 << bit for bit in (1, 4, 5, 6, 7, 8, 9, 10, 11, 12)),  # write, remove, make
    1 << 13,  # move between folders
    _TRUNCATE,
)
"""Rights to change files, by the version of Landlock's interface that brought them."""
_DEVICES = sum(1 << bit for bit in (6, 9, 11))
_SECCOMP_CALLS = {"x86_64": 317, "aarch64": 277}


def leave_with_parent(parent: int) -> None:
    """Have the kernel end this process when `parent` ends, where it can."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def limit_resources(bounds: Bounds) -> None:
    """Set the limits that hold for the whole life of this process.

    They are a backstop: the parent watches resident memory, which these cannot bound.
    """
    memory = _private_bytes() + bounds.memory_bytes + _SLACK
    _lower(resource.RLIMIT_DATA, memory)
    _lower(resource.RLIMIT_NOFILE, bounds.open_files)
    _lower(resource.RLIMIT_FSIZE, bounds.output_bytes)
    _lower(resource.RLIMIT_CORE, 0)


def limit_processor(seconds: float) -> None:
    """Bound the processor time from here on: for a child whose parent no longer watches it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    budget = (seconds + 30) * (os.cpu_count() or 1)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(used.ru_utime + used.ru_stime + budget) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard < 0 else min(soft, hard), hard))


def _lower(which: int, value: int) -> None:
    hard = resource.getrlimit(which)[1]
    lowest = value if hard < 0 else min(value, hard)
    resource.setrlimit(which, (lowest, lowest))


def _private_bytes() -> int:
    """Writable private memory of this process, which RLIMIT_DATA counts."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmData:"):
                return int(line.split()[1]) * 1024
    return 256 * 1024**2


def confine(folders: Sequence[Path]) -> None:
    """Let this process change files below `folders` only, and open no socket and start no process."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        _confine_files(libc, folders)
        _confine_calls(libc)


def _confine_files(libc: ctypes.CDLL, folders: Sequence[Path]) -> None:
    version = libc.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return
    changes = sum(_CHANGES[:version])
    handled = ctypes.create_string_buffer(struct.pack("=Q", changes | _EXECUTE))
    ruleset = libc.syscall(_CREATE_RULESET, handled, 8, 0)
    if ruleset < 0:
        return
    for folder in folders:
        _allow(libc, ruleset, folder, changes & ~_DEVICES)
    _allow(libc, ruleset, Path(os.devnull), _WRITE_FILE | (changes & _TRUNCATE))
    libc.syscall(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _allow(libc: ctypes.CDLL, ruleset: int, place: Path, rights: int) -> None:
    descriptor = os.open(place, os.O_PATH | os.O_CLOEXEC)
    # landlock_path_beneath_attr is packed: a right mask and a descriptor
    rule = ctypes.create_string_buffer(struct.pack("=Qi", rights, descriptor))
    libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0)
    os.close(descriptor)


def _confine_calls(libc: ctypes.CDLL) -> None:
    machine = os.uname().machine
    program = seccomp_program(machine)
    if program is None:
        return
    code = ctypes.create_string_buffer(program)
    header = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(code)))
    libc.syscall(_SECCOMP_CALLS[machine], _SET_MODE_FILTER, _ON_ALL_THREADS, header)
