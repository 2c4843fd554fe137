"""What near-duplicate search is given of each row, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from danlu.dedup.near.kernels.likeness import SCALE

Integers = NDArray[np.int64]
Hashes = NDArray[np.uint64]

LEAST = 40
"""Characters from which a text can be nearly the same as another, unless something else is said."""
PARTS = ("whole", "asked", "answered")
"""What was measured, by number."""


@dataclass(frozen=True, slots=True)
class Near:
    """What near duplicates are.

    Attributes:
        threshold: Jaccard similarity from which rows are alike, in 1/10,000.
        least_characters: Rows with fewer folded characters are never near duplicates. A side of fewer must
            be equal, and so must what the frame of two prompts leaves of them where it is fewer.
        both_sides: Whether rows whose heads differ, or that have none, must be alike in their prompts and in
            their answers too, and not only in their wholes; rows without an answer have but one side.
    """

    threshold: int = 7000
    least_characters: int = LEAST
    both_sides: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.threshold <= SCALE:
            raise ValueError(f"threshold: {self.threshold} is not between 1 and {SCALE}")
        if self.least_characters < 1:
            raise ValueError(f"least_characters: {self.least_characters} is less than 1")


@dataclass(frozen=True, slots=True)
class NearRows:
    """Rows as flat vectors, n of them.

    Attributes:
        data: UTF-8 bytes (uint8).
        bounds: n x 4 byte positions in `data`: where a row begins, where what is asked begins, where the
            answer begins, and where the row ends. Before what is asked stands the head. All texts may be
            folded already or not.
        heads: 64 bits of a hash of each row's head, folded; 0 where it has none.
        strata: 64 bits of a hash of all that must be equal in duplicates: kind, label, tools, verdict.
    """

    data: NDArray[np.uint8]
    bounds: Integers
    heads: Hashes
    strata: Hashes

    def __len__(self) -> int:
        return len(self.heads)


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of n rows.

    Attributes:
        survivors: The number of the row that each was merged into; -1 where it survives or takes no part.
        shared: Distinct shingles that it shares with the survivor (1 where equal sides alone decided).
        unions: Distinct shingles of both; 0 where it is not merged.
        parts: Which part was measured, an index of `PARTS`: where two sides were, the less alike.
    """

    survivors: Integers
    shared: NDArray[np.int32]
    unions: NDArray[np.int32]
    parts: NDArray[np.int8]

    @classmethod
    def nothing(cls, count: int) -> Merged:
        """The outcome in which every row survives."""
        return cls(
            np.full(count, -1, np.int64),
            np.zeros(count, np.int32),
            np.zeros(count, np.int32),
            np.zeros(count, np.int8),
        )

    @property
    def similarities(self) -> NDArray[np.int32]:
        """Similarity to the survivor in 1/10,000, rounded down; 0 where a row is not merged."""
        scaled: Any = self.shared.astype(np.int64) * SCALE // np.maximum(self.unions, 1)
        similarities: NDArray[np.int32] = scaled.astype(np.int32)
        return similarities


@dataclass(frozen=True, slots=True)
class Settled:
    """What is known already of n rows, of which only some are to be decided.

    Attributes:
        survivors: As in `Merged`; -2 where a row is to be decided.
        limits: The rank of the survivor that a settled row was merged into, its own where it survives.
        before: Which rows that are to be decided survived before.
    """

    survivors: Integers
    limits: Integers
    before: NDArray[np.bool_]

    @classmethod
    def nothing(cls, count: int) -> Settled:
        """All rows are to be decided."""
        return cls(np.full(count, -2), np.zeros(count, np.int64), np.zeros(count, np.bool_))
