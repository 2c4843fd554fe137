"""One address taken as a file: asked for if it changed, resumed where it broke off, checked for length."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from danlu.fetching.web.address import Address
from danlu.fetching.web.client import MOST_REDIRECTS, Client, redirect_of, status_refused
from danlu.fetching.web.refused import Problem, RefusedError
from danlu.fetching.web.wire import Reply

_CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15}|\*)")
_PROGRESS = 1 << 20
"""After so many more bytes a break does not count as one of the retries."""
_MOST_STARTS = 20
"""A file that has to be taken from its start more often than this is not to be had."""


@dataclass(frozen=True, slots=True)
class Downloaded:
    """A file that was fetched; its path is None where it is unchanged.

    Attributes:
        path: Its bytes.
        digest: Their SHA-256.
        media_type: What the server calls it.
        notes: What the next fetch asks with.
    """

    path: Path | None
    digest: bytes
    media_type: str
    notes: Mapping[str, str]


class IsPageError(Exception):
    """The answer is a page, of which the caller wants a capture."""


class Download:
    """Fetches one file.

    Args:
        client: Asks.
        target: Where its bytes go.
        most: Most bytes.
        notes: Notes of the last fetch; empty where its file is lost.
        check: Called before every request, with its address.
        pages_too: Whether a page is taken as a file, too.
    """

    def __init__(
        self,
        client: Client,
        target: Path,
        most: int,
        notes: Mapping[str, str],
        check: Callable[[Address], None],
        *,
        pages_too: bool,
    ) -> None:
        self._client = client
        self._target = target
        self._most = most
        self._notes = notes
        self._check = check
        self._pages_too = pages_too
        self._size = 0
        self._strong = ""
        self._starts = 0

    def run(self, address: Address) -> Downloaded:
        """Fetch it, following redirects.

        Raises:
            RefusedError: It could not be had.
            IsPageError: It is a page, and pages are not taken.
        """
        asked = address
        for _ in range(MOST_REDIRECTS + 1):
            self._check(asked)
            outcome = self._patiently(asked, first=address)
            if isinstance(outcome, Downloaded):
                return outcome
            asked = outcome
        raise RefusedError(Problem.REDIRECTS, redirects=MOST_REDIRECTS)

    def _patiently(self, asked: Address, first: Address) -> Downloaded | Address:
        """Ask as often as it moves on."""
        while True:
            size = self._size
            try:
                return self._client.get(
                    asked, lambda: self._headers(asked), lambda reply: self._taken(asked, first, reply)
                )
            except RefusedError as refused:
                if not refused.again or self._size < size + _PROGRESS:
                    raise
                self._client.hosts.of(asked).told(failed=False)

    def _headers(self, asked: Address) -> dict[str, str]:
        if self._size and self._strong:
            return {"Range": f"bytes={self._size}-", "If-Range": self._strong}
        if self._notes.get("final") != asked.url:
            return {}
        named = {
            "If-None-Match": self._notes.get("etag"),
            "If-Modified-Since": self._notes.get("last-modified"),
        }
        return {name: value for name, value in named.items() if value}

    def _taken(self, asked: Address, first: Address, reply: Reply) -> Downloaded | Address:
        target = redirect_of(reply.status, reply.headers, asked)
        if target is not None:
            return target
        if reply.status == 304 and self._notes and not self._size:
            return Downloaded(None, b"", "", {**self._notes, **_validators(reply.headers)})
        if reply.status == 416:
            self._size = 0
            raise RefusedError(Problem.STATUS, again=True, status=416)
        if reply.status not in {200, 206}:
            raise status_refused(reply.status)
        media_type = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type in {"text/html", "application/xhtml+xml"} and not self._pages_too:
            raise IsPageError
        self._start(reply)
        self._append(reply)
        notes = {"method": "file", "url": first.url, "final": asked.url, **_validators(reply.headers)}
        return Downloaded(self._target, _digest(self._target), media_type, notes)

    def _start(self, reply: Reply) -> None:
        """Where the answer's bytes belong: behind what is there, if it says so, else at the start."""
        whole = reply.length
        if reply.status == 206:
            placed = _CONTENT_RANGE.fullmatch(reply.headers.get("content-range", ""))
            if placed is None or int(placed.group(1)) != self._size:
                self._size = 0
                raise RefusedError(Problem.PROTOCOL, again=True)
            whole = None if placed.group(3) == "*" else int(placed.group(3))
        else:
            self._starts += 1
            if self._starts > _MOST_STARTS:
                raise RefusedError(Problem.CUT_OFF, starts=self._starts)
            self._size = 0
            self._strong = _strong(reply.headers)
        if whole is not None and whole > self._most:
            raise RefusedError(Problem.TOO_LARGE, bytes=whole, most=self._most)

    def _append(self, reply: Reply) -> None:
        with self._target.open("r+b" if self._size else "wb") as file:
            file.seek(self._size)
            file.truncate()
            for piece in reply.body:
                if self._size + len(piece) > self._most:
                    raise RefusedError(Problem.TOO_LARGE, most=self._most)
                file.write(piece)
                self._size += len(piece)
                self._client.note(bytes=len(piece))
        placed = _CONTENT_RANGE.fullmatch(reply.headers.get("content-range", ""))
        if reply.status == 206 and placed and placed.group(3) != "*" and int(placed.group(3)) != self._size:
            raise RefusedError(Problem.CUT_OFF, again=True)


def _strong(headers: Mapping[str, str]) -> str:
    """A validator by which a range can be asked for: a strong entity tag (RFC 9110 §13.1.5)."""
    tag = headers.get("etag", "")
    return tag if tag.startswith('"') else ""


def _validators(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: headers[name] for name in ("etag", "last-modified") if headers.get(name)}


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
