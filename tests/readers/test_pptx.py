"""Presentations: slides in order, titles, outlines, tables and notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from danlu.pieces import Page
from danlu.readers import Limits, Record, SourceRefused
from danlu.readers.documents.pptx import read_pptx
from tests.readers.documents import pptx, shape, slide_table

pytest.importorskip("lxml")


def read(path: Path) -> list[Record]:
    return list(read_pptx(path, Limits(), path.parent))


def test_a_slide_is_a_record(tmp_path: Path) -> None:
    first = shape([(0, "流程 & steps")], "title") + shape([(0, "洗菜"), (1, "twice"), (0, "切片")], "body")
    second = (
        shape([(0, "Prices")], "title")
        + slide_table([["名称", "Price"], ["茶", "12"]])
        + shape([(0, "free text")])
    )
    records = read(pptx(tmp_path / "a", [first, second], {1: "讲者备注"}))
    pages = [record.value for record in records if isinstance(record.value, Page)]
    assert [page.sections[0].text for page in pages] == [
        "# 流程 & steps\n\n- 洗菜\n  - twice\n- 切片\n\nNotes:\n\n讲者备注",
        "# Prices\n\n| 名称 | Price |\n| --- | --- |\n| 茶 | 12 |\n\nfree text",
    ]
    assert [page.sections[0].headings for page in pages] == [("流程 & steps",), ("Prices",)]
    assert [(record.part, page.sections[0].page) for record, page in zip(records, pages, strict=True)] == [
        ("slide=1", 1),
        ("slide=2", 2),
    ]


def test_groups_are_opened_and_passing_placeholders_left_out(tmp_path: Path) -> None:
    group = f"<p:grpSp>{shape([(0, 'inside')])}</p:grpSp>"
    (record,) = read(pptx(tmp_path / "a", [group + shape([(0, "7")], "sldNum") + shape([(0, "after")])]))
    assert isinstance(record.value, Page)
    assert record.value.sections[0].text == "inside\n\nafter"


def test_an_empty_slide_is_refused_alone(tmp_path: Path) -> None:
    records = read(pptx(tmp_path / "a", [shape([(0, "text")]), ""]))
    assert [record.reason.value if record.reason else None for record in records] == [None, "no_main_text"]


def test_a_broken_slide_costs_itself(tmp_path: Path) -> None:
    records = read(pptx(tmp_path / "a", ["<broken", shape([(0, "text")])]))
    assert [record.reason.value if record.reason else None for record in records] == ["corrupt_file", None]


def test_what_is_no_presentation_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(SourceRefused, match="corrupt_file"):
        read(tmp_path / "a")
