"""The kernel that selects from folded text the n-grams by which rows and items find each other.

Of every four n-grams that begin side by side, the one of the smallest hash is selected (winnowing:
Schleimer, Wilkerson, Aiken 2003, *Local algorithms for document fingerprinting*): both sides select
alike, and no run of 27 letters or 11 Han characters that they share goes unseen.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.contamination.kernels import loop

SEED_UNITS = 24
"""Units of such an n-gram: 24 letters, about five English words, or 8 Han characters."""
WINDOW = 4
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@loop
def mixed(value: Any) -> Any:
    """The value with all its bits spread (the finaliser of SplitMix64)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


@loop
def hash_units(folded: Any, start: Any, end: Any) -> Any:
    """A hash of a stretch of folded text."""
    found = np.uint64(end - start)
    for at in range(start, end):
        found = found * _FACTOR + np.uint64(folded[at]) + np.uint64(1)
    return mixed(found)


@loop
def least_of(ring: Any, where: Any, count: Any) -> Any:
    """The slot of the smallest hash; of equal ones, that which stands last."""
    least = 0
    for slot in range(1, count):
        lower = ring[slot] < ring[least]
        if lower or (ring[slot] == ring[least] and where[slot] > where[least]):
            least = slot
    return least


@loop
def select(folded: Any, count: Any, hashes: Any, places: Any) -> int:
    """Writes the hashes of the selected n-grams and where they begin; gives how many there are."""
    if count < SEED_UNITS:
        return 0
    power, rolling = np.uint64(1), np.uint64(0)
    for at in range(SEED_UNITS):
        rolling = rolling * _FACTOR + np.uint64(folded[at]) + np.uint64(1)
        power *= _FACTOR
    ring, where = np.zeros(WINDOW, np.uint64), np.zeros(WINDOW, np.int64)
    seen, selected = 0, 0
    for at in range(count - SEED_UNITS + 1):
        if at:
            rolling = rolling * _FACTOR + np.uint64(folded[at + SEED_UNITS - 1]) + np.uint64(1)
            rolling -= (np.uint64(folded[at - 1]) + np.uint64(1)) * power
        if (folded[at] & 0xC0) == 0x80:
            continue
        ring[seen % WINDOW], where[seen % WINDOW] = mixed(rolling), at
        seen += 1
        if seen >= WINDOW:
            least = least_of(ring, where, WINDOW)
            if selected == 0 or where[least] != places[selected - 1]:
                hashes[selected], places[selected] = ring[least], where[least]
                selected += 1
    if selected == 0:
        least = least_of(ring, where, seen)
        hashes[0], places[0], selected = ring[least], where[least], 1
    return selected
