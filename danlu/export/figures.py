"""The numbers that the card, the metrics and the plots are made of. All are whole numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from danlu.export.duplicates import DuplicateFigures


@dataclass(frozen=True, slots=True)
class StageFigures:
    """One stage: rows in + generated = rows out + dropped.

    At `raw`, what comes in are records, each of which is refused or becomes one row or several, so
    only there the sum need not hold. `dropped` includes merged rows; it and the others count ledger
    entries by reason. At `exported`, rows out are rows that at least one set has.
    """

    stage: str
    rows_in: int
    rows_out: int
    generated: int = 0
    dropped: Mapping[str, int] = field(default_factory=dict)
    edited: Mapping[str, int] = field(default_factory=dict)
    flagged: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SourceFigures:
    """One source: records found and refused in it, rows read from it, and how many were exported.

    `exported` counts rows of this source, with those generated from them, that some set has.
    """

    name: str
    records: int
    rows: int
    refused: int
    exported: int


@dataclass(frozen=True, slots=True)
class FileFigures:
    """One file of the export: lines (copies of a row counted each) and bytes."""

    target: str
    side: str
    lines: int
    bytes: int


@dataclass(frozen=True, slots=True)
class StratumFigures:
    """One stratum of the mixture in one split; `share` in millionths, None where none is asked for."""

    split: str
    stratum: str
    available: int
    share: int | None
    quota: int
    kept: int


@dataclass(frozen=True, slots=True)
class Figures:
    """All numbers of an export.

    Attributes:
        name: The export's name, as in the recipe.
        stages: In the order of the graph.
        splits: Rows selected by `balanced`, by split.
        languages: Those rows by split and language.
        length_bands: Those rows by split and band; bands in rising order.
        files: By set and side.
        refused: Rows that each set cannot say, by set and reason.
        sources: Every source, those that gave nothing included.
        strata: The mixture, if the recipe asks for one.
        mixtures: How each split's quotas were found, by split (`danlu.balancing.quotas.Method`).
        duplicates: What was merged, and groups that are large.
    """

    name: str
    stages: tuple[StageFigures, ...]
    splits: Mapping[str, int]
    languages: Mapping[str, Mapping[str, int]]
    length_bands: Mapping[str, Mapping[str, int]]
    files: tuple[FileFigures, ...]
    refused: Mapping[str, Mapping[str, int]]
    sources: tuple[SourceFigures, ...]
    strata: tuple[StratumFigures, ...] = ()
    mixtures: Mapping[str, str] = field(default_factory=dict)
    duplicates: DuplicateFigures = field(default_factory=DuplicateFigures)
