"""What a request asks for, as the guard judges it: the one reading of path and headers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Scope

_PLAIN_SCHEMES = {"ws": "http", "wss": "https"}
_HOST = re.compile(r"(?P<name>[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request or an opening WebSocket, before anything was done for it.

    `path` is percent-decoded, as the routes below compare it; `raw_path` is what came over the wire.
    `method` is WEBSOCKET for an opening WebSocket, which HTTP opens by GET.
    """

    method: str
    path: str
    raw_path: bytes
    scheme: str
    headers: Headers

    def values(self, name: str) -> list[str]:
        """Every value of a header, however often it was sent."""
        return self.headers.getlist(name)

    @property
    def host(self) -> str:
        """The Host header in lower case, with its port."""
        return self.headers.get("host", "").lower()

    @property
    def host_name(self) -> str | None:
        """The host without its port, IPv6 in brackets; None where the header is no host at all."""
        found = _HOST.fullmatch(self.host)
        return found["name"] if found else None

    @property
    def origin(self) -> str:
        """The origin that pages of this server have, as their browser writes it."""
        return f"{_PLAIN_SCHEMES.get(self.scheme, self.scheme)}://{self.host}"


def asked(scope: Scope) -> Asked:
    """Read the scope of an HTTP request or a WebSocket."""
    return Asked(
        method="WEBSOCKET" if scope["type"] == "websocket" else scope["method"],
        path=scope["path"],
        raw_path=scope.get("raw_path") or scope["path"].encode("utf-8", "surrogatepass"),
        scheme=scope.get("scheme", "http"),
        headers=Headers(scope=scope),
    )
