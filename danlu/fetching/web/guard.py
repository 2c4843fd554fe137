"""The guard: danlu asks only public hosts, so that no page or list can make it reach into a network.

A name is resolved once; if any of its addresses is not public, it is refused, and otherwise the
connection goes to the very addresses that were judged. A name that resolves differently a moment
later (DNS rebinding) is thus never asked again. Networks are those of the special-purpose registries
of IANA (RFC 6890 and successors), written out so that they do not depend on the Python version.
"""

from __future__ import annotations

import ipaddress
import socket
import threading
from collections.abc import Callable, Iterable, Sequence

from danlu.fetching.web.address import Address
from danlu.fetching.web.refused import Problem, RefusedError

Resolve = Callable[[str], Sequence[str]]
"""Gives the IP addresses of a name; raises OSError where there are none."""

_NOT_PUBLIC_4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/3",
    )
)
_GLOBAL_6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    ipaddress.IPv6Network(network)
    for network in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def system_resolver(host: str) -> list[str]:
    """All addresses that the system knows of a host."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def is_public(written: str) -> bool:
    """Is an IP address one of the public internet?

    >>> [is_public(each) for each in ("1.1.1.1", "127.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1")]
    [True, False, False, False]
    """
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    if address.scope_id is not None:
        return False
    if address in _NAT64:
        return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
    return address in _GLOBAL_6 and not any(address in network for network in _NOT_PUBLIC_6)


class Guard:
    """Judges addresses; what it once found stays for its lifetime.

    Args:
        allowed: Hosts, or hosts with ports, that may be asked though they are private or have
            another port.
        resolve: Gives the IP addresses of a name.
    """

    def __init__(self, allowed: Iterable[str], resolve: Resolve = system_resolver) -> None:
        self._allowed = frozenset(item.strip().lower() for item in allowed)
        self._resolve = resolve
        self._found: dict[str, tuple[str, ...]] = {}
        self._lock = threading.Lock()

    def is_listed(self, address: Address) -> bool:
        """Did the user allow this host, or this port of it, by name?"""
        host = f"[{address.host}]" if ":" in address.host else address.host
        return not self._allowed.isdisjoint({address.host, host, f"{host}:{address.port}"})

    def judge(self, address: Address) -> tuple[str, ...]:
        """The IP addresses to which a connection may go.

        Raises:
            RefusedError: PORT, PRIVATE, UNKNOWN_HOST.
        """
        listed = self.is_listed(address)
        if not address.has_usual_port and not listed:
            raise RefusedError(Problem.PORT)
        with self._lock:
            if address.host not in self._found:
                self._found[address.host] = self._look_up(address.host)
            found = self._found[address.host]
        if not found:
            raise RefusedError(Problem.UNKNOWN_HOST)
        if not listed and not all(is_public(each) for each in found):
            raise RefusedError(Problem.PRIVATE)
        return found

    def _look_up(self, host: str) -> tuple[str, ...]:
        try:
            return tuple(self._resolve(host))
        except (OSError, UnicodeError):
            return ()
