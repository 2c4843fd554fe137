"""Keys of rows: 128 bits of SHA-256 of what compiled loops write of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from danlu.dedup.characters import character_tables
from danlu.dedup.flat import Flat
from danlu.identity import ID_BYTES

_ROOM = 1 << 20
"""Bytes that are written before they are hashed: about what the processor still holds then."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """Two keys of each row, and which rows hold what the loops leave to SQL."""

    first: pa.ChunkedArray
    second: pa.ChunkedArray
    rare: NDArray[np.bool_]


def keyed(write: Callable[..., Any], batches: Iterable[Flat]) -> Keyed:
    """Write and hash rows, as many at once as there is room for.

    Args:
        write: A loop with the arguments of `danlu.dedup.kernels.content.write_content`.
        batches: The rows.
    """
    keys: tuple[list[pa.Array], list[pa.Array]] = ([], [])
    rare = [np.zeros(0, np.bool_)]
    for rows in batches:
        held, own = np.zeros(rows.size, np.bool_), np.zeros(rows.size, np.bool_)
        first, second = _written(write, rows, held, own)
        keys[0].append(_keys(first, np.ones(rows.size, np.bool_)))
        keys[1].append(_keys(second, held))
        rare.append(own)
    first, second = (pa.chunked_array(each, pa.uuid()) for each in keys)
    return Keyed(first, second, np.concatenate(rare))


def _written(
    write: Callable[..., Any], rows: Flat, held: NDArray[np.bool_], rare: NDArray[np.bool_]
) -> tuple[list[bytes], list[bytes]]:
    tables = character_tables()
    ends = np.zeros((2, rows.size), np.int64)
    outs = np.empty((2, _ROOM), np.uint8)
    digests: tuple[list[bytes], list[bytes]] = ([], [])
    row = 0
    while row < rows.size:
        after = write(rows, row, tables, outs, (ends, held, rare))
        if after == row:
            outs = np.empty((2, 2 * outs.shape[1]), np.uint8)
        for found, out, places in zip(digests, outs, ends, strict=True):
            found.extend(_digests(out, places[row:after]))
        row = after
    return digests


def _digests(out: NDArray[np.uint8], ends: NDArray[np.int64]) -> Iterator[bytes]:
    pieces, places = out.data, [0, *ends.tolist()]
    return (sha256(pieces[start:end]).digest()[:ID_BYTES] for start, end in pairwise(places))


def _keys(digests: list[bytes], held: NDArray[np.bool_]) -> pa.Array:
    valid = pa.py_buffer(np.packbits(held, bitorder="little"))
    data = pa.py_buffer(b"".join(digests))
    return pa.Array.from_buffers(pa.binary(ID_BYTES), len(held), [valid, data]).cast(pa.uuid())


def with_rare(found: pa.Table, rare: NDArray[np.bool_], by_sql: Callable[[pa.Array], pa.Table]) -> pa.Table:
    """Rows in their order, those that SQL must do replaced by what it makes of them."""
    places = np.flatnonzero(rare)
    if not len(places):
        return found
    order = np.arange(len(rare))
    order[places] = len(rare) + np.arange(len(places))
    return pa.concat_tables([found, by_sql(pa.array(places)).cast(found.schema)]).take(pa.array(order))
