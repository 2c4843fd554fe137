"""Books: chapters in reading order, cut at headings; locked and broken ones are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from danlu.pieces import Page
from danlu.readers import Limits, Record, SourceRefused
from danlu.readers.documents.epub import read_epub
from tests.readers.documents import epub

pytest.importorskip("lxml")

LOCKED = (
    '<encryption xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData>'
    '<enc:EncryptionMethod Algorithm="{}"/></enc:EncryptedData></encryption>'
)


def read(path: Path, limits: Limits | None = None) -> list[Record]:
    return list(read_epub(path, limits or Limits(), path.parent))


def test_chapters_become_pages(tmp_path: Path) -> None:
    chapters = [
        "<h1>第一章</h1><p>山路&nbsp;不长，<em>台阶</em>很多。</p><h2>雨</h2><p>It rained.</p>",
        "<p>Second<br/>chapter &mdash; end</p><a id='x'/><p>after</p>",
    ]
    records = read(epub(tmp_path / "a", chapters))
    pages = [record.value for record in records if isinstance(record.value, Page)]
    assert [section.text for section in pages[0].sections] == [
        "# 第一章\n\n山路 不长，*台阶*很多。",
        "## 雨\n\nIt rained.",
    ]
    assert pages[0].sections[1].headings == ("第一章", "雨")
    assert pages[1].sections[0].text == "Second\nchapter — end\n\nafter"
    assert pages[0].about == {"title": "山居笔记", "language": "zh-CN", "date": "2023-04-05"}
    assert [record.part for record in records] == ["section=1", "section=2"]


def test_a_chapter_that_is_no_xml_is_read_as_html(tmp_path: Path) -> None:
    (record,) = read(epub(tmp_path / "a", ["<p>open<p>also open"]))
    assert isinstance(record.value, Page)
    assert record.value.sections[0].text == "open\n\nalso open"


def test_an_empty_or_too_long_chapter_costs_itself(tmp_path: Path) -> None:
    records = read(
        epub(tmp_path / "a", ["<p/>", "<p>" + "x" * 900 + "</p>", "<p>ok</p>"]), Limits(max_record_bytes=800)
    )
    assert [record.reason.value if record.reason else None for record in records] == [
        "no_main_text",
        "record_too_large",
        None,
    ]


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    evil = '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><html><body><p>&x;</p></body></html>'
    (record,) = read(epub(tmp_path / "a", ["<p>x</p>"], {"OPS/text/c1.xhtml": evil}))
    assert record.reason is not None
    assert record.reason.value == "corrupt_file"


def test_a_locked_book_is_refused_but_hidden_fonts_are_not(tmp_path: Path) -> None:
    text = LOCKED.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")
    with pytest.raises(SourceRefused, match="encrypted"):
        read(epub(tmp_path / "a", ["<p>x</p>"], {"META-INF/encryption.xml": text}))
    font = LOCKED.format("http://www.idpf.org/2008/embedding")
    assert len(read(epub(tmp_path / "b", ["<p>x</p>"], {"META-INF/encryption.xml": font}))) == 1


def test_a_book_without_order_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="corrupt_file"):
        read(epub(tmp_path / "a", []))
