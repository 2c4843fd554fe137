"""What the last fetch recorded: captures by address, which stay byte for byte where nothing is new."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from danlu.fetching.web.address import parse_address
from danlu.fetching.web.body import Body
from danlu.fetching.web.client import MOST_REDIRECTS, redirect_of
from danlu.fetching.web.record import END, kept_headers, labelled
from danlu.fetching.web.refused import RefusedError
from danlu.readers.archives.http_payload import http_head
from danlu.readers.archives.warc_records import WarcRecord, pieces, warc_records
from danlu.readers.archives.warc_units import STARTS
from danlu.readers.base import Limits, SourceRefused

_MEANING = ("content-type", "content-encoding", "content-language")
"""Headers that decide what a payload is; validators may change while the page does not."""
_VALIDATORS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A capture in the earlier file, in its bytes [start, end)."""

    url: str
    date: str
    status: int
    headers: Mapping[str, str]
    payload_digest: str
    start: int
    end: int

    def is_same(self, status: int, headers: Mapping[str, str], body: Body | None) -> bool:
        """Does an answer say again what this capture says?"""
        if status != self.status:
            return False
        if body is None:
            return headers.get("location") == self.headers.get("location")
        alike = all(headers.get(name) == self.headers.get(name) for name in _MEANING)
        return alike and labelled(body.digest) == self.payload_digest


class Earlier:
    """The captures of an earlier file by address; none where it is no plain WARC file.

    Attributes:
        path: The earlier file, if there is one with captures.
        shown: Gives an address as it is recorded.

    Args:
        path: The file that the last fetch recorded, if it did.
        scratch: An empty folder.
        notes: Validators that are newer than those of the captures, by header name and address.
        shown: As above.
    """

    def __init__(
        self, path: Path | None, scratch: Path, notes: Mapping[str, str], shown: Callable[[str], str] = str
    ) -> None:
        self.path: Path | None = None
        self.shown = shown
        self._notes = notes
        self._captures: dict[str, Kept] = {}
        if path is None or not _is_plain_warc(path):
            return
        try:
            for found in warc_records(path, Limits(), scratch):
                kept = _kept(found) if isinstance(found, WarcRecord) else None
                if kept is not None:
                    self._captures.setdefault(kept.url, kept)
        except SourceRefused:
            self._captures = {}
        self.path = path if self._captures else None

    def get(self, url: str) -> Kept | None:
        """The capture of an address."""
        return self._captures.get(self.shown(url))

    def all(self) -> list[Kept]:
        """Every capture, in the order of the file."""
        return list(self._captures.values())

    def chain(self, url: str) -> list[Kept]:
        """The capture of an address, and those to which it was redirected."""
        found: list[Kept] = []
        kept = self.get(url)
        while len(found) <= MOST_REDIRECTS and kept is not None and kept not in found:
            found.append(kept)
            try:
                target = redirect_of(kept.status, kept.headers, parse_address(kept.url))
            except RefusedError:
                break
            # where a capture leads is written as it is recorded already
            kept = self._captures.get(target.url) if target is not None else None
        return found

    def conditions(self, url: str) -> dict[str, str]:
        """Headers that ask for a page only if it changed."""
        kept = self.get(url)
        if kept is None or kept.status != 200:
            return {}
        values = {name: self._notes.get(f"{name} {url}") or kept.headers.get(name) for name in _VALIDATORS}
        return {_VALIDATORS[name]: value for name, value in values.items() if value}

    def noted(self, url: str) -> dict[str, str]:
        """The notes of an address, to be carried on."""
        names = [f"{name} {url}" for name in _VALIDATORS]
        return {name: self._notes[name] for name in names if name in self._notes}

    def was_list(self, url: str) -> bool:
        """Was it a list of pages at the last fetch?"""
        return list_note(url) in self._notes

    def copy(self, kept: Kept, file: IO[bytes]) -> None:
        """Append a capture to a new file as it is."""
        if self.path is None:
            raise ValueError(kept)
        with self.path.open("rb") as source:
            for piece in pieces(source, kept.start, kept.end):
                file.write(piece)
        file.write(END)


def _is_plain_warc(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(STARTS)) == STARTS
    except OSError:
        return False


def list_note(url: str) -> str:
    """The note that an address is a list of pages."""
    return f"list {url}"


def newer_validators(url: str, headers: Mapping[str, str], kept: Kept) -> dict[str, str]:
    """Validators of an unchanged page that are not those of its capture, to be noted."""
    return {
        f"{name} {url}": headers[name]
        for name in _VALIDATORS
        if headers.get(name) and headers[name] != kept.headers.get(name)
    }


def _kept(record: WarcRecord) -> Kept | None:
    fields = record.fields
    if fields.get("warc-type") != "response":
        return None
    head = http_head(record.file, record.block, record.end)
    if head is None:
        return None
    return Kept(
        fields.get("warc-target-uri", ""),
        fields.get("warc-date", ""),
        head.status,
        kept_headers(head.headers),
        fields.get("warc-payload-digest", ""),
        record.start,
        record.end,
    )
