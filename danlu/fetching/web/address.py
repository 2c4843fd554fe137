"""Addresses on the web, in one spelling: what is judged is what is asked for."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from danlu.declared.secrets import LEFT_IN_ADDRESSES
from danlu.fetching.web.refused import Problem, RefusedError

_PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\]")
_LONGEST = 8192


@dataclass(frozen=True, slots=True)
class Address:
    """One address.

    Attributes:
        scheme: "http" or "https".
        host: A name in lower-case ASCII, or an IP address; without brackets.
        port: The port, also where it is the usual one.
        target: Path and query, as they are asked for.
    """

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host and port as the header Host has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def site(self) -> str:
        """Scheme and authority: what one robots.txt speaks for."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """The whole address."""
        return self.site + self.target

    @property
    def has_usual_port(self) -> bool:
        """Is it a port of the web?"""
        return self.port in _PORTS.values()


def parse_address(written: str, base: Address | None = None) -> Address:
    """An address in its one spelling, without its fragment.

    Args:
        written: What a user, a page list or a redirect gives; other scripts are spelt in ASCII.
        base: What a relative one is relative to.

    Raises:
        RefusedError: BAD_ADDRESS, SCHEME, USER_INFO.
    """
    text = written.strip(" \t\r\n")
    if not text or len(text) > _LONGEST or _FORBIDDEN.search(text.replace(" ", "")):
        raise RefusedError(Problem.BAD_ADDRESS)
    try:
        parts = urlsplit(urljoin(base.url, text) if base is not None else text)
        port = parts.port
    except ValueError:
        raise RefusedError(Problem.BAD_ADDRESS) from None
    if parts.scheme not in _PORTS:
        raise RefusedError(Problem.SCHEME)
    if "@" in parts.netloc:
        raise RefusedError(Problem.USER_INFO)
    if port == 0:
        raise RefusedError(Problem.BAD_ADDRESS)
    host = _host(parts.netloc, parts.hostname or "")
    path = quote(parts.path or "/", safe=LEFT_IN_ADDRESSES)
    query = f"?{quote(parts.query, safe=LEFT_IN_ADDRESSES)}" if parts.query else ""
    return Address(parts.scheme, host, port or _PORTS[parts.scheme], path + query)


def printable_address(written: str) -> str:
    """An address to be shown: in its one spelling; nothing of one that may hold a password."""
    try:
        return parse_address(written).url
    except RefusedError as refused:
        return f"({refused.problem.value})"


def _host(netloc: str, written: str) -> str:
    """The host in ASCII; spellings of IP addresses that only some programs know are refused."""
    if netloc.startswith("["):
        if "%" in netloc or "]" not in netloc:
            raise RefusedError(Problem.BAD_ADDRESS)
        try:
            return str(ipaddress.IPv6Address(written))
        except ValueError:
            raise RefusedError(Problem.BAD_ADDRESS) from None
    try:
        host = (written if written.isascii() else written.encode("idna").decode("ascii")).lower()
    except UnicodeError:
        raise RefusedError(Problem.BAD_ADDRESS) from None
    host = host.removesuffix(".")
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise RefusedError(Problem.BAD_ADDRESS)
    if _NUMBER.fullmatch(labels[-1]):
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError:
            raise RefusedError(Problem.BAD_ADDRESS) from None
    return host
