"""WARC: recorded pages become members, everything else has a reason, damage costs itself alone."""

from __future__ import annotations

import base64
import bz2
import gzip
import hashlib
import io
import random
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.ledger import Reason
from danlu.readers.archives.members import Member
from danlu.readers.archives.warc import read_warc
from danlu.readers.base import Limits, Record, SourceRefused

PAGE = "<!DOCTYPE html><html><body><p>丹炉炼数据。A page.</p></body></html>".encode()


def gz(data: bytes) -> bytes:
    return gzip.compress(data, mtime=0)


def record(
    block: bytes,
    kind: str = "response",
    uri: str = "https://a.example/1",
    length: int | None = None,
    **more: str,
) -> bytes:
    fields = {
        "WARC-Type": kind,
        "WARC-Target-URI": uri,
        "WARC-Date": "2026-01-02T03:04:05Z",
        "WARC-Record-ID": "<urn:uuid:00000000-0000-4000-8000-000000000000>",
        "Content-Type": "application/http;msgtype=response",
        "Content-Length": str(len(block) if length is None else length),
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return b"WARC/1.1\r\n" + head.encode() + b"\r\n" + block + b"\r\n\r\n"


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    return "\r\n".join([f"HTTP/1.1 {status}", *headers, "", ""]).encode() + body


def page(number: int, body: bytes = PAGE, *headers: str) -> bytes:
    return record(answer(body, "Content-Type: text/html", *headers), uri=f"https://a.example/{number}")


def read(
    folder: Path, data: bytes, limits: Limits | None = None
) -> list[tuple[Record | Member, bytes | None]]:
    path = folder / "crawl"
    path.write_bytes(data)
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    found = []
    for each in read_warc(path, limits or Limits(), scratch):
        payload = each.path.read_bytes() if isinstance(each, Member) and each.path else None
        found.append((each, payload))
    return found


def told(found: list[tuple[Record | Member, bytes | None]]) -> list[object]:
    """A payload, or the reason why there is none."""
    return [each.reason if payload is None else payload for each, payload in found]


def test_every_kind_of_record(tmp_path: Path) -> None:
    data = b"".join(
        [
            record(b"software: x\r\n", "warcinfo", Content_Type="application/warc-fields"),
            record(b"GET / HTTP/1.1\r\n\r\n", "request"),
            page(1),
            record(answer(b"gone", status="404 Not Found"), uri="https://a.example/2"),
            record(answer(b"", "Location: /1", status="301 Moved"), uri="https://a.example/3"),
            record(b"", "revisit"),
            record(b"k: v", "metadata"),
            record("纯文本".encode(), "conversion", Content_Type="text/plain"),
            record(b"1,2\n", "resource", Content_Type="text/csv"),
            record(b"20260102030405\n1.1.1.1", uri="dns:a.example", Content_Type="text/dns"),
            record(b"x", "future-kind"),
            record(answer(b"a{}", "Content-Type: text/css"), uri="https://a.example/a.css"),
            record(answer(b"User-agent: *"), uri="https://a.example/robots.txt"),
            record(answer(b"\x89PNG\r\n\x1a\n...", "Content-Type: text/html"), uri="https://a.example/p"),
            record(answer(b"<svg/>", "Content-Type: image/svg+xml"), uri="https://a.example/s"),
            record(answer(PAGE, "Content-Type: image/png"), uri="https://a.example/t"),
            record(answer(b"half"), WARC_Truncated="length"),
            record(b"no head of an answer"),
        ]
    )
    found = read(tmp_path, data)
    assert told(found) == [
        Reason.ENVELOPE,
        Reason.ENVELOPE,
        PAGE,
        Reason.NOT_A_PAGE,
        Reason.NOT_A_PAGE,
        Reason.ENVELOPE,
        Reason.ENVELOPE,
        "纯文本".encode(),
        b"1,2\n",
        Reason.ENVELOPE,
        Reason.ENVELOPE,
        Reason.NOT_A_PAGE,
        Reason.NOT_A_PAGE,
        Reason.MEDIA_FILE,
        Reason.MEDIA_FILE,
        PAGE,
        Reason.TRUNCATED_RECORD,
        Reason.CORRUPT_FILE,
    ]
    records = [each for each, _ in found if isinstance(each, Record)]
    assert [each.position for each in records] == list(range(1, len(records) + 1))
    assert records[2].evidence == {"status": 404}
    assert records[2].part == "https://a.example/2"
    assert records[0].part == "record=1"


def test_identity_has_nothing_that_differs_between_fetches(tmp_path: Path) -> None:
    def gone(date: str, trace: str) -> bytes:
        block = answer(b"nothing here", f"X-Trace: {trace}", status="404 Not Found")
        return record(block, WARC_Date=date, WARC_Record_ID=f"<urn:{trace}>")

    first, second = (
        read(tmp_path, gone(*each))[0][0] for each in (("2026-01-01T00:00:00Z", "a"), ("2027", "b"))
    )
    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert first.content == second.content
    digest = hashlib.sha256(b"nothing here").hexdigest()
    expected = f'{{"digest":"{digest}","type":"response","uri":"https://a.example/1"}}'
    assert first.content == expected.encode()


def test_names_and_what_is_known_of_a_page(tmp_path: Path) -> None:
    headers = ("Content-Type: text/html; charset=GBK",)
    again = record(answer(PAGE, *headers), uri="<https://a.example/1>")
    odd = record(answer(PAGE), uri="https://a.example/\x1b[31m")
    long = record(answer(PAGE), uri="https://a.example/" + "x" * 5000)
    found = [each for each, _ in read(tmp_path, page(1) + again + again + odd + long)]
    names = [each.name for each in found if isinstance(each, Member)]
    assert names[:3] == ["https://a.example/1", "https://a.example/1 (2)", "https://a.example/1 (3)"]
    assert all(name.isprintable() and len(name) < 1100 for name in names)
    assert len(set(names)) == 5
    second = found[1]
    assert isinstance(second, Member)
    assert second.about == {"url": "https://a.example/1", "date": "2026-01-02T03:04:05Z", "charset": "gbk"}


def chunked(body: bytes, size: int = 7) -> bytes:
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;x=1\r\n%s\r\n" % (len(each), each) for each in pieces) + b"0\r\n\r\n"


def deflated(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (gz(PAGE), ["Content-Encoding: gzip"]),
        (gz(PAGE[:20]) + gz(PAGE[20:]), ["Content-Encoding: x-gzip"]),
        (zlib.compress(PAGE), ["Content-Encoding: deflate"]),
        (deflated(PAGE), ["Content-Encoding: deflate"]),
        (zstandard.compress(PAGE), ["Content-Encoding: zstd"]),
        (chunked(PAGE), ["Transfer-Encoding: chunked"]),
        (chunked(gz(PAGE)), ["Transfer-Encoding: chunked", "Content-Encoding: gzip"]),
        (gz(zlib.compress(PAGE)), ["Content-Encoding: deflate, gzip"]),
        # undone by the crawler, which left the head as it was
        (PAGE, ["Transfer-Encoding: chunked", "Content-Encoding: gzip"]),
        (PAGE, ["Content-Encoding: deflate"]),
        (PAGE, ["Content-Encoding: br"]),
    ],
    ids=range(11),
)
def test_codings_are_undone(tmp_path: Path, body: bytes, headers: list[str]) -> None:
    assert told(read(tmp_path, page(1, body, *headers))) == [PAGE]


