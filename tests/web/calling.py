"""Requests as they come over the wire: every spelling of a path, every header as often as wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message

HOST = ("host", "127.0.0.1:3000")
JSON = ("content-type", "application/json")


@dataclass
class Answer:
    status: int = 0
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    socket: str = ""

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


def call(app: ASGIApp, method: str, path: str, *headers: tuple[str, str], **more: Any) -> Answer:
    """What `answered` says, from outside of an event loop."""
    return asyncio.run(answered(app, method, path, *headers, **more))


async def answered(
    app: ASGIApp,
    method: str,
    path: str,
    *headers: tuple[str, str],
    body: bytes = b"",
    host: tuple[str, str] | None = HOST,
) -> Answer:
    """What an application answers; WEBSOCKET opens one, and reads no further than the opening."""
    answer = Answer()
    raw_path, _, query = path.partition("?")
    scope: dict[str, Any] = {
        "type": "websocket" if method == "WEBSOCKET" else "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": method,
        "scheme": "ws" if method == "WEBSOCKET" else "http",
        "path": unquote(raw_path),
        "raw_path": raw_path.encode("utf-8", "surrogatepass"),
        "root_path": "",
        "query_string": query.encode("utf-8", "surrogatepass"),
        "headers": _encoded(headers if host is None else (host, *headers)),
        "extensions": {},
    }
    pieces = [body[start : start + 65536] for start in range(0, len(body), 65536)] or [b""]
    messages = [
        {"type": "http.request", "body": piece, "more_body": number < len(pieces)}
        for number, piece in enumerate(pieces, 1)
    ]
    if method == "WEBSOCKET":
        messages = [{"type": "websocket.connect"}, {"type": "websocket.disconnect", "code": 1001}]

    async def receive() -> Message:
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status, answer.headers = message["status"], Headers(raw=message["headers"])
        elif message["type"] == "http.response.body":
            answer.body += message.get("body", b"")
        else:
            answer.socket = answer.socket or message["type"]

    await app(scope, receive, send)
    return answer


def _encoded(headers: Iterable[tuple[str, str]]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode("latin-1")) for name, value in headers]
