"""What a tool merged, beside what a labelled corpus says is the same.

The truth is what `make_corpus.py` wrote: each copy's parent, and how alike the two are (Jaccard of the sets
of five characters). A pair is found when not both of it were kept. A row is *lost* when it is gone and
nothing of its true family was kept: whatever it was merged into is another text. A row is *far* when it is
gone and is not alike, at the threshold less a margin, to any row of its family that was kept, its parent
and exact copies included.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.dedup.texts import Corpus

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]

THRESHOLD, MARGIN = 0.7, 0.03
BANDS = ((0.8, 1.01), (0.7, 0.8), (0.6, 0.7))
"""Bands of similarity that are told apart, each with its least."""
_SHINGLE = 5


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def percent(self) -> float:
        """In percent; of nothing, 100."""
        return 100 * self.hits / self.of if self.of else 100.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a set of kept rows compares with the truth.

    Attributes:
        exact: Exact copies that were found.
        near: Pairs that were found by least similarity and language (`zh`, `en`).
        gone: Rows that were not kept.
        lost: Of them, those of whose true family nothing was kept.
        far: Of them, those not alike to any kept row of their family.
    """

    exact: Share
    near: dict[tuple[float, str], Share]
    gone: int
    lost: int
    far: int


@dataclass(frozen=True, slots=True)
class Survivors:
    """Rows that were merged with a known survivor: how many, into other families, and far from it."""

    merged: int
    outside: int
    far: int


class Truth:
    """The labels of a corpus, whose ids are 0, 1, 2 and so on, or of its first rows."""

    def __init__(self, labels: Path, corpus: Corpus) -> None:
        """Reads the labels.

        Raises:
            ValueError: They are not those of the corpus.
        """
        count = len(corpus.ids)
        table = pl.read_parquet(labels).sort("id").head(count)
        if not np.array_equal(table["id"].to_numpy(), corpus.ids):
            raise ValueError(f"{labels.name}: the ids are not those of the corpus")
        parents = table["parent"].to_numpy()
        self._kinds, self._chinese = table["kind"].to_numpy(), table["zh"].to_numpy()
        self._similarity = table["jc5"].to_numpy()
        self._parents = np.where(parents < count, parents, -1)
        self._families = np.where(parents < 0, corpus.ids, parents)
        self._data, self._offsets = corpus.data, corpus.offsets

    def outcome(self, kept_ids: Iterable[int]) -> Outcome:
        """What it means that just these rows were kept."""
        kept = np.zeros(len(self._parents), np.bool_)
        kept[list(kept_ids)] = True
        near = self._kinds == "near"
        bands = {
            (least, language): self._found(
                kept,
                near & (self._similarity >= least) & (self._similarity < most) & (self._chinese == wanted),
            )
            for least, most in BANDS
            for language, wanted in (("zh", True), ("en", False))
        }
        _, families = np.unique(self._families, return_inverse=True)
        alone = np.bincount(families[kept], minlength=int(families.max()) + 1)[families] == 0
        far = sum(1 for row, rows in self._relatives(families, kept) if self._is_far(row, rows))
        return Outcome(
            self._found(kept, self._kinds == "exact"),
            bands,
            int((~kept).sum()),
            int((~kept & alone).sum()),
            far,
        )

    def survivors(self, merged: Numbers) -> Survivors:
        """What it means that rows (first column) were merged into survivors (second column)."""
        outside = self._families[merged[:, 0]] != self._families[merged[:, 1]]
        far = sum(self._is_far(row, (survivor,)) for row, survivor in merged.tolist())
        return Survivors(len(merged), int(outside.sum()), far)

    def _found(self, kept: Flags, chosen: Flags) -> Share:
        rows = np.flatnonzero(chosen & (self._parents >= 0))
        return Share(int((~(kept[rows] & kept[self._parents[rows]])).sum()), len(rows))

    def _relatives(self, families: Numbers, kept: Flags) -> Iterable[tuple[int, list[int]]]:
        """Rows that are gone, each with the rows of its family that were kept, where there are any."""
        by_family: dict[int, list[int]] = {}
        for row in np.flatnonzero(kept & np.isin(families, families[~kept])).tolist():
            by_family.setdefault(int(families[row]), []).append(row)
        for row in np.flatnonzero(~kept).tolist():
            if relatives := by_family.get(int(families[row])):
                yield row, relatives

    def _is_far(self, row: int, others: Iterable[int]) -> bool:
        text = self._text(row)
        texts = [self._text(other) for other in others]
        if text in texts:
            return False
        shingles = _shingles(text)
        return all(_jaccard(shingles, _shingles(other)) < THRESHOLD - MARGIN for other in texts)

    def _text(self, row: int) -> str:
        return bytes(self._data[self._offsets[row] : self._offsets[row + 1]]).decode().lower()


def _shingles(text: str) -> set[str]:
    return {text[start : start + _SHINGLE] for start in range(len(text) - _SHINGLE + 1)}


def _jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, len(one | other))
