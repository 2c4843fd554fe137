"""Personal data that exported files still hold: what the recipe promised, held against what trainers read.

Only published files are believed: every line of every target is read again, each string that a
trainer would see is shown to the detectors of the kinds that the recipe takes out, and whatever they
find breaks the promise. A kind that `cleaned.sources` keeps for some sources is looked for in the rows
of all others. What is found is counted and placed, never quoted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, reduce
from operator import or_
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import polars as pl

from danlu.audit.breach import MOST_NAMED
from danlu.audit.promise import Kinds, Promise
from danlu.cleaning.leaves import NOBODY
from danlu.cleaning.personal.acting import watch
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.detectors import DETECTORS
from danlu.cleaning.plan import Plan, needs_of, vocabulary_of
from danlu.cleaning.signs import Sign
from danlu.cleaning.texts import Texts
from danlu.cleaning_knobs import Cleaned
from danlu.export.sets import OPENAI_TAGS, TAGS
from danlu.formats.plain import THOUGHT
from danlu.lake.layout import Project
from danlu.lake.manifest import Manifest

_AT_ONCE = 8 << 20
"""Bytes of lines that are looked at together; a longer line is looked at by itself."""
_ROLE_TAGS = frozenset({TAGS["role_tag"], OPENAI_TAGS["role_tag"]})
_CALL_TURN = TAGS["function_tag"]
_BLANK = r"\\[nrtfb]"
_TEXTS = {"row": pl.UInt32, "text": pl.String, "json": pl.Boolean}


class Find(NamedTuple):
    """So many finds of one kind in one exported line; `file` is relative to `data/exported/`."""

    file: str
    line: int
    kind: str
    times: int

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.file} line {self.line}: {self.times} {self.kind}"


@dataclass(slots=True)
class Residue:
    """What was looked at, and what is left.

    Attributes:
        lines: Exported lines, copies included.
        found: How often each kind was found.
        places: The first lines that hold any of it.
    """

    lines: int = 0
    found: Counter[str] = field(default_factory=Counter)
    places: list[Find] = field(default_factory=list)

    @property
    def clean(self) -> bool:
        """Whether nothing is left."""
        return not self.found

    def as_json(self) -> dict[str, Any]:
        """Plain values, for a program."""
        return {
            "lines": self.lines,
            "found": dict(sorted(self.found.items())),
            "places": [find._asdict() for find in self.places],
        }


def find_residue(project: Project, exported: Manifest, recipe: Cleaned) -> Residue:
    """Look for personal data in all lines of an export.

    Args:
        project: The project.
        exported: The manifest of what is published.
        recipe: The recipe by which the rows were cleaned.
    """
    residue = Residue()
    folder = project.stage("exported")
    with Promise.of(project, recipe) as promise:
        for name in sorted(exported.files):
            if not name.endswith(".jsonl"):
                continue
            for first, lines in _batches(folder / name):
                residue.lines += len(lines)
                frame = _texts(lines, _plan(promise.most))
                if len(frame):
                    _look(frame, name, first, promise, residue)
    return residue


def _batches(path: Path) -> Iterator[tuple[int, list[bytes]]]:
    """The lines of a file, some at a time, each time with the number of the first."""
    first = 1
    with path.open("rb") as file:
        while lines := file.readlines(_AT_ONCE):
            yield first, lines
            first += len(lines)


def _texts(lines: Sequence[bytes], plan: Plan) -> pl.DataFrame:
    """The strings in which something may be found: `row` (from 0), `text`, `json` (whether it is JSON text).

    Whole lines are scanned first. What a string of a line shows, the line shows too once its escapes of
    white space are undone, and other escapes are a sign of their own; so most lines are not even parsed.
    """
    whole = pl.Series([line.decode(errors="replace") for line in lines], dtype=pl.String)
    signs = plan.vocabulary.scan(whole.str.replace_all(_BLANK, "\n").rechunk()).to_numpy()
    wanted = reduce(or_, plan.masks.values(), int(Sign.BACKSLASH_U))
    found: tuple[list[int], list[str], list[bool]] = ([], [], [])
    for row in np.flatnonzero(signs & np.uint64(wanted)).tolist():
        for text, is_json in _strings(lines[row]):
            for column, value in zip(found, (row, text, is_json), strict=True):
                column.append(value)  # type: ignore[attr-defined]
    return pl.DataFrame(dict(zip(_TEXTS, found, strict=True)), schema=_TEXTS)


def _strings(line: bytes) -> Iterator[tuple[str, bool]]:
    try:
        waiting: list[tuple[Any, bool]] = [(msgspec.json.decode(line), False)]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # somebody changed the file: what is no JSON is looked at as it stands
        waiting = [(line.decode(errors="replace"), False)]
    while waiting:
        value, is_json = waiting.pop()
        if isinstance(value, str):
            thought, seam, rest = value.partition(THOUGHT[1]) if is_json else ("", "", value)
            yield from ((text, is_json) for text in ((thought, rest) if seam else (value,)) if text)
        elif isinstance(value, dict):
            is_call = any(value.get(tag) == _CALL_TURN for tag in _ROLE_TAGS)
            waiting += [
                (item, is_call or key == "tools") for key, item in value.items() if key not in _ROLE_TAGS
            ]
        elif isinstance(value, list):
            waiting += [(item, is_json) for item in value]


def _look(frame: pl.DataFrame, name: str, first: int, promise: Promise, residue: Residue) -> None:
    """Add what is found in some lines of a file that must not be there."""
    suspects = _finds(frame, promise.most)
    if not len(suspects):
        return
    lines = (suspects["row"].unique().sort().cast(pl.Int64) + first).to_list()
    for kinds, own in promise.by_kinds(name, lines).items():
        rows = pl.Series([line - first for line in own], dtype=pl.UInt32)
        found = (
            suspects
            if kinds == promise.most
            else _finds(frame.filter(pl.col("row").is_in(rows.implode())), kinds)
        )
        for row, kind, count in found.filter(pl.col("row").is_in(rows.implode())).iter_rows():
            residue.found[kind] += count
            if len(residue.places) < MOST_NAMED:
                residue.places.append(Find(name, first + row, kind, count))


def _finds(frame: pl.DataFrame, kinds: Kinds) -> pl.DataFrame:
    """What the detectors of some kinds find: `row`, `kind`, `count`."""
    plan = _plan(kinds)
    columns = frame.with_columns(pl.lit(NOBODY, pl.UInt8).alias("role"), pl.lit(value=False).alias("piece"))
    return watch(Texts.of(columns, plan.vocabulary), plan)


@cache
def _plan(kinds: Kinds) -> Plan:
    return plan_of_detectors([detector for detector in DETECTORS if detector.kind in kinds])


def plan_of_detectors(detectors: Sequence[Detector]) -> Plan:
    """A plan that edits nothing and looks for what some detectors find."""
    vocabulary = vocabulary_of(detectors)
    masks = {kind.kind: vocabulary.mask(kind.kind, kind.signs) for kind in detectors}
    return Plan(
        rules=(),
        detectors=(),
        watched=tuple(detectors),
        actions={},
        ner=None,
        judges=(),
        vocabulary=vocabulary,
        masks=masks,
        needs=needs_of(detectors),
    )
