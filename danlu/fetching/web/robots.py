"""robots.txt: what a site lets danlu fetch (RFC 9309).

Rules are matched piece by piece and never become regular expressions. `Crawl-delay` and `Sitemap`,
which the RFC leaves to others, are read as most crawlers do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

PRODUCT = "danlu"
MOST_BYTES = 500 * 1024
"""What a crawler has to read at least (RFC 9309 §2.5); danlu reads no more."""

_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_TOKEN = re.compile(r"[A-Za-z_-]+")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")


@dataclass(slots=True)
class _Group:
    agents: set[str] = field(default_factory=set)
    rules: list[tuple[str, bool]] = field(default_factory=list)
    delay: float | None = None


@dataclass(frozen=True, slots=True)
class Robots:
    """What a robots.txt says to danlu.

    Attributes:
        rules: Patterns and whether they allow.
        delay: Seconds between requests that the site asks for.
        sitemaps: Addresses of its lists of pages.
    """

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float | None = None
    sitemaps: tuple[str, ...] = ()

    def allows(self, target: str) -> bool:
        r"""May a path with its query be fetched? The longest rule decides, and allowing one of equals.

        >>> parse_robots(b"user-agent: *\ndisallow: /a\nallow: /a/b$").allows("/a/b")
        True
        """
        if target == "/robots.txt":
            return True
        path = _normal(target)
        found = [(len(pattern), allow) for pattern, allow in self.rules if _matches(pattern, path)]
        return max(found, default=(0, True))[1]


def parse_robots(data: bytes) -> Robots:
    """Read a robots.txt; what is not understood counts as not there."""
    groups: list[_Group] = []
    sitemaps: list[str] = []
    naming = False
    for key, value in _lines(data):
        if key == "sitemap":
            sitemaps.append(value)
        elif key == "user-agent":
            if not naming:
                groups.append(_Group())
            naming = True
            token = _TOKEN.match(value)
            groups[-1].agents.add("*" if value.startswith("*") else token.group().lower() if token else "")
        elif key in {"allow", "disallow", "crawl-delay"}:
            naming = False
            if groups:
                _add(groups[-1], key, value)
    chosen = [group for group in groups if PRODUCT in group.agents]
    chosen = chosen or [group for group in groups if "*" in group.agents]
    delays = [group.delay for group in chosen if group.delay is not None]
    rules = tuple(rule for group in chosen for rule in group.rules)
    return Robots(rules, max(delays, default=None), tuple(dict.fromkeys(sitemaps)))


def _lines(data: bytes) -> Iterator[tuple[str, str]]:
    text = data[:MOST_BYTES].decode("utf-8-sig", "replace")
    for line in text.replace("\r", "\n").split("\n"):
        name, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield name.strip().lower(), value.strip()


def _add(group: _Group, key: str, value: str) -> None:
    if key == "crawl-delay":
        if _SECONDS.fullmatch(value):
            group.delay = max(group.delay or 0.0, float(value))
    elif value:
        group.rules.append((_normal(value), key == "allow"))


def _normal(path: str) -> str:
    """A path in one spelling: what need not be escaped is not, what must be is (RFC 9309 §2.2.2)."""
    escaped = quote(path, safe="%/:?#[]@!$&'()*+,;=-._~|")
    return _ESCAPED.sub(_plain, escaped)


def _plain(escape: re.Match[str]) -> str:
    character = chr(int(escape.group(1), 16))
    return character if character in _UNRESERVED else escape.group().upper()


def _matches(pattern: str, path: str) -> bool:
    """Does a pattern match the start of a path? "*" is anything, "$" at the end the end."""
    ends = pattern.endswith("$")
    first, *others = (pattern[:-1] if ends else pattern).split("*")
    if not path.startswith(first):
        return False
    if not others:
        return not ends or len(path) == len(first)
    at = len(first)
    last = others.pop()
    for piece in others:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if ends:
        return len(path) - len(last) >= at and path.endswith(last)
    return path.find(last, at) >= 0