def test_brotli_where_it_is_installed(tmp_path: Path) -> None:
    brotli = pytest.importorskip("brotli")
    packed = brotli.compress(PAGE * 10_000)
    assert told(read(tmp_path, page(1, packed, "Content-Encoding: br"))) == [PAGE * 10_000]
    assert told(read(tmp_path, page(1, packed[:-9], "Content-Encoding: br"))) == [Reason.TRUNCATED_RECORD]


@pytest.mark.parametrize(
    ("body", "header", "reason"),
    [
        (gz(PAGE)[:-9], "Content-Encoding: gzip", Reason.TRUNCATED_RECORD),
        (gz(PAGE)[:-1] + b"\1", "Content-Encoding: gzip", Reason.CORRUPT_FILE),
        (chunked(PAGE)[:30], "Transfer-Encoding: chunked", Reason.TRUNCATED_RECORD),
        (b"5\r\nhello\r\nzz\r\n", "Transfer-Encoding: chunked", Reason.CORRUPT_FILE),
        (b"x", "Content-Encoding: exi", Reason.CORRUPT_FILE),
        (b"x", "Content-Encoding: gzip, gzip, gzip, gzip", Reason.CORRUPT_FILE),
        (gz(bytes(40 << 20)), "Content-Encoding: gzip", Reason.FILE_TOO_LARGE),
    ],
    ids=range(7),
)
def test_payloads_that_cannot_be_had(tmp_path: Path, body: bytes, header: str, reason: Reason) -> None:
    found = read(tmp_path, page(1, body, header) + page(2))
    assert told(found) == [reason, PAGE]


