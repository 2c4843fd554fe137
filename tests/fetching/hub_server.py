"""A server on loopback that speaks the part of the Hub's protocol that fetching a data set needs.

Routes and fields as huggingface_hub 2.4 asks for them: the revision, the tree in pages, and files, of
which large ones are stored apart (LFS) and answered by a redirect.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "hf_geheim"
PAGE = 3


class Hub:
    """What the server holds, and what it was asked.

    Attributes:
        commits: Files of each commit, by its name.
        branches: The commit of each branch and tag.
        configs: What the README's header has under `configs`.
        private: Whether a token is needed.
        failures: Statuses to answer files with, before they are given.
        short: Bytes to leave out at the end of each file.
        altered: Whether files differ from what the tree says.
        following: Where the tree goes on, in place of the true address.
    """

    def __init__(self) -> None:
        self.commits: dict[str, dict[str, bytes]] = {}
        self.branches: dict[str, str] = {}
        self.configs: Any = None
        self.private = False
        self.failures: list[int] = []
        self.short = 0
        self.altered = False
        self.following = ""
        self.asked: list[str] = []
        self.elsewhere: list[str | None] = []
        self.endpoint = ""
        self.store = ""

    def commit(self, files: dict[str, bytes], branch: str = "main") -> str:
        """A new commit at the end of a branch."""
        name = hashlib.sha1(repr((len(self.commits), sorted(files))).encode()).hexdigest()
        self.commits[name] = files
        self.branches[branch] = name
        return name


def _tree(files: dict[str, bytes]) -> list[dict[str, Any]]:
    folders = sorted({path.rpartition("/")[0] for path in files if "/" in path})
    listed: list[dict[str, Any]] = [
        {"type": "directory", "path": path, "oid": "0" * 40, "size": 0} for path in folders
    ]
    for path, content in sorted(files.items()):
        blob = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        item: dict[str, Any] = {"type": "file", "path": path, "oid": blob, "size": len(content)}
        if path.endswith(".parquet"):
            item["lfs"] = {
                "oid": hashlib.sha256(content).hexdigest(),
                "size": len(content),
                "pointerSize": 130,
            }
        listed.append(item)
    return listed


class _Handler(BaseHTTPRequestHandler):
    hub: Hub
    stored: bool

    def do_GET(self) -> None:
        hub = self.hub
        parts = urlsplit(self.path)
        path = unquote(parts.path)
        if self.stored:
            hub.elsewhere.append(self.headers.get("authorization"))
            self._file(*path.strip("/").split("/", 1))
            return
        hub.asked.append(self.path)
        if hub.private and self.headers.get("authorization") != f"Bearer {TOKEN}":
            self._answer(401, b"{}", {"x-error-code": "GatedRepo", "x-error-message": "geheim"})
            return
        start = "/api/datasets/owner/set/"
        if path.startswith(start + "revision/"):
            commit = self._commit(path.removeprefix(start + "revision/"))
            card = {"configs": hub.configs} if hub.configs is not None else {}
            self._told({"id": "owner/set", "sha": commit, "cardData": card} if commit else None)
        elif path.startswith(start + "tree/"):
            self._page(path.removeprefix(start + "tree/"), int(parse_qs(parts.query).get("cursor", ["0"])[0]))
        elif path.startswith("/datasets/owner/set/resolve/"):
            commit, _, name = path.removeprefix("/datasets/owner/set/resolve/").partition("/")
            if name.endswith(".parquet"):
                self._answer(302, b"", {"location": f"{hub.store}/{commit}/{name}"})
            else:
                self._file(commit, name)
        else:
            self._told(None)

    def _commit(self, revision: str) -> str | None:
        return self.hub.branches.get(revision) or (revision if revision in self.hub.commits else None)

    def _page(self, commit: str, at: int) -> None:
        tree = _tree(self.hub.commits[commit])
        more = at + PAGE < len(tree)
        address = (
            self.hub.following
            or f"http://203.0.113.7/api/datasets/owner/set/tree/{commit}?recursive=true&cursor={at + PAGE}"
        )
        self._answer(
            200,
            json.dumps(tree[at : at + PAGE]).encode(),
            {"link": f'<{address}>; rel="next"'} if more else {},
        )

    def _file(self, commit: str, name: str) -> None:
        if self.hub.failures:
            self._answer(self.hub.failures.pop(0), b"", {})
            return
        content = self.hub.commits[commit][name]
        if self.hub.altered:
            content = content[::-1] + b"!" * (len(content) == 1)
        self._answer(200, content[: len(content) - self.hub.short], {})

    def _told(self, value: object) -> None:
        if value is None:
            self._answer(404, b"{}", {"x-error-code": "RevisionNotFound"})
        else:
            self._answer(200, json.dumps(value).encode(), {})

    def _answer(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def serving() -> Iterator[Hub]:
    """The Hub and, at an address of its own, the store of its large files."""
    hub = Hub()
    servers = []
    for stored in (False, True):
        handler = type("Handler", (_Handler,), {"hub": hub, "stored": stored})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
    hub.endpoint, hub.store = (f"http://127.0.0.1:{server.server_port}" for server in servers)
    try:
        yield hub
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
