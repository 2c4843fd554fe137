"""How many of a sketch's hashes a row holds, for many pairs of a row and a sketch.

The hashes of one row at a time stand in a table that is never emptied: each carries its row's number, and
those of other rows count as free places.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.kernels import kernel

ROW_BITS = np.uint64(32)
NOWHERE = np.uint64(0xFFFFFFFFFFFFFFFF)


@kernel
def place_of(key: Any, table: Any) -> Any:
    """Where a key stands in the table, or would stand."""
    mask = table.size - 1
    place = np.int64(key) & mask
    while table[place] != key and table[place] >> ROW_BITS == key >> ROW_BITS:
        place = (place + 1) & mask
    return place


@kernel
def enter(sides: Any, row: Any, table: Any) -> Any:
    """Puts a row's hashes into the table; gives how many different ones there are."""
    count = 0
    for keys, starts in sides:
        for each in range(starts[row], starts[row + 1]):
            place = place_of(keys[each], table)
            count += table[place] != keys[each]
            table[place] = keys[each]
    return count


@kernel
def table_for(rows: Any, sides: Any) -> Any:
    """A table in which the hashes of any of some rows have room."""
    longest = 0
    for row in rows:
        size = 0
        for _, starts in sides:
            size += starts[row + 1] - starts[row]
        longest = max(longest, size)
    places = 16
    while places < 2 * longest:
        places *= 2
    return np.full(places, NOWHERE, np.uint64)


@kernel
def count_hits(rows: Any, sides: Any, starts: Any, looked: Any, sample: Any, sizes: Any) -> Any:
    """For each pair, how many of the first `looked` hashes of the record's sample the row holds.

    Args:
        rows: The row of each pair; those of one row stand together.
        sides: The keys of what is asked and of what is answered, and where each row's begin.
        starts: Where each pair's record lies in `sample`.
        looked: How many of its hashes are looked for.
        sample: The hashes of all records.
        sizes: Where to write how many different hashes each pair's row has.
    """
    found, table = np.zeros(rows.size, np.int64), table_for(rows, sides)
    for pair in range(rows.size):
        row = rows[pair]
        same = pair > 0 and rows[pair - 1] == row
        sizes[pair] = sizes[pair - 1] if same else enter(sides, row, table)
        for wanted in sample[starts[pair] : starts[pair] + looked[pair]]:
            key = np.uint64(row) << ROW_BITS | np.uint64(wanted)
            found[pair] += table[place_of(key, table)] == key
    return found
