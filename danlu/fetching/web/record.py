"""Captures written as WARC/1.1 records (ISO 28500:2017).

What differs at every request (Date, Set-Cookie, Age, traces of proxies) is not recorded: of the
headers only `KEPT` are, in that order, behind the standard reason phrase. The body of an answer that
is no page (a redirect, an error) is left out, which WARC-Truncated says.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import IO

from danlu.fetching.web.body import Body

KEPT = (
    "content-type",
    "content-encoding",
    "content-language",
    "content-location",
    "content-disposition",
    "last-modified",
    "etag",
    "link",
    "location",
)
"""Headers that are recorded: what the payload is, and what the next request needs."""

END = b"\r\n\r\n"
_STEP = 1 << 20


@dataclass(frozen=True, slots=True)
class Part:
    """A record that is new: its head, with that of the answer, and its payload."""

    url: str
    date: str
    status: int
    headers: Mapping[str, str]
    head: bytes
    body: Path | None

    def write(self, file: IO[bytes]) -> None:
        """Append it to a WARC file."""
        file.write(self.head)
        if self.body is not None:
            with self.body.open("rb") as payload:
                while piece := payload.read(_STEP):
                    file.write(piece)
        file.write(END)


def kept_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Those headers that are recorded."""
    return {name: headers[name] for name in KEPT if headers.get(name)}


def response_record(url: str, date: str, status: int, headers: Mapping[str, str], body: Body | None) -> Part:
    """The record of an answer; without a body where it is no page."""
    kept = kept_headers(headers)
    http = _http_head(status, kept, body.size if body is not None else 0)
    block = hashlib.sha256(http)
    if body is not None:
        with body.path.open("rb") as file:
            while piece := file.read(_STEP):
                block.update(piece)
    fields = {
        "WARC-Target-URI": url,
        "WARC-Date": date,
        "WARC-Record-ID": _record_id("response", url, date, block.digest()),
        "WARC-Payload-Digest": labelled(body.digest if body is not None else hashlib.sha256().digest()),
        "WARC-Block-Digest": labelled(block.digest()),
        **({} if body is not None else {"WARC-Truncated": "unspecified"}),
        "Content-Type": "application/http;msgtype=response",
        "Content-Length": str(len(http) + (body.size if body is not None else 0)),
    }
    head = _warc_head("response", fields) + http
    return Part(url, date, status, kept, head, body.path if body is not None else None)


def warcinfo_record(date: str) -> bytes:
    """The record at the head of a file: who wrote it, by which standard."""
    block = (
        b"software: danlu\r\n"
        b"format: WARC File Format 1.1\r\n"
        b"conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
        b"robots: obeyed\r\n"
    )
    digest = hashlib.sha256(block).digest()
    fields = {
        "WARC-Date": date,
        "WARC-Record-ID": _record_id("warcinfo", "", date, digest),
        "WARC-Block-Digest": labelled(digest),
        "Content-Type": "application/warc-fields",
        "Content-Length": str(len(block)),
    }
    return _warc_head("warcinfo", fields) + block + END


def labelled(digest: bytes) -> str:
    """A SHA-256 as WARC has it."""
    return f"sha256:{base64.b32encode(digest).decode('ascii')}"


def _http_head(status: int, headers: Mapping[str, str], size: int) -> bytes:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = ""
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name.title()}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, f"Content-Length: {size}", "", ""]).encode("latin-1", "replace")


def _warc_head(kind: str, fields: Mapping[str, str]) -> bytes:
    lines = ["WARC/1.1", f"WARC-Type: {kind}", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode("utf-8")


def _record_id(kind: str, url: str, date: str, digest: bytes) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{kind} {url} {date} {digest.hex()}')}>"
