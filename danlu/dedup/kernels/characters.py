"""Code points of UTF-8 texts, and what the table of `danlu.dedup.characters` says of each."""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.kernels import kernel

RARE, HAN, BLANK, LETTER, CASED = 1, 2, 4, 8, 16
"""A character that only SQL normalises rightly; a Han one; one of Unicode's separators; a letter or number;
one whose lower case is another. The combining class stands in the bits above."""
CLASS_BITS = 8
FIRST_HAN, LAST_COMMON_HAN = 0x4E00, 0x9FA5
"""The Han characters of Unicode 1: letters that are known without the table."""
LAST_HAN = 0x2A6D6
"""From the end of the table up to here all are Han letters: extension B."""
FIRST_WIDE, LAST_WIDE, WIDE_OFFSET = 0xFF01, 0xFF5E, 0xFEE0
"""Full-width ASCII, and how far it lies from ASCII."""


@kernel
def decode(data: Any, at: Any) -> Any:
    """The code point that begins at a byte beyond ASCII, and where the next begins."""
    first = np.int64(data[at])
    if first < 0xE0:
        return (first & 0x1F) << 6 | np.int64(data[at + 1] & 0x3F), at + 2
    low = np.int64(data[at + 1] & 0x3F) << 6 | np.int64(data[at + 2] & 0x3F)
    if first < 0xF0:
        return (first & 0x0F) << 12 | low, at + 3
    return (first & 0x07) << 18 | low << 6 | np.int64(data[at + 3] & 0x3F), at + 4


@kernel
def known(table: Any, code: Any) -> Any:
    """What the table says of a code point."""
    if code < table.size:
        return np.int64(table[code])
    return np.int64(HAN | LETTER if code <= LAST_HAN else RARE)


@kernel
def encode(code: Any, out: Any, at: Any) -> Any:
    """Writes a code point as UTF-8; gives where it ends."""
    if code < 0x80:
        out[at] = code
        return at + 1
    if code < 0x800:
        out[at] = 0xC0 | code >> 6
        out[at + 1] = 0x80 | code & 0x3F
        return at + 2
    if code < 0x10000:
        out[at] = 0xE0 | code >> 12
        out[at + 1] = 0x80 | code >> 6 & 0x3F
        out[at + 2] = 0x80 | code & 0x3F
        return at + 3
    out[at] = 0xF0 | code >> 18
    out[at + 1] = 0x80 | code >> 12 & 0x3F
    out[at + 2] = 0x80 | code >> 6 & 0x3F
    out[at + 3] = 0x80 | code & 0x3F
    return at + 4


@kernel
def copy(data: Any, start: Any, end: Any, out: Any, at: Any) -> Any:
    """Copies bytes; gives where they end."""
    for place in range(start, end):
        out[at] = data[place]
        at += 1
    return at
