"""All that is told of published units, gathered for many at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from danlu.errors import DanluError
from danlu.facts.charts import told
from danlu.facts.proof import proof_figures
from danlu.facts.told import Table, Told
from danlu.facts.verdicts import Unit, Verdicts, count_verdicts
from danlu.graph import STAGES
from danlu.lake.layout import Project
from danlu.lake.published import Published
from danlu.progress import Outcome

UNREADABLE = (duckdb.Error, pa.ArrowException, DanluError, OSError, ValueError, LookupError, TypeError)
"""What makes counting impossible: a file that is missing or damaged, which the audit reports."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told of one unit beside its own figures.

    Attributes:
        bytes: Size of its published files; None where that is not known.
        verdicts: How often and why rows were dropped, merged, made, flagged or edited.
        charts: Markdown with pictures, for a whole-corpus stage that has some.
        tables: Small tables by name.
        figures: Numbers that plot, beside the unit's own.
    """

    bytes: int | None = None
    verdicts: Sequence[Verdicts] = ()
    charts: str | None = None
    tables: Mapping[str, Table] = field(default_factory=dict)
    figures: Mapping[str, int | float] = field(default_factory=dict)


def gather(project: Project, outcomes: Sequence[Outcome]) -> list[Facts]:
    """The facts of each outcome. What cannot be read is left out: it must not stop who tells of it."""
    published = Published(project)
    units = [(outcome.stage, outcome.key) for outcome in outcomes]
    try:
        verdicts = count_verdicts(published, units)
    except UNREADABLE:
        verdicts = {}
    return [
        _facts(project, published, outcome, verdicts.get(unit, []))
        for unit, outcome in zip(units, outcomes, strict=True)
    ]


def _facts(project: Project, published: Published, outcome: Outcome, verdicts: Sequence[Verdicts]) -> Facts:
    found = _told(project, published, outcome)
    size = _size(published, (outcome.stage, outcome.key))
    return Facts(size, verdicts, found.charts, found.tables, found.figures)


def _size(published: Published, unit: Unit) -> int | None:
    stage, key = unit
    if stage == "source_files" and key is not None:
        source = published.sources.get(key)
        return source.bytes if source is not None else None
    try:
        manifest = published.manifest(stage, key)
    except DanluError:
        return None
    return sum(entry.bytes for entry in manifest.files.values()) if manifest is not None else None


def _told(project: Project, published: Published, outcome: Outcome) -> Told:
    if STAGES[outcome.stage].partitioned or outcome.key is not None:
        return Told()
    try:
        return told(project, published, outcome.stage, outcome.figures)
    except UNREADABLE:
        return Told()


def proofs(project: Project, units: Sequence[Unit], *, hold: bool = True) -> dict[Unit, dict[str, int]]:
    """The figures of the proof of law 1 for some units; none where something cannot be read."""
    try:
        return proof_figures(Published(project), units, holds=hold)
    except UNREADABLE:
        return {}
