"""JSON as DuckDB's `to_json` writes it: no blanks, nothing beyond ASCII escaped, hexadecimal in capitals."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from danlu.dedup.kernels import kernel
from danlu.dedup.kernels.characters import copy

PLAIN, SPACE, ESCAPED, LEAD, NUL = range(5)
"""What a byte of a text is: it stands for itself; white space; a character that JSON escapes; part of one
beyond ASCII; NUL."""

_SHORT = {0x08: "b", 0x09: "t", 0x0A: "n", 0x0C: "f", 0x0D: "r", 0x22: '"', 0x5C: "\\"}


def _kind(byte: int) -> int:
    if byte >= 0x80:
        return LEAD
    if byte == 0:
        return NUL
    if byte in b" \t\n\f\r":
        return SPACE
    return ESCAPED if byte < 0x20 or byte in b'"\\' else PLAIN


def literal(text: str) -> NDArray[np.uint8]:
    """A text that is written as it stands."""
    return np.frombuffer(text.encode(), np.uint8)


KINDS: NDArray[np.uint8] = np.array([_kind(byte) for byte in range(256)], np.uint8)
ESCAPES: NDArray[np.bool_] = np.array([byte < 0x20 or byte in b'"\\' for byte in range(256)])
"""What cannot stand in a JSON string."""
SHORT: NDArray[np.uint8] = np.array([ord(_SHORT.get(byte, "\0")) for byte in range(256)], np.uint8)
"""The letter behind the backslash, where there is a short escape."""
DIGITS = literal("0123456789ABCDEF")
NULL, ESCAPE = literal("null"), literal("\\u00")


@kernel
def put(text: Any, out: Any, at: Any) -> Any:
    """Writes a literal; gives where it ends."""
    return copy(text, 0, text.size, out, at)


@kernel
def put_escaped(byte: Any, out: Any, at: Any) -> Any:
    """Writes a byte that cannot stand in a JSON string."""
    if SHORT[byte]:
        out[at], out[at + 1] = 0x5C, SHORT[byte]
        return at + 2
    at = put(ESCAPE, out, at)
    out[at], out[at + 1] = DIGITS[byte >> 4], DIGITS[byte & 0x0F]
    return at + 2


@kernel
def put_string(data: Any, start: Any, end: Any, out: Any, at: Any) -> Any:
    """Writes bytes of UTF-8 as a JSON string."""
    out[at] = 0x22
    at += 1
    for place in range(start, end):
        byte = data[place]
        if ESCAPES[byte]:
            at = put_escaped(byte, out, at)
        else:
            out[at] = byte
            at += 1
    out[at] = 0x22
    return at + 1
