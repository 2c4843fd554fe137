"""Compressed files and text streams that break off, lie or explode."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

from tests.hostile.case import CANARY, Case, case, line, lines, row

PLAIN = lines(5).encode()
NOISE = bytes((number * 7919 + 13) % 251 for number in range(4096))


def compressed() -> dict[str, bytes]:
    return {
        "gz": gzip.compress(PLAIN, mtime=0),
        "bz2": bz2.compress(PLAIN),
        "xz": lzma.compress(PLAIN),
        "zst": zstandard.ZstdCompressor(write_checksum=True).compress(PLAIN),
    }


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def parquet() -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([row(number) for number in range(5)]), sink)
    return sink.getvalue()


def bomb(suffix: str, filling: bytes) -> bytes:
    """100 MB of one character behind a good line, in some thousand bytes."""
    head = b"" if filling == b" " else line(1).encode() + b'{"instruction": "a", "output": "'
    blocks = [head, *[filling * 1_000_000] * 100]
    pieces = []
    if suffix == "gz":
        gz = zlib.compressobj(9, wbits=31)
        pieces = [*map(gz.compress, blocks), gz.flush()]
    elif suffix == "bz2":
        bz = bz2.BZ2Compressor()
        pieces = [*map(bz.compress, blocks), bz.flush()]
    elif suffix == "xz":
        xz = lzma.LZMACompressor()
        pieces = [*map(xz.compress, blocks), xz.flush()]
    else:
        zst = zstandard.ZstdCompressor().compressobj()
        pieces = [*map(zst.compress, blocks), zst.flush()]
    return b"".join(pieces)


def cases() -> list[Case]:
    found: list[Case] = []
    for suffix, data in compressed().items():
        found += [
            case(f"good.{suffix}", data, 5),
            case(f"head-only.{suffix}", data[:10], 0, corrupt_file=1),
            case(f"flipped.{suffix}", flipped(data, 16), 0, corrupt_file=1),
            case(f"trailing.{suffix}", data + b"and more of it", 5, corrupt_file=1),
            case(f"twice.{suffix}", data + data, 10),
        ]
    for suffix in ("gz", "bz2", "xz"):
        found += [
            case(f"blank-bomb.{suffix}", bomb(suffix, b" "), 0, unknown_format=1),
            case(f"bomb.{suffix}", bomb(suffix, b"b"), 1, truncated_record=1, file_too_large=1),
        ]
    data = compressed()
    found += [
        # one piece of this unpacks beyond every bound, so that nothing of it is given
        case("blank-bomb.zst", bomb("zst", b" "), 0, file_too_large=1),
        case("bomb.zst", bomb("zst", b"b"), 0, file_too_large=1),
        case("cut.gz", data["gz"][:-6], 5, corrupt_file=1),
        case("wrong-crc.gz", flipped(data["gz"], len(data["gz"]) - 8), 0, corrupt_file=1),
        case("cut.bz2", data["bz2"][:-6], 5, corrupt_file=1),
        case("cut.xz", data["xz"][:-6], 5, corrupt_file=1),
        case("zeros-behind.gz", data["gz"] + b"\0" * 512, 5),
        case("nested.gz", gzip.compress(data["gz"], mtime=0), 5),
        case("huge-window.zst", b"\x28\xb5\x2f\xfd\x00\xf8" + b"\x01\x00\x00", 0, corrupt_file=1),
        case("only-magic.gz", b"\x1f\x8b\x08", 0, corrupt_file=1),
        case("good.parquet", parquet(), 5),
        case("cut.parquet", parquet()[:-20], 0, corrupt_file=1),
        case("half.parquet", parquet()[:300], 0, corrupt_file=1),
        case("flipped-page.parquet", flipped(parquet(), 30), 0, invalid_encoding=5),
        case("flipped-footer.parquet", flipped(parquet(), len(parquet()) - 60), 0, corrupt_file=1),
        case("only-magic.parquet", b"PAR1PAR1", 0, corrupt_file=1),
        case("huge-footer.parquet", parquet()[:-8] + b"\xff\xff\xff\x7fPAR1", 0, corrupt_file=1),
        case("empty.jsonl", b"", 0, empty_file=1),
        case("blank.jsonl", b" \n\t\r\n" * 50, 0, empty_file=1),
        case("noise.bin", NOISE, 0, unknown_format=1),
        case("zeros.bin", bytes(100_000), 0, unknown_format=1),
        case("elf.bin", b"\x7fELF\x02\x01\x01" + NOISE, 0, unknown_format=1),
        case("cut-off.jsonl", PLAIN[:-20], 4, truncated_record=1),
        case(
            "cut-in-character.jsonl",
            (line(1) + line(2)).encode().rsplit("紫".encode(), 1)[0] + b"\xe7\xb4",
            1,
            invalid_encoding=1,
        ),
        case("cut-off.json", f"[{line(1)},{line(2)},{line(3)[:40]}", 2, truncated_record=1),
        case(
            "cut-off.csv", f'question,answer\nWhat is it?,A {CANARY}.\nWhat else?,"It is', 1, invalid_syntax=1
        ),
    ]
    return found
