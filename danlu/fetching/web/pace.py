"""Politeness towards one host: one request at a time, a pause between them, and patience."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from danlu.fetching.web.address import Address
from danlu.fetching.web.refused import Problem, RefusedError

Pause = Callable[[float], None]
"""Waits for some seconds."""

MOST_DELAY = 120.0
"""Longest delay between requests that a site may ask for; one that asks for more is left alone."""
_MOST_WAIT = 300.0
_MOST_BACK_OFF = 60.0
_FAILURES = 5
"""After so many addresses in a row that failed, a host is left alone for this time."""


class Host:
    """What danlu does to one host, at any moment by one thread only."""

    def __init__(self, seconds_between: float, pause: Pause) -> None:
        self._seconds_between = seconds_between
        self._pause = pause
        self._lock = threading.Lock()
        self._not_before = 0.0
        self._failures = 0

    def slow_down(self, seconds: float | None) -> None:
        """Take on the delay that the host asks for, if it is longer.

        Raises:
            RefusedError: CRAWL_DELAY: it is longer than anybody would wait.
        """
        if seconds is not None and seconds > MOST_DELAY:
            raise RefusedError(Problem.CRAWL_DELAY, seconds=int(seconds))
        self._seconds_between = max(self._seconds_between, seconds or 0.0)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn; the pause counts from the end of a request to the start of the next."""
        with self._lock:
            left = self._not_before - time.monotonic()
            if left > 0:
                self._pause(left)
            try:
                yield
            finally:
                self._not_before = time.monotonic() + self._seconds_between

    def rest(self, seconds: float) -> None:
        """Ask nothing of the host for some seconds from now on."""
        with self._lock:
            self._not_before = max(self._not_before, time.monotonic() + seconds)

    def check(self) -> None:
        """Is it worth asking?

        Raises:
            RefusedError: HOST_FAILS.
        """
        if self._failures >= _FAILURES:
            raise RefusedError(Problem.HOST_FAILS, failures=self._failures)

    def told(self, *, failed: bool) -> None:
        """Count failures in a row."""
        self._failures = self._failures + 1 if failed else 0


class Hosts:
    """All hosts of one fetch, by name; the two usual ports are one host."""

    def __init__(self, seconds_between: float, pause: Pause) -> None:
        self._seconds_between = seconds_between
        self._pause = pause
        self._hosts: dict[str, Host] = {}
        self._lock = threading.Lock()

    def of(self, address: Address) -> Host:
        """The host of an address."""
        with self._lock:
            return self._hosts.setdefault(host_key(address), Host(self._seconds_between, self._pause))


def host_key(address: Address) -> str:
    """What names the machine that is asked."""
    return address.host if address.has_usual_port else f"{address.host}:{address.port}"


def back_off(url: str, attempt: int, asked: float | None) -> float | None:
    """Seconds to wait before another attempt; None where the server asks for longer than is sensible.

    The wait doubles from a second to a minute. Its jitter, half to all of that, is drawn from the
    address, so that the same fetch does the same, and different addresses spread.
    """
    if asked is not None and asked > _MOST_WAIT:
        return None
    drawn = hashlib.sha256(f"{attempt} {url}".encode()).digest()[0] / 255
    waited = min(2.0**attempt, _MOST_BACK_OFF) * (0.5 + drawn / 2)
    return max(waited, asked or 0.0)


def retry_after(written: str | None, now: datetime) -> float | None:
    """Seconds that the header Retry-After asks for (RFC 9110 §10.2.3); None where it asks for none."""
    if written is None:
        return None
    if written.isascii() and written.isdigit():
        return float(written[:9])
    try:
        moment = parsedate_to_datetime(written)
    except ValueError:
        return None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
