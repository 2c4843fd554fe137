"""Compressed files: every checksum counts, and what lies before a damage survives."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from danlu.readers import Limits, SourceRefused, StreamDamaged, open_source, text_stream
from tests.readers.proof import COMPRESS, read_bytes, reasons, values

KINDS = [kind for kind in COMPRESS if kind]
ROWS = [{"text": f"第{n}行 " + hex(n * 2654435761 % 2**64) * 4} for n in range(6000)]
LINES = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode()


@pytest.mark.parametrize("kind", KINDS)
def test_whole_file(folder: Path, kind: str) -> None:
    assert values(read_bytes(folder, COMPRESS[kind](LINES))) == ROWS
    assert open_source(folder / "source.dat", Limits()).compression == kind


@pytest.mark.parametrize("kind", KINDS)
def test_several_members(folder: Path, kind: str) -> None:
    half = LINES.index(b"\n", len(LINES) // 2) - 7
    data = COMPRESS[kind](LINES[:half]) + COMPRESS[kind](LINES[half:])
    assert values(read_bytes(folder, data)) == ROWS


@pytest.mark.parametrize("kind", KINDS)
def test_cut_off(folder: Path, kind: str) -> None:
    data = COMPRESS[kind](LINES)
    records = read_bytes(folder, data[: len(data) * 2 // 3])
    assert reasons(records)[-1] == "corrupt_file"
    assert records[-1].evidence["problem"] == "cut_off"
    good = values(records)
    assert good == ROWS[: len(good)]
    if kind != "bz2":
        assert len(good) > 1000


@pytest.mark.parametrize("kind", KINDS)
def test_flipped_bit(folder: Path, kind: str) -> None:
    data = bytearray(COMPRESS[kind](LINES))
    data[len(data) * 2 // 3] ^= 4
    records = read_bytes(folder, bytes(data))
    assert reasons(records)[-1] == "corrupt_file"


def test_wrong_checksum_at_the_end(folder: Path) -> None:
    data = bytearray(gzip.compress(LINES))
    data[-6] ^= 1
    records = read_bytes(folder, bytes(data))
    assert reasons(records)[-1] == "corrupt_file"
    assert values(records) == ROWS[: len(values(records))]
    assert len(values(records)) > 3000


@pytest.mark.parametrize("kind", KINDS)
def test_bytes_behind_the_last_member(folder: Path, kind: str) -> None:
    records = read_bytes(folder, COMPRESS[kind](LINES) + b"something else")
    assert values(records) == ROWS
    assert records[-1].evidence["problem"] == "trailing_bytes"


def test_zero_padding_is_allowed(folder: Path) -> None:
    assert values(read_bytes(folder, gzip.compress(LINES) + bytes(512))) == ROWS


@pytest.mark.parametrize("kind", KINDS)
def test_expansion_is_bounded(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "bomb"
    line = b'{"text": "' + b"a" * 1000 + b'"}\n'
    path.write_bytes(COMPRESS[kind](line * 5000))
    limits = Limits(max_expansion=20, expansion_floor=1 << 20)
    with pytest.raises(StreamDamaged, match="file_too_large"):
        sum(map(len, text_stream(path, kind, "utf-8", limits)))
    if kind == "zst":
        return  # all of it comes at once, so nothing lies before the bound
    records = list(open_source(path, limits))
    assert records[-1].reason is not None
    assert records[-1].reason.value == "file_too_large"
    assert 900 < len(records) < 4000


def test_small_files_may_expand_as_they_like(folder: Path) -> None:
    row = {"text": "a" * 200_000}
    data = gzip.compress((json.dumps(row) + "\n" + json.dumps(row)).encode())
    assert values(read_bytes(folder, data)) == [row, row]


@pytest.mark.parametrize(
    ("data", "reason"),
    [(gzip.compress(b"", mtime=0), "empty_file"), (gzip.compress(LINES, mtime=0)[:12], "corrupt_file")],
)
def test_nothing_inside(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "source"
    path.write_bytes(data)
    with pytest.raises(SourceRefused, match=reason):
        open_source(path, Limits())
