"""WARC files of web crawls (ISO 28500:2017; also WARC/1.0): recorded pages become files to be read.

What a server answered with success is a member, named by its address, its payload plain. Every other
record is refused with its reason: what it describes, errors, redirects, style sheets, pictures. A
record that is damaged costs itself alone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from danlu.ledger import Reason
from danlu.readers.archives.http_payload import HttpHead, http_head, write_payload
from danlu.readers.archives.media import is_media
from danlu.readers.archives.members import Member
from danlu.readers.archives.warc_records import Broken, WarcRecord, digest_of, pieces, warc_records
from danlu.readers.base import Limits, Record, SourceRefused
from danlu.readers.documents.packed import Numbering

_WITH_PAYLOAD = frozenset({"response", "resource", "conversion"})
_KNOWN = _WITH_PAYLOAD | {"warcinfo", "request", "metadata", "revisit", "continuation"}
_DESCRIBES = frozenset({"dns", "whois", "metadata", "urn"})
_NO_PAGES = frozenset(
    {
        "text/css",
        "text/javascript",
        "application/javascript",
        "application/x-javascript",
        "application/ecmascript",
        "text/ecmascript",
    }
)
_MEDIA = ("image/", "audio/", "video/", "font/")
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([A-Za-z0-9._:-]{1,40})", re.IGNORECASE)
_LONGEST_NAME = 1024
_DIGESTS = {"sha1": 20, "sha256": 32, "sha512": 64, "md5": 16}


def read_warc(path: Path, limits: Limits, scratch: Path) -> Iterator[Record | Member]:
    """The records in order: recorded pages as members, everything else as refused records.

    Args:
        path: The file, plain or compressed, as a whole or record by record.
        limits: Bounds of what it may expand to.
        scratch: An empty folder, for one payload at a time.

    Raises:
        SourceRefused: EMPTY_FILE; UNKNOWN_FORMAT: it does not start as WARC; FILE_TOO_LARGE.
    """
    names = _Names()
    numbering = Numbering(limits)
    for found in warc_records(path, limits, scratch):
        if isinstance(found, Broken):
            identity = {"type": "broken", "digest": found.digest}
            evidence = {"problem": found.problem, "bytes": found.size}
            yield numbering.refuse(identity, f"record={found.number}", Reason.CORRUPT_FILE, evidence)
        else:
            yield _judged(_Capture.of(found), names, numbering, limits, scratch / "payload")


class _Names:
    """Names of pages: their addresses, told apart where one was recorded several times."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def take(self, address: str) -> str:
        name = shown(address)
        count = self._taken.get(name, 0) + 1
        while count > 1 and f"{name} ({count})" in self._taken:
            count += 1
        self._taken[name] = count
        unique = name if count == 1 else f"{name} ({count})"
        self._taken.setdefault(unique, 1)
        return unique


