"""Members of a tar archive (POSIX ustar, pax, GNU), read as a stream, each bounded."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from danlu.ledger import Reason
from danlu.readers.archives.members import Member, copy_bounded, member_name
from danlu.readers.base import Limits, SourceRefused, raise_if_of_machine

_BROKEN = (tarfile.TarError, OSError, EOFError, ValueError, ArithmeticError, LookupError)
_BLOCK = 1 << 20


def read_tar(path: Path, limits: Limits, scratch: Path) -> Iterator[Member]:
    """The members in the order of the file; folders are none. Links, pipes and devices are refused.

    Raises:
        SourceRefused: CORRUPT_FILE, before the first member or behind the last whole one, where
            something other than zeros stands too: tarfile takes a broken header for the end.
    """
    seen: set[str] = set()
    limits = replace(limits, max_unpacked_bytes=min(limits.max_unpacked_bytes, _most_bytes(path, limits)))
    try:
        with tarfile.open(path, "r:", encoding="utf-8", errors="surrogateescape") as archive:
            for info in archive:
                if not info.isdir():
                    yield _member(archive, info, seen, limits, scratch / "member")
                # else every member's header stays in memory
                archive.members.clear()  # type: ignore[attr-defined]  # documented, not in the stubs
            if _goes_on(path, archive.offset):
                raise EOFError
    except _BROKEN as error:
        raise_if_of_machine(error)
        raise SourceRefused(
            Reason.CORRUPT_FILE, {"error": type(error).__name__, "members": len(seen)}
        ) from None


def _most_bytes(path: Path, limits: Limits) -> int:
    """Most bytes of a member, which has more than the whole file where it is sparse."""
    return max(limits.expansion_floor, limits.max_expansion * path.stat().st_size)


def _goes_on(path: Path, end: int) -> bool:
    """Whether anything but zeros stands where the archive seems to end."""
    with path.open("rb") as file:
        file.seek(end)
        return any(block.strip(b"\x00") for block in iter(lambda: file.read(_BLOCK), b""))


def _member(
    archive: tarfile.TarFile, info: tarfile.TarInfo, seen: set[str], limits: Limits, target: Path
) -> Member:
    name, safe = member_name(info.name)
    again = name in seen
    seen.add(name)
    if not info.isreg():
        return Member(name, None, Reason.UNSAFE_MEMBER, {"problem": "no regular file"})
    if not safe:
        return Member(name, None, Reason.UNSAFE_MEMBER, {"problem": "name"})
    if again:
        return Member(name, None, Reason.DUPLICATE_MEMBER)
    if info.size > limits.max_unpacked_bytes:
        return Member(name, None, Reason.FILE_TOO_LARGE, {"bytes": info.size})
    source = archive.extractfile(info)
    if source is None:
        return Member(name, None, Reason.UNSAFE_MEMBER, {"problem": "no regular file"})
    copied = copy_bounded(source, target, limits.max_unpacked_bytes)
    if copied != info.size:
        raise EOFError
    return Member(name, target)
