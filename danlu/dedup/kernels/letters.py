"""The letters and digits of texts, in lower case: what prompts, answers and settings are compared by."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from danlu.dedup.kernels import kernel
from danlu.dedup.kernels.characters import (
    CASED,
    CLASS_BITS,
    FIRST_HAN,
    FIRST_WIDE,
    LAST_COMMON_HAN,
    LAST_WIDE,
    LETTER,
    RARE,
    WIDE_OFFSET,
    copy,
    decode,
    encode,
    known,
)

LOWERED: NDArray[np.uint8] = np.array(
    [ord(chr(byte).lower()) if byte < 0x80 and chr(byte).isalnum() else 0 for byte in range(256)], np.uint8
)
"""ASCII letters and digits in lower case; 0 for all else."""
NARROW, WIDE = np.uint8(1), np.uint8(0)
"""Whether full-width ASCII is made narrow."""


@kernel
def put_letters(data: Any, span: Any, tables: Any, narrow: Any, out: Any, at: Any) -> Any:
    """Writes the letters and digits of a text; gives where they end. Sets `rare` if SQL must do it.

    Args:
        data: UTF-8 bytes.
        span: Where the text begins and ends.
        tables: What is known of characters, their lower case, and `rare`.
        narrow: Whether full-width ASCII is made narrow.
        out: Where to write, and `at` from where on.
        at: See `out`.
    """
    (start, end), (table, lower, rare) = span, tables
    order = 0
    while start < end:
        byte = data[start]
        if byte < 0x80:
            if byte == 0:
                rare[0] = True
                return at
            out[at] = LOWERED[byte]
            at += LOWERED[byte] != 0
            start, order = start + 1, 0
            continue
        code, after = decode(data, start)
        if FIRST_HAN <= code <= LAST_COMMON_HAN:
            out[at], out[at + 1], out[at + 2] = byte, data[start + 1], data[start + 2]
            at, start, order = at + 3, after, 0
            continue
        about = known(table, code)
        own = about >> CLASS_BITS
        if about & RARE or 0 < own < order:
            rare[0] = True
            return at
        if narrow and FIRST_WIDE <= code <= LAST_WIDE:
            out[at] = LOWERED[code - WIDE_OFFSET]
            at += LOWERED[code - WIDE_OFFSET] != 0
        elif about & CASED:
            at = encode(lower[code], out, at)
        elif about & LETTER:
            at = copy(data, start, after, out, at)
        start, order = after, own
    return at
