"""Why something was not fetched: a closed list, so that evidence never holds an address or a text."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Problem(StrEnum):
    """What kept a file or page from being fetched."""

    BAD_ADDRESS = "bad address"
    SCHEME = "neither http nor https"
    USER_INFO = "name or password in the address"
    PORT = "port that is not allowed"
    PRIVATE = "private address"
    UNKNOWN_HOST = "unknown host"
    HEADERS = "headers need https"
    BAD_HEADER = "header that cannot be sent"
    CONNECTION = "connection"
    CERTIFICATE = "certificate"
    TIMEOUT = "timeout"
    CUT_OFF = "answer cut off"
    PROTOCOL = "no proper HTTP"
    TOO_LARGE = "larger than allowed"
    CONTENT_CODING = "content coding"
    STATUS = "status"
    REDIRECTS = "too many redirects"
    ROBOTS = "robots.txt forbids"
    ROBOTS_UNKNOWN = "robots.txt cannot be had"
    CRAWL_DELAY = "crawl delay too long"
    HOST_FAILS = "host fails again and again"
    LISTING = "list of pages incomplete"
    OTHER_HOST = "listed pages of another host"
    TOO_MANY = "more pages than allowed"
    MOST_GONE = "more than half of the pages gone"


class RefusedError(Exception):
    """Nothing was fetched.

    Attributes:
        problem: Why not.
        evidence: Counts and codes.
        again: Whether it may work at another time.
        after: How many seconds the server asks to wait, if it does.
    """

    def __init__(
        self, problem: Problem, *, again: bool = False, after: float | None = None, **figures: int | str
    ) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.again = again
        self.after = after
        self.evidence: Mapping[str, object] = {"problem": problem.value, **figures}
