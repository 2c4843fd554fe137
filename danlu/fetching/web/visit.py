"""One page: asked for if it changed, followed where it moved, and captured."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from danlu.fetching.web.address import Address
from danlu.fetching.web.body import Body, Decoding, write_body
from danlu.fetching.web.client import MOST_REDIRECTS, redirect_of, status_refused
from danlu.fetching.web.earlier import Earlier, Kept, list_note, newer_validators
from danlu.fetching.web.manners import Manners
from danlu.fetching.web.record import Part, response_record
from danlu.fetching.web.refused import Problem, RefusedError
from danlu.fetching.web.wire import Reply

Capture = Part | Kept
_Taken = tuple[Capture, Address | None, Body | None]
"""The capture of an answer, where it leads, and its body if it is new."""
_GONE = frozenset({404, 410})
PAGE = 200


@dataclass(slots=True)
class Visit:
    """What came of one address.

    Attributes:
        address: What was asked for first.
        captures: It and what it was redirected to; after a failure what was captured before.
        final: Where it ended, and its body if it is new.
        failure: Why the page could not be had.
    """

    address: Address
    captures: list[Capture] = field(default_factory=list)
    final: Address | None = None
    body: Body | None = None
    failure: RefusedError | None = None


class Visitor:
    """Visits pages of one entry.

    Attributes:
        manners: What sites allow.
        notes: Validators that are newer than those of the captures that stay.
    """

    def __init__(
        self, manners: Manners, earlier: Earlier, folder: Path, most_bytes: int, now: Callable[[], datetime]
    ) -> None:
        self.notes: dict[str, str] = {}
        self.manners = manners
        self._client = manners.client
        self._earlier = earlier
        self._folder = folder
        self._most_bytes = most_bytes
        self._now = now
        self._numbers = itertools.count()
        self._done: dict[str, tuple[Capture, Address | None]] = {}

    def visit(self, address: Address) -> Visit:
        """Fetch a page, if it changed. A page that fails keeps what was captured of it."""
        visit = Visit(address)
        asked: Address | None = address
        try:
            while asked is not None:
                visit.final = asked
                asked = self._step(visit, asked)
        except RefusedError as refused:
            visit.failure = refused
            visit.captures = list(self._earlier.chain(address.url))
            for capture in visit.captures:
                self.notes |= self._earlier.noted(capture.url)
        return visit

    def note_list(self, address: Address) -> None:
        """Remember that an address is a list of pages."""
        self.notes[list_note(address.url)] = "yes"

    def was_list(self, address: Address) -> bool:
        """Was it a list of pages at the last fetch?"""
        return self._earlier.was_list(address.url)

    def _step(self, visit: Visit, address: Address) -> Address | None:
        """Capture one address; where it leads, if it leads further."""
        if len(visit.captures) > MOST_REDIRECTS:
            raise RefusedError(Problem.REDIRECTS, redirects=MOST_REDIRECTS)
        if address.url not in self._done:
            self.manners.check(address)
            capture, target, visit.body = self._fetched(address)
            self._done[address.url] = (capture, target)
        capture, target = self._done[address.url]
        visit.captures.append(capture)
        return target

    def _fetched(self, address: Address) -> _Taken:
        conditions = self._earlier.conditions(address.url)

        def take(reply: Reply) -> _Taken:
            return self._captured(address, reply, conditional=bool(conditions))

        return self._client.get(address, lambda: conditions, take)

    def _captured(self, address: Address, reply: Reply, *, conditional: bool) -> _Taken:
        """The capture of an answer: the earlier one, if it says the same. No secret is recorded."""
        kept = self._earlier.get(address.url)
        if reply.status == 304 and kept is not None and conditional:
            self._client.note(not_modified=1)
            self.notes |= self._earlier.noted(address.url)
            self.notes |= newer_validators(address.url, reply.headers, kept)
            return kept, None, None
        target = redirect_of(reply.status, reply.headers, address)
        if reply.status != PAGE and reply.status not in _GONE and target is None:
            raise status_refused(reply.status)
        body = self._body(reply) if reply.status == PAGE else None
        shown = self._earlier.shown
        headers = {name: shown(value) for name, value in reply.headers.items()}
        if kept is not None and kept.is_same(reply.status, headers, body):
            self.notes |= newer_validators(address.url, reply.headers, kept)
            return kept, target, body
        date = self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return response_record(shown(address.url), date, reply.status, headers, body), target, body

    def _body(self, reply: Reply) -> Body:
        decoding = Decoding(reply.headers.get("content-encoding", ""), self._most_bytes)
        if reply.length is not None and reply.length > self._most_bytes:
            raise RefusedError(Problem.TOO_LARGE, bytes=reply.length, most=self._most_bytes)
        body = write_body(reply.body, self._folder / f"{next(self._numbers)}.body", decoding)
        self._client.note(bytes=body.size)
        return body
