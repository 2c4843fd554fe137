"""Archives: every member is read by itself, or refused by itself, and nothing leaves its bounds."""

from __future__ import annotations

import bz2
import errno
import gzip
import io
import json
import lzma
import stat
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.readers import Limits, Record, SourceRefused, described, open_source, reread

ROWS = [
    {"instruction": "茶怎么泡？", "output": "水温八十度。"},
    {"instruction": "Why tea?", "output": "It warms."},
]
LINES = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode()
CSV = "question,answer\n为什么？,因为。\n".encode()
SMALL = Limits(expansion_floor=1000)


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def tarred(members: Mapping[str, bytes], mode: str = "w") -> bytes:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return target.getvalue()


def read(folder: Path, data: bytes, limits: Limits | None = None) -> list[Record]:
    path = folder / "source"
    path.write_bytes(data)
    reading = open_source(path, limits or Limits())
    records = list(reading)
    assert [record.position for record in records] == list(range(1, len(records) + 1))
    again = [record.content for record in reread(path, described(reading))]
    assert again == [record.content for record in records]
    assert sorted(each.name for each in folder.iterdir()) == ["source"]
    return records


def told(records: list[Record]) -> list[tuple[str | None, str | None]]:
    return [(record.part, record.reason.value if record.reason else None) for record in records]


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_members_are_read_by_their_content(tmp_path: Path, pack: Any) -> None:
    records = read(tmp_path, pack({"a.bin": LINES, "表/b": CSV}))
    assert [record.value for record in records] == [*ROWS, {"question": "为什么？", "answer": "因为。"}]
    assert told(records) == [("a.bin", None), ("a.bin", None), ("表/b", None)]
    assert [(record.line, record.byte_start) for record in records] == [
        (1, 0),
        (2, records[1].byte_start),
        (2, 16),
    ]


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress])
def test_compressed_members_and_compressed_tars(tmp_path: Path, compress: Any) -> None:
    data = compress(tarred({"inner/a.jsonl": compress(LINES)}))
    assert told(read(tmp_path, data)) == [("inner/a.jsonl", None)] * 2


def test_an_archive_in_an_archive_and_no_deeper(tmp_path: Path) -> None:
    once = zipped({"a.jsonl": LINES})
    twice = zipped({"once.zip": once, "b.jsonl": LINES})
    assert told(read(tmp_path, twice)) == [("once.zip!a.jsonl", None)] * 2 + [("b.jsonl", None)] * 2
    thrice = zipped({"twice.zip": twice, "c.jsonl": LINES})
    assert told(read(tmp_path, thrice)) == [
        ("twice.zip!once.zip", "too_deeply_packed"),
        *[("twice.zip!b.jsonl", None)] * 2,
        *[("c.jsonl", None)] * 2,
    ]
    doubly = gzip.compress(gzip.compress(LINES, mtime=0), mtime=0)
    assert told(read(tmp_path, doubly)) == [(None, None)] * 2


@pytest.mark.parametrize(
    "name", ["../out.jsonl", "/etc/out", "a/../../out", "C:\\out", "..\\out", "a\nb", "r\u202elx"]
)
@pytest.mark.parametrize("pack", [zipped, tarred])
def test_names_that_lead_outside_are_refused(tmp_path: Path, name: str, pack: Any) -> None:
    first, *others = told(read(tmp_path, pack({name: LINES, "good": LINES})))
    assert first[1] == "unsafe_member"
    assert first[0] is not None
    assert first[0].isprintable()
    assert others == [("good", None)] * 2


def test_links_and_devices_are_refused(tmp_path: Path) -> None:
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, kind in (("link", tarfile.SYMTYPE), ("hard", tarfile.LNKTYPE), ("pipe", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    assert told(read(tmp_path, target.getvalue())) == [(n, "unsafe_member") for n in ("link", "hard", "pipe")]
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as zipped_file:
        info = zipfile.ZipInfo("link")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        zipped_file.writestr(info, "/etc/passwd")
    assert told(read(tmp_path, target.getvalue())) == [("link", "unsafe_member")]


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_a_name_that_stands_twice_is_taken_once(tmp_path: Path) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.jsonl", LINES)
        archive.writestr("a.jsonl", LINES)
    assert told(read(tmp_path, target.getvalue())) == [("a.jsonl", None)] * 2 + [
        ("a.jsonl", "duplicate_member")
    ]


def test_a_bomb_is_cut_off_and_its_neighbour_lives(tmp_path: Path) -> None:
    data = zipped({"bomb": b"a" * 10_000_000, "good": LINES})
    assert told(read(tmp_path, data, SMALL)) == [("bomb", "file_too_large"), *[("good", None)] * 2]


def test_members_and_bytes_are_counted_over_all_archives(tmp_path: Path) -> None:
    inner = zipped({f"{number}": LINES for number in range(3)})
    data = zipped({"x.zip": inner, "y.zip": inner, "z": LINES})
    found = told(read(tmp_path, data, Limits(max_members=6)))
    assert [reason for _, reason in found].count("too_many_members") == 2
    assert found[-1] == ("z", "too_many_members")
    found = told(read(tmp_path, zipped({"a": LINES, "b": LINES}), Limits(max_unpacked_bytes=len(LINES) + 1)))
    assert found == [("a", None), ("a", None), ("b", "file_too_large")]


def test_overlapping_members_are_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"a": LINES, "b": LINES}, zipfile.ZIP_STORED))
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = (0).to_bytes(4, "little")
    assert {reason for _, reason in told(read(tmp_path, bytes(data)))} == {"corrupt_file"}


