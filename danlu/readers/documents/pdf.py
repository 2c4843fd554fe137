"""PDF files: one record for each page that holds text.

PDFium gives the characters in reading order, with their places; lines become paragraphs and tables
by their places on the page, and words that were divided at line ends become whole by what the rest
of the document says. A page without text, such as a scanned one, is refused, since nothing is
recognised from pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from danlu.ledger import Reason
from danlu.pieces import Page, Section
from danlu.readers.base import Limits, Record, SourceRefused
from danlu.readers.documents.packed import Numbering, extra_needed, printable
from danlu.readers.documents.page_facts import iso_day
from danlu.readers.documents.pdf_lines import characters_of, lines_of
from danlu.readers.documents.pdf_text import page_text
from danlu.readers.documents.pdf_words import Words

_FACTS = {"Title": "title", "Author": "author", "CreationDate": "date"}
_PLACEHOLDER = re.compile(r"\W*(?:anonymous|unspecified|untitled|unknown)?\W*", re.IGNORECASE)
_LONGEST = 500
_PASSWORD, _SECURITY = 4, 5


def read_pdf(path: Path, limits: Limits, scratch: Path) -> Iterator[Record]:  # noqa: ARG001 - as all are called
    """The pages, in their order.

    Raises:
        SourceRefused: CORRUPT_FILE, ENCRYPTED, EMPTY_FILE or EXTRA_NOT_INSTALLED.
    """
    with extra_needed():
        import pypdfium2  # noqa: PLC0415 - an extra
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code in {_PASSWORD, _SECURITY}:
            raise SourceRefused(Reason.ENCRYPTED, {"document": "pdf"}) from None
        raise SourceRefused(Reason.CORRUPT_FILE, {"code": error.err_code}) from None
    with document:
        if not len(document):
            raise SourceRefused(Reason.CORRUPT_FILE, {"pages": 0})
        facts = _facts(document)
        words = Words()
        for index in range(len(document)):
            words.learn(_characters(document, index, limits) or "")
        numbering = Numbering(limits)
        for index in range(len(document)):
            yield _record(document, index, facts, words, numbering)


def _record(document: Any, index: int, facts: dict[str, str], words: Words, numbering: Numbering) -> Record:
    number = index + 1
    part = f"page={number}"
    limits = numbering.limits
    with extra_needed():
        from pypdfium2 import PdfiumError  # noqa: PLC0415 - an extra
    try:
        page = document[index]
        text_page = page.get_textpage()
        count = text_page.count_chars()
        if count > limits.max_record_bytes:
            evidence = {"characters": count, "max_record_bytes": limits.max_record_bytes}
            return numbering.refuse({"page": number}, part, Reason.RECORD_TOO_LARGE, evidence)
        lines = lines_of(text_page)
        images = _images(page)
        text_page.close()
        page.close()
    except PdfiumError:
        return numbering.refuse({"page": number}, part, Reason.CORRUPT_FILE, {"page": number})
    text = printable(page_text(lines, words))
    identity = {"text": text}
    if not text.strip():
        return numbering.refuse(identity, part, Reason.NO_MAIN_TEXT, {"page": number, "images": images})
    return numbering.take(identity, Page((Section(text, page=number),), facts), part)


def _characters(document: Any, index: int, limits: Limits) -> str | None:
    """The bare text of a page; None where it cannot be read, which `_record` says again."""
    with extra_needed():
        from pypdfium2 import PdfiumError  # noqa: PLC0415 - an extra
    try:
        page = document[index]
        text_page = page.get_textpage()
        within = text_page.count_chars() <= limits.max_record_bytes
        text = characters_of(text_page) if within else None
        text_page.close()
        page.close()
    except PdfiumError:
        return None
    return text


def _images(page: Any) -> int:
    """Pictures on the page, which say why it may have no text."""
    with extra_needed():
        from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE  # noqa: PLC0415 - an extra
    return sum(1 for _ in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE], max_depth=2))


def _facts(document: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in document.get_metadata_dict(skip_empty=True).items():
        text = " ".join(printable(value).split())[:_LONGEST]
        name = _FACTS.get(key)
        if name == "date":
            text = iso_day(text.removeprefix("D:"))
        if name and text and not _PLACEHOLDER.fullmatch(text):
            found[name] = text
    return found
