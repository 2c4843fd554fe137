"""How many pairs of a train row and a held-out row are alike, but not so much that it is a leak.

Pairs of one template may be as many as the square of the rows, so they are counted up to a bound for each
train row, and never listed. As with leaks, only what is new is probed; where a held-out row is gone, all is
counted anew, as nobody knows which of the pairs were its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from danlu.dedup.contamination.remembered import Known, read_known, write_known
from danlu.dedup.contamination.shards import Chosen, Guard, Load, Probing, count, less

COUNTS = pa.schema(
    [
        pa.field("train_shard", pa.string()),
        pa.field("train_place", pa.int32()),
        pa.field("pairs", pa.int64()),
    ]
)
"""Train rows that have such a pair, and how many of them, at most as many as the guard wants."""


@dataclass(frozen=True, slots=True)
class Close:
    """What was counted.

    Attributes:
        pairs: Pairs; of a train row with more than the guard wants, so many.
        rows: Train rows that have one.
        full: Train rows that have as many as the guard wants, and may have more.
    """

    pairs: int
    rows: int
    full: int


def count_close(
    memory: Path, shards: Mapping[str, Load], train: Chosen, held_out: Chosen, guard: Guard
) -> Close:
    """Count the pairs from the guard's floor on.

    Args:
        memory: The file that remembers; it is written anew.
        shards: How to load each shard's rows, by its hash.
        train: Some train rows of each shard, none of which leaks.
        held_out: Some held-out rows of each shard.
        guard: What is looked for.
    """
    known = read_known(memory, guard.key(), COUNTS)
    if count(less(known.held_out, held_out)):
        known = Known({}, {}, COUNTS.empty_table())
    known = known.among(train, held_out)
    new_train, new_held = less(train, known.train), less(held_out, known.held_out)
    probing = Probing(shards, guard)
    found = [
        known.found,
        *_counted(probing.pairs(new_train, held_out)),
        *_counted(probing.pairs(known.train, new_held)),
    ]
    counts = _together(found, guard.most)
    if count(new_train) or count(new_held) or not memory.exists():
        write_known(memory, guard.key(), Known(train, held_out, counts))
    pairs = counts.column("pairs").to_numpy()
    return Close(int(pairs.sum()), len(pairs), int(np.count_nonzero(pairs == guard.most)))


def _counted(found: Iterator[pa.Table]) -> Iterator[pa.Table]:
    for pairs in found:
        counted = pairs.group_by(COUNTS.names[:2]).aggregate([([], "count_all")])
        yield counted.rename_columns(COUNTS.names).cast(COUNTS)


def _together(counts: list[pa.Table], most: int) -> pa.Table:
    summed = pa.concat_tables(counts).group_by(COUNTS.names[:2]).aggregate([("pairs", "sum")])
    bounded = pc.min_element_wise(summed.column("pairs_sum"), pa.scalar(most, pa.int64()))
    table = summed.drop_columns("pairs_sum").append_column("pairs", bounded).cast(COUNTS)
    return table.sort_by([(name, "ascending") for name in COUNTS.names[:2]])
