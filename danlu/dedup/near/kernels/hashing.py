"""Hashes of texts that must be equal: of bytes as they stand, or of folded texts."""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.near.kernels import kernel
from danlu.dedup.near.kernels.folding import WEIGHTS, fold, hash_codes, mixed


@kernel
def hash_texts(data: Any, offsets: Any, out: Any) -> None:
    """A hash of each text's bytes."""
    for row in range(out.size):
        found = np.uint64(offsets[row + 1] - offsets[row]) * WEIGHTS[0]
        for at in range(offsets[row], offsets[row + 1]):
            found = mixed(found ^ np.uint64(data[at]) * WEIGHTS[1])
        out[row] = found


@kernel
def hash_heads(data: Any, bounds: Any, folded: Any, out: Any) -> None:
    """A hash of each row's folded head; 0 only where it has none."""
    longest = 0
    for row in range(out.size):
        longest = max(longest, bounds[row, 1] - bounds[row, 0])
    codes = np.empty(longest + 8, np.uint32)
    for row in range(out.size):
        count = fold(data, bounds[row, 0], bounds[row, 1], folded, codes)
        out[row] = max(hash_codes(codes, count), np.uint64(1)) if count else np.uint64(0)


@kernel
def lay_out(head: Any, asked: Any, answered: Any, out: Any, at: Any) -> Any:
    """Writes the parts of rows one after another, a line break between them; gives where the last ends.

    Args:
        head: Where each head begins, and the bytes of all.
        asked: The same of what is asked.
        answered: The same of what is answered.
        out: The bytes to write to, and the bounds of each row's parts in them.
        at: From where on.
    """
    data, bounds = out
    for row in range(bounds.shape[0]):
        for number, (starts, texts) in enumerate((head, asked, answered)):
            if number > 0:
                data[at] = 0x0A
                at += 1
            bounds[row, number] = at
            size = starts[row + 1] - starts[row]
            source, target = texts[starts[row] : starts[row + 1]], data[at : at + size]
            for byte in range(size):
                target[byte] = source[byte]
            at += size
        bounds[row, 3] = at
    return at
