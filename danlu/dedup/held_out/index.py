"""An index over the sketches of all released held-out rows, asked by the shingles of other rows.

Candidates come from prefix filtering (Chaudhuri, Ganti, Kaushik 2006, *A primitive operator for
similarity joins*; Bayardo, Ma, Srikant 2007): a row that is alike to a sketch holds a known share of
its hashes, so it holds several of the rarest. Nothing that is alike is missed, and what many sketches
share, such as the words of a template, leads to few candidates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from danlu.dedup.held_out.shingles import Integers, Keys, as_sets, hashes_of, keys_of, rows_of, sizes_of
from danlu.dedup.held_out.sketch import KEPT, Views
from danlu.dedup.kernels.hits import count_hits
from danlu.dedup.kernels.shingling import find_candidates

SLACK = 0.1
"""How much less than the threshold a row may hold of both sides together, if each is alike by itself."""

_RARE = 4
"""A hash that so few sketches share costs next to nothing to look up."""

_FEWEST, _MORE = 4, 15
"""How many hashes are looked up at least beyond what is needed, to look at fewer pairs, and how many of
those that cost next to nothing."""

_COMMON = 1000
"""A hash that more sketches share, and more than 1 % of them, tells nothing apart."""

_PAIRS_AT_ONCE = 4_000_000
_MOST_FILTER_BITS = 27

_LOOKED = 32

Hashes = npt.NDArray[np.uint32]
Numbers = npt.NDArray[np.int32]
Pairs = tuple[Integers, Integers]
"""Places of rows, and of records."""

Sides = tuple[tuple[Keys, Integers], tuple[Keys, Integers]]
"""The shingles of what rows ask and of what they answer, and where each row's begin."""


@dataclass(frozen=True, slots=True)
class Sample:
    """An even sample of the shingles of each sketch: sorted keys, and the size of the set sampled.

    `hashes` are those of the keys; those of a record begin at its `starts`.
    """

    keys: Keys
    kept: Integers
    sizes: Integers
    hashes: Hashes
    starts: Integers

    @classmethod
    def of(cls, keys: Keys, kept: Integers, sizes: Integers) -> Sample:
        """A sample of so many hashes of each record, from sets of such sizes."""
        return cls(keys, kept, sizes, hashes_of(keys), np.cumsum(kept) - kept)


@dataclass(frozen=True, slots=True)
class Postings:
    """The rarest hashes of each sketch, by hash; a row must share `needed` of them to be looked at."""

    hashes: Hashes
    records: Numbers
    needed: Integers
    filter: npt.NDArray[np.uint8]
    buckets: Numbers

    def candidates(self, seen: Views) -> Iterator[Pairs]:
        """Pairs of rows and records that share enough; each pair once, in pieces of whole rows."""
        sides = (seen.asked.keys, seen.answered.keys)
        shifts = (33 - (self.filter.size * 8).bit_length(), 33 - self.buckets.size.bit_length())
        postings = (self.hashes, self.records, self.needed, self.filter, self.buckets, shifts)
        pairs = np.empty((2, max(_PAIRS_AT_ONCE, len(self.needed))), np.int64)
        row = 0
        while row < seen.rows:
            row, count = find_candidates(sides, row, postings, pairs)
            if count:
                yield pairs[0, :count].copy(), pairs[1, :count].copy()


def sample_of(column: pa.StructArray) -> Sample:
    """What the sketches keep of one side."""
    lists = column.field("smallest")
    kept = lists.value_lengths().to_numpy(zero_copy_only=False).astype(np.int64)
    hashes = lists.flatten().to_numpy().astype(np.uint64)
    sizes = column.field("shingles").to_numpy().astype(np.int64)
    return Sample.of(keys_of(np.repeat(np.arange(len(column)), kept), hashes), kept, sizes)


def joined_sample(asked: Sample, answered: Sample, sizes: Integers) -> Sample:
    """An even sample of both sides' shingles together: all up to where the first of them was cut."""
    bound = np.full(len(sizes), 0xFFFFFFFF, dtype=np.uint64)
    for side in (asked, answered):
        cut = (side.kept == KEPT) & (side.sizes > KEPT)
        last = np.cumsum(side.kept)[cut] - 1
        bound[cut] = np.minimum(bound[cut], hashes_of(side.keys)[last])
    keys = as_sets(asked.keys, answered.keys)
    keys = keys[hashes_of(keys) <= bound[rows_of(keys)]]
    return Sample.of(keys, sizes_of(keys, len(sizes)), sizes)


