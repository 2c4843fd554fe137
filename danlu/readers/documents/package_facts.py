"""What an Office document says of itself (ECMA-376, part 2: core properties)."""

from __future__ import annotations

from danlu.readers.documents.package import Package
from danlu.readers.documents.packed import printable
from danlu.readers.documents.page_facts import iso_day
from danlu.readers.documents.xml_tree import local_name

_NAMES = {"title": "title", "creator": "author", "language": "language", "created": "date"}
_MOST_BYTES = 1 << 20
_LONGEST = 500


def core_facts(package: Package) -> dict[str, str]:
    """Title, author, language and day of creation, as far as they are given."""
    root = package.xml("docProps/core.xml", _MOST_BYTES)
    found: dict[str, str] = {}
    for element in root if root is not None else ():
        name = _NAMES.get(local_name(element))
        text = " ".join(printable(element.text or "").split())[:_LONGEST]
        text = iso_day(text) if name == "date" else text
        if name and text:
            found.setdefault(name, text)
    return found
