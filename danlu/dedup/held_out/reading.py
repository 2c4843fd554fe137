"""Rows as reduced texts, read by compiled loops: what `compared_parts` and `reduced` give together."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from danlu.dedup.flat import Flat, flat_batches
from danlu.dedup.held_out.parts import TEXTS, compared_parts, in_slices
from danlu.dedup.held_out.shingles import Reduced, reduced
from danlu.dedup.kernels.reducing import BLOCK_BITS, UNKNOWN, write_parts
from danlu.identity import reduce_text

MOST_CODES = 1 << 20
"""How many letters and digits are worked on at once, of which one row may have more."""

_CODES = 0x110000


def reduced_rows(rows: pa.Table) -> Iterator[list[Reduced]]:
    """One text for each of `TEXTS`, for pieces of the rows in their order; a piece lasts until the next."""
    batches = flat_batches(rows)
    if batches is None:
        for parts in in_slices(compared_parts(rows)):
            yield [reduced(parts.column(name)) for name in TEXTS]
        return
    for batch in batches:
        yield from _pieces(batch)


def _pieces(rows: Flat) -> Iterator[list[Reduced]]:
    table, unknown = _reductions(), np.zeros(_CODES >> BLOCK_BITS, np.bool_)
    outs = np.empty((len(TEXTS), MOST_CODES), np.uint32)
    bounds = np.empty((len(TEXTS), rows.size + 1), np.int64)
    row = 0
    while row < rows.size:
        after = write_parts(rows, row, (table, unknown), outs, bounds)
        if unknown.any():
            _learn(table, unknown)
        elif after == row:
            outs = np.empty((len(TEXTS), 2 * outs.shape[1]), np.uint32)
        else:
            ends = bounds[:, : after - row + 1].copy()
            yield [Reduced(out[: own[-1]], own) for out, own in zip(outs, ends, strict=True)]
            row = after


@cache
def _reductions() -> npt.NDArray[np.uint32]:
    """What each code point is reduced to, 0 where nothing is left; filled as characters are met."""
    table: npt.NDArray[np.uint32] = np.full(_CODES, UNKNOWN, np.uint32)
    blocks = np.zeros(_CODES >> BLOCK_BITS, np.bool_)
    blocks[0] = True
    _learn(table, blocks)
    return table


def _learn(table: npt.NDArray[np.uint32], blocks: npt.NDArray[np.bool_]) -> None:
    for block in np.flatnonzero(blocks).tolist():
        for code in range(block << BLOCK_BITS, (block + 1) << BLOCK_BITS):
            letter = reduce_text(chr(code))
            table[code] = ord(letter) if letter else 0
    blocks[:] = False