def postings_of(sample: Sample, thresholds: npt.NDArray[np.float64]) -> Postings:
    """The rarest hashes of each sketch, as many as a row that is alike cannot avoid.

    What very many sketches share tells nothing apart, and is left out: two rows that share nothing
    else are of one template, not one row.

    Args:
        sample: The sketches.
        thresholds: Which share of each sketch's hashes a row that is alike holds at least.
    """
    hashes, records = sample.hashes, rows_of(sample.keys)
    _, inverse, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    frequency = counts[inverse]
    rare, common = _RARE, max(_COMMON, len(sample.kept) // 100)
    order = np.lexsort((hashes, frequency, records))
    ranks = np.arange(len(order)) - np.repeat(sample.starts, sample.kept)
    shared = np.ceil(np.maximum(thresholds, 0) * sample.kept - 1e-9).astype(np.int64)
    rares = np.bincount(records[frequency <= rare], minlength=len(sample.kept))
    least = sample.kept - shared + 1
    taken = np.minimum(np.clip(rares, least + _FEWEST, least + _MORE), sample.kept)
    chosen = order[ranks < taken[records]]
    useful = frequency[chosen] <= common
    dropped = np.bincount(records[chosen[~useful]], minlength=len(sample.kept))
    needed = np.maximum(shared - (sample.kept - taken) - dropped, 1)
    chosen = chosen[useful]
    chosen = chosen[np.lexsort((records[chosen], hashes[chosen]))]
    return Postings(hashes[chosen], records[chosen].astype(np.int32), needed, *_filter(hashes[chosen]))


def _filter(hashes: Hashes) -> tuple[npt.NDArray[np.uint8], Numbers]:
    """One bit for each beginning of a hash that is there, and where the hashes of each shorter one begin."""
    bits = min(max(max(len(hashes) * 16, 1).bit_length(), 3), _MOST_FILTER_BITS)
    present = np.zeros(1 << bits, dtype=np.bool_)
    present[hashes >> np.uint32(32 - bits)] = True
    bits = min(max(len(hashes).bit_length(), 1), _MOST_FILTER_BITS)
    sizes = np.bincount(hashes >> np.uint32(32 - bits), minlength=1 << bits)
    buckets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)
    return np.packbits(present, bitorder="little"), buckets


def likeness(pairs: Pairs, sample: Sample, sides: Sides) -> npt.NDArray[np.float64]:
    """The Jaccard index of each pair of a row and a record; exact where the record's set is kept whole.

    The share of a sample's hashes that the row holds tells how many of the record's all it holds.
    """
    kept, own = sample.kept[pairs[1]], sample.sizes[pairs[1]]
    hits, sizes = _hits(pairs, sample, sides, kept)
    common = hits * own / np.maximum(kept, 1)
    union = own + sizes - common
    return np.divide(common, union, out=np.zeros(len(common)), where=union > 0)


def perhaps(pairs: Pairs, sample: Sample, sides: Sides, threshold: float) -> Pairs:
    """The pairs that a closer look may find alike, by a few hashes of each sample.

    What would be found and is left out here lies four standard errors off.
    """
    looked = np.minimum(sample.kept[pairs[1]], _LOOKED)
    share = max(threshold - SLACK, 0.0)
    slack = 4 * np.sqrt(looked * share * (1 - share)) * (looked < sample.kept[pairs[1]])
    enough = _hits(pairs, sample, sides, looked)[0] >= share * looked - slack - 1e-9
    return pairs[0][enough], pairs[1][enough]


def _hits(pairs: Pairs, sample: Sample, sides: Sides, looked: Integers) -> tuple[Integers, Integers]:
    """How many of the first hashes of each record's sample its row holds, and how many the row has."""
    sizes = np.empty(len(looked), np.int64)
    return count_hits(pairs[0], sides, sample.starts[pairs[1]], looked, sample.hashes, sizes), sizes
