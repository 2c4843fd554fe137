"""Checksums at the speed of memory, which tell accidental damage."""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.near.kernels import kernel
from danlu.dedup.near.kernels.folding import WEIGHTS, mixed

LANES = 8


@kernel
def checksum(data: Any, seed: Any) -> Any:
    """A checksum of bytes: eight sums over words in turn, mixed in the end."""
    block = 8 * LANES
    blocks = data.size // block
    words = data[: blocks * block].view(np.uint64)
    sums = np.full(LANES, seed, np.uint64)
    for at in range(blocks):
        for lane in range(LANES):
            value = (sums[lane] ^ words[at * LANES + lane]) * WEIGHTS[2]
            sums[lane] = value ^ (value >> np.uint64(31))
    found = mixed(np.uint64(data.size) + seed)
    for lane in range(LANES):
        found = mixed(found ^ sums[lane])
    for at in range(blocks * block, data.size):
        found = mixed(found ^ np.uint64(data[at]) * WEIGHTS[1])
    return found


@kernel
def row_checksums(data: Any, starts: Any, ends: Any, seed: Any, out: Any) -> None:
    """A checksum of each row's bytes."""
    for row in range(out.size):
        found = mixed(np.uint64(ends[row] - starts[row]) + seed)
        at = starts[row]
        while at + 8 <= ends[row]:
            word = np.uint64(0)
            for byte in range(8):
                word |= np.uint64(data[at + byte]) << np.uint64(8 * byte)
            found = (found ^ word) * WEIGHTS[2]
            found ^= found >> np.uint64(31)
            at += 8
        while at < ends[row]:
            found = mixed(found ^ np.uint64(data[at]) * WEIGHTS[1])
            at += 1
        out[row] = mixed(found)
