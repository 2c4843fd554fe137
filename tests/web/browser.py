"""A headless Chromium, driven over its DevTools protocol.

https://chromedevtools.github.io/devtools-protocol/
"""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FOREIGN = "evil.example"
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--remote-debugging-port=0",
    "--lang=en",
    "--window-size=1400,1000",
    f"--host-resolver-rules=MAP {FOREIGN} 127.0.0.1",
    # frames of other sites stay in the page's own tree, where it shows whether they were loaded
    "--disable-site-isolation-trials",
    # and the browser's own guard of this machine is off: not every browser has one
    "--disable-features=IsolateOrigins,site-per-process,LocalNetworkAccessChecks",
)


class Page:
    """One tab."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._numbers = count(1)
        self._session: str | None = None
        self._pages: dict[str, str] = {}
        self.errors: list[str] = []
        self.heard: list[str] = []
        target = self.do("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.do("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.do(f"{domain}.enable")

    def do(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Give a command and wait for its result."""
        number = self._send(method, parameters)
        while True:
            told = json.loads(self._connection.recv(timeout=60))
            if told.get("id") == number:
                if "error" in told:
                    raise RuntimeError(f"{method}: {told['error']}")
                return dict(told["result"])
            self._note(told)

    def _send(self, method: str, parameters: dict[str, Any]) -> int:
        number = next(self._numbers)
        message: dict[str, Any] = {"id": number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        self._connection.send(json.dumps(message))
        return number

    def _note(self, told: dict[str, Any]) -> None:
        """Errors and what WebSockets say are kept, and requests for pages of ours are answered."""
        happened, details = told.get("method"), told.get("params", {})
        if happened == "Log.entryAdded" and details["entry"]["level"] == "error":
            self.errors.append(f"{details['entry']['text']} {details['entry'].get('url', '')}")
        elif happened == "Runtime.exceptionThrown":
            self.errors.append(details["exceptionDetails"]["text"])
        elif happened == "Network.webSocketFrameReceived":
            self.heard.append(details["response"]["payloadData"])
        elif happened == "Fetch.requestPaused":
            body = base64.b64encode(self._pages[details["request"]["url"]].encode()).decode()
            answer = {"requestId": details["requestId"], "responseCode": 200, "body": body}
            header = {"name": "content-type", "value": "text/html; charset=utf-8"}
            self._send("Fetch.fulfillRequest", {**answer, "responseHeaders": [header]})

    def pretend(self, url: str, content: str) -> None:
        """Answer this address ourselves: what a host served before its name was pointed elsewhere."""
        self._pages[url] = content
        self.do("Fetch.enable", patterns=[{"urlPattern": each} for each in self._pages])

    def open(self, url: str) -> None:
        """Go to an address, as from the address bar, and wait until the page is loaded."""
        self.errors.clear()
        self.do("Page.navigate", url=url)
        self.wait("document.readyState === 'complete'")

    def run(self, expression: str) -> Any:
        """The value of an expression of JavaScript; a promise is waited for."""
        result = self.do("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(json.dumps(result["exceptionDetails"])[:2000])
        return result["result"].get("value")

    def wait(self, expression: str, seconds: float = 40) -> None:
        """Wait until an expression holds."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            # while a page gives way to the next, there is nothing to ask
            try:
                if self.run(expression):
                    return
            except RuntimeError:
                pass
            time.sleep(0.1)
        raise TimeoutError(f"{expression} never held; the page says: {self.text()[:500]}")

    def text(self) -> str:
        """What the page says."""
        return str(self.run("document.body.innerText"))

    def frames(self) -> dict[str, bool]:
        """The frames within the page: their addresses, and whether they show what is there."""
        tree = self.do("Page.getFrameTree")["frameTree"]
        found = [child["frame"] for child in tree.get("childFrames", [])]
        return {each.get("unreachableUrl", each["url"]): "unreachableUrl" not in each for each in found}


@contextmanager
def chromium(profile: Path) -> Iterator[ClientConnection]:
    """A browser with a new profile, ended with all of its processes."""
    command = [str(PROGRAM), *_FLAGS, f"--user-data-dir={profile}", "about:blank"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **quiet) as process:
        try:
            port, path = _address(profile / "DevToolsActivePort")
            with connect(f"ws://127.0.0.1:{port}{path}", max_size=None, proxy=None) as connection:
                yield connection
                connection.send(json.dumps({"id": 0, "method": "Browser.close"}))
        finally:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def _address(file: Path) -> tuple[str, str]:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        lines = file.read_text(encoding="utf-8").split() if file.exists() else []
        if len(lines) == 2:
            return lines[0], lines[1]
        time.sleep(0.1)
    raise TimeoutError("the browser did not start")
