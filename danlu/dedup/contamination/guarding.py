"""The leak guard over a whole corpus, which probes only what it has not probed before.

Pairs hang on the two rows alone. So new train rows are probed against all held-out rows, the others against
new held-out rows, and the rest is remembered in a file: which rows were probed, by the hash of their shard
and their place in it, and which pairs were found. The file is never the only copy.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from danlu.dedup.contamination.remembered import Known, read_known, write_known
from danlu.dedup.contamination.shards import PAIRS, Chosen, Guard, Load, Probing, count, less


def guard_pairs(
    memory: Path, shards: Mapping[str, Load], train: Chosen, held_out: Chosen, guard: Guard
) -> pa.Table:
    """Every pair of a train row and a held-out row from the floor on, as `PAIRS`, ordered by both.

    Args:
        memory: The file that remembers; it is written anew.
        shards: How to load each shard's rows, by its hash.
        train: The train rows of each shard.
        held_out: The held-out rows of each shard.
        guard: What is looked for.
    """
    known = read_known(memory, guard.key(), PAIRS).among(train, held_out)
    found = [known.found]
    new_train, new_held = less(train, known.train), less(held_out, known.held_out)
    probing = Probing(shards, guard)
    found += probing.pairs(new_train, held_out)
    found += probing.pairs(known.train, new_held)
    order = [(name, "ascending") for name in PAIRS.names[:4]]
    pairs = pa.concat_tables(found).sort_by(order)
    if count(new_train) or count(new_held) or not memory.exists():
        write_known(memory, guard.key(), Known(train, held_out, pairs))
    return pairs
