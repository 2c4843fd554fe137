"""Rows of documents: a text file, or the sections of a page, cut to a length that can be trained on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from danlu.assembly.cutting import cut, cut_below_headings
from danlu.formats.document import Document
from danlu.pieces import Page
from danlu.pieces import Section as PageSection
from danlu.reading_knobs import Documents
from danlu.rows import Kind, Row

SECTION = "section"
PAGE = "page"


def rows_of_text(text: str, options: Documents) -> list[Row]:
    """The row of a text that is short enough, as the document format reads it, or a row for each piece.

    The pieces' `extra` names the Markdown headings that they stand below. White space between pieces
    stays with the piece before it; a piece of nothing else is no row.

    Raises:
        Unreadable: The text is empty.
    """
    if len(text) <= options.section_characters:
        return Document().read(text)
    pieces = cut_below_headings(text, options.section_characters)
    return [
        _row(piece.text, {"headings": list(piece.headings)} if piece.headings else {}, SECTION)
        for piece in pieces
        if piece.text.strip()
    ]


def rows_of_page(page: Page, options: Documents) -> list[Row]:
    """A row for each section with text, several where it is too long; none if no section has any.

    `extra` holds what the document says of itself, and the section's headings and page.
    """
    return [
        _row(text, {**page.about, **_place(section)}, PAGE)
        for section in page.sections
        for text in cut(section.text, options.section_characters)
        if text.strip()
    ]


def _place(section: PageSection) -> dict[str, Any]:
    place: dict[str, Any] = {}
    if section.headings:
        place["headings"] = list(section.headings)
    if section.page is not None:
        place["page"] = section.page
    return place


def _row(text: str, extra: Mapping[str, Any], name: str) -> Row:
    row = Row(kind=Kind.DOCUMENT, messages=[{"role": "user", "content": text}], surface={"format": name})
    if extra:
        row["extra"] = extra
    return row