def whole(records: Sequence[bytes]) -> bytes:
    return gz(b"".join(records))


def single(records: Sequence[bytes]) -> bytes:
    return b"".join(gz(each) for each in records)


def blocks(records: Sequence[bytes]) -> bytes:
    """Compressed in blocks that know nothing of records."""
    data = b"".join(records)
    return b"".join(gz(data[at : at + 100]) for at in range(0, len(data), 100))


@pytest.mark.parametrize(
    "pack",
    [
        b"".join,
        whole,
        single,
        blocks,
        lambda each: zstandard.compress(b"".join(each)),
        lambda e: bz2.compress(b"".join(e)),
    ],
)
def test_every_packing_reads_alike(tmp_path: Path, pack: object) -> None:
    records = [page(number) for number in range(5)]
    assert callable(pack)
    assert told(read(tmp_path, pack(records))) == [PAGE] * 5


@pytest.mark.parametrize(
    "damaged",
    [
        b"rubbish that is no record\r\n",
        record(answer(PAGE), length=5),
        record(answer(PAGE), length=10**14),
        record(answer(PAGE), length=len(answer(PAGE)) + 40),
        record(answer(PAGE), Content_Length="many"),
        record(answer(PAGE)).replace(b"Content-Length", b"X-Length"),
        record(answer(PAGE)).replace(b"WARC-Date: ", b"Content-Length: 7\r\nWARC-Date: "),
        record(answer(PAGE)).replace(b"WARC/1.1", b"WARC/9.9"),
        record(answer(PAGE)).replace(b"WARC-Type: response", b"no field at all"),
        record(answer(PAGE), WARC_Block_Digest="sha256:" + "0" * 64),
        record(answer(PAGE), WARC_Block_Digest="sha1:" + "A" * 32),
    ],
    ids=range(11),
)
@pytest.mark.parametrize("pack", [b"".join, single, whole], ids=["plain", "single", "whole"])
def test_a_broken_record_costs_itself_alone(tmp_path: Path, damaged: bytes, pack: object) -> None:
    assert callable(pack)
    found = read(tmp_path, pack([page(1), page(2), damaged, page(3)]))
    assert told(found) == [PAGE, PAGE, Reason.CORRUPT_FILE, PAGE]


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_broken_member_costs_itself_alone(tmp_path: Path, at: int) -> None:
    members = [gz(page(number)) for number in range(3)]
    expected: list[object] = [PAGE] * 3
    members[at] = members[at][:40] + bytes([members[at][40] ^ 0xFF]) + members[at][41:]
    expected[at] = Reason.CORRUPT_FILE
    assert told(read(tmp_path, b"".join(members))) == expected


