"""The labelled sets of personal data, and what is found in them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from pathlib import Path
from types import MappingProxyType

import numpy as np
import polars as pl

from benchmarks.cleaning.scoring import Span
from danlu.cleaning.personal.detectors import DETECTORS
from danlu.cleaning.personal.finding import finds, folded
from danlu.cleaning.plan import needed, vocabulary_of
from danlu.cleaning.signs import Sign

PHONES: Mapping[str, str] = MappingProxyType({"landline": "phone", "foreign_phone": "phone"})
"""Kinds that count as one: which telephone it is hangs on the country."""

PRESIDIO_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "PERSON": "name",
        "ADDRESS": "address",
        "STREET_ADDRESS": "address",
        "PHONE_NUMBER": "phone",
        "CREDIT_CARD": "bank_card",
        "EMAIL_ADDRESS": "email",
        "IBAN_CODE": "iban",
        "IP_ADDRESS": "ip",
    }
)
"""Labels of Presidio's generated texts that are kinds of danlu's. The others danlu does not claim to find."""

Found = Mapping[str, Sequence[Span]]
"""What is found in each row, by its id."""


class PredictionsError(ValueError):
    """A file of predictions is not what it must be."""


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """A set of labelled texts.

    Attributes:
        name: What it is called.
        texts: The text of each row, by its id.
        labelled: The spans of each row, by its id.
        families: Kinds that the labels do not tell apart, and what they count as.
        unclaimed: Labels of the set that are no kind of danlu's, with their counts.
    """

    name: str
    texts: Mapping[str, str]
    labelled: Found
    families: Mapping[str, str]
    unclaimed: Mapping[str, int]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that are labelled; what is found of others is not counted."""
        return frozenset(span.kind for spans in self.labelled.values() for span in spans)

    def scored(self, found: Found) -> list[tuple[str, Sequence[Span], Sequence[Span]]]:
        """The rows with what is labelled and what was found of the labelled kinds."""
        kinds = self.kinds
        families = {*kinds, *(kind for kind, family in self.families.items() if family in kinds)}
        return [
            (key, spans, [span for span in found[key] if span.kind in families])
            for key, spans in self.labelled.items()
        ]


def chinese_set(name: str, *paths: Path) -> LabelledSet:
    """A Chinese set of one file or more: a JSON object a line, with `id`, `text` and `spans`."""
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return LabelledSet(
        name=name,
        texts={row["id"]: row["text"] for row in rows},
        labelled={row["id"]: _spans(row["spans"]) for row in rows},
        families={},
        unclaimed={},
    )


def presidio_set(path: Path) -> LabelledSet:
    """Presidio's generated texts; a row's id is its place, from 0."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    labelled: dict[str, list[Span]] = {}
    unclaimed: dict[str, int] = {}
    for place, row in enumerate(rows):
        spans = labelled.setdefault(str(place), [])
        for span in row["spans"]:
            kind = PRESIDIO_KINDS.get(span["entity_type"])
            if kind is None:
                unclaimed[span["entity_type"]] = unclaimed.get(span["entity_type"], 0) + 1
            else:
                spans.append(Span(span["start_position"], span["end_position"], kind))
    texts = {str(place): row["full_text"] for place, row in enumerate(rows)}
    return LabelledSet("Presidio's generated texts · Presidio 生成集", texts, labelled, PHONES, unclaimed)


def found_by_danlu(texts: Mapping[str, str]) -> Found:
    """What danlu's detectors find, each of them in the texts that the scan shows it."""
    values = pl.Series([*texts.values()], dtype=pl.String)
    vocabulary = vocabulary_of(DETECTORS)
    signs = vocabulary.scan(values).to_numpy()
    hidden = (signs & np.uint64(Sign.WIDE)) != 0
    shown = []
    for detector in DETECTORS:
        signed = (signs & np.uint64(vocabulary.mask(detector.kind, detector.signs))) != 0
        shown.append(
            signed if detector.needs is None else signed & (hidden | needed(detector).matching(values))
        )
    return {
        key: [
            Span(start, end, detector.kind)
            for start, end, detector in finds(folded(text), [*compress(DETECTORS, wanted)])
        ]
        for (key, text), wanted in zip(texts.items(), np.stack(shown, axis=1), strict=True)
    }


def predictions(path: Path) -> Found:
    """What another tool found: a JSON object a line, with `id` and `spans` (`start`, `end`, `kind`).

    Raises:
        PredictionsError: A line is something else.
    """
    found: dict[str, Sequence[Span]] = {}
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                row = json.loads(line)
                found[str(row["id"])] = _spans(row["spans"])
            except (ValueError, KeyError, TypeError) as error:
                raise PredictionsError(f"{path.name}, line {number}: no id and spans") from error
    return found


def _spans(spans: Iterable[Mapping[str, object]]) -> list[Span]:
    return [Span(int(str(span["start"])), int(str(span["end"])), str(span["kind"])) for span in spans]
