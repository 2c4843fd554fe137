"""Which document a zip archive or an OLE2 file is, by what it holds and never by its name.

Zip archives: the packages of ECMA-376 (DOCX, PPTX, XLSX), of OpenDocument and of EPUB, by their
declared types. OLE2 files ([MS-CFB]): the binary formats of Office up to 2003, and the container
into which Office puts an encrypted document ([MS-OFFCRYPTO]).
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from danlu.ledger import Reason
from danlu.readers.archives.zip_file import BROKEN
from danlu.readers.base import SourceRefused

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR_SHIFT = 30
_FIRST_DIRECTORY = 48
_MOST_ENTRIES = 4096
_MOST_MEMBERS = 100_000
_FREE = 0xFFFFFFFA

_MAIN_PARTS = (
    (
        re.compile(
            rb"wordprocessingml\.(?:document|template)\.main|ms-word\.\w+\.macroEnabledTemplate\.main|"
            rb"ms-word\.document\.macroEnabled\.main"
        ),
        "docx",
    ),
    (
        re.compile(
            rb"presentationml\.(?:presentation|template|slideshow)\.main|"
            rb"ms-powerpoint\.\w+\.macroEnabled\.main"
        ),
        "pptx",
    ),
    (
        re.compile(
            rb"spreadsheetml\.(?:sheet|template)\.main|ms-excel\.(?:sheet|template)\.macroEnabled\.main"
        ),
        "xlsx",
    ),
    (re.compile(rb"ms-excel\.sheet\.binary\.macroEnabled\.main"), "xlsb"),
)
_MIMETYPES = {
    b"application/epub+zip": "epub",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
    b"application/vnd.oasis.opendocument.spreadsheet-template": "ods",
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.presentation": "odp",
}
_STREAMS = {
    "Workbook": "xls",
    "Book": "xls",
    "WordDocument": "doc",
    "PowerPoint Document": "ppt",
    "EncryptedPackage": "encrypted",
    "__properties_version1.0": "msg",
}
LEGACY = frozenset({"doc", "ppt", "msg", "odt", "odp"})
"""Documents that are recognised only to be refused with a reason: save them in today's format."""


def document_kind(path: Path) -> str | None:
    """Which of "docx", "pptx", "xlsx", "xlsb", "ods", "xls", "epub" or `LEGACY`; None of no document.

    A damaged archive is None too: it is for the reader of archives to refuse.

    Raises:
        SourceRefused: ENCRYPTED: the document is locked with a password.
        OSError: The file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(8)
    if head == OLE2:
        return _ole2_kind(path)
    return _zip_kind(path) if head.startswith(b"PK") else None


def refuse_legacy(kind: str) -> None:
    """Refuse a document in a format that danlu does not read.

    Raises:
        SourceRefused: UNKNOWN_FORMAT, naming the kind.
    """
    if kind in LEGACY:
        raise SourceRefused(Reason.UNKNOWN_FORMAT, {"document": kind})


def _zip_kind(path: Path) -> str | None:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist()[:_MOST_MEMBERS])
            if "[Content_Types].xml" in names:
                return _package_kind(_start(archive, "[Content_Types].xml"))
            declared = _start(archive, "mimetype").strip() if "mimetype" in names else b""
            if declared not in _MIMETYPES and "META-INF/container.xml" in names:
                return "epub" if b"rootfile" in _start(archive, "META-INF/container.xml") else None
            kind = _MIMETYPES.get(declared)
            if kind in {"ods", "odt", "odp"} and b"encryption-data" in _start(
                archive, "META-INF/manifest.xml"
            ):
                raise SourceRefused(Reason.ENCRYPTED, {"document": kind})
            return kind
    except BROKEN:
        return None


def _start(archive: zipfile.ZipFile, name: str) -> bytes:
    """The first megabyte of a member."""
    with archive.open(name) as member:
        return member.read(1 << 20)


def _package_kind(types: bytes) -> str | None:
    return next((kind for pattern, kind in _MAIN_PARTS if pattern.search(types)), None)


def _ole2_kind(path: Path) -> str | None:
    names = _ole2_names(path)
    kind = next((kind for name, kind in _STREAMS.items() if name in names), None)
    if kind == "encrypted":
        raise SourceRefused(Reason.ENCRYPTED, {"document": "OOXML"})
    return kind


def _ole2_names(path: Path) -> set[str]:
    """The names in the first sectors of the directory, which is where the main streams stand.

    The chain of sectors is followed in the file allocation table as far as the header names it.
    """
    names: set[str] = set()
    with path.open("rb") as file:
        header = file.read(512)
        if len(header) < 512:
            return names
        sector_bytes = 1 << min(
            max(int.from_bytes(header[_SECTOR_SHIFT : _SECTOR_SHIFT + 2], "little"), 7), 16
        )
        sector = int.from_bytes(header[_FIRST_DIRECTORY : _FIRST_DIRECTORY + 4], "little")
        tables = [int.from_bytes(header[at : at + 4], "little") for at in range(76, 512, 4)]
        for _ in range(_MOST_ENTRIES * 128 // sector_bytes):
            if sector >= _FREE:
                break
            file.seek((sector + 1) * sector_bytes)
            names |= _entry_names(file.read(sector_bytes))
            entries = sector_bytes // 4
            table = tables[sector // entries] if sector // entries < len(tables) else _FREE
            if table >= _FREE:
                break
            file.seek((table + 1) * sector_bytes + sector % entries * 4)
            sector = int.from_bytes(file.read(4).ljust(4, b"\xff"), "little")
    return names


def _entry_names(sector: bytes) -> set[str]:
    names: set[str] = set()
    for at in range(0, len(sector) - 127, 128):
        size = int.from_bytes(sector[at + 64 : at + 66], "little")
        if 2 < size <= 64:
            names.add(sector[at : at + size - 2].decode("utf-16-le", "replace"))
    return names
