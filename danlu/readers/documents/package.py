"""Documents that are zip archives: their members, read one at a time and within bounds."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from danlu.ledger import Reason
from danlu.readers.archives.zip_file import BROKEN
from danlu.readers.base import Limits, SourceRefused
from danlu.readers.documents.xml_tree import parse_xml

MOST_MEMBERS = 20_000
_LOCKED = 1


class Package:
    """A zip archive whose members are parts of one document."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive = archive
        self._limits = limits
        self.names = frozenset(archive.namelist())
        if len(archive.namelist()) > MOST_MEMBERS:
            raise SourceRefused(Reason.TOO_MANY_MEMBERS, {"members": len(archive.namelist())})
        if len(self.names) < len(archive.namelist()):
            raise SourceRefused(Reason.DUPLICATE_MEMBER, {"members": len(archive.namelist())})

    def __contains__(self, name: str) -> bool:
        return name in self.names

    def check(self, suffix: str, most_bytes: int) -> None:
        """Hold all members of a kind to a bound before a library reads them.

        Raises:
            SourceRefused: FILE_TOO_LARGE, ENCRYPTED or CORRUPT_FILE, which a document type is too.
        """
        members = [info for info in self._archive.infolist() if info.filename.lower().endswith(suffix)]
        total = sum(info.file_size for info in members)
        if total > most_bytes:
            raise SourceRefused(Reason.FILE_TOO_LARGE, {"bytes": total, "max_bytes": most_bytes})
        for info in members:
            self._check_one(info)

    def size(self, name: str) -> int:
        """Bytes of a member when unpacked, as the archive's directory says; 0 where there is none."""
        return self._archive.getinfo(name).file_size if name in self.names else 0

    def read(self, name: str, most_bytes: int) -> bytes:
        """A member's bytes.

        Raises:
            SourceRefused: CORRUPT_FILE, ENCRYPTED, or FILE_TOO_LARGE.
        """
        return b"".join(self.chunks(name, most_bytes))

    def chunks(self, name: str, most_bytes: int) -> Iterator[bytes]:
        """As `read`, piece by piece."""
        try:
            info = self._archive.getinfo(name)
            if info.file_size > most_bytes:
                raise SourceRefused(Reason.FILE_TOO_LARGE, {"bytes": info.file_size, "max_bytes": most_bytes})
            self._check_one(info)
            with self._archive.open(info) as member:
                while chunk := member.read(1 << 20):
                    yield chunk
        except BROKEN as error:
            raise SourceRefused(Reason.CORRUPT_FILE, {"error": type(error).__name__}) from None

    def xml(self, name: str, most_bytes: int) -> Any:
        """A member as XML, or None where there is no such member."""
        return parse_xml(self.read(name, most_bytes)) if name in self.names else None

    def _check_one(self, info: zipfile.ZipInfo) -> None:
        if info.flag_bits & _LOCKED:
            raise SourceRefused(Reason.ENCRYPTED, {"container": "zip"})
        limits = self._limits
        most = max(limits.expansion_floor, limits.max_expansion * info.compress_size)
        if info.file_size > most:
            evidence = {"bytes": info.file_size, "packed_bytes": info.compress_size}
            raise SourceRefused(Reason.FILE_TOO_LARGE, evidence)


@contextmanager
def open_package(path: Path, limits: Limits) -> Iterator[Package]:
    """Open a document that is a zip archive.

    Raises:
        SourceRefused: CORRUPT_FILE, TOO_MANY_MEMBERS or DUPLICATE_MEMBER.
    """
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN as error:
        raise SourceRefused(Reason.CORRUPT_FILE, {"error": type(error).__name__}) from None
    with archive:
        yield Package(archive, limits)


def joined_name(folder: str, target: str) -> str:
    """The member that a relative reference from a folder of the archive means."""
    pieces = [] if target.startswith("/") else [piece for piece in folder.split("/") if piece]
    for piece in target.split("/"):
        if piece == "..":
            pieces = pieces[:-1]
        elif piece not in {"", "."}:
            pieces.append(piece)
    return "/".join(pieces)
