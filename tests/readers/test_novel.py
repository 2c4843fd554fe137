"""A novel is known by its chapters and its dialogue, and read paragraph by paragraph."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danlu.ledger import Reason
from danlu.pieces import Paragraph
from danlu.readers import Limits, Record, is_separator
from danlu.readers.buffer import TextBuffer
from danlu.readers.chapters import heading_style
from danlu.readers.novel import is_wrapped, looks_like_novel, read_novel
from tests.novels.told import CHINESE, ENGLISH


def read(data: bytes, limits: Limits | None = None, chunk: int = 1 << 16) -> list[Record]:
    """The records, proved to tile the stream."""
    chunks = [data[at : at + chunk] for at in range(0, len(data), chunk)]
    records = list(read_novel(TextBuffer(iter(chunks)), limits or Limits()))
    before = 0
    for position, record in enumerate(records, 1):
        assert record.position == position
        assert record.byte_start is not None
        assert record.byte_end is not None
        assert is_separator("novel", data[before : record.byte_start], first=position == 1)
        assert record.line == data.count(b"\n", 0, record.byte_start) + 1
        if record.reason is not Reason.RECORD_TOO_LARGE:
            assert record.content == data[record.byte_start : record.byte_end]
        before = record.byte_end
    assert is_separator("novel", data[before:], first=not records, last=True)
    return records


def texts(records: list[Record]) -> list[str]:
    return [record.value.text for record in records if isinstance(record.value, Paragraph)]


@pytest.mark.parametrize(
    "line",
    [
        "第一回 宴桃园豪杰三结义", "第12章 风起", "第十二章", "第一百二十回　荐杜预",
        "第一卷：少年", "楔子", "番外一 雪", "CHAPTER I", "Chapter 12: The Road", "CHAPTER THE FIRST",
        "Chapter Twenty-One", "Part Two",
        "Prologue", "EPILOGUE", "IV.", "## 第三章 归来", "Book the Second — The Golden Thread",
    ],
)  # fmt: skip
def test_headings(line: str) -> None:
    assert heading_style(line) is not None


@pytest.mark.parametrize(
    "line",
    [
        "第一章讲的是总则，第二章讲的是权利。", "第一条 为了规范市场，制定本法。",
        "第一次见面", "Part of the plan",
        "Chapter one of the book was about a lamp that nobody had lit for years.", "Partly",
        "尾声还没有来，", "",
    ],
)  # fmt: skip
def test_no_headings(line: str) -> None:
    assert heading_style(line) is None


def test_novels_are_recognised() -> None:
    assert looks_like_novel(CHINESE)
    assert looks_like_novel(ENGLISH)


LAW = (
    "第一章 总则\n第一条 为了“规范”市场，制定本法。\n第二条 本法所称“产品”。\n"
    "第二章 权利\n第三条 消费者说：“可以。”\n"
) * 4
README = (
    '# Tool\n\n## Chapter 1\n\n"Install it," he said.\n\n## Chapter 2\n\n```sh\nrun\n```\n'
    + '"a," said b.\n\n' * 9
)
ARTICLE = "第一章 绪论\n本文讨论“自然语言处理”的方法。\n第二章 方法\n我们使用“注意力”机制，结果很好。\n" * 20
LYRICS = "第一首\n我说“你好。”\n你说“再见。”\n" * 20
NEWS = "市长说：“今天开工。”\n记者问：“何时完工？”\n市长答：“明年。”\n" * 20


@pytest.mark.parametrize("text", [LAW, README, ARTICLE, LYRICS, NEWS, "", "a,b\n1,2\n"])
def test_what_is_no_novel(text: str) -> None:
    assert not looks_like_novel(text)


def test_each_line_is_a_paragraph() -> None:
    records = read(CHINESE.encode())
    assert texts(records) == [line for line in CHINESE.split("\n") if line]
    assert [record.value.heading for record in records if isinstance(record.value, Paragraph)].count(
        True
    ) == 2


def test_wrapped_lines_are_joined_and_keep_their_bytes() -> None:
    records = read(ENGLISH.encode())
    assert is_wrapped(ENGLISH)
    long = next(record for record in records if b"eleven winters" in record.content)
    assert long.content.count(b"\n") == 2
    assert "grown used to its silence." in texts([long])[0]
    assert read(ENGLISH.replace("\n", "\r\n").encode())[2].value == records[2].value


def test_hyphens_and_chinese_are_joined_without_a_space() -> None:
    full = "x" * 60 + "\n"
    text = (full * 4 + "a well-\nknown\n\n") * 2 + (full * 4 + "天气\n很好\n\n") * 2
    joined = texts(read(text.encode()))
    assert joined[0].endswith("a well-known")
    assert joined[2].endswith("天气很好")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"abc \xff def", Reason.INVALID_ENCODING),
        (b"abc\x00def", Reason.INVALID_SYNTAX),
        ("\u3000\u3000".encode(), Reason.EMPTY_RECORD),
        (b"x" * 200, Reason.RECORD_TOO_LARGE),
    ],
)
def test_refusals_leave_their_neighbours_alone(data: bytes, reason: Reason) -> None:
    records = read(b"one\n" + data + b"\ntwo", Limits(max_record_bytes=100), chunk=16)
    assert [record.reason for record in records] == [None, reason, None]
    assert texts(records) == ["one", "two"]


def test_a_long_wrapped_paragraph_is_refused_alone() -> None:
    line = "x" * 70 + "\n"
    text = line * 3 + "\n" + line * 40 + "\n \n" + line * 3
    records = read(text.encode(), Limits(max_record_bytes=1000), chunk=64)
    assert [record.reason for record in records] == [None, Reason.RECORD_TOO_LARGE, None]


PIECES = st.lists(
    st.sampled_from(
        [b"word ", b"\n", b"\r\n", b" \n\n", b"x" * 66 + b"\n", "　天\n".encode(), b"\xff", b"\x00"]
    )
)


@given(pieces=PIECES, chunk=st.sampled_from([1, 7, 4096]), most=st.sampled_from([20, 1 << 20]))
def test_any_stream_is_tiled_the_same_however_it_comes(pieces: list[bytes], chunk: int, most: int) -> None:
    data = b"".join(pieces)
    limits = Limits(max_record_bytes=most)
    assert [(r.byte_start, r.byte_end, r.reason) for r in read(data, limits, chunk)] == [
        (r.byte_start, r.byte_end, r.reason) for r in read(data, limits)
    ]


def test_real_texts(shared_data: Path) -> None:
    text = (shared_data / "text" / "三国演义.txt").read_text(encoding="utf-8")
    assert looks_like_novel(text[:300_000])
    assert not looks_like_novel((shared_data / "text" / "wiki_demo.txt").read_text(encoding="utf-8"))
    with zipfile.ZipFile(io.BytesIO((shared_data / "text" / "nltk_inaugural.zip").read_bytes())) as archive:
        for name in archive.namelist():
            assert not looks_like_novel(archive.read(name).decode("utf-8", errors="ignore")), name
