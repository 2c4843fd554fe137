"""Books (EPUB 2 and 3): one record for each document of the reading order, cut at its headings.

The reading order is the spine of the package document (EPUB 3.3, §5); the table of contents, covers
and what the book itself calls no part of the reading order are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from danlu.ledger import Reason
from danlu.pieces import Page
from danlu.readers.base import Limits, Record, SourceRefused
from danlu.readers.documents.markdown_text import sections
from danlu.readers.documents.markup import markdown_of
from danlu.readers.documents.package import Package, joined_name, open_package
from danlu.readers.documents.packed import Numbering, printable
from danlu.readers.documents.page_facts import iso_day
from danlu.readers.documents.xml_tree import local_name, parse_xhtml, parse_xml

_MOST_PACKAGE_BYTES = 16 * 1024**2
_LONGEST = 500
_FACTS = {"title": "title", "creator": "author", "language": "language", "date": "date"}
_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document"})
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Ways of hiding fonts, which lock no text (EPUB 3.3, §4.2.7)."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A document of the book: its name in the archive, its type and its properties."""

    name: str
    media_type: str
    properties: frozenset[str]


def read_epub(path: Path, limits: Limits, scratch: Path) -> Iterator[Record]:  # noqa: ARG001 - as all are called
    """The documents of the book, in reading order.

    Raises:
        SourceRefused: CORRUPT_FILE, ENCRYPTED, FILE_TOO_LARGE or EXTRA_NOT_INSTALLED.
    """
    with open_package(path, limits) as package:
        _refuse_locked(package)
        name, root = _package_document(package)
        facts = _facts(root)
        numbering = Numbering(limits)
        for number, item in enumerate(_reading_order(root, str(PurePosixPath(name).parent)), 1):
            yield _chapter(package, item, number, facts, numbering)
        if not numbering.position:
            raise SourceRefused(Reason.CORRUPT_FILE, {"problem": "no reading order"})


def _chapter(
    package: Package, item: _Item, number: int, facts: dict[str, str], numbering: Numbering
) -> Record:
    part = f"section={number}"
    place = {"document": item.name, "section": number}
    if "nav" in item.properties:
        return numbering.refuse(place, part, Reason.ENVELOPE, {"document": "contents"})
    size = package.size(item.name)
    if size > numbering.limits.max_record_bytes:
        evidence = {"bytes": size, "max_record_bytes": numbering.limits.max_record_bytes}
        return numbering.refuse(place, part, Reason.RECORD_TOO_LARGE, evidence)
    try:
        root = parse_xhtml(package.read(item.name, numbering.limits.max_record_bytes))
        text = printable(markdown_of(_body(root))) if root is not None else ""
    except SourceRefused as refusal:
        return numbering.refuse(place, part, refusal.reason, refusal.evidence)
    found = sections(text)
    if not found:
        return numbering.refuse(place, part, Reason.NO_MAIN_TEXT, {"bytes": size})
    return numbering.take({"document": item.name, "text": text}, Page(found, facts), part)


def _body(root: Any) -> Any:
    return next((element for element in root.iter() if local_name(element) == "body"), root)


def _refuse_locked(package: Package) -> None:
    """Refuse a book whose text is encrypted; hidden fonts do not count."""
    name = "META-INF/encryption.xml"
    root = package.xml(name, _MOST_PACKAGE_BYTES)
    methods = [
        element.get("Algorithm") or ""
        for element in (root.iter() if root is not None else ())
        if local_name(element) == "encryptionmethod" and local_name(element.getparent()) == "encrypteddata"
    ]
    if any(method not in _FONTS for method in methods) or "META-INF/sinf.xml" in package:
        raise SourceRefused(Reason.ENCRYPTED, {"document": "epub"})


def _package_document(package: Package) -> tuple[str, Any]:
    container = package.xml("META-INF/container.xml", _MOST_PACKAGE_BYTES)
    for element in container.iter() if container is not None else ():
        name = element.get("full-path") if local_name(element) == "rootfile" else None
        if name and name in package:
            return name, parse_xml(package.read(name, _MOST_PACKAGE_BYTES), doctype=True)
    raise SourceRefused(Reason.CORRUPT_FILE, {"problem": "no package document"})


def _reading_order(root: Any, folder: str) -> Iterator[_Item]:
    items: dict[str, _Item] = {}
    for element in root.iter():
        if local_name(element) == "item":
            name = joined_name("" if folder == "." else folder, unquote(element.get("href") or ""))
            properties = frozenset((element.get("properties") or "").split())
            items[element.get("id") or ""] = _Item(name, element.get("media-type") or "", properties)
    for element in root.iter():
        if local_name(element) == "itemref":
            item = items.get(element.get("idref") or "")
            if item is not None and item.media_type in _PAGES:
                yield item


def _facts(root: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in root.iter():
        name = _FACTS.get(local_name(element))
        if name is None or "purl.org/dc/" not in str(element.tag):
            continue
        text = " ".join(printable(element.text or "").split())[:_LONGEST]
        text = iso_day(text) if name == "date" else text
        if text:
            found.setdefault(name, text)
    return found
