"""One request over one connection: to the address that was judged, under deadlines, as HTTP/1.1.

It stands on `http.client`, which undoes transfer codings, follows nothing, keeps no cookies and reads
neither proxy settings nor a netrc. The connection is made here, so that the name is never looked up
again: TLS verifies the certificate against the name, the socket goes to the pinned IP address.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, cast

from danlu.fetching.web.address import Address
from danlu.fetching.web.refused import Problem, RefusedError

Connect = Callable[[str, int, float], socket.socket]
"""Opens a connection to an IP address and port within some seconds."""

_STEP = 1 << 16
_WHOLE = 3
"""A whole exchange may take so many times the timeout, and more where much is received."""
_LEAST_SPEED = 8 * 1024
"""Bytes per second; a server that is slower is hung up on."""
_CONTROLS = dict.fromkeys((*range(32), 127), " ")


def system_connection(ip: str, port: int, seconds: float) -> socket.socket:
    """A plain TCP connection; nothing is looked up, since an IP address is given."""
    return socket.create_connection((ip, port), timeout=seconds)


class _TimedReader(io.RawIOBase):
    """Reads a socket under two limits: the wait for each piece, and the time of the whole."""

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        self._connection = connection
        self._seconds = seconds
        self._until = time.monotonic() + _WHOLE * seconds

    def readable(self) -> bool:
        """It is only read."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Receive some bytes.

        Raises:
            TimeoutError: Nothing came, or too little in all this time.
        """
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(min(self._seconds, left))
        size = self._connection.recv_into(buffer)
        self._until += size / _LEAST_SPEED
        return size


class _TimedSocket:
    """What `http.client` asks of a socket."""

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        self._connection = connection
        self._seconds = seconds

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._connection.close()

    def makefile(self, mode: str) -> io.BufferedReader:
        """The answer as a file."""
        if mode != "rb":
            raise ValueError(mode)
        return io.BufferedReader(_TimedReader(self._connection, self._seconds), _STEP)

    def sendall(self, data: bytes) -> None:
        """Send the request."""
        self._connection.sendall(data)

    def close(self) -> None:
        """Nothing: `http.client` lets go before the body is read; the end of the exchange hangs up."""


class _Pinned(http.client.HTTPConnection):
    """A connection that is there already."""

    def __init__(self, address: Address, ready: _TimedSocket) -> None:
        super().__init__(address.host, address.port)
        self.sock = cast("socket.socket", ready)

    def connect(self) -> None:
        """It never connects anew."""
        raise http.client.NotConnected


@dataclass(frozen=True, slots=True)
class Reply:
    """The head of an answer, and its body to be read once.

    Attributes:
        status: The status code.
        headers: By name in lower case; several of one name joined by commas.
        length: Bytes of the body, where the server says so and no transfer coding hides it.
        body: Its bytes with transfer codings undone; raises RefusedError where they break off.
    """

    status: int
    headers: Mapping[str, str]
    length: int | None
    body: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Wire:
    """How requests leave this machine.

    Attributes:
        seconds: Longest wait for a connection, and for each piece of an answer.
        connect: Opens a connection.
        trust: Which certificates are believed; there is no way to believe all.
    """

    seconds: float
    connect: Connect
    trust: ssl.SSLContext

    @contextmanager
    def ask(self, address: Address, pins: tuple[str, ...], headers: Mapping[str, str]) -> Iterator[Reply]:
        """GET an address from one of the IP addresses that it was judged to have.

        Raises:
            RefusedError: CONNECTION, CERTIFICATE, TIMEOUT, PROTOCOL; while the body is read CUT_OFF.
        """
        with self._connected(address, pins) as ready:
            with _told():
                connection = _Pinned(address, ready)
                connection.putrequest("GET", address.target, skip_host=True, skip_accept_encoding=True)
                connection.putheader("Host", address.authority)
                for name, value in headers.items():
                    connection.putheader(name, value)
                connection.putheader("Connection", "close")
                connection.endheaders()
                response = connection.getresponse()
            with response:
                yield Reply(response.status, _joined(response), response.length, _body(response))

    def _connected(self, address: Address, pins: tuple[str, ...]) -> _TimedSocket:
        failure = RefusedError(Problem.CONNECTION, again=True)
        for ip in pins:
            try:
                with _told():
                    return _TimedSocket(self._secured(address, ip), self.seconds)
            except RefusedError as refused:
                failure = refused
        raise failure

    def _secured(self, address: Address, ip: str) -> socket.socket:
        connection = self.connect(ip, address.port, self.seconds)
        if address.scheme != "https":
            return connection
        try:
            return self.trust.wrap_socket(connection, server_hostname=address.host)
        except BaseException:
            connection.close()
            raise


@contextmanager
def _told() -> Iterator[None]:
    """Errors of the network as refusals, without their texts, which may hold addresses."""
    try:
        yield
    except ssl.SSLCertVerificationError:
        raise RefusedError(Problem.CERTIFICATE) from None
    except TimeoutError:
        raise RefusedError(Problem.TIMEOUT, again=True) from None
    except http.client.IncompleteRead:
        raise RefusedError(Problem.CUT_OFF, again=True) from None
    except OSError:
        raise RefusedError(Problem.CONNECTION, again=True) from None
    except (http.client.HTTPException, ValueError):
        raise RefusedError(Problem.PROTOCOL) from None


def _joined(response: http.client.HTTPResponse) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in response.getheaders():
        plain = " ".join(value.translate(_CONTROLS).split())
        key = name.lower()
        headers[key] = f"{headers[key]}, {plain}" if key in headers else plain
    return headers


def _body(response: http.client.HTTPResponse) -> Iterator[bytes]:
    with _told():
        while piece := response.read1(_STEP):
            yield piece
        if response.length:
            raise RefusedError(Problem.CUT_OFF, again=True)
