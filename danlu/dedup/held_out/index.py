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

from danlu.dedup.held_out.kernels.hits import count_hits
from danlu.dedup.held_out.shingles import Integers, Keys, as_sets, hashes_of, keys_of, rows_of, sizes_of
from danlu.dedup.held_out.sketch import KEPT

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
Pairs = tuple[Integers, Integers]
"""Places of rows, and of records."""


@dataclass(frozen=True, slots=True)
class Sample:
    """An even sample of the shingles of each sketch: sorted keys, and the size of the set sampled."""

    keys: Keys
    kept: Integers
    sizes: Integers


@dataclass(frozen=True, slots=True)
class Postings:
    """The rarest hashes of each sketch, by hash; a row must share `needed` of them to be looked at."""

    hashes: Hashes
    records: Integers
    needed: Integers
    filter: npt.NDArray[np.bool_]

    def candidates(self, keys: Keys) -> Iterator[Pairs]:
        """Pairs of rows and records that share enough; each pair once, in order, in pieces of whole rows."""
        shift = np.uint64(32 - self.filter.size.bit_length() + 1)
        probable = keys[self.filter[(keys & np.uint64(0xFFFFFFFF)) >> shift]]
        found = as_sets(probable)
        hashes = hashes_of(found)
        first = np.searchsorted(self.hashes, hashes, "left")
        counts = np.searchsorted(self.hashes, hashes, "right") - first
        hit = counts > 0
        rows, first, counts = rows_of(found)[hit], first[hit], counts[hit]
        for piece in _pieces(rows, counts):
            yield self._shared(rows[piece], first[piece], counts[piece])

    def _shared(self, rows: Integers, first: Integers, counts: Integers) -> Pairs:
        places = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        pairs = keys_of(np.repeat(rows, counts), self.records[places].astype(np.uint64))
        pairs = np.sort(pairs)
        starts = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1]))
        shared = np.diff(np.append(starts, len(pairs)))
        once = pairs[starts]
        records = hashes_of(once).astype(np.int64)
        enough = shared >= self.needed[records]
        return rows_of(once)[enough], records[enough]


def sample_of(column: pa.StructArray) -> Sample:
    """What the sketches keep of one side."""
    lists = column.field("smallest")
    kept = lists.value_lengths().to_numpy(zero_copy_only=False).astype(np.int64)
    hashes = lists.flatten().to_numpy().astype(np.uint64)
    sizes = column.field("shingles").to_numpy().astype(np.int64)
    return Sample(keys_of(np.repeat(np.arange(len(column)), kept), hashes), kept, sizes)


def joined_sample(asked: Sample, answered: Sample, sizes: Integers) -> Sample:
    """An even sample of both sides' shingles together: all up to where the first of them was cut."""
    bound = np.full(len(sizes), 0xFFFFFFFF, dtype=np.uint64)
    for side in (asked, answered):
        cut = (side.kept == KEPT) & (side.sizes > KEPT)
        last = np.cumsum(side.kept)[cut] - 1
        bound[cut] = np.minimum(bound[cut], hashes_of(side.keys)[last])
    keys = as_sets(asked.keys, answered.keys)
    keys = keys[hashes_of(keys) <= bound[rows_of(keys)]]
    return Sample(keys, sizes_of(keys, len(sizes)), sizes)


def postings_of(sample: Sample, thresholds: npt.NDArray[np.float64]) -> Postings:
    """The rarest hashes of each sketch, as many as a row that is alike cannot avoid.

    What very many sketches share tells nothing apart, and is left out: two rows that share nothing
    else are of one template, not one row.

    Args:
        sample: The sketches.
        thresholds: Which share of each sketch's hashes a row that is alike holds at least.
    """
    hashes, records = hashes_of(sample.keys), rows_of(sample.keys)
    _, inverse, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    frequency = counts[inverse]
    rare, common = _RARE, max(_COMMON, len(sample.kept) // 100)
    order = np.lexsort((hashes, frequency, records))
    ranks = np.arange(len(order)) - np.repeat(np.cumsum(sample.kept) - sample.kept, sample.kept)
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
    bits = min(max(len(chosen) * 16, 1).bit_length(), _MOST_FILTER_BITS)
    present = np.zeros(1 << bits, dtype=np.bool_)
    present[hashes[chosen] >> np.uint32(32 - bits)] = True
    return Postings(hashes[chosen], records[chosen], needed, present)


def likeness(pairs: Pairs, sample: Sample, sets: Keys, sizes: Integers) -> npt.NDArray[np.float64]:
    """The Jaccard index of each pair of a row and a record; exact where the record's set is kept whole.

    The share of a sample's hashes that the row holds tells how many of the record's all it holds.
    `sets` are the rows' whole sets, sorted, and `sizes` theirs by row.
    """
    kept, own = sample.kept[pairs[1]], sample.sizes[pairs[1]]
    common = _hits(pairs, sample, sets, kept) * own / np.maximum(kept, 1)
    union = own + sizes[pairs[0]] - common
    return np.divide(common, union, out=np.zeros(len(common)), where=union > 0)


def perhaps(pairs: Pairs, sample: Sample, sets: Keys, threshold: float) -> Pairs:
    """The pairs that a closer look may find alike, by a few hashes of each sample.

    What would be found and is left out here lies four standard errors off.
    """
    looked = np.minimum(sample.kept[pairs[1]], _LOOKED)
    share = max(threshold - SLACK, 0.0)
    slack = 4 * np.sqrt(looked * share * (1 - share)) * (looked < sample.kept[pairs[1]])
    enough = _hits(pairs, sample, sets, looked) >= share * looked - slack - 1e-9
    return pairs[0][enough], pairs[1][enough]


def _hits(pairs: Pairs, sample: Sample, sets: Keys, looked: Integers) -> Integers:
    """How many of the first hashes of each record's sample its row holds."""
    rows = int(pairs[0].max()) + 1 if len(pairs[0]) else 0
    bounds = np.searchsorted(sets, np.arange(rows + 1, dtype=np.uint64) << np.uint64(32))
    starts = np.cumsum(sample.kept) - sample.kept
    own = starts[pairs[1]]
    hits: Integers = count_hits(pairs[0], own, looked, bounds, hashes_of(sets), hashes_of(sample.keys))
    return hits


def _pieces(rows: Integers, counts: Integers) -> Iterator[slice]:
    """Stretches of whole rows whose counts sum to little more than a bound, so that memory is bounded."""
    if not len(rows):
        return
    firsts = np.flatnonzero(np.append(True, rows[1:] != rows[:-1]))
    pieces = (np.cumsum(counts) - counts)[firsts] // _PAIRS_AT_ONCE
    starts = firsts[np.append(True, pieces[1:] != pieces[:-1])].tolist()
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        yield slice(start, end)
