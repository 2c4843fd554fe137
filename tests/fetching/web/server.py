"""An HTTP server on loopback whose answers a test decides, and which remembers what it was asked."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Asked:
    """One request, and the moments at which it began and ended."""

    path: str
    headers: dict[str, str]
    began: float
    ended: float = 0.0


@dataclass
class Answer:
    """What is sent: status, headers, body; `raw` in place of all of it."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    pause: float = 0.0


Handler = Callable[[Asked], Answer]


class Site:
    """A running server: paths to answers, or to functions that give them."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.place = f"127.0.0.1:{port}"
        self.pages: dict[str, Answer | Handler] = {}
        self.asked: list[Asked] = []
        self.at_once = 0
        self.most_at_once = 0
        self.lock = threading.Lock()

    def url(self, path: str) -> str:
        return f"http://{self.place}{path}"

    def paths(self) -> list[str]:
        return [each.path for each in self.asked if each.path != "/robots.txt"]

    def forget(self) -> None:
        self.asked.clear()

    def answer(self, asked: Asked) -> Answer:
        found = self.pages.get(asked.path.partition("?")[0], Answer(b"no such page", 404))
        answer = found if isinstance(found, Answer) else found(asked)
        tag = answer.headers.get("ETag")
        if answer.status == 200 and tag and asked.headers.get("if-none-match") == tag:
            return Answer(status=304, headers={"ETag": tag})
        return answer


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        site = self.site
        with site.lock:
            site.at_once += 1
            site.most_at_once = max(site.most_at_once, site.at_once)
        asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, time.monotonic())
        with site.lock:
            site.asked.append(asked)
        answer = site.answer(asked)
        try:
            time.sleep(answer.pause)
            if answer.raw is not None:
                self.wfile.write(answer.raw)
            else:
                self._send(answer)
        except OSError:
            pass
        finally:
            with site.lock:
                site.at_once -= 1
                asked.ended = time.monotonic()
        self.close_connection = True

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Set-Cookie", f"trace={time.monotonic_ns()}")
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if answer.status != 304:
            self.wfile.write(answer.body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(trust: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A server that runs in a thread."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    site = Site(server.server_port)
    server.RequestHandlerClass = type("_Bound", (_Handler,), {"site": site})
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    if trust is not None:
        server.socket = trust.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Trap:
    """A listener that only counts connections: nobody may ever come."""

    def __init__(self, listener: socket.socket) -> None:
        self.port: int = listener.getsockname()[1]
        self.connections = 0


@contextmanager
def trap(host: str = "127.0.0.1") -> Iterator[Trap]:
    """A listener on a private address."""
    listener = socket.socket()
    listener.bind((host, 0))
    listener.listen()
    listener.settimeout(0.02)
    found = Trap(listener)
    stop = threading.Event()

    def count() -> None:
        while not stop.is_set():
            try:
                listener.accept()[0].close()
            except TimeoutError:
                continue
            found.connections += 1

    thread = threading.Thread(target=count)
    thread.start()
    try:
        yield found
    finally:
        time.sleep(0.05)
        stop.set()
        thread.join()
        listener.close()
