"""A seccomp filter in classic BPF: the system calls that a reader never needs.

See seccomp(2) and `struct sock_filter` in <linux/filter.h>. A refused call fails with EPERM, and
`clone3`, whose flags a filter cannot see, with ENOSYS, upon which C libraries use `clone`.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

_LOAD_WORD, _JUMP_EQUAL, _JUMP_AT_LEAST, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
_EPERM, _ENOSYS = 1, 38
_CLONE_THREAD = 0x10000
_OTHER_ABI = 0x40000000
"""Calls of the x32 interface of x86-64, which would pass by the numbers of the usual one."""


@dataclass(frozen=True, slots=True)
class _Machine:
    """Numbers of system calls.

    `refused` are socket, execve, execveat, fork, vfork, ptrace, mount, process_vm_readv,
    process_vm_writev, bpf, perf_event_open and io_uring_setup, as far as the machine has them.
    """

    architecture: int
    clone: int
    refused: tuple[int, ...]
    clone3: int = 435


_MACHINES = {
    "x86_64": _Machine(0xC000003E, 56, (41, 59, 322, 57, 58, 101, 165, 310, 311, 321, 298, 425)),
    "aarch64": _Machine(0xC00000B7, 220, (198, 221, 281, 117, 40, 270, 271, 280, 241, 425)),
}


def seccomp_program(machine: str) -> bytes | None:
    """The filter for a machine as `uname` names it; None for one that is not known here."""
    known = _MACHINES.get(machine)
    if known is None:
        return None
    code = [
        _step(_LOAD_WORD, _ARCHITECTURE),
        _step(_JUMP_EQUAL, known.architecture, when=1),
        _step(_RETURN, _KILL),
        _step(_LOAD_WORD, _NUMBER),
        _step(_JUMP_AT_LEAST, _OTHER_ABI, otherwise=1),
        _step(_RETURN, _REFUSE | _EPERM),
        _step(_JUMP_EQUAL, known.clone3, otherwise=1),
        _step(_RETURN, _REFUSE | _ENOSYS),
    ]
    for number in known.refused:
        code += [_step(_JUMP_EQUAL, number, otherwise=1), _step(_RETURN, _REFUSE | _EPERM)]
    code += [
        _step(_JUMP_EQUAL, known.clone, when=1),
        _step(_RETURN, _ALLOW),
        _step(_LOAD_WORD, _FIRST_ARGUMENT),
        _step(_JUMP_ANY_BIT, _CLONE_THREAD, when=1),
        _step(_RETURN, _REFUSE | _EPERM),
        _step(_RETURN, _ALLOW),
    ]
    return b"".join(code)


def _step(operation: int, value: int, *, when: int = 0, otherwise: int = 0) -> bytes:
    """One instruction; a jump skips `when` or `otherwise` instructions."""
    return struct.pack("=HBBI", operation, when, otherwise, value)
