"""A PostgreSQL server of the test's own: made, started, stopped and removed by it."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

PASSWORD = "geheim-秘密"


class Server:
    """A running server. Each statement of `run` commits."""

    def __init__(self, folder: Path, port: int, process: subprocess.Popen[bytes]) -> None:
        self.folder = folder
        self.port = port
        self.process = process

    @property
    def url(self) -> str:
        """What a user would write into sources.yaml."""
        return f"postgresql://danlu:geheim-%E7%A7%98%E5%AF%86@127.0.0.1:{self.port}/postgres"

    def run(self, *statements: str) -> list[tuple[object, ...]]:
        """Run statements as the superuser, and give the rows of the last."""
        import psycopg

        rows: list[tuple[object, ...]] = []
        with psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user="danlu",
            password=PASSWORD,
            dbname="postgres",
            autocommit=True,
        ) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
                rows = cursor.fetchall() if cursor.description else []
        return rows

    def signal_all(self, number: int) -> None:
        """Send a signal to the server and to every process that serves a connection."""
        import psutil

        main = psutil.Process(self.process.pid)
        for one in [*main.children(recursive=True), main]:
            with suppress(psutil.NoSuchProcess):
                one.send_signal(number)


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("PostgreSQL is not installed")
    return found[-1].parent


def _unprivileged() -> Sequence[str]:
    """What to put before a command, since PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return ()
    if shutil.which("runuser") is None:
        pytest.skip("PostgreSQL does not run as root, and there is no runuser")
    return ("runuser", "-u", "postgres", "--")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def running() -> Iterator[Server]:
    """A server on a free port of loopback."""
    binaries, who = _binaries(), _unprivileged()
    # pytest's folders let nobody in but their owner, and a socket's path must be short
    folder = Path(tempfile.mkdtemp(prefix="danlu-pg-"))
    try:
        if who:
            shutil.chown(folder, "postgres")
        secret = folder / "password"
        secret.write_text(PASSWORD + "\n", encoding="utf-8")
        secret.chmod(0o644)
        make = ["-D", folder / "data", "-U", "danlu", "-A", "scram-sha-256", f"--pwfile={secret}", "-N"]
        options = ["--encoding=UTF8", "--locale=C"]
        subprocess.run([*who, binaries / "initdb", *make, *options], check=True, capture_output=True, cwd="/")
        port = _free_port()
        serve = ["-D", folder / "data", "-p", str(port), "-c", "listen_addresses=127.0.0.1"]
        quick = ["-k", folder, "-c", "fsync=off", "-c", "shared_buffers=16MB"]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [*who, binaries / "postgres", *serve, *quick], stdout=log, stderr=log, cwd="/"
            )
        server = Server(folder, port, process)
        try:
            _await(server)
            yield server
        finally:
            _stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _await(server: Server) -> None:
    import psycopg

    for _ in range(300):
        try:
            server.run("SELECT 1")
        except psycopg.OperationalError:
            if server.process.poll() is not None:
                pytest.fail("PostgreSQL did not start")
            time.sleep(0.1)
        else:
            return
    pytest.fail("PostgreSQL did not answer")


def _stop(server: Server) -> None:
    if server.process.poll() is None:
        server.signal_all(signal.SIGCONT)
        server.signal_all(signal.SIGQUIT)
    server.process.wait(timeout=20)
