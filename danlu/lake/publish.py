"""Publication: a reader sees the old version of a folder or the new one, never a mixture (law 5).

A folder is built beside its place, synced, proved, and then exchanged with the published one in
one system call. A kill at any instant leaves either version whole; what it leaves behind in
staging is swept by the next run, which tells a dead owner by a lock that nobody holds.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import shutil
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from danlu.errors import DanluError
from danlu.lake.files import sync
from danlu.lake.layout import Project
from danlu.lake.manifest import NAME, Manifest

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_OLD = ".previous"
_TRIES = 20


@contextmanager
def project_lock(project: Project, name: str, *, refusal: str | None = None) -> Iterator[None]:
    """Hold one of the project's locks; wait while another process holds it.

    The kernel frees it when its holder dies, so that there is no stale lock.

    Raises:
        DanluError: Somebody holds it, and `refusal` says that this is not waited for.
    """
    project.work.mkdir(parents=True, exist_ok=True)
    with (project.work / f"{name}.lock").open("w") as file:
        if refusal is None:
            fcntl.flock(file, fcntl.LOCK_EX)
        elif not _lock_soon(file):
            raise DanluError(refusal)
        yield


def _lock_soon(file: IO[str]) -> bool:
    """Try for a moment: somebody who only asks whether the lock is held has it for an instant."""
    for _ in range(_TRIES):
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.05)
        else:
            return True
    return False


def is_locked(project: Project, name: str) -> bool:
    """Whether another process, or another part of this one, holds one of the project's locks now."""
    path = project.work / f"{name}.lock"
    if not path.exists():
        return False
    with path.open("w") as file:
        try:
            # shared, so that two who ask at once do not take each other for its holder
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


@contextmanager
def staging(project: Project) -> Iterator[Path]:
    """An empty folder for files in the making, removed at the end."""
    folder = project.work / "staging" / uuid.uuid4().hex
    with ExitStack() as stack:
        with project_lock(project, "staging"):
            sweep(project)
            folder.parent.mkdir(parents=True, exist_ok=True)
            # the lock comes first: a folder without one would never be swept
            owner = stack.enter_context(folder.with_suffix(".lock").open("w"))
            fcntl.flock(owner, fcntl.LOCK_EX)
            folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            folder.with_suffix(".lock").unlink(missing_ok=True)


def sweep(project: Project) -> None:
    """Remove the staging folders whose owner is dead; the caller holds the staging lock."""
    for lock in (project.work / "staging").glob("*.lock"):
        with lock.open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
            lock.unlink(missing_ok=True)


def publish(staged: Path, manifest: Manifest, target: Path) -> None:
    """Put the staged folder in the place of `target`, with its manifest.

    Every file is synced first; `staged` holds the old version afterwards, or nothing.
    """
    (staged / NAME).write_text(manifest.to_json(), encoding="utf-8")
    for path in sorted(staged.rglob("*")):
        sync(path)
    sync(staged)
    target.parent.mkdir(parents=True, exist_ok=True)
    recover(target)
    if target.exists():
        _exchange(staged, target)
    else:
        staged.rename(target)
    sync(target.parent)


def recover(target: Path) -> None:
    """Bring back the old version if a kill fell between the two renames of a plain swap."""
    previous = target.with_name(target.name + _OLD)
    if previous.exists():
        if target.exists():
            shutil.rmtree(previous)
        else:
            previous.rename(target)


def _exchange(first: Path, second: Path) -> None:
    """Swap two folders in one step where the system can, else in two that `recover` can mend."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        arguments = (_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _RENAME_EXCHANGE)
        if libc.renameat2(*arguments) == 0:
            return
        code = ctypes.get_errno()
        if code not in (errno.EINVAL, errno.ENOSYS):
            raise OSError(code, os.strerror(code), str(second))
    exchange_in_two_steps(first, second)


def exchange_in_two_steps(first: Path, second: Path) -> None:
    """Swap two folders with plain renames, for file systems without an atomic exchange."""
    previous = second.with_name(second.name + _OLD)
    second.rename(previous)
    first.rename(second)
    shutil.rmtree(previous)
