"""An HTML page as one record: its main text, and what the page says of itself.

The parser takes the page as the text stream has it, which is decoded already; what the page declares
about its encoding is for `danlu.readers.encoding`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from danlu.ledger import Reason
from danlu.pieces import Page
from danlu.readers.base import Limits, Parsed, Record, SourceRefused, refuse
from danlu.readers.buffer import TextBuffer
from danlu.readers.documents.main_text import main_text
from danlu.readers.documents.markdown_text import sections
from danlu.readers.documents.packed import printable
from danlu.readers.documents.page_facts import page_facts
from danlu.readers.documents.xml_tree import parse_html
from danlu.readers.text import read_whole

_HEAD = 4096
_BEFORE = re.compile(rb"(?:\s++|\xef\xbb\xbf|<\?xml[^?>]{0,200}+\?>|<!--(?:[^-]|-(?!->)){0,2000}+-->)*+")
_DOCTYPE = re.compile(rb"<!doctype\s+html\b", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:html|head|body)(?:\s[^<>]{0,2000}+)?>", re.IGNORECASE)
_LOOSE = re.compile(
    rb"<(?:title|meta|link|h[1-6]|p|div|table|center|script|style)(?:\s[^<>]{0,500})?>", re.IGNORECASE
)
_TAG = re.compile(rb"</?[a-zA-Z][^<>]{0,500}>")
_END = re.compile(rb"</(?:p|div|table|body|html|h[1-6]|center|span|title|ul|td)\s{0,9}>", re.IGNORECASE)


def looks_like_html(window: bytes) -> bool:
    """Is a text stream that starts with `window` an HTML page?

    A page begins with its document type or root, after comments at most. A fragment without them
    begins with an element and consists of tags to a good part. Feeds and other XML, Markdown with a
    few tags, and texts about HTML do neither.
    """
    found = _BEFORE.match(window)
    start = found.end() if found else 0
    if _DOCTYPE.match(window, start) or _ROOT.match(window, start):
        return True
    if not _LOOSE.match(window, start):
        return False
    head = window[start : start + _HEAD]
    tags = [tag[0] for tag in _TAG.finditer(head)]
    return len(tags) >= 4 and sum(map(len, tags)) * 4 >= len(head) and _END.search(head) is not None


def read_html(buffer: TextBuffer, limits: Limits) -> Iterator[Record]:
    """The whole stream as one record, whose value is a Page, or its refusal."""
    return read_whole(buffer, limits, parse_page)


def parse_page(content: bytes) -> Parsed:
    """The Page of an HTML document in UTF-8, or why there is none."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as fault:
        return refuse(Reason.INVALID_ENCODING, at_byte=fault.start)
    try:
        root = parse_html(printable(text))
    except SourceRefused as refusal:
        return Parsed(None, refusal.reason, refusal.evidence)
    if root is None:
        return refuse(Reason.NO_MAIN_TEXT, bytes=len(content))
    facts = page_facts(root)
    found = sections(main_text(root))
    if not found:
        return refuse(Reason.NO_MAIN_TEXT, bytes=len(content))
    return Parsed(Page(found, facts))
