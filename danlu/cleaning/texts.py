"""Texts on their way through the chain, as vectors."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from danlu.cleaning.personal.json_values import spelled_out
from danlu.cleaning.vocabulary import Vocabulary

EDITS = {"at": pl.UInt32, "row": pl.UInt32, "rule": pl.UInt8, "masks": pl.UInt32, "spans_removed": pl.UInt32}
"""`rule` counts the plan's rules, then its detectors."""


@dataclass
class Texts:
    """Texts on their way through the chain, as vectors of one length.

    Attributes:
        text: What each text is now.
        signs: Its signs (`Vocabulary.scan`).
        row: The row that it belongs to.
        role: Whose text it is, as an index into `ROLES`; beyond them where it is nobody's.
        json: Whether it is JSON text, in which only personal data is replaced.
        piece: Whether it is a part of a text, so that its ends are not the text's ends.
        changed: Whether a rule changed it.
    """

    text: pl.Series
    signs: NDArray[Any]
    row: NDArray[Any]
    role: NDArray[Any]
    json: NDArray[Any]
    piece: NDArray[Any]
    changed: NDArray[Any]
    edits: list[pl.DataFrame] = field(default_factory=lambda: [pl.DataFrame(schema=EDITS)])

    @classmethod
    def of(cls, frame: pl.DataFrame, vocabulary: Vocabulary) -> Texts:
        """The texts of a frame with the columns of `leaves.texts_of`."""
        text = frame["text"].rechunk()
        row, role, json, piece = (frame[name].to_numpy() for name in ("row", "role", "json", "piece"))
        signs = _signs(text, json, vocabulary)
        return cls(text, signs, row, role, json, piece, np.zeros(len(text), np.bool_))

    def change(self, places: NDArray[Any], fresh: pl.Series, vocabulary: Vocabulary) -> None:
        """Put fresh texts in the places given."""
        self.text = self.text.scatter(places, fresh)
        self.signs[places] = _signs(fresh.rechunk(), self.json[places], vocabulary)
        self.changed[places] = True

    def note(self, places: NDArray[Any], rule: int, masks: NDArray[Any] | int = 0) -> None:
        """Keep that a rule edited the texts at the places given."""
        count = len(places)
        self.edits.append(
            pl.DataFrame(
                {
                    "at": places.astype(np.uint32),
                    "row": self.row[places].astype(np.uint32),
                    "rule": np.full(count, rule, np.uint8),
                    "masks": np.broadcast_to(np.asarray(masks, np.uint32), count),
                    "spans_removed": np.zeros(count, np.uint32),
                },
                schema=EDITS,
            )
        )


def _signs(values: pl.Series, json: NDArray[Any], vocabulary: Vocabulary) -> NDArray[Any]:
    """The signs of texts; those of JSON text are also what its strings and numbers show once decoded."""
    signs = vocabulary.scan(values).to_numpy(writable=True)
    places = np.flatnonzero(json)
    if len(places):
        spelled = pl.Series([spelled_out(text) for text in values.gather(places)], dtype=pl.String)
        signs[places] |= vocabulary.scan(spelled.rechunk()).to_numpy()
    return signs
