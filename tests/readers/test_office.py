"""Documents in zip and OLE2 files are told apart by what they hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from danlu.readers import SourceRefused
from danlu.readers.documents.office import OLE2, document_kind, refuse_legacy
from tests.readers.documents import (
    content_types,
    docx,
    epub,
    paragraph,
    pptx,
    shape,
    sheet_row,
    write_zip,
    xlsx,
)


def ole2(path: Path, *names: str) -> Path:
    """A compound file of one table sector and one sector of directory entries."""
    header = bytearray(512)
    header[:8] = OLE2
    header[30:32] = (9).to_bytes(2, "little")
    header[48:52] = (1).to_bytes(4, "little")
    header[76:512] = b"\x00\x00\x00\x00" + b"\xff" * 432
    table = (0xFFFFFFFD).to_bytes(4, "little") + (0xFFFFFFFE).to_bytes(4, "little") + b"\xff" * 504
    directory = b""
    for name in ("Root Entry", *names):
        spelt = name.encode("utf-16-le") + b"\x00\x00"
        directory += spelt.ljust(64, b"\x00") + len(spelt).to_bytes(2, "little") + bytes(62)
    path.write_bytes(bytes(header) + table + directory.ljust(512, b"\x00"))
    return path


def test_packages_are_told_apart(tmp_path: Path) -> None:
    assert document_kind(docx(tmp_path / "a", paragraph("x"))) == "docx"
    assert document_kind(pptx(tmp_path / "b", [shape([(0, "x")])])) == "pptx"
    assert document_kind(xlsx(tmp_path / "c", {"s": [sheet_row(1, {"A": 1})]})) == "xlsx"
    assert document_kind(epub(tmp_path / "d", ["<p>x</p>"])) == "epub"
    ods = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": "<m/>"}
    assert document_kind(write_zip(tmp_path / "e", ods)) == "ods"
    types = content_types("xl/workbook.bin", "x").replace(
        "application/vnd.openxmlformats-officedocument.x+xml",
        "application/vnd.ms-excel.sheet.binary.macroEnabled.main",
    )
    assert document_kind(write_zip(tmp_path / "f", {"[Content_Types].xml": types})) == "xlsb"


@pytest.mark.parametrize(
    "members", [{"a.txt": "text"}, {"word/document.xml": "<x/>"}, {"mimetype": "text/plain"}]
)
def test_other_archives_are_no_documents(tmp_path: Path, members: dict[str, str | bytes]) -> None:
    assert document_kind(write_zip(tmp_path / "a", members)) is None


def test_a_cut_archive_is_no_document(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(docx(tmp_path / "b", paragraph("x")).read_bytes()[:200])
    assert document_kind(tmp_path / "a") is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Workbook", "xls"), ("WordDocument", "doc"), ("PowerPoint Document", "ppt"), ("Other", None)],
)
def test_binary_documents_are_told_apart(tmp_path: Path, name: str, kind: str | None) -> None:
    assert document_kind(ole2(tmp_path / "a", name)) == kind


def test_locked_and_old_documents_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceRefused, match="encrypted"):
        document_kind(ole2(tmp_path / "a", "EncryptionInfo", "EncryptedPackage"))
    with pytest.raises(SourceRefused, match="unknown_format"):
        refuse_legacy("doc")
    refuse_legacy("docx")