def shown(address: str) -> str:
    """An address as a name: printable, and of bounded length."""
    if address.isprintable() and len(address) <= _LONGEST_NAME:
        return address
    digest = hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{ascii(address[: _LONGEST_NAME // 2])[1:-1]}…{digest}"


@dataclass(frozen=True, slots=True)
class _Capture:
    """One record, with the head of the answer that it holds, if it does."""

    record: WarcRecord
    kind: str
    address: str
    head: HttpHead | None

    @classmethod
    def of(cls, record: WarcRecord) -> _Capture:
        kind = record.fields.get("warc-type", "").lower()
        # GNU Wget writes addresses in angle brackets
        address = record.fields.get("warc-target-uri", "").strip("<>")
        media_type = record.fields.get("content-type", "").replace(" ", "").lower()
        is_http = kind == "response" and media_type.startswith("application/http")
        head = http_head(record.file, record.block, record.end) if is_http else None
        return cls(record, kind, address, head)

    @property
    def payload(self) -> tuple[int, int]:
        """Where the payload is."""
        return self.record.block + (self.head.size if self.head else 0), self.record.end

    @property
    def headers(self) -> Mapping[str, str]:
        """The answer's headers; the type of the block where it is no answer."""
        if self.head:
            return self.head.headers
        return {"content-type": self.record.fields.get("content-type", "")}

    @property
    def media_type(self) -> str:
        """The type of the payload without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def identity(self) -> Mapping[str, object]:
        """What names the record in the ledger: nothing that differs at every fetch."""
        digest = digest_of(self.record.file, *self.payload)
        return {"type": self.kind, "uri": self.address, "digest": digest}


def _judged(
    capture: _Capture, names: _Names, numbering: Numbering, limits: Limits, target: Path
) -> Record | Member:
    refusal = _no_page(capture)
    if refusal is not None:
        described = refusal[0] in {Reason.ENVELOPE, Reason.CORRUPT_FILE}
        part = f"record={capture.record.number}" if described else shown(capture.address)
        return numbering.refuse(capture.identity, part, *refusal)
    name = names.take(capture.address or f"record={capture.record.number}")
    about = _about(capture)
    try:
        head = write_payload(capture.record.file, capture.payload, capture.headers, target, limits)
    except SourceRefused as refused:
        return Member(name, None, refused.reason, refused.evidence, about)
    if _is_media(capture.media_type, head):
        return Member(name, None, Reason.MEDIA_FILE, {}, about)
    return Member(name, target, about=about)


def _no_page(capture: _Capture) -> tuple[Reason, Mapping[str, object]] | None:
    """Why a record holds no page, if it holds none."""
    fields = capture.record.fields
    if "warc-segment-number" in fields or capture.kind == "continuation":
        return Reason.TRUNCATED_RECORD, {"problem": "segmented"}
    if capture.kind not in _WITH_PAYLOAD or _scheme(capture.address) in _DESCRIBES:
        return Reason.ENVELOPE, {"type": capture.kind if capture.kind in _KNOWN else "other"}
    if not _is_intact(capture.record):
        return Reason.CORRUPT_FILE, {"problem": "digest"}
    if capture.kind == "response" and capture.head is None and _promises_http(capture):
        return Reason.CORRUPT_FILE, {"problem": "head of the answer"}
    if capture.head is not None and not 200 <= capture.head.status < 300:
        return Reason.NOT_A_PAGE, {"status": capture.head.status}
    if "warc-truncated" in fields:
        return Reason.TRUNCATED_RECORD, {"problem": "cut off by the crawler"}
    if capture.media_type in _NO_PAGES:
        return Reason.NOT_A_PAGE, {"content_type": capture.media_type}
    if _path(capture.address) == "/robots.txt":
        return Reason.NOT_A_PAGE, {"problem": "robots.txt"}
    return None


def _promises_http(capture: _Capture) -> bool:
    return _scheme(capture.address) in {"http", "https"}


def _scheme(address: str) -> str:
    """The scheme of an address; empty where there is none."""
    return address.partition(":")[0].lower() if ":" in address else ""


def _path(address: str) -> str:
    try:
        return urlsplit(address).path
    except ValueError:
        return ""


def _is_intact(record: WarcRecord) -> bool:
    """Does the block have the digest that the record gives, if danlu knows its algorithm?"""
    algorithm, _, written = record.fields.get("warc-block-digest", "").partition(":")
    algorithm = algorithm.strip().lower().replace("-", "")
    size = _DIGESTS.get(algorithm)
    expected = _bytes_of(written.strip(), size) if size else None
    if expected is None:
        return True
    taken = hashlib.new(algorithm, usedforsecurity=False)
    for piece in pieces(record.file, record.block, record.end):
        taken.update(piece)
    return taken.digest() == expected


def _bytes_of(written: str, size: int) -> bytes | None:
    """A digest written in base 16 or base 32; None where it is neither."""
    try:
        if len(written) == 2 * size:
            return bytes.fromhex(written)
        padded = written.rstrip("=").upper()
        decoded = base64.b32decode(padded + "=" * (-len(padded) % 8))
    except (ValueError, binascii.Error):
        return None
    return decoded if len(decoded) == size else None


def _about(capture: _Capture) -> dict[str, str]:
    about = {"url": shown(capture.address), "date": shown(capture.record.fields.get("warc-date", ""))}
    charset = _CHARSET.search(capture.headers.get("content-type", ""))
    if charset is not None:
        about["charset"] = charset.group(1).lower()
    return {key: value for key, value in about.items() if value}


def _is_media(media_type: str, head: bytes) -> bool:
    """Is it media by its first bytes, or by its type without being a page after all?"""
    if is_media(head):
        return True
    page = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith((b"<!doctype html", b"<html"))
    return media_type.startswith(_MEDIA) and not page
