"""The guard: nothing reaches the application behind it that a foreign page could have sent.

It stands in front of everything that `danlu ui` serves on loopback. It does not ask who the user is:
who can open a connection to the port as a program, and not from within a browser, is let in.
"""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from danlu.web.asked import asked
from danlu.web.checks import LOOPBACK, checks
from danlu.web.refusals import Refusal

MAX_BODY_BYTES = 8 * 1024 * 1024
"""A launch of 100,000 partitions with long names fits; nothing that Dagster's UI sends is near it."""

_HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_FRAMES = "frame-ancestors 'none'"


class Guard:
    """ASGI middleware that refuses what fails a check, and says on every answer that none may frame it."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str] = ()) -> None:
        """Stand before an application.

        Args:
            app: What is guarded; its lifespan is passed through.
            hosts: Names besides those of loopback by which the server may be called, without a port.
        """
        self._app = RequestBodyLimitMiddleware(app, MAX_BODY_BYTES)
        self._checks = checks(LOOPBACK | {host.lower() for host in hosts})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with the first refusal."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return

        async def send_sealed(message: Message) -> None:
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                _seal(message)
            await send(message)

        refusal = self._refusal(scope)
        if refusal is None:
            # routes below take off root_path before they compare: what was judged must be what is served
            await self._app({**scope, "root_path": ""}, receive, send_sealed)
        elif scope["type"] == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
            await send({"type": "websocket.close", "code": 1008, "reason": refusal.english})
        else:
            await refusal.response()(scope, receive, send_sealed)

    def _refusal(self, scope: Scope) -> Refusal | None:
        request = asked(scope)
        return next((refusal for check in self._checks if (refusal := check(request))), None)


def _seal(message: Message) -> None:
    headers = MutableHeaders(scope=message)
    for name, value in _HEADERS.items():
        headers[name] = value
    # one more policy beside Dagster's own: a browser keeps to all of them
    headers.append("Content-Security-Policy", _FRAMES)
