"""Members of a zip archive (APPNOTE 6.3), taken out one by one, each bounded and checked.

Names decide nothing but the part that a record names; what leads outside, stands twice, overlaps
another member or is locked is refused by itself. Names that old programs wrote without saying in
which encoding are read as UTF-8 or GB 18030.
"""

from __future__ import annotations

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from danlu.ledger import Reason
from danlu.readers.archives.members import Member, copy_bounded, member_name
from danlu.readers.base import Limits, SourceRefused, raise_if_of_machine

BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    NotImplementedError,
    RuntimeError,
)
"""What Python's reader of zip archives raises on damaged ones, and on methods that it does not know."""
_ENCRYPTED = 0x1
_UTF8 = 0x800
_LOCAL_HEADER = 30
"""Bytes of a local header without name and extra field."""


def read_zip(path: Path, limits: Limits, scratch: Path) -> Iterator[Member]:
    """The members in the order of the directory; folders are none.

    Raises:
        SourceRefused: CORRUPT_FILE, where the directory cannot be read.
    """
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN as error:
        raise SourceRefused(Reason.CORRUPT_FILE, {"error": type(error).__name__}) from None
    with archive:
        overlapping = _overlapping(archive)
        seen: set[str] = set()
        for info in archive.infolist():
            if info.is_dir():
                continue
            name, safe = member_name(_written_name(info))
            refusal = _refusal(info, overlapping, safe=safe, again=name in seen)
            seen.add(name)
            if refusal is not None:
                yield Member(name, None, *refusal)
            else:
                yield _taken_out(archive, info, name, limits, scratch / "member")


def _written_name(info: zipfile.ZipInfo) -> str:
    """The name; where its encoding is not said, zipfile took it for code page 437."""
    name = info.orig_filename
    if info.flag_bits & _UTF8 or name.isascii():
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _refusal(
    info: zipfile.ZipInfo, overlapping: frozenset[int], *, safe: bool, again: bool
) -> tuple[Reason, Mapping[str, object]] | None:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG}:
        return Reason.UNSAFE_MEMBER, {"problem": "no regular file"}
    if not safe:
        return Reason.UNSAFE_MEMBER, {"problem": "name"}
    if again:
        return Reason.DUPLICATE_MEMBER, {}
    if info.flag_bits & _ENCRYPTED:
        return Reason.ENCRYPTED, {}
    if info.header_offset in overlapping:
        return Reason.CORRUPT_FILE, {"problem": "overlap"}
    return None


def _overlapping(archive: zipfile.ZipFile) -> frozenset[int]:
    """Where members start that share bytes with another, as in the bombs of Fifield (WOOT 2019)."""
    found: set[int] = set()
    end = -1
    last = -1
    for info in sorted(archive.infolist(), key=lambda info: (info.header_offset, info.compress_size)):
        if info.header_offset < end:
            found |= {last, info.header_offset}
        if info.header_offset + _LOCAL_HEADER + info.compress_size > end:
            end = info.header_offset + _LOCAL_HEADER + info.compress_size
            last = info.header_offset
    return frozenset(found)


def _taken_out(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, limits: Limits, target: Path
) -> Member:
    most = max(limits.expansion_floor, limits.max_expansion * info.compress_size)
    try:
        with archive.open(info) as source:
            size = copy_bounded(source, target, min(most, limits.max_unpacked_bytes))
    except BROKEN as error:
        raise_if_of_machine(error)
        return Member(name, None, Reason.CORRUPT_FILE, {"error": type(error).__name__})
    if size is None:
        return Member(
            name, None, Reason.FILE_TOO_LARGE, {"compressed_bytes": info.compress_size, "most": most}
        )
    return Member(name, target)
