"""The text of a mail's parts: decoded strictly, HTML as Markdown."""

from __future__ import annotations

from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from typing import Any

from danlu.ledger import Reason
from danlu.readers.base import Limits, SourceRefused
from danlu.readers.documents.markup import markdown_of
from danlu.readers.documents.packed import printable
from danlu.readers.documents.xml_tree import parse_html
from danlu.readers.encoding import CODECS, declared_codec, detect_encoding


def part_text(part: Message[str, str]) -> str:
    """The text of a part, as Markdown where it is HTML.

    Raises:
        SourceRefused: INVALID_ENCODING: its bytes are no text in the encoding that it declares, nor
            in one that is certain; or TOO_DEEP.
    """
    text = decoded(payload_of(part), part.get_content_charset())
    if part.get_content_type() == "text/html":
        root = parse_html(printable(text))
        return "" if root is None else markdown_of(root)
    return printable(text).strip("\n")


def payload_of(part: Message[str, str]) -> bytes:
    """The bytes of a part without their transfer encoding; broken base64 gives what can be read."""
    payload: Any = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def decoded(data: bytes, charset: str | None) -> str:
    """The text in the declared encoding if its bytes allow, else in the one that is certain."""
    if charset is not None and charset.lower() not in {"us-ascii", "ascii", "unknown-8bit", "x-unknown"}:
        try:
            codec = declared_codec(charset)
            return data.decode(CODECS.get(codec, codec))
        except (SourceRefused, UnicodeDecodeError, LookupError):
            pass
    try:
        codec = detect_encoding(data[: 1 << 16])
        return data.decode(CODECS.get(codec, codec))
    except (SourceRefused, UnicodeDecodeError):
        raise SourceRefused(Reason.INVALID_ENCODING, {"charset": charset or "none"}) from None


_LONGEST_HEADER = 1 << 15
"""Characters of a header that are read: Python's decoder takes squared time."""


def header_text(value: object, limits: Limits) -> str:
    """A header's text with its encoded words read, on one line; empty where it cannot be read."""
    pieces: list[str] = []
    try:
        for data, charset in decode_header(str(value)[: min(limits.max_record_bytes, _LONGEST_HEADER)]):
            pieces.append(data if isinstance(data, str) else decoded(data, charset))
    except (HeaderParseError, SourceRefused, ValueError):
        return ""
    return " ".join(printable("".join(pieces)).split())
