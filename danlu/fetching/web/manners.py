"""robots.txt of each site, asked for once per fetch, and obeyed."""

from __future__ import annotations

import threading
import zlib
from dataclasses import replace

from danlu.fetching.web.address import Address
from danlu.fetching.web.client import MOST_REDIRECTS, Client, redirect_of
from danlu.fetching.web.refused import Problem, RefusedError
from danlu.fetching.web.robots import MOST_BYTES, Robots, parse_robots
from danlu.fetching.web.wire import Reply


class Manners:
    """Asks sites what they allow.

    Attributes:
        client: By whom they are asked.
    """

    def __init__(self, client: Client) -> None:
        self.client = client
        self._known: dict[str, Robots | None] = {}
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}

    def check(self, address: Address) -> None:
        """May danlu fetch this? Its host is slowed down as the site asks.

        Raises:
            RefusedError: ROBOTS, ROBOTS_UNKNOWN, CRAWL_DELAY, or what the guard says.
        """
        robots = self.robots_of(address)
        if not robots.allows(address.target):
            raise RefusedError(Problem.ROBOTS)
        self.client.hosts.of(address).slow_down(robots.delay)

    def robots_of(self, address: Address) -> Robots:
        """What the site of an address says.

        Raises:
            RefusedError: ROBOTS_UNKNOWN: because of the server or the network, so all is forbidden
                (RFC 9309 §2.3.1.4); or what the guard says of the site itself.
        """
        self.client.guard.judge(address)
        with self._lock:
            lock = self._locks.setdefault(address.site, threading.Lock())
        with lock:
            if address.site not in self._known:
                self._known[address.site] = self._fetched(address)
            robots = self._known[address.site]
        if robots is None:
            raise RefusedError(Problem.ROBOTS_UNKNOWN)
        return robots

    def _fetched(self, address: Address) -> Robots | None:
        asked: Address | None = replace(address, target="/robots.txt")
        try:
            for _ in range(MOST_REDIRECTS + 1):
                if asked is None:
                    break
                status, asked, data = self._asked(asked)
                if 200 <= status < 300:
                    return parse_robots(data)
                if 400 <= status < 500:
                    return Robots()
                if asked is None:
                    return None
        except RefusedError:
            return None
        # more redirects than a crawler must follow: the file counts as not there (§2.3.1.2)
        return Robots()

    def _asked(self, address: Address) -> tuple[int, Address | None, bytes]:
        def take(reply: Reply) -> tuple[int, Address | None, bytes]:
            data = b""
            if 200 <= reply.status < 300:
                for piece in reply.body:
                    data += piece
                    if len(data) >= MOST_BYTES:
                        break
            if data.startswith(b"\x1f\x8b"):
                data = _unpacked(data)
            return reply.status, redirect_of(reply.status, reply.headers, address), data

        return self.client.get(address, dict, take)


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(data, MOST_BYTES)
    except zlib.error:
        return b""
