"""Sets of hashed shingles of many texts at once: five letters or digits that stand side by side.

Letters and digits are told by `danlu.identity.reduce_text`, a table that no version of Python changes,
and the hash is the finaliser of SplitMix64 (Steele, Lea, Flood 2014, *Fast splittable pseudorandom
number generators*) over the five code points, so that a set that was recorded today is the same
for ever. Case, white space, punctuation and markup count for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from danlu.dedup.kernels.shingling import WIDTH, write_shingles
from danlu.identity import ID_BYTES, reduce_text

_CODES = 0x110000

Integers = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]
"""Hashes of many rows in one array: the row's number in the high 32 bits, the hash in the low ones."""


@dataclass(frozen=True, slots=True)
class Reduced:
    """Reduced texts: code points one after another, and where each text begins and the last one ends."""

    codes: npt.NDArray[np.uint32]
    bounds: Integers

    @property
    def lengths(self) -> Integers:
        """Characters of each text."""
        return np.diff(self.bounds)

    def piece(self, row: int) -> bytes:
        """The code points of a text, four bytes each, the low one first."""
        return self.codes[self.bounds[row] : self.bounds[row + 1]].astype("<u4", copy=False).tobytes()


def digests(purpose: bytes, texts: Sequence[Reduced]) -> list[bytes | None]:
    """128 bits of SHA-256 of each row's texts, one behind the other; None where they are empty."""
    pieces = map(b"".join, zip(*map(_pieces, texts), strict=True))
    return [sha256(purpose + piece).digest()[:ID_BYTES] if piece else None for piece in pieces]


def _pieces(text: Reduced) -> Iterator[bytes]:
    content = text.codes.astype("<u4", copy=False).tobytes()
    return (content[start:end] for start, end in pairwise((text.bounds * 4).tolist()))


def reduced(texts: pa.ChunkedArray) -> Reduced:
    """The letters and digits of texts, lower-cased."""
    column = pc.fill_null(texts, "").combine_chunks().cast(pa.large_string())
    lengths = pc.utf8_length(column).to_numpy(zero_copy_only=False)
    bounds = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    codes = np.frombuffer(_joined(column).decode().encode("utf-32-le"), dtype="<u4")
    table = np.zeros(_CODES, dtype=np.uint32)
    for code in np.flatnonzero(np.bincount(codes, minlength=1)).tolist():
        letter = reduce_text(chr(code))
        table[code] = ord(letter) if letter else 0
    kept = table[codes]
    places = np.concatenate([[0], np.cumsum(kept > 0, dtype=np.int64)])
    return Reduced(kept[kept > 0], places[bounds])


def _joined(column: pa.LargeStringArray) -> bytes:
    """The texts of a column without nulls, one behind the other, as UTF-8."""
    _, offsets, content = column.buffers()
    if not len(column) or content is None:
        return b""
    places = np.frombuffer(offsets, dtype=np.int64)[column.offset : column.offset + len(column) + 1]
    joined: bytes = content[int(places[0]) : int(places[-1])].to_pybytes()
    return joined


def shingles(texts: Reduced) -> Keys:
    """The hashed shingles of each text as they stand in it; one of fewer than five characters has none."""
    keys = np.empty(int(starts_of(texts)[-1]), dtype=np.uint64)
    write_shingles(texts.codes, texts.bounds, keys)
    return keys


def starts_of(texts: Reduced) -> Integers:
    """Where the shingles of each text begin, and the last end."""
    return np.concatenate([[0], np.cumsum(np.maximum(texts.lengths - WIDTH + 1, 0))])


def as_sets(*keys: Keys) -> Keys:
    """Sorted, each once; `numpy.unique` hashes before it sorts, which took five times as long."""
    ordered = np.sort(np.concatenate(keys))
    first = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return ordered[first]


def keys_of(rows: npt.NDArray[np.int64], hashes: npt.NDArray[np.uint64]) -> Keys:
    """Rows and hashes as one number each, which sorts by row, then by hash."""
    return (rows.astype(np.uint64) << np.uint64(32)) | (hashes & np.uint64(0xFFFFFFFF))


def rows_of(keys: Keys) -> Integers:
    """The row of each key."""
    return (keys >> np.uint64(32)).astype(np.int64)


def hashes_of(keys: Keys) -> npt.NDArray[np.uint32]:
    """The hash of each key."""
    return keys.astype(np.uint32)


def sizes_of(keys: Keys, rows: int) -> Integers:
    """How many hashes each row has."""
    return np.bincount(rows_of(keys), minlength=rows).astype(np.int64)


def smallest(keys: Keys, rows: int, most: int) -> Keys:
    """Of each row's set the smallest hashes: an even sample of the set, as the hash is even."""
    sizes = sizes_of(keys, rows)
    starts = np.cumsum(sizes) - sizes
    ranks = np.arange(len(keys), dtype=np.int64) - np.repeat(starts, sizes)
    chosen: Keys = keys[ranks < most]
    return chosen
