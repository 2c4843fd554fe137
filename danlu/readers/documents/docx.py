"""Word documents (DOCX): one record for each section below a heading.

mammoth reads what styles mean (headings, lists, tables, notes) and accepts tracked changes: what was
inserted stands, what was deleted is gone. Notes and comments follow the text that they speak of, in
the order of their marks; pictures are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from danlu.ledger import Reason
from danlu.pieces import Page, Section
from danlu.readers.base import Limits, Record, SourceRefused
from danlu.readers.documents.markdown_text import sections
from danlu.readers.documents.markup import markdown_of
from danlu.readers.documents.package import Package, open_package
from danlu.readers.documents.package_facts import core_facts
from danlu.readers.documents.packed import Numbering, extra_needed, printable
from danlu.readers.documents.xml_tree import parse_html

_MOST_XML = 32 * 1024**2
"""Unpacked XML of a document, whose tree takes some twenty times as much memory."""
_BACK = re.compile(r'<a href="#[^"<>]{1,200}-ref-[^"<>]{1,40}">↑</a>')
"""The arrow behind a note that leads back to its mark."""
_STYLES = """
comment-reference => sup
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => h2:fresh
p[style-name^='Quote'] => blockquote > p:fresh
p[style-name^='Intense Quote'] => blockquote > p:fresh
b => strong
i => em
strike => del
"""


def read_docx(path: Path, limits: Limits, scratch: Path) -> Iterator[Record]:  # noqa: ARG001 - as all are called
    """The sections of a document, in its order.

    Raises:
        SourceRefused: CORRUPT_FILE, ENCRYPTED, FILE_TOO_LARGE, TOO_DEEP or EXTRA_NOT_INSTALLED.
    """
    with open_package(path, limits) as package:
        for suffix in (".xml", ".rels"):
            package.check(suffix, _MOST_XML)
        _check_parts(package)
        facts = core_facts(package)
    markup = _converted(path)
    root = parse_html(f"<html><body>{printable(markup)}</body></html>")
    found = sections(markdown_of(root)) if root is not None else ()
    yield from section_records(found, facts, Numbering(limits))


def section_records(
    found: tuple[Section, ...], facts: dict[str, str], numbering: Numbering, **place: object
) -> Iterator[Record]:
    """A record for each section; one that is refused where there is none."""
    for number, section in enumerate(found, 1):
        identity = {**place, "headings": section.headings, "text": section.text}
        yield numbering.take(identity, Page((section,), facts), f"section={number}")
    if not found:
        yield numbering.refuse({**place, "section": 1}, "section=1", Reason.NO_MAIN_TEXT, {"sections": 0})


def _check_parts(package: Package) -> None:
    """Parse every part of text once with the careful parser, so that the other meets no surprises."""
    for name in sorted(package.names):
        if name.endswith((".xml", ".rels")) and not name.startswith("customXml/"):
            package.xml(name, _MOST_XML)


def _converted(path: Path) -> str:
    with extra_needed():
        import mammoth  # noqa: PLC0415 - an extra
    try:
        with path.open("rb") as file:
            result = mammoth.convert_to_html(
                file,
                style_map=_STYLES,
                include_embedded_style_map=False,
                external_file_access=False,
                convert_image=_no_image,
            )
    except RecursionError:
        raise SourceRefused(Reason.TOO_DEEP, {"document": "docx"}) from None
    # mammoth meets broken documents with whatever Python raises
    except Exception as error:  # noqa: BLE001
        raise SourceRefused(Reason.CORRUPT_FILE, {"error": type(error).__name__}) from None
    return _BACK.sub("", str(result.value))


def _no_image(_: Any) -> list[Any]:
    return []