def test_names_of_old_programs(tmp_path: Path) -> None:
    data = zipped({"xxxx.jsonl": LINES})
    assert told(read(tmp_path, data.replace(b"xxxx", "聊天".encode("gb18030")))) == [("聊天.jsonl", None)] * 2


def test_what_is_no_data_is_named(tmp_path: Path) -> None:
    members = {
        "p.jpg": b"\xff\xd8\xff\xe0" + bytes(50),
        "e": b"",
        "n": bytes(range(256)) * 9,
        "d.jsonl": LINES,
    }
    assert told(read(tmp_path, zipped(members))) == [
        ("p.jpg", "media_file"),
        ("e", "empty_file"),
        ("n", "unknown_format"),
        *[("d.jsonl", None)] * 2,
    ]


def test_a_damaged_member_costs_itself(tmp_path: Path) -> None:
    data = bytearray(zipped({"a": LINES, "b": LINES}, zipfile.ZIP_STORED))
    data[data.index(LINES) + 3] ^= 1
    assert told(read(tmp_path, bytes(data))) == [("a", "corrupt_file"), *[("b", None)] * 2]


def test_a_tar_that_breaks_off_keeps_what_was_whole(tmp_path: Path) -> None:
    data = tarred({"a": LINES, "b": LINES * 40})
    assert told(read(tmp_path, data[:2000])) == [("a", None), ("a", None), (None, "corrupt_file")]


def test_a_zip_without_a_directory_is_refused_whole(tmp_path: Path) -> None:
    path = tmp_path / "source"
    path.write_bytes(zipped({"a": LINES})[:-30])
    with pytest.raises(SourceRefused, match="corrupt_file"):
        list(open_source(path, Limits()))


@settings(deadline=None)
@given(data=st.data())
def test_no_byte_that_is_altered_makes_it_crash(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    whole = bytearray(
        data.draw(st.sampled_from([zipped({"a": LINES, "b": CSV}), tarred({"a": LINES, "b": CSV})]))
    )
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.mktemp("altered") / "source"
    path.write_bytes(whole)
    try:
        for record in open_source(path, Limits()):
            assert record.reason is not None or record.value is not None
    except SourceRefused as refusal:
        assert refusal.reason  # noqa: PT017 - either outcome is fine, a crash is not


@pytest.mark.parametrize("damage", ["header", "end"])
def test_a_tar_that_goes_on_behind_its_end_says_so(tmp_path: Path, damage: str) -> None:
    """tarfile takes a broken header for the end of the archive."""
    whole = tarred({"a": LINES, "b": LINES})
    broken = bytearray(whole)
    broken[whole.index(b"b\x00")] ^= 1
    data = bytes(broken) if damage == "header" else whole + whole
    found = told(read(tmp_path, data))
    assert found[-1] == (None, "corrupt_file")
    assert [reason for _, reason in found[:-1]] == [None] * (2 if damage == "header" else 4)


def test_a_sparse_member_is_bounded(tmp_path: Path) -> None:
    """A megabyte of zeros that the archive does not hold: GNU's old format of sparse files."""
    header = bytearray(tarred({"a": b""})[:512])
    header[156:157] = b"S"
    header[386:410] = b"%011o\0%011o\0" % (0, 0)
    header[483:495] = b"%011o\0" % (1 << 20)
    header[257:265] = b"ustar  \0"
    header[148:156] = b"%06o\0 " % (sum(header[:148]) + 8 * 32 + sum(header[156:]))
    data = bytes(header) + tarred({"b": LINES})
    assert told(read(tmp_path, data, Limits(expansion_floor=1000, max_expansion=2))) == [
        ("a", "file_too_large"),
        ("b", None),
        ("b", None),
    ]


@pytest.mark.parametrize("kind", ["text", "spreadsheet"])
def test_a_compressed_document(tmp_path: Path, kind: str) -> None:
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    odf = zipped({"mimetype": mimetype, "META-INF/manifest.xml": b"<m/>", "content.xml": b"<broken"})
    reason = "unknown_format" if kind == "text" else "corrupt_file"
    with pytest.raises(SourceRefused, match=reason):
        read(tmp_path, gzip.compress(odf))
    assert told(read(tmp_path, zipped({"a.gz": gzip.compress(odf), "b": LINES}))) == [
        ("a.gz", reason),
        ("b", None),
        ("b", None),
    ]


def test_a_document_whose_types_are_damaged_is_an_archive(tmp_path: Path) -> None:
    data = bytearray(zipped({"[Content_Types].xml": b"<Types>" + bytes(range(256)) * 9, "b": LINES}))
    start = data.index(b"[Content_Types].xml") + 19
    data[start : start + 40] = b"\xff" * 40
    assert told(read(tmp_path, bytes(data))) == [("[Content_Types].xml", "corrupt_file"), *[("b", None)] * 2]


@pytest.mark.parametrize("pack", [zipped, tarred])
def test_a_full_disk_is_no_fault_of_a_member(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Any
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "no space")

    for module in ("zip_file", "tar_file"):
        monkeypatch.setattr(f"danlu.readers.archives.{module}.copy_bounded", full)
    with pytest.raises(OSError, match="no space"):
        read(tmp_path, pack({"a": LINES}))
