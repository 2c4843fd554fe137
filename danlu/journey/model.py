"""What a journey is made of. Ids are written as UUIDs; nothing here is row text but `Texts`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """One verdict of the ledger, explained."""

    stage: str
    verdict: str
    reason: str
    rule: str
    rule_version: int
    target: str | None
    related: list[str]
    evidence: Mapping[str, Any]
    english: str
    chinese: str


@dataclass(frozen=True, slots=True)
class Line:
    """One exported line; `file` is relative to `data/exported/`, `line` counts from 1."""

    file: str
    line: int


@dataclass(slots=True)
class Fate:
    """What became of a row.

    It has lines, and targets that refuse it; or it was stopped at a stage; or the stage `unbuilt`
    was not built since the row came.
    """

    row_id: str
    reached: str
    split: str | None = None
    stratum: str | None = None
    copies: int | None = None
    lines: list[Line] = field(default_factory=list)
    refused: list[Step] = field(default_factory=list)
    stopped: Step | None = None
    survivor: Fate | None = None
    children: list[Fate] = field(default_factory=list)
    unbuilt: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands in its source; see `danlu.rows` for how places count."""

    record_id: str
    position: int
    line: int | None
    byte_start: int | None
    byte_end: int | None
    part: str | None
    format: str | None
    rows: int
    reason: str | None

    @property
    def asked(self) -> int:
        """The number by which `whynot` is asked for it: its line, or its position where lines repeat."""
        return self.position if self.part is not None or self.line is None else self.line


@dataclass(frozen=True, slots=True)
class Source:
    """A source and what it was read as."""

    name: str
    key: str
    sha256: str
    bytes: int
    state: str
    container: str | None
    compression: str | None
    encoding: str | None
    formats: str | None
    stream_bytes: int | None


@dataclass(frozen=True, slots=True)
class Original:
    """A record as it stands in the recorded bytes, and whether these give its id."""

    text: str
    proved: bool


@dataclass(frozen=True, slots=True)
class Texts:
    """A row's text before and after a stage, as it is read line by line, and a unified diff."""

    before: str | None
    after: str | None
    diff: list[str]


@dataclass(frozen=True, slots=True)
class Ancestor:
    """A parent of a generated row, in brief, and its own parents."""

    row_id: str
    source: str | None
    position: int | None
    line: int | None
    operation: str
    operation_version: int
    parents: list[Ancestor]


@dataclass(slots=True)
class Trace:
    """The whole journey of one row."""

    row_id: str
    kind: str
    group: str
    generated: bool
    source: Source
    place: Place
    original: Original | None
    texts: Texts
    steps: list[Step]
    merged: list[str]
    tags: Mapping[str, Any]
    parents: list[Ancestor]
    fate: Fate


@dataclass(slots=True)
class RecordJourney:
    """A record of a source, and what became of each row that it gave."""

    place: Place
    refused: Step | None
    rows: list[Fate]


@dataclass(slots=True)
class SourceJourney:
    """A source as a whole: how it was read, and how many of its rows each stage kept and stopped."""

    source: Source
    file_steps: list[Step]
    stages: dict[str, int]
    verdicts: list[dict[str, Any]]
    lines: dict[str, int]
