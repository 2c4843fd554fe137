"""Asking the web: judged by the guard, allowed by robots.txt, one at a time per host, with patience."""

from __future__ import annotations

import re
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TypeVar

from danlu.declared.entry import Entry
from danlu.fetching.web.address import Address, parse_address
from danlu.fetching.web.guard import Guard, Resolve, system_resolver
from danlu.fetching.web.pace import Hosts, Pause, back_off, retry_after
from danlu.fetching.web.refused import Problem, RefusedError
from danlu.fetching.web.wire import Connect, Reply, Wire, system_connection

MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
_VALUE = re.compile(r"[\x20-\x7e\x80-\xff]{0,8192}")
_OWN = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "expect",
        "host",
        "if-modified-since",
        "if-none-match",
        "if-range",
        "range",
        "te",
        "transfer-encoding",
        "upgrade",
        "user-agent",
    }
)
T = TypeVar("T")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Outside:
    """What a fetch needs of the world; the defaults are the machine's own."""

    resolve: Resolve = system_resolver
    connect: Connect = system_connection
    trust: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    pause: Pause = time.sleep
    now: Callable[[], datetime] = _now


class Client:
    """Asks on behalf of one declared entry.

    Attributes:
        guard: Judges addresses.
        hosts: What was done to each host.
        figures: Requests made and bytes of bodies received.
    """

    def __init__(self, entry: Entry, outside: Outside) -> None:
        self.guard = Guard(entry.fetch.allow_private, outside.resolve)
        self.hosts = Hosts(entry.fetch.seconds_between, outside.pause)
        self._wire = Wire(entry.fetch.timeout_seconds, outside.connect, outside.trust)
        self._retries = entry.fetch.retries
        self._now = outside.now
        self._secrets = dict(entry.fetch.headers)
        self._declared = _declared_places(entry)
        self._figures: Counter[str] = Counter()
        self._lock = threading.Lock()
        for name, value in self._secrets.items():
            if name.lower() in _OWN or not _TOKEN.fullmatch(name) or not _VALUE.fullmatch(value):
                raise RefusedError(Problem.BAD_HEADER)

    @property
    def figures(self) -> Mapping[str, int]:
        """What was asked and received so far."""
        with self._lock:
            return dict(self._figures)

    def note(self, **figures: int) -> None:
        """Add to the figures."""
        with self._lock:
            self._figures.update(figures)

    def get(
        self, address: Address, headers: Callable[[], Mapping[str, str]], take: Callable[[Reply], T]
    ) -> T:
        """Ask for one address, again where it may help; redirects are the caller's to follow.

        Args:
            address: What is asked for.
            headers: Gives the headers of each attempt, beside those that every request has.
            take: Reads the answer; what it raises as RefusedError may be tried again.

        Raises:
            RefusedError: The guard, the network, the server or `take` refused.
        """
        pins = self.guard.judge(address)
        host = self.hosts.of(address)
        attempt = 0
        while True:
            host.check()
            try:
                with host.turn(), self._wire.ask(address, pins, self._headers(address, headers())) as reply:
                    self.note(requests=1)
                    self._check_status(reply)
                    taken = take(reply)
            except RefusedError as refused:
                waited = back_off(address.url, attempt, refused.after)
                if not refused.again or attempt >= self._retries or waited is None:
                    host.told(failed=refused.again)
                    raise
                host.rest(waited)
                attempt += 1
            else:
                host.told(failed=False)
                return taken

    def _check_status(self, reply: Reply) -> None:
        if reply.status in _LATER:
            after = retry_after(reply.headers.get("retry-after"), self._now())
            raise RefusedError(Problem.STATUS, again=True, after=after, status=reply.status)

    def _headers(self, address: Address, more: Mapping[str, str]) -> dict[str, str]:
        """The headers of a request. The user's own go to the declared hosts only, and never in clear."""
        headers = {"User-Agent": _user_agent(), "Accept": "*/*", "Accept-Encoding": "identity", **more}
        if self._secrets and (address.host, address.port) in self._declared:
            if address.scheme != "https" and not self.guard.is_listed(address):
                raise RefusedError(Problem.HEADERS)
            headers |= self._secrets
        return headers


def redirect_of(status: int, headers: Mapping[str, str], address: Address) -> Address | None:
    """Where an answer sends its client; None where it sends it nowhere.

    Raises:
        RefusedError: The new address is none that danlu asks.
    """
    location = headers.get("location")
    if status not in REDIRECTS or not location:
        return None
    with suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    return parse_address(location, address)


def status_refused(status: int) -> RefusedError:
    """What an answer without a page comes to."""
    return RefusedError(Problem.STATUS, status=status)


def _declared_places(entry: Entry) -> frozenset[tuple[str, int]]:
    places = set()
    for written in entry.urls or (entry.location or "",):
        try:
            address = parse_address(written)
        except RefusedError:
            continue
        places.add((address.host, address.port))
    return frozenset(places)


def _user_agent() -> str:
    try:
        return f"danlu/{version('danlu')}"
    except PackageNotFoundError:
        return "danlu"
