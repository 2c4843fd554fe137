"""Sheets: headers are found, cells become JSON values, vast and broken workbooks are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from danlu.pieces import Cells
from danlu.readers import Limits, Record, SourceRefused
from danlu.readers.documents.sheet_header import find_header, letters
from danlu.readers.documents.workbook import read_workbook
from tests.readers.documents import ods, ods_row, sheet_row, write_zip, xlsx

pytest.importorskip("python_calamine")


def read(path: Path) -> list[Record]:
    return list(read_workbook(path, Limits(), path.parent))


def test_rows_below_the_header_are_records(tmp_path: Path) -> None:
    rows = [
        sheet_row(1, {"A": "名称", "B": "Price", "C": "日期", "D": "Sold"}),
        sheet_row(2, {"A": "茶", "B": 12, "C": (45413,), "D": True}),
        sheet_row(4, {"A": "bread, fresh", "B": 3.5}),
    ]
    first, second = read(xlsx(tmp_path / "a", {"价目 表": rows}))
    columns = ("名称", "Price", "日期", "Sold")
    assert first.value == Cells(columns, ("茶", 12, "2024-05-01", True))
    assert second.value == Cells(columns, ("bread, fresh", 3.5, None, None))
    assert (first.part, second.part) == ("sheet=价目 表", "sheet=价目 表")
    assert second.content == '{"cells":{"Price":3.5,"名称":"bread, fresh"},"sheet":"价目 表"}'.encode()


def test_a_title_above_the_header_is_an_envelope(tmp_path: Path) -> None:
    rows = [
        sheet_row(1, {"A": "二〇二四年报表"}),
        sheet_row(3, {"A": "name", "B": "age"}),
        sheet_row(4, {"A": "甲", "B": 30}),
    ]
    title, row = read(xlsx(tmp_path / "a", {"s": rows}))
    assert title.reason is not None
    assert title.reason.value == "envelope"
    assert row.value == Cells(("name", "age"), ("甲", 30))


def test_a_sheet_without_a_header_has_letters(tmp_path: Path) -> None:
    rows = [sheet_row(2, {"B": 1, "C": 2}), sheet_row(3, {"B": 3, "C": "x"})]
    records = read(xlsx(tmp_path / "a", {"s": rows, "empty": []}))
    assert [record.value for record in records] == [Cells(("B", "C"), (1, 2)), Cells(("B", "C"), (3, "x"))]
    assert [record.position for record in records] == [1, 2]


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ([["a", "b"], [1, 2]], ("a", "b")),
        ([["a", "a"], [1, 2]], ("A", "B")),
        ([["a", ""], [1, 2]], ("A", "B")),
        ([["Report", ""], ["a", "b"], [1, 2]], ("a", "b")),
        ([["文本"], ["今天下雨。"]], ("文本",)),
        ([["今天下雨。"], ["明天天晴。"]], ("A",)),
        ([["a", "b"]], ("A", "B")),
    ],
)
def test_what_names_columns(rows: list[list[object]], columns: tuple[str, ...]) -> None:
    assert find_header(rows, 0, len(columns)).columns == columns


def test_letters_go_on_behind_z() -> None:
    assert letters(25, 3) == ("Z", "AA", "AB")
    assert letters(701, 2) == ("ZZ", "AAA")


def test_one_far_cell_is_refused_before_it_is_laid_out(tmp_path: Path) -> None:
    rows = [sheet_row(1, {"A": 1}), sheet_row(1048576, {"XFD": 2})]
    with pytest.raises(SourceRefused, match="file_too_large"):
        read(xlsx(tmp_path / "a", {"s": rows}))


def test_a_spreadsheet_of_open_document_is_read(tmp_path: Path) -> None:
    blank = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    path = ods(
        tmp_path / "a", ods_row("名称", "Price") + ods_row("茶", 12) + ods_row("x", 3.5, times=2) + blank
    )
    records = read(path)
    columns = ("名称", "Price")
    assert [record.value for record in records] == [
        Cells(columns, ("茶", 12)),
        Cells(columns, ("x", 3.5)),
        Cells(columns, ("x", 3.5)),
    ]
    assert len(records) == 3


@pytest.mark.parametrize(("times", "cell_times"), [(2_000_000, 1), (1000, 16000), (1048576, 16384)])
def test_cells_repeated_without_end_are_refused(tmp_path: Path, times: int, cell_times: int) -> None:
    path = ods(tmp_path / "a", ods_row("a", "b") + ods_row(1, times=times, cell_times=cell_times))
    with pytest.raises(SourceRefused, match="file_too_large"):
        read(path)


def test_a_far_cell_behind_blank_rows_is_refused(tmp_path: Path) -> None:
    blank = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    wide = '<table:table-row><table:table-cell table:number-columns-repeated="16000"/>'
    far = f"{wide}<table:table-cell><text:p>1</text:p></table:table-cell></table:table-row>"
    path = ods(tmp_path / "a", far + blank + ods_row(1))
    with pytest.raises(SourceRefused, match="file_too_large"):
        read(path)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600])
def test_broken_workbooks_are_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a").write_bytes(data)
    with pytest.raises(SourceRefused, match="corrupt_file"):
        read(tmp_path / "a")


def test_an_archive_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="corrupt_file"):
        read(write_zip(tmp_path / "a", {"readme": "text"}))