def test_rubbish_between_members_is_told(tmp_path: Path) -> None:
    members = gz(page(1)) + b"rubbish" * 20 + gz(page(2)) + bytes(512)
    assert told(read(tmp_path, members)) == [PAGE, Reason.CORRUPT_FILE, PAGE]


def test_a_wrong_checksum_costs_the_last_record_of_its_member(tmp_path: Path) -> None:
    packed = bytearray(whole([page(1), page(2)]))
    packed[-6] ^= 1
    assert told(read(tmp_path, bytes(packed))) == [PAGE, Reason.CORRUPT_FILE]


def test_digests_in_both_writings(tmp_path: Path) -> None:
    block = answer(PAGE)
    digest = hashlib.sha1(block)
    good = [
        record(block, WARC_Block_Digest="sha1:" + base64.b32encode(digest.digest()).decode()),
        record(block, WARC_Block_Digest="SHA-256:" + hashlib.sha256(block).hexdigest()),
        record(block, WARC_Block_Digest="blake9:whatever"),
    ]
    assert told(read(tmp_path, b"".join(good))) == [PAGE] * 3


def test_what_is_no_warc_says_so(tmp_path: Path) -> None:
    for data, reason in [
        (b"", Reason.EMPTY_FILE),
        (b"<html>", Reason.UNKNOWN_FORMAT),
        (gz(b"plain text"), Reason.UNKNOWN_FORMAT),
    ]:
        with pytest.raises(SourceRefused) as refused:
            read(tmp_path, data)
        assert refused.value.reason is reason


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    bomb = gz(record(answer(bytes(60 << 20))))
    with pytest.raises(SourceRefused) as refused:
        read(tmp_path, bomb)
    assert refused.value.reason is Reason.FILE_TOO_LARGE
    with pytest.raises(SourceRefused):
        read(tmp_path, single([page(1)] * 100), Limits(max_unpacked_bytes=20_000))


def test_lengths_that_lie_cost_no_more_than_one_look(tmp_path: Path) -> None:
    """Each of many records claims nearly all of the rest, which would be read again and again."""
    records = [record(b"x", length=(5_000 - number) * 400) for number in range(5_000)]
    found = read(tmp_path, b"".join(records))
    assert set(told(found)) == {Reason.CORRUPT_FILE}
    assert len(found) == 5_000


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32), pack=st.sampled_from([b"".join, single, whole, blocks]))
def test_no_damage_stops_the_reader_or_alters_a_page(folder: Path, seed: int, pack: object) -> None:
    drawn = random.Random(seed)
    bodies = [f"<html>第{number}页 {drawn.random()}</html>".encode() for number in range(4)]
    records = [page(number, body) for number, body in enumerate(bodies)]
    assert callable(pack)
    data = bytearray(pack(records))
    for _ in range(drawn.randint(1, 4)):
        start = drawn.randrange(len(data))
        data[start : start + drawn.randint(0, 30)] = drawn.randbytes(drawn.randint(0, 30))
    try:
        found = read(folder, bytes(data))
    except SourceRefused:
        return
    assert found
    assert all((each.reason is None) == (payload is not None) for each, payload in found)
    if pack is single:
        assert {payload for _, payload in found if payload is not None} <= set(bodies)


def test_as_warcio_reads_it(tmp_path: Path, shared_data: Path) -> None:
    """On a crawl that GNU Wget recorded, the payloads are those that another reader gives."""
    iterator = pytest.importorskip("warcio.archiveiterator")
    path = shared_data / "crawl" / "dolma_sample-0001.warc.gz"
    data = path.read_bytes()
    other = [
        each.content_stream().read()
        for each in iterator.ArchiveIterator(io.BytesIO(data))
        if each.rec_type == "response"
    ]
    ours = [payload for each, payload in read(tmp_path, data) if isinstance(each, Member)]
    assert ours == other
    assert len(ours) == 15
