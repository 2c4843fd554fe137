"""The kernels that list the shingles of rows, as sorted sets, for the leak guard."""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.contamination.kernels import loop
from danlu.dedup.contamination.kernels.selecting import mixed
from danlu.dedup.near.kernels.folding import fold, hash_codes, shingle
from danlu.dedup.near.kernels.sketching import ASKED, WHOLE, part_bounds

SHORT = np.uint64(0x5851F42D4C957F2D)
"""Tells the hash of a side that is too short to be cut from that of a shingle."""


@loop
def room_for(longest: Any) -> Any:
    """Room for the code points and the shingles of texts of so many bytes."""
    return np.empty(longest + 8, np.uint32), np.empty(longest + 8, np.uint64)


@loop
def longest_row(bounds: Any) -> int:
    """The bytes of the longest row."""
    longest = 0
    for row in range(bounds.shape[0]):
        longest = max(longest, bounds[row, 3] - bounds[row, 0])
    return longest


@loop
def hash_part(rows: Any, row: Any, part: Any, least: Any, room: Any) -> int:
    """Writes the hashes of a row's part, in the order of the text, repeated ones too; gives how many.

    A whole of fewer characters than `least` has none; a side of fewer has one, which stands for all of it.
    What is asked is told apart by the row's head, so that only rows of one head share any of it.
    """
    data, bounds, heads, folded = rows
    codes, hashes = room
    start, end = part_bounds(bounds, row, part)
    if part == ASKED and heads[row] == 0:
        return 0
    count = fold(data, start, end, folded, codes)
    if count < least:
        if part == WHOLE:
            return 0
        hashes[0] = hash_codes(codes, count) ^ SHORT
        total = 1
    else:
        total = shingle(codes, count, hashes)
    if part == ASKED:
        head = mixed(heads[row])
        for at in range(total):
            hashes[at] ^= head
    return total


@loop
def list_shingles(rows: Any, row: Any, part: Any, least: Any, room: Any) -> int:
    """Writes the distinct shingles of a row's part, sorted; gives how many."""
    hashes, total = room[1], hash_part(rows, row, part, least, room)
    hashes[:total].sort()
    kept = 0
    for at in range(total):
        if at == 0 or hashes[at] != hashes[kept - 1]:
            hashes[kept] = hashes[at]
            kept += 1
    return kept


@loop
def gather_tokens(rows: Any, row: Any, measured: Any, room: Any, table: Any) -> int:
    """Writes the distinct high 32 bits of a row's shingles, in no order; gives how many.

    `measured`: the part, and the least characters of one. `table`: where the tokens go, a hash table,
    and by which row each of its slots was taken.
    """
    part, least = measured
    tokens, slots, taken = table
    hashes, total = room[1], hash_part(rows, row, part, least, room)
    mask, stamp, kept = np.int64(slots.size - 1), np.int64(row + 1), 0
    for at in range(total):
        token = np.uint32(hashes[at] >> np.uint64(32))
        slot = np.int64(token) & mask
        while taken[slot] == stamp and slots[slot] != token:
            slot = (slot + 1) & mask
        if taken[slot] != stamp:
            taken[slot], slots[slot], tokens[kept] = stamp, token, token
            kept += 1
    return kept


@loop
def table_for(longest: Any) -> Any:
    """Tokens of texts of so many bytes, and the hash table to tell them apart."""
    size = 1024
    while size < 2 * longest:
        size *= 2
    return np.empty(longest + 8, np.uint32), np.empty(size, np.uint32), np.zeros(size, np.int64)


@loop
def list_tokens(rows: Any, row: Any, part: Any, least: Any, room: Any, tokens: Any) -> int:
    """Writes the distinct high 32 bits of a row's shingles, sorted; gives how many."""
    count = list_shingles(rows, row, part, least, room)
    hashes, kept = room[1], 0
    for at in range(count):
        token = np.uint32(hashes[at] >> np.uint64(32))
        if kept == 0 or token != tokens[kept - 1]:
            tokens[kept] = token
            kept += 1
    return kept


@loop
def all_tokens(rows: Any, part: Any, least: Any) -> Any:
    """The tokens of all rows one after another, and where each row's begin."""
    longest = longest_row(rows[1])
    room, tokens = room_for(longest), np.empty(longest + 8, np.uint32)
    count = rows[1].shape[0]
    starts, listed = np.zeros(count + 1, np.int64), np.empty(1 << 16, np.uint32)
    for row in range(count):
        size = list_tokens(rows, row, part, least, room, tokens)
        while starts[row] + size > listed.size:
            listed = np.concatenate((listed, np.empty(listed.size, np.uint32)))
        listed[starts[row] : starts[row] + size] = tokens[:size]
        starts[row + 1] = starts[row] + size
    return listed[: starts[count]].copy(), starts
