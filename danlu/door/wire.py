"""Messages over pipes, each behind its length.

The parent pickles what it sends, since the child trusts it. What a child sends may have been made by
a hostile file, so it is JSON of known types and bounded size, never a pickle.
"""

from __future__ import annotations

import os
import select
from typing import Literal

import msgspec

_LENGTH_BYTES = 8
MOST_BYTES = 1 << 22
"""Longest message of a child: receipts are figures and short details."""
_BLOCK = 1 << 16
_PATIENCE = 30.0
"""Seconds that a child may take to accept a message: it is waiting for one."""


class WireError(Exception):
    """The other side does not speak this protocol, or does not listen."""


class Message(msgspec.Struct, frozen=True):
    """What a child says.

    `ready`: it can be given a task. `done`: `receipt` is that of its task. `stopped`: the task passed
    a bound, which `evidence` names. `failed`: the fault is not the task's, and `fault` says what it is.
    """

    kind: Literal["ready", "done", "stopped", "failed"]
    receipt: msgspec.Raw = msgspec.Raw(b"null")
    evidence: dict[str, str | int | float] = msgspec.field(default_factory=dict)
    fault: str = ""


def pack(data: bytes) -> bytes:
    """A message behind its length."""
    return len(data).to_bytes(_LENGTH_BYTES, "big") + data


def receive(descriptor: int) -> bytes | None:
    """Wait for the next message; None when the other side has gone."""
    head = _read_exactly(descriptor, _LENGTH_BYTES)
    return _read_exactly(descriptor, int.from_bytes(head, "big")) if head is not None else None


def _read_exactly(descriptor: int, size: int) -> bytes | None:
    pieces: list[bytes] = []
    while size:
        piece = os.read(descriptor, min(size, 1 << 20))
        if not piece:
            return None
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def send(descriptor: int, data: bytes) -> None:
    """Send a message, however often the pipe is full."""
    view = memoryview(pack(data))
    while view:
        view = view[os.write(descriptor, view) :]


def send_soon(descriptor: int, data: bytes) -> None:
    """Send a message over a pipe that does not block.

    Raises:
        WireError: The other side has gone, or does not take it in time.
    """
    view = memoryview(pack(data))
    while view:
        if not select.select([], [descriptor], [], _PATIENCE)[1]:
            raise WireError("a child does not listen")
        try:
            view = view[os.write(descriptor, view[: select.PIPE_BUF]) :]
        except BlockingIOError:
            continue
        except OSError as error:
            raise WireError("a child has gone") from error


class Inbox:
    """Puts a child's messages together as their bytes come in."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._waiting = bytearray()

    def take(self) -> Message | None:
        """The next message, if it has come in whole.

        Raises:
            WireError: It is none, or too long.
        """
        if len(self._waiting) < _LENGTH_BYTES:
            return None
        size = int.from_bytes(self._waiting[:_LENGTH_BYTES], "big")
        if size > MOST_BYTES:
            raise WireError("a message is too long")
        end = _LENGTH_BYTES + size
        if len(self._waiting) < end:
            return None
        data = bytes(self._waiting[_LENGTH_BYTES:end])
        del self._waiting[:end]
        try:
            return msgspec.json.decode(data, type=Message)
        except msgspec.MsgspecError as error:
            raise WireError("a message is not understood") from error

    def fill(self) -> bool:
        """Take in what has come; False when the other side has gone."""
        data = os.read(self._descriptor, _BLOCK)
        self._waiting += data
        return bool(data)
