"""Finds where a JSON value ends, without holding more of it than the buffer has.

Only what separates values is looked at: strings, brackets, and what may follow a string or a
scalar. That finds the end of any valid value, and most damage near its place. Whether the value
is valid is for `json_value` to say.
"""

from __future__ import annotations

import re
from enum import Enum, auto

_RUN = re.compile(
    rb"(?>[ \t\r\n,:]+"
    rb'|"(?>[^"\\]+|\\.)*+"[ \t\r\n]*+(?=[,:\]}])'
    rb"|[-+.0-9A-Za-z]++[ \t\r\n]*+(?=[,\]}]))*+",
    re.DOTALL,
)
_BODY = re.compile(rb'(?>[^"\\]+|\\.)*+', re.DOTALL)
_SPACE = re.compile(rb"[ \t\r\n]*+")
_SCALAR = re.compile(rb"[-+.0-9A-Za-z]*+")
_CLOSERS = {0x7B: 0x7D, 0x5B: 0x5D}
_FOLLOW = b",:]}"
_QUOTE = 0x22
_BACKSLASH = 0x5C


class Scan(Enum):
    """How far a scan came."""

    FOUND = auto()
    MORE = auto()
    DAMAGED = auto()


class _Token(Enum):
    NONE = auto()
    STRING = auto()
    SCALAR = auto()


class ValueScan:
    """A scan that can be continued when more bytes have come.

    Attributes:
        at: Index of the next byte to look at; the end of the value when it is found, the place of
            the damage when it is damaged. The caller moves it when it moves the buffer.
    """

    def __init__(self, at: int) -> None:
        self.at = at
        self._open = bytearray()
        self._token = _Token.NONE

    def run(self, data: bytes) -> Scan:
        """Scan on to the end of the value or of the data."""
        outcome = None if self._token is _Token.NONE else self._finish_token(data)
        while outcome is None:
            if self._open:
                self.at = _end(_RUN, data, self.at)
            outcome = self._bracket(data) if self.at < len(data) else Scan.MORE
        return outcome

    def _bracket(self, data: bytes) -> Scan | None:
        byte = data[self.at]
        if byte in _CLOSERS:
            self._open.append(_CLOSERS[byte])
        elif self._open and byte == self._open[-1]:
            self._open.pop()
        else:
            return self._start_token(data, byte)
        self.at += 1
        return None if self._open else Scan.FOUND

    def _start_token(self, data: bytes, byte: int) -> Scan | None:
        """Begin a string or scalar that the fast path could not take whole."""
        if byte == _QUOTE:
            self._token = _Token.STRING
            self.at += 1
        elif _end(_SCALAR, data, self.at) > self.at:
            self._token = _Token.SCALAR
        else:
            return Scan.DAMAGED
        return self._finish_token(data)

    def _finish_token(self, data: bytes) -> Scan | None:
        """Take the rest of a string or scalar and look at what follows it; None to go on."""
        self.at = _end(_BODY if self._token is _Token.STRING else _SCALAR, data, self.at)
        if self.at >= len(data) or (data[self.at] == _BACKSLASH and self.at + 1 >= len(data)):
            return Scan.MORE
        after = self.at
        if self._token is _Token.STRING:
            if data[self.at] != _QUOTE:
                return Scan.DAMAGED
            after += 1
        if self._open:
            # `at` stays before the quote until what follows is in sight, so that this can be repeated
            after = _end(_SPACE, data, after)
            if after >= len(data):
                return Scan.MORE
        self.at = after
        self._token = _Token.NONE
        return None if self._open and data[after] in _FOLLOW else self._outcome()

    def _outcome(self) -> Scan:
        return Scan.DAMAGED if self._open else Scan.FOUND


def _end(pattern: re.Pattern[bytes], data: bytes, at: int) -> int:
    """Where a pattern that matches the empty string too stops matching."""
    match = pattern.match(data, at)
    return match.end() if match else at
