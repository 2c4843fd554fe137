"""What was measured, and what it comes to: medians, paired differences, ratios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from benchmarks.place import WORKING_TREE

Quantity = Literal["wall", "cpu", "peak"]


@dataclass(frozen=True, slots=True)
class Rung:
    """One way to bring a lake up to date; each does what the one before it does, and something more."""

    name: str
    title: str
    probe: tuple[str, ...] = ()
    versioned: bool = False


RUNGS = (
    Rung("library", "danlu.furnace alone: no Dagster, no DVC", probe=("refresh",)),
    Rung("proofs", "+ mirror after each stage, checks proved again", probe=("refresh", "--as-deployed")),
    Rung("dagster", "+ Dagster (danlu build, not under DVC)"),
    Rung("dvc", "+ DVC (danlu build as it is)", versioned=True),
)
WHOLE = RUNGS[-1].name
"""The rung that a user stands on."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One measured process: seconds, bytes, and where the process told it, what its work alone took."""

    measure: str
    tree: str
    round: int
    wall: float
    cpu: float
    peak: int
    work_wall: float | None = None
    work_cpu: float | None = None
    peak_before: int | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """Several figures of one kind; the median is the one to quote."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """The spread of at least one figure."""
        return cls(median(values), min(values), max(values))


@dataclass(slots=True)
class Results:
    """All samples of a benchmark, and what they were taken on."""

    machine: dict[str, str | int | float]
    corpus: Mapping[str, str | int]
    small: Mapping[str, int]
    repeat: int
    trees: list[str]
    floor: list[Mapping[str, float]] = field(default_factory=list)
    samples: list[Sample] = field(default_factory=list)
    rows: dict[str, Mapping[str, int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def of(self, measure: str, tree: str = WORKING_TREE) -> list[Sample]:
        """The samples of a measure, in the order of their rounds."""
        found = [sample for sample in self.samples if (sample.measure, sample.tree) == (measure, tree)]
        return sorted(found, key=lambda sample: sample.round)

    def of_tree(self, tree: str) -> list[Sample]:
        """All samples of a tree."""
        return [sample for sample in self.samples if sample.tree == tree]

    def spread(self, measure: str, quantity: Quantity, tree: str = WORKING_TREE) -> Spread:
        """Of whole processes."""
        return Spread.of([getattr(sample, quantity) for sample in self.of(measure, tree)])

    def work(self, measure: str, quantity: Literal["wall", "cpu"], tree: str = WORKING_TREE) -> float:
        """Median seconds of the work alone, without the start of its process."""
        return float(median(getattr(sample, f"work_{quantity}") for sample in self.of(measure, tree)))

    def difference(self, measure: str, from_: str, quantity: Quantity) -> Spread:
        """How much more a measure took than another in the same round."""
        pairs = zip(self.of(measure), self.of(from_), strict=True)
        return Spread.of([getattr(one, quantity) - getattr(other, quantity) for one, other in pairs])

    def ratio(self, measure: str, from_: str, quantity: Quantity) -> float:
        """The median of one measure over that of another."""
        return self.spread(measure, quantity).median / self.spread(from_, quantity).median

    def floor_seconds(self, quantity: Literal["wall", "cpu"], bytes_read: int) -> float:
        """What the copy-through floor would take for so many bytes."""
        return median(each[quantity] / each["bytes"] for each in self.floor) * bytes_read

    def parts(self, task: str, quantity: Literal["wall", "cpu"]) -> dict[str, float]:
        """What the median time of a task is made of; the parts add up to it exactly."""
        start = self.spread("start", quantity).median
        loading = self.spread("load-dagster", quantity).median - start
        library, proofs, dagster, dvc = (
            self.spread(f"{task}.{rung.name}", quantity).median for rung in RUNGS
        )
        return {
            "start of Python and danlu": start,
            "danlu's own work": library - start,
            "mirror and proofs again": proofs - library,
            "loading Dagster": loading,
            "Dagster's runs": dagster - proofs - loading,
            "DVC": dvc - dagster,
        }
