"""How many of a sketch's hashes a row's set holds, for many pairs of a row and a sketch.

Both are sorted, so each hash is looked for by bisection behind the one before it. The loop stands alone
in its file: numba looks at the time of this file when it decides whether what it kept is still true.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.near.kernels import kernel


@kernel
def count_hits(rows: Any, starts: Any, looked: Any, bounds: Any, hashes: Any, sample: Any) -> Any:
    """For each pair, how many of the first `looked` hashes of the record's sample the row holds.

    `bounds` says where each row's set lies in `hashes`, `starts` where each pair's record lies in `sample`.
    """
    found = np.zeros(len(rows), np.int64)
    for pair in range(len(rows)):
        place, end = bounds[rows[pair]], bounds[rows[pair] + 1]
        first = starts[pair]
        hits = 0
        for wanted in sample[first : first + looked[pair]]:
            last = end
            while place < last:
                middle = (place + last) >> 1
                if hashes[middle] < wanted:
                    place = middle + 1
                else:
                    last = middle
            if place < end and hashes[place] == wanted:
                hits += 1
                place += 1
        found[pair] = hits
    return found
