"""XML and HTML as trees, with nothing followed, fetched or expanded.

Document types are where XML's known attacks live: entities that expand without end, and entities
that name files and addresses (OWASP, "XML External Entity Prevention Cheat Sheet"). Packages of
Office documents may have none (ECMA-376, part 2), so there any is refused.
"""

from __future__ import annotations

import html.entities
import re
from typing import Any

from danlu.ledger import Reason
from danlu.readers.base import SourceRefused
from danlu.readers.documents.packed import extra_needed

MOST_DEPTH = 2000
"""Deepest nesting that is read; the parser itself stops without a word at 2,048."""

_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{0,31});")
_KEPT_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_DECLARATION = re.compile(r"\s*<\?xml[^<>]{0,200}\?>", re.IGNORECASE)
_DOCTYPE = re.compile(r"<!doctype[^<>]{0,500}>", re.IGNORECASE)
_LONG_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]{0,20})\s[^<>]{32768,}>")
_MOST_ATTRIBUTES = 2000
_CHARSET = re.compile(r"<meta\b[^<>]{0,400}\bcharset\s*=[^<>]{0,200}>", re.IGNORECASE)


def parse_xml(data: bytes, *, doctype: bool = False) -> Any:
    """The root of an XML document.

    Raises:
        SourceRefused: CORRUPT_FILE: it is no well-formed XML, or has a document type (or, with
            `doctype`, one that declares entities).
    """
    with extra_needed():
        from lxml import etree  # noqa: PLC0415 - an extra
    bare = data.replace(b"\x00", b"")
    if (b"<!DOCTYPE" in bare and not doctype) or b"<!ENTITY" in bare:
        raise SourceRefused(Reason.CORRUPT_FILE, {"problem": "document type"})
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError):
        raise SourceRefused(Reason.CORRUPT_FILE, {"problem": "XML"}) from None


def parse_html(text: str) -> Any:
    """The root of an HTML page, however broken; None where it holds no element at all.

    Declarations of an encoding are taken out first: the text is decoded already.

    Raises:
        SourceRefused: TOO_DEEP: the parser would drop what lies deeper.
    """
    with extra_needed():
        from lxml import etree, html as lxml_html  # noqa: PLC0415, I001 - an extra
    parser = lxml_html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    bare = _LONG_TAG.sub(_bounded_tag, _without_doctype(without_encoding(text)))
    data = bare.encode("utf-8", "replace")
    try:
        root = lxml_html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError):
        root = None
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log) or (
        root is not None and depth_of(root) > MOST_DEPTH
    ):
        raise SourceRefused(Reason.TOO_DEEP, {"max_depth": MOST_DEPTH})
    return root


def parse_xhtml(data: bytes) -> Any:
    """The root of a page that should be XHTML; one that is not well formed is read as HTML.

    Raises:
        SourceRefused: INVALID_ENCODING or TOO_DEEP, or CORRUPT_FILE where it declares entities.
    """
    text = _decoded(data)
    named = _ENTITY.sub(_character, text)
    try:
        return parse_xml(without_encoding(named).encode("utf-8"), doctype=True)
    except SourceRefused as refusal:
        if refusal.evidence.get("problem") != "XML":
            raise
    return parse_html(text)


def without_encoding(text: str) -> str:
    """The page without the declarations of an encoding in its head."""
    head, rest = text[:8192], text[8192:]
    return _CHARSET.sub("", _DECLARATION.sub("", head, count=1)) + rest


def _bounded_tag(match: re.Match[str]) -> str:
    """A tag without its attributes where there are so many that the parser would take hours."""
    attributes = max(match[0].count("="), len(match[0].split(None, _MOST_ATTRIBUTES)))
    return f"<{match[1]}>" if attributes > _MOST_ATTRIBUTES else match[0]


def _without_doctype(text: str) -> str:
    """The page without its document type, whose faults have the parser lose the page."""
    return _DOCTYPE.sub("", text[:4096], count=1) + text[4096:]


def depth_of(root: Any) -> int:
    """How deep the elements of a tree are nested."""
    from lxml import etree  # noqa: PLC0415 - an extra

    depth = deepest = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def local_name(element: Any) -> str:
    """The name of an element without its namespace, in lower case; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _decoded(data: bytes) -> str:
    marks = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))
    encoding = next((name for mark, name in marks if data.startswith(mark)), None)
    declared = re.match(rb"\s*<\?xml[^<>]{0,100}encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})", data)
    try:
        return data.decode(encoding or (declared[1].decode() if declared else "utf-8")).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError):
        raise SourceRefused(Reason.INVALID_ENCODING) from None


def _character(match: re.Match[str]) -> str:
    """What a named entity of HTML stands for; XML's own stay, and so does what is unknown."""
    name = match[1]
    known = None if name in _KEPT_ENTITIES else html.entities.html5.get(name + ";")
    if known is None:
        return match[0]
    return known if known not in "&<>" else f"&#{ord(known)};"
