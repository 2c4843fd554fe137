"""The audit hook of a child: what no reader does is refused, and told although it is caught.

CPython raises an event before it opens a file, makes a socket or starts a program (PEP 578, and the
table of audit events in its documentation). Native code raises none: see `confinement`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import FrameType
from typing import Any

_FORBIDDEN = frozenset(
    {
        "ctypes.dlopen",
        "os.exec",
        "os.fork",
        "os.forkpty",
        "os.kill",
        "os.killpg",
        "os.posix_spawn",
        "os.spawn",
        "os.startfile",
        "os.system",
        "pty.spawn",
        "subprocess.Popen",
    }
)
_PATHS = {
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.link": ((0, 2), (1, 3)),
    "os.mkdir": ((0, 2),),
    "os.remove": ((0, 1),),
    "os.removexattr": ((0, None),),
    "os.rename": ((0, 2), (1, 3)),
    "os.rmdir": ((0, 1),),
    "os.setxattr": ((0, None),),
    "os.symlink": ((1, 2),),
    "os.truncate": ((0, None),),
    "os.utime": ((0, 3),),
}
"""Events that change files: the arguments that are a path and the folder that it is relative to."""
_CHANGING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_WHILE_IMPORTING = frozenset({"ctypes.dlopen", "socket.__new__", "socket.bind"})
"""Libraries load others while they are imported, and try which addresses the machine has."""


class Forbidden(BaseException):
    """A reader did what none does. It is no `Exception`, so that nobody takes it for bad data."""


class Refusals:
    """Refuses, and remembers that it did: code may swallow what is raised.

    Attributes:
        refused: The first event that was refused since the last task, if any.
    """

    def __init__(self) -> None:
        self.refused: str | None = None
        self._folders: tuple[str, ...] = ()

    def allow(self, *folders: Path) -> None:
        """From now on only what lies below these folders may be changed."""
        self._folders = tuple(f"{os.path.realpath(folder)}/" for folder in folders)
        self.refused = None

    def hook(self, event: str, args: tuple[Any, ...]) -> None:
        """Called by the interpreter for every audit event."""
        if event == "open":
            if isinstance(args[2], int) and args[2] & _CHANGING:
                self._check_path(event, args[0], None)
        elif event in _PATHS:
            for path, folder in _PATHS[event]:
                self._check_path(event, args[path], args[folder] if folder is not None else None)
        elif event in _FORBIDDEN or event.startswith("socket."):
            if event in _WHILE_IMPORTING and _is_importing(sys._getframe(1)):  # noqa: SLF001 - no other way
                return
            self._refuse(event)

    def _check_path(self, event: str, path: object, folder: object) -> None:
        if isinstance(path, int):
            return
        if not isinstance(path, str | bytes | os.PathLike):
            self._refuse(event)
            return
        place = os.fsdecode(path)
        if isinstance(folder, int) and folder >= 0:
            place = f"/proc/self/fd/{folder}/{place}" if not place.startswith("/") else place
        if event == "open":
            place = os.path.realpath(place)
        else:
            # what is moved or deleted is the link itself, not what it leads to
            place = f"{os.path.realpath(os.path.dirname(place))}/{os.path.basename(place)}"  # noqa: PTH119, PTH120 - cheaper
        if place != os.devnull and not f"{place}/".startswith(self._folders):
            self._refuse(event)

    def _refuse(self, event: str) -> None:
        self.refused = self.refused or event
        raise Forbidden(event)


def _is_importing(frame: FrameType | None) -> bool:
    """Whether a module is being executed for the first time further up."""
    while frame is not None:
        if frame.f_code.co_filename == "<frozen importlib._bootstrap>":
            return True
        frame = frame.f_back
    return False
