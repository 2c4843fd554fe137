"""The index of evaluation sets: their items folded, and the n-grams by which rows find them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from danlu.dedup.contamination import characters
from danlu.dedup.contamination.decisive import (
    decisive_han,
    decisive_words,
    han_shapes,
    han_sounds,
    layout_commands,
)
from danlu.dedup.contamination.kernels import indexing

GRAM_UNITS = 63
"""Units of an n-gram that tells an item: 13 English words or 21 Han characters.

Thirteen words are what GPT-3 was decontaminated by (Brown et al. 2020, *Language Models are Few-Shot
Learners*, appendix C). An English word in running text has 4.8 letters (Norvig 2013, *English Letter
Frequency Counts: Mayzner Revisited*), so they are 62.3 letters; a Han character counts three."""

LEAST_UNITS = 12
"""An item of less than three words or four Han characters is never matched: it tells nothing."""

ITEM_SCHEMA = pa.schema(
    [
        pa.field("set", pa.string(), nullable=False),
        pa.field("item", pa.string(), nullable=False),
        pa.field("question", pa.string(), nullable=False),
        pa.field("choices", pa.list_(pa.string())),
        pa.field("answer", pa.string()),
    ]
)
"""An item of an evaluation set. `item` tells it within the set: a file and a place in it, or an id."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """When a row holds an item.

    Attributes:
        share: Least share of the item's n-grams that stand in the row, or of the item in one piece
            (PaLM took a row for contaminated at 0.7: Chowdhery et al. 2022, *PaLM*, section 8).
        likeness: Least share of the item's units that stand in the row, where only typos differ.
        common: An n-gram in more items of a set than this is boilerplate and does not count.
        met: Least share of the item's selected n-grams that must meet before it is compared.
    """

    share: float = 0.7
    likeness: float = 0.8
    common: int = 5
    met: float = 0.08


WORDS_REPLACED = 120
"""Units of an item for each word that a near match may replace by another: one in 25 words."""


@dataclass(frozen=True, slots=True)
class Index:
    """What rows are probed against. Made by `build_index`.

    Attributes:
        items: Set, item and question of each item, by number.
        whole_only: Items that match only where they are all of a text, being short.
        unmatched: Items that are too short to match at all.
    """

    items: pa.Table
    seeds: tuple[NDArray[Any], ...]
    sets: tuple[Any, ...]
    shorts: tuple[Any, ...]
    bounds: tuple[int, float, float, int]
    whole_only: int
    unmatched: int


@cache
def tables() -> tuple[NDArray[Any], ...]:
    """What the folding kernel looks up."""
    return (*characters.tables(), layout_commands())


def build_index(items: pa.Table, bounds: Bounds | None = None) -> Index:
    """The index of items of one set or several; a set's matches do not depend on which others are there.

    Args:
        items: Of `ITEM_SCHEMA`.
        bounds: When a row holds an item.
    """
    bounds = bounds or Bounds()
    items = items.sort_by([("set", "ascending"), ("item", "ascending")]).combine_chunks()
    units, marks, places = indexing.fold_texts(*flat(_texts(items)), tables())
    indexing.mark_decisive(units, marks, places, decisive_words(), decisive_han())
    hashes, owners, starts = indexing.select_texts(units, places)
    common = _shared_widely(items, hashes, owners, bounds.common)
    indexing.mark_common(marks, places, owners[common], starts[common])
    lengths = np.diff(places)
    distinct = indexing.distinct_units(marks, places)
    long = distinct >= GRAM_UNITS
    kept = ~common & long[owners]
    seeds = _seeds(hashes[kept], owners[kept], starts[kept])
    met = (np.bincount(owners[kept], minlength=len(lengths)) * bounds.met).astype(np.int64)
    least = np.maximum(np.where(lengths < 2 * GRAM_UNITS, 1, 2), met)
    short = ~long & (lengths >= LEAST_UNITS)
    return Index(
        items.select(["set", "item", "question"]),
        seeds,
        (units, marks, places, least, (decisive_words(), decisive_han(), han_sounds(), han_shapes())),
        _shorts(indexing.hash_texts(units, places), np.flatnonzero(short), lengths),
        (GRAM_UNITS, bounds.share, bounds.likeness, WORDS_REPLACED),
        int(short.sum()),
        int((lengths < LEAST_UNITS).sum()),
    )


def _texts(items: pa.Table) -> pa.Array:
    """What is looked for: the question; with its choices, where it is shorter than two n-grams.

    Questions that share a stem, such as "which of these is true of plants?", differ in their choices.
    """
    questions = items.column("question").combine_chunks()
    choices = items.column("choices").combine_chunks()
    joined = pc.fill_null(pc.binary_join(choices, "\n"), "")
    whole = pc.binary_join_element_wise(questions, joined, "\n")
    if not len(items):
        return questions
    _, _, places = indexing.fold_texts(*flat(questions), tables())
    return pc.if_else(pa.array(np.diff(places) < 2 * GRAM_UNITS), whole, questions)


def _shared_widely(
    items: pa.Table, hashes: NDArray[Any], owners: NDArray[Any], most: int
) -> NDArray[np.bool_]:
    """Which n-grams stand in more than `most` items of their set."""
    if not len(hashes):
        return np.zeros(0, dtype=np.bool_)
    codes = items.column("set").combine_chunks().dictionary_encode().indices.to_numpy(zero_copy_only=False)
    sets = codes[owners].astype(np.uint64)
    keys = hashes ^ (sets * np.uint64(0x9E3779B97F4A7C15))
    order = np.lexsort((owners, keys))
    fresh = np.ones(len(order), dtype=np.bool_)
    fresh[1:] = (keys[order][1:] != keys[order][:-1]) | (owners[order][1:] != owners[order][:-1])
    values, inverse = np.unique(keys, return_inverse=True)
    counts = np.bincount(inverse[order[fresh]], minlength=len(values))
    widely: NDArray[np.bool_] = counts[inverse] > most
    return widely


def _seeds(hashes: NDArray[Any], owners: NDArray[Any], starts: NDArray[Any]) -> tuple[NDArray[Any], ...]:
    """A filter of bits, and a table from hash to postings: item and place, each item once for a hash."""
    order = np.lexsort((starts, owners, hashes))
    hashes, owners, starts = hashes[order], owners[order], starts[order]
    if len(hashes):
        fresh = np.ones(len(hashes), dtype=np.bool_)
        fresh[1:] = (hashes[1:] != hashes[:-1]) | (owners[1:] != owners[:-1])
        hashes, owners, starts = hashes[fresh], owners[fresh], starts[fresh]
    room = 1 << max(6, int(2 * len(hashes)).bit_length())
    bits = np.zeros(max(1, room * 8 // 64), dtype=np.uint64)
    slots, firsts = np.zeros(room, dtype=np.uint64), np.full((room, 2), -1, dtype=np.int64)
    indexing.lay_out(hashes, bits, slots, firsts)
    return bits, slots, firsts, np.column_stack([owners, starts]).astype(np.int32)


def _shorts(hashes: NDArray[Any], short: NDArray[Any], lengths: NDArray[Any]) -> tuple[Any, ...]:
    order = np.lexsort((short, hashes[short]))
    chosen = short[order]
    return hashes[chosen], chosen.astype(np.int64), int(lengths[chosen].max(initial=0))


def flat(texts: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Offsets and bytes of texts without nulls, as the kernels take them."""
    array = texts.cast(pa.large_string())
    _, offsets, data = array.buffers()
    if not len(array):
        return np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.uint8)
    starts = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    held = np.zeros(1, np.uint8) if data is None or data.size == 0 else np.frombuffer(data, np.uint8)
    return starts, held
