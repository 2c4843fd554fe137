"""Texts and pages become rows that are short enough, and say where they stood."""

from __future__ import annotations

import pytest

from danlu.assembly.pages import rows_of_page, rows_of_text
from danlu.formats import Unreadable, find_format
from danlu.pieces import Page, Section
from danlu.reading_knobs import Documents
from danlu.rows import Kind

SHORT = Documents(section_characters=200)
LONG_TEXT = "# 甲\n\n" + "一句话。" * 40 + "\n\n## 乙\n\n" + "Another one. " * 12 + "\n"


def test_a_short_text_is_what_the_document_format_reads() -> None:
    form = find_format("一段话。\n")
    assert form is not None
    assert rows_of_text("一段话。\n", SHORT) == form.read("一段话。\n")


def test_an_empty_text_is_refused_as_by_the_format() -> None:
    with pytest.raises(Unreadable):
        rows_of_text("", SHORT)


def test_a_long_text_is_cut_below_its_headings() -> None:
    rows = rows_of_text(LONG_TEXT, SHORT)
    assert "".join(row["messages"][0]["content"] or "" for row in rows) == LONG_TEXT
    assert [row["extra"] for row in rows] == [{"headings": ["甲"]}, {"headings": ["甲", "乙"]}]
    assert {row["surface"]["format"] for row in rows} == {"section"}
    assert {row["kind"] for row in rows} == {Kind.DOCUMENT}


def test_a_long_text_without_headings_has_no_extra() -> None:
    assert all("extra" not in row for row in rows_of_text("一句话。" * 100, SHORT))


def test_pieces_of_white_space_are_no_rows() -> None:
    rows = rows_of_text("甲。" + "\n" * 1000 + "乙。", SHORT)
    assert ["".join((row["messages"][0]["content"] or "").split()) for row in rows] == ["甲。", "乙。"]


def test_a_page_gives_a_row_for_each_section() -> None:
    page = Page(
        (
            Section("# 甲\n\n正文。", ("甲",), 1),
            Section(" \n", ("空",), 2),
            Section("词 " * 150, ("甲", "乙"), 3),
            Section("Tail."),
        ),
        {"title": "书", "language": "zh"},
    )
    about = {"title": "书", "language": "zh"}
    rows = rows_of_page(page, SHORT)
    assert [row["extra"] for row in rows] == [
        {**about, "headings": ["甲"], "page": 1},
        {**about, "headings": ["甲", "乙"], "page": 3},
        {**about, "headings": ["甲", "乙"], "page": 3},
        about,
    ]
    assert {row["surface"]["format"] for row in rows} == {"page"}


def test_a_page_without_text_gives_nothing() -> None:
    assert rows_of_page(Page((Section("\u3000\n"),), {"title": "空"}), SHORT) == []
