"""Recording a file under its hash: copied while it is hashed, and left for later if it changes meanwhile."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from danlu.lake.catalogue import FILES, SourceFile
from danlu.lake.stat_cache import StatCache
from danlu.ledger import Reason

_FICLONE = 0x40049409
_BLOCK = 1 << 20


class NotTakenError(Exception):
    """A file is not taken as a source; it goes to the ledger with this reason."""

    def __init__(self, reason: Reason, **evidence: object) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.evidence = evidence


def hash_file(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def take_file(
    path: Path,
    name: str,
    earlier: SourceFile | None,
    staged: Path,
    seen: StatCache,
    most_bytes: int,
) -> SourceFile:
    """Record one file, or find that it is as it was when `earlier` was recorded.

    Raises:
        NotTakenError: It is no readable file, too large, or changed while it was copied.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError as error:
        raise NotTakenError(Reason.SOURCE_CHANGED) from error
    except OSError as error:
        raise unreadable(error) from error
    with os.fdopen(descriptor, "rb") as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise NotTakenError(Reason.NOT_A_FILE)
        if before.st_size > most_bytes:
            raise NotTakenError(Reason.FILE_TOO_LARGE, bytes=before.st_size, most=most_bytes)
        known = earlier.sha256 if earlier is not None else None
        if earlier is not None and seen.hash_of(name, before) == known and _recorded(staged, earlier.sha256):
            return replace(earlier, state="present")
        return _copy_checked(file.fileno(), path, name, before, staged, seen)


def _recorded(staged: Path, sha256: str) -> bool:
    return (staged / FILES / sha256).exists()


def _copy_checked(
    descriptor: int, path: Path, name: str, before: os.stat_result, staged: Path, seen: StatCache
) -> SourceFile:
    sha256, size = _copy(descriptor, staged)
    after = os.fstat(descriptor)
    unchanged = (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    if not unchanged or size != after.st_size or not _is_still(path, after):
        raise NotTakenError(Reason.SOURCE_CHANGED)
    seen.remember(name, after, sha256)
    return SourceFile(name, sha256, size)


def _is_still(path: Path, status: os.stat_result) -> bool:
    try:
        return path.stat().st_ino == status.st_ino
    except OSError:
        return False


def _copy(descriptor: int, staged: Path) -> tuple[str, int]:
    """Copy by reflink where the file system can, and hash what was written."""
    folder = staged / FILES
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / "incoming"
    hasher = hashlib.sha256()
    size = 0
    with partial.open("w+b") as target:
        try:
            fcntl.ioctl(target.fileno(), _FICLONE, descriptor)
        except OSError:
            for block in _blocks(descriptor):
                target.write(block)
            target.flush()
        target.seek(0)
        while block := target.read(_BLOCK):
            hasher.update(block)
            size += len(block)
    partial.replace(folder / hasher.hexdigest())
    return hasher.hexdigest(), size


def _blocks(descriptor: int) -> Iterator[bytes]:
    offset = 0
    try:
        while block := os.pread(descriptor, _BLOCK, offset):
            offset += len(block)
            yield block
    except OSError as error:
        raise unreadable(error) from error


def unreadable(error: OSError) -> NotTakenError:
    """The refusal that a read error gives."""
    return NotTakenError(Reason.UNREADABLE_FILE, error=errno.errorcode.get(error.errno or 0))
