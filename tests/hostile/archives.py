"""Archives that lead outside, explode, lie about themselves or hold what is no file."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import tarfile
import warnings
import zipfile
import zlib
from collections.abc import Callable

from tests.hostile.case import Case, case, lines

GOOD = lines(2).encode()
OTHER = lines(2, 50).encode()


def zipped(*members: tuple[str, bytes], change: Callable[[zipfile.ZipInfo], None] | None = None) -> bytes:
    """A zip of a good member and these, which `change` may alter."""
    sink = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # it warns of a name that stands twice
        archive.writestr(_zip_info("good.jsonl"), GOOD)
        for name, data in members:
            info = _zip_info(name)
            if change is not None:
                change(info)
            archive.writestr(info, data)
    return sink.getvalue()


def _zip_info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo("placeholder", (2020, 1, 1, 0, 0, 0))
    info.filename = name
    info.external_attr = (stat.S_IFREG | 0o644) << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _as(kind: int) -> Callable[[zipfile.ZipInfo], None]:
    def change(info: zipfile.ZipInfo) -> None:
        info.external_attr = (kind | 0o777) << 16

    return change


def tarred(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for info, data in [(tarfile.TarInfo("good.jsonl"), GOOD), *members]:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return sink.getvalue()


def entry(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type = kind
    info.linkname = link
    return info


def overlapping(count: int = 50) -> bytes:
    """Members that quote one another and end in one kernel, after Fifield (WOOT 2019)."""
    body = zlib.compressobj(9, wbits=-15)
    kernel = body.compress(b"a" * 1_000_000) + body.flush()
    crc = zlib.crc32(b"a" * 1_000_000)
    names = [f"{number:04d}".encode() for number in range(count)]
    sizes = len(kernel), 1_000_000
    headers = [
        struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 33, crc, *sizes, 4, 0) + name for name in names
    ]
    data = b"".join(headers) + kernel
    offsets = [sum(map(len, headers[:number])) for number in range(count)]
    directory = b"".join(
        struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 33, crc, *sizes, 4, 0, 0, 0, 0, 0, offset)
        + name
        for name, offset in zip(names, offsets, strict=True)
    )
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(directory), len(data), 0)
    return data + directory + end


def nested(levels: int) -> bytes:
    data = GOOD
    for level in range(levels):
        sink = io.BytesIO()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_zip_info(f"inner-{level}.zip" if level else "good.jsonl"), data)
        data = sink.getvalue()
    return data


def encrypted() -> bytes:
    """The flag alone: nobody gets as far as the password."""
    data = bytearray(zipped(("locked.jsonl", OTHER)))
    local = data.rfind(b"PK\3\4")
    central = data.rfind(b"PK\1\2")
    data[local + 6] |= 1
    data[central + 8] |= 1
    return bytes(data)


def lying_size() -> bytes:
    """The directory says 10 bytes where there are more."""
    data = bytearray(zipped(("liar.jsonl", lines(200).encode())))
    central = data.rfind(b"PK\1\2")
    data[central + 24 : central + 28] = struct.pack("<I", 10)
    return bytes(data)


def zip_cases() -> list[Case]:
    blanks = b" " * 100_000_000
    data = zipped(("other.jsonl", OTHER))
    unsafe = {
        "slip": "../../slipped.jsonl",
        "slip-absolute": "/tmp/slipped.jsonl",
        "slip-backslash": "..\\..\\slipped.jsonl",
        "slip-drive": "C:\\slipped.jsonl",
        "slip-middle": "a/../../../slipped.jsonl",
    }
    return [
        case("good.zip", data, 4),
        *(
            case(f"{name}.zip", zipped((member, OTHER)), 2, unsafe_member=1)
            for name, member in unsafe.items()
        ),
        case("symlink.zip", zipped(("link", b"/etc/passwd"), change=_as(stat.S_IFLNK)), 2, unsafe_member=1),
        case("fifo.zip", zipped(("pipe", b""), change=_as(stat.S_IFIFO)), 2, unsafe_member=1),
        case("device.zip", zipped(("device", b""), change=_as(stat.S_IFCHR)), 2, unsafe_member=1),
        case("twice.zip", zipped(("good.jsonl", OTHER)), 2, duplicate_member=1),
        case("long-name.zip", zipped(("n" * 5000 + ".jsonl", OTHER)), 2, unsafe_member=1),
        case(
            "odd-names.zip",
            zipped(
                ("a\nb.jsonl", OTHER), ("$(id).jsonl", OTHER), ("\u202egpj.jsonl", OTHER), ("*.jsonl", OTHER)
            ),
            6,
            unsafe_member=2,
        ),
        case("bomb.zip", zipped(("blanks", blanks)), 2, file_too_large=1),
        case("bomb-overlap.zip", overlapping(), 0, corrupt_file=50),
        case("nested-2.zip", nested(2), 2),
        case("nested-9.zip", nested(9), 0, too_deeply_packed=1),
        case(
            "many.zip",
            zipped(*((f"{number}.txt", b"") for number in range(10_050))),
            2,
            empty_file=9_999,
            too_many_members=1,
        ),
        case("encrypted.zip", encrypted(), 2, encrypted=1),
        case("lying.zip", lying_size(), 2, corrupt_file=1),
        case("cut.zip", data[:-30], 0, corrupt_file=1),
        case("head-only.zip", data[:40], 0, corrupt_file=1),
        case("flipped.zip", data[:60] + bytes([data[60] ^ 0xFF]) + data[61:], 2, corrupt_file=1),
        case("empty.zip", b"PK\5\6" + bytes(18), 0, empty_file=1),
        case("self-extracting.zip", b"#!/bin/sh\nrm -rf /\n" + data, 0, unknown_format=1),
        case(
            "with-exe.zip",
            zipped(("run.exe", b"MZ" + bytes(500)), ("photo.png", b"\x89PNG\r\n\x1a\n" + bytes(50))),
            2,
            unknown_format=1,
            media_file=1,
        ),
        case("archive.7z", b"7z\xbc\xaf\x27\x1c" + bytes(100), 0, archive_not_supported=1),
        case("archive.rar", b"Rar!\x1a\x07\x01\x00" + bytes(100), 0, archive_not_supported=1),
    ]


def tar_cases() -> list[Case]:
    data = tarred((entry("other.jsonl"), OTHER))
    unsafe = {
        "slip": entry("../../slipped.jsonl"),
        "absolute": entry("/tmp/slipped.jsonl"),
        "symlink": entry("link", tarfile.SYMTYPE, "/etc/passwd"),
        "hardlink": entry("link", tarfile.LNKTYPE, "../../../etc/passwd"),
        "fifo": entry("pipe", tarfile.FIFOTYPE),
        "device": entry("zero", tarfile.CHRTYPE),
        "block": entry("disk", tarfile.BLKTYPE),
    }
    return [
        case("good.tar", data, 4),
        case("good.tar.gz", gzip.compress(data, mtime=0), 4),
        *(case(f"{name}.tar", tarred((info, b"")), 2, unsafe_member=1) for name, info in unsafe.items()),
        case("twice.tar", tarred((entry("good.jsonl"), OTHER)), 2, duplicate_member=1),
        case("cut.tar", data[: len(GOOD) + 512 + 700], 2, corrupt_file=1),
        case("huge-size.tar", data.replace(b"00000000", b"77777777", 1), 0, corrupt_file=1),
        case(
            "bomb.tar.gz",
            gzip.compress(tarred((entry("blanks"), b" " * 100_000_000)), mtime=0),
            0,
            file_too_large=1,
        ),
    ]


def cases() -> list[Case]:
    return [*zip_cases(), *tar_cases()]
