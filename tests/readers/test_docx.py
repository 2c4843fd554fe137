"""Word documents: sections below headings, lists, tables, notes, changes; hostile ones are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from danlu.pieces import Page
from danlu.readers import Limits, Record, SourceRefused
from danlu.readers.documents.docx import read_docx
from tests.readers.documents import docx, paragraph, relations, word_notes, word_table

pytest.importorskip("mammoth")


def read(path: Path, limits: Limits | None = None) -> list[Record]:
    return list(read_docx(path, limits or Limits(), path.parent))


def texts(records: list[Record]) -> list[str]:
    return [record.value.sections[0].text for record in records if isinstance(record.value, Page)]


def test_headings_cut_the_document(tmp_path: Path) -> None:
    body = (
        paragraph("前言。")
        + paragraph("概述", "Heading1")
        + paragraph("总 & text")
        + paragraph("细节", "Heading2")
    )
    records = read(docx(tmp_path / "a", body + paragraph("It <rains>.")))
    assert texts(records) == ["前言。", "# 概述\n\n总 & text", "## 细节\n\nIt <rains>."]
    assert [record.part for record in records] == ["section=1", "section=2", "section=3"]
    assert isinstance(records[2].value, Page)
    assert records[2].value.sections[0].headings == ("概述", "细节")
    assert records[2].value.about == {"title": "报告", "date": "2024-05-01"}


def test_tables_are_kept(tmp_path: Path) -> None:
    path = docx(tmp_path / "a", word_table([["名称", "Price"], ["茶|tea", "12"]]))
    assert texts(read(path)) == ["| 名称 | Price |\n| --- | --- |\n| 茶\\|tea | 12 |"]


def test_tracked_changes_are_accepted(tmp_path: Path) -> None:
    changed = (
        "<w:p><w:r><w:t>We </w:t></w:r><w:del><w:r><w:delText>walked</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>ran</w:t></w:r></w:ins></w:p>"
    )
    assert texts(read(docx(tmp_path / "a", changed))) == ["We ran"]


def test_notes_and_comments_are_kept(tmp_path: Path) -> None:
    body = (
        '<w:p><w:r><w:t>正文</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
        '<w:r><w:commentReference w:id="0"/></w:r></w:p>'
    )
    members = {
        "word/_rels/document.xml.rels": relations(
            [("footnotes", "footnotes.xml"), ("comments", "comments.xml")]
        ),
        "word/footnotes.xml": word_notes("footnote", {2: "脚注内容"}),
        "word/comments.xml": word_notes("comment", {0: "a remark"}),
    }
    (text,) = texts(read(docx(tmp_path / "a", body, members)))
    assert text.startswith("正文[1]")
    assert "脚注内容" in text
    assert "a remark" in text
    assert "↑" not in text


def test_a_document_without_text_is_refused_as_a_record(tmp_path: Path) -> None:
    (record,) = read(docx(tmp_path / "a", "<w:p/>"))
    assert record.reason is not None
    assert record.reason.value == "no_main_text"


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<w:document>&b;</w:document>"
)


@pytest.mark.parametrize("content", [ENTITIES, "<w:document", "", ENTITIES.encode("utf-16")])
def test_entities_and_broken_xml_are_refused(tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(SourceRefused, match="corrupt_file"):
        read(docx(tmp_path / "a", "", {"word/document.xml": content}))


def test_what_unpacks_beyond_the_bounds_is_refused(tmp_path: Path) -> None:
    path = docx(tmp_path / "a", paragraph("哈" * 100_000))
    with pytest.raises(SourceRefused, match="file_too_large"):
        read(path, Limits(max_expansion=20, expansion_floor=1000))


def test_a_deep_document_is_refused(tmp_path: Path) -> None:
    deep = "<w:ins>" * 400 + "</w:ins>" * 400
    with pytest.raises(SourceRefused, match=r"corrupt_file|too_deep"):
        read(docx(tmp_path / "a", f"<w:p>{deep}</w:p>"))


def test_every_cut_is_refused(tmp_path: Path) -> None:
    whole = docx(tmp_path / "a", paragraph("Some text")).read_bytes()
    for end in range(4, len(whole), 97):
        (tmp_path / "cut").write_bytes(whole[:end])
        with pytest.raises(SourceRefused, match="corrupt_file"):
            read(tmp_path / "cut")
