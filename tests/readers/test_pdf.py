"""PDF: pages, paragraphs, divided words, tables; damage and locks are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from danlu.pieces import Page
from danlu.readers import Limits, Record, SourceRefused
from danlu.readers.documents.pdf import read_pdf
from danlu.readers.documents.pdf_lines import DIVIDED
from danlu.readers.documents.pdf_words import Words
from tests.readers.documents import Placed, pdf

pytest.importorskip("pypdfium2")


def read(path: Path, limits: Limits | None = None) -> list[Record]:
    return list(read_pdf(path, limits or Limits(), path.parent))


def texts(records: list[Record]) -> list[str | None]:
    return [record.value.sections[0].text if isinstance(record.value, Page) else None for record in records]


def lines(x: float, top: float, *given: str, step: float = 12) -> list[Placed]:
    return [(x, top - place * step, text) for place, text in enumerate(given)]


def test_lines_become_paragraphs_in_both_languages(tmp_path: Path) -> None:
    page = [
        *lines(
            72,
            700,
            "The path was short, but it had more steps",
            "than we could count, and halfway up it began",
            "to rain.",
        ),
        *lines(72, 640, "山路不长，却有不少台阶。走到半山腰的时候，天空忽", "然下起了小雨。"),
    ]
    (text,) = texts(read(pdf(tmp_path / "a", [page])))
    assert text == (
        "The path was short, but it had more steps than we could count, and halfway up it began to rain.\n\n"
        "山路不长，却有不少台阶。走到半山腰的时候，天空忽然下起了小雨。"
    )


def test_short_lines_stay_lines(tmp_path: Path) -> None:
    page = lines(72, 700, "Tea 12.50", "Bread 3.00", "A large jar of honey from the hills 30.00", "Sum 45.50")
    assert texts(read(pdf(tmp_path / "a", [page]))) == [
        "Tea 12.50\nBread 3.00\nA large jar of honey from the hills 30.00\nSum 45.50"
    ]


def test_lists_keep_their_items(tmp_path: Path) -> None:
    page = lines(
        72,
        700,
        "1. Wash the cucumber and cut it into thin slices",
        "of the same size.",
        "2. Add salt and wait for about ten minutes now.",
    )
    (text,) = texts(read(pdf(tmp_path / "a", [page])))
    assert text == (
        "1. Wash the cucumber and cut it into thin slices of the same size.\n"
        "2. Add salt and wait for about ten minutes now."
    )


def test_wide_gaps_make_a_table(tmp_path: Path) -> None:
    rows = [("Name", "Weight"), ("Gold fish", "12 g"), ("Grey heron", "1500 g")]
    page = [
        placed
        for place, row in enumerate(rows)
        for placed in ((72, 700 - 12 * place, row[0]), (250, 700 - 12 * place, row[1]))
    ]
    assert texts(read(pdf(tmp_path / "a", [page]))) == [
        "| Name | Weight |\n| --- | --- |\n| Gold fish | 12 g |\n| Grey heron | 1500 g |"
    ]


@pytest.mark.parametrize(
    ("before", "divided", "whole"),
    [
        ("research", f"re{DIVIDED}search", "research"),
        ("", f"tech{DIVIDED}niques", "techniques"),
        ("full-parameter", f"full{DIVIDED}parameter", "full-parameter"),
        ("to chat an optimized thing", f"chat{DIVIDED}optimized", "chat-optimized"),
        ("", f"GPT{DIVIDED}4", "GPT-4"),
        ("ChatGPT", f"Chat{DIVIDED}GPT", "ChatGPT"),
    ],
)
def test_divided_words_are_made_whole_by_the_document(before: str, divided: str, whole: str) -> None:
    words = Words()
    words.learn(f"{before} {divided}")
    assert words.join(f"We {divided} it") == f"We {whole} it"


def test_pages_are_records_and_blank_ones_are_refused(tmp_path: Path) -> None:
    path = pdf(
        tmp_path / "a",
        [lines(72, 700, "First"), [], lines(72, 700, "第三页")],
        "/Title (Report) /CreationDate (D:20240501)",
    )
    records = read(path)
    assert [(record.position, record.part) for record in records] == [
        (1, "page=1"),
        (2, "page=2"),
        (3, "page=3"),
    ]
    assert [record.reason.value if record.reason else None for record in records] == [
        None,
        "no_main_text",
        None,
    ]
    assert isinstance(records[0].value, Page)
    assert records[0].value.about == {"title": "Report", "date": "2024-05-01"}
    assert records[2].content == '{"text":"第三页"}'.encode()


def test_a_page_over_the_limit_is_refused_alone(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a", [lines(72, 700, "x" * 300), lines(72, 700, "short")])
    assert [
        record.reason.value if record.reason else None for record in read(path, Limits(max_record_bytes=200))
    ] == [
        "record_too_large",
        None,
    ]


@pytest.mark.parametrize("data", [b"%PDF-1.4\n", b"%PDF-1.7\ngarbage" * 50, b""])
def test_what_is_no_whole_pdf_is_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a"
    path.write_bytes(data)
    with pytest.raises(SourceRefused, match="corrupt_file"):
        read(path)


def test_every_cut_is_read_or_refused(tmp_path: Path) -> None:
    whole = pdf(tmp_path / "a", [lines(72, 700, "Some text here")]).read_bytes()
    path = tmp_path / "cut"
    for end in range(20, len(whole), 37):
        path.write_bytes(whole[:end])
        reasons: list[str] = []
        found: list[str | None] = [None]
        try:
            found = texts(read(path))
        except SourceRefused as refusal:
            reasons.append(refusal.reason.value)
        assert found in (["Some text here"], [None])
        assert reasons in ([], ["corrupt_file"])


def test_a_locked_file_is_refused(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a", [lines(72, 700, "secret")])
    zeros = "00" * 32
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{zeros}> /U <{zeros}> >> /ID [<00> <00>] /Root"
    path.write_bytes(path.read_bytes().replace(b"/Root", lock.encode()))
    with pytest.raises(SourceRefused, match="encrypted"):
        read(path)
