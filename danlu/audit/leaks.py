"""Leaks between the exported files: train lines that are too like a line of validation or test.

A line that stands on both sides is found whatever its length; others as merging compares rows.

Only published files are believed. Every line of every target is read back by the reader of its format, as a
trainer's user would read it, and train lines are probed against all held-out lines, exactly. The same text
in several targets is looked at once.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
import pyarrow as pa

from danlu.audit.breach import MOST_NAMED
from danlu.dedup.contamination.leaks import HeldOut, find_pairs, prepare, some_rows, unlabelled
from danlu.dedup.near.parts import COLUMNS
from danlu.dedup.near.rows import Near, NearRows
from danlu.formats import Unreadable, find_format
from danlu.identity import ID_BYTES
from danlu.lake.layout import Project
from danlu.lake.manifest import Manifest
from danlu.rows import ROW_SCHEMA, Kind, Row

_AT_ONCE = 32 << 20
"""Bytes of lines that are read together."""
_SCALE = 10_000
_TRAIN = "train.jsonl"
_READ = pa.schema(
    [
        pa.field("row_id", pa.binary(ID_BYTES)),
        *(ROW_SCHEMA.field(name) for name in COLUMNS if name != "row_id"),
    ]
)


class Place(NamedTuple):
    """A line of an exported file; `file` is relative to `data/exported/`."""

    file: str
    line: int

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.file} line {self.line}"


class Leak(NamedTuple):
    """A train line, the held-out line that it is most like, and how much."""

    train: Place
    held_out: Place
    similarity: float

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.train} is {self.similarity:.4f} like {self.held_out}"


@dataclass(slots=True)
class Leaks:
    """What was looked at, and what was found.

    Attributes:
        train: Distinct train lines.
        held_out: Distinct held-out lines.
        found: Train lines that are too like a held-out line.
        first: The first of them.
    """

    train: int = 0
    held_out: int = 0
    found: int = 0
    first: list[Leak] = field(default_factory=list)


def find_leaks(project: Project, exported: Manifest, near: Near) -> Leaks:
    """Probe all train lines of an export against all its held-out lines.

    Args:
        project: The project.
        exported: The manifest of what is published.
        near: From where on two lines are too alike.
    """
    leaks, found = Leaks(), dict[Place, Leak]()
    folder, threads = project.stage("exported"), os.cpu_count() or 1
    names = sorted(name for name in exported.files if name.endswith(".jsonl"))
    trained = [name for name in names if Path(name).name == _TRAIN]
    held_out_names = [name for name in names if name not in trained]
    for number, held_out in enumerate(_lines(folder, held_out_names)):
        leaks.held_out += len(held_out.rows)
        index = prepare(held_out.rows, near, near.threshold)
        for train in _lines(folder, trained):
            leaks.train += len(train.rows) if number == 0 else 0
            for leak in chain(_equal(train, held_out), _alike(train, index, held_out, threads)):
                found[leak.train] = max(found.get(leak.train, leak), leak, key=lambda one: one.similarity)
    if not leaks.held_out:
        leaks.train = sum(len(train.rows) for train in _lines(folder, trained))
    leaks.found = len(found)
    leaks.first = [found[place] for place in sorted(found)[:MOST_NAMED]]
    return leaks


@dataclass(frozen=True, slots=True)
class _Lines:
    """Distinct lines: where each stands first, a digest of what it says, and its parts."""

    places: list[Place]
    digests: list[bytes]
    rows: NearRows


def _equal(train: _Lines, held_out: _Lines) -> Iterator[Leak]:
    known = dict(zip(held_out.digests, held_out.places, strict=True))
    for place, digest in zip(train.places, train.digests, strict=True):
        if digest in known:
            yield Leak(place, known[digest], 1.0)


def _alike(train: _Lines, index: HeldOut, held_out: _Lines, threads: int) -> Iterator[Leak]:
    pairs = find_pairs(train.rows, index, threads)
    for ours, theirs, likeness in zip(
        *(side[pairs.leaks].tolist() for side in (pairs.ours, pairs.theirs, pairs.likeness)), strict=True
    ):
        yield Leak(train.places[ours], held_out.places[theirs], likeness / _SCALE)


def _lines(folder: Path, names: Sequence[str]) -> Iterator[_Lines]:
    """The distinct lines of some files, some at a time."""
    seen: set[bytes] = set()
    for name in names:
        for first, lines in _batches(folder / name):
            rows = unlabelled(lines_as_rows(lines))
            new: dict[bytes, int] = {}
            for number, digest in enumerate(_digests(rows)):
                if digest not in seen:
                    seen.add(digest)
                    new[digest] = number
            if new:
                places = [Place(name, first + number) for number in new.values()]
                yield _Lines(places, list(new), some_rows(rows, np.array(list(new.values()))))


def _digests(rows: NearRows) -> Iterator[bytes]:
    for bounds in rows.bounds:
        parts = rows.data[bounds[0] : bounds[3]].tobytes() + (bounds - bounds[0]).tobytes()
        yield hashlib.sha256(parts).digest()[:ID_BYTES]


def _batches(path: Path) -> Iterator[tuple[int, list[bytes]]]:
    first = 1
    with path.open("rb") as file:
        while lines := file.readlines(_AT_ONCE):
            yield first, lines
            first += len(lines)


def lines_as_rows(lines: Sequence[bytes]) -> pa.Table:
    """What lines of any target say, as rows with the columns that near duplicates are told by."""
    return pa.Table.from_pylist([_columns(_row(line)) for line in lines], schema=_READ)


def _columns(row: Row) -> dict[str, Any]:
    columns: dict[str, Any] = {name: row.get(name) for name in _READ.names}
    return {**columns, "kind": row["kind"].value, "row_id": bytes(ID_BYTES)}


def _row(line: bytes) -> Row:
    """What a line says, as a row; all its strings as one text where no format knows it."""
    try:
        record = msgspec.json.decode(line)
        form = find_format(record)
        if form is not None:
            return form.read(record)[0]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, Unreadable):
        record = line.decode(errors="replace")
    text = "\n".join(_strings(record))
    return {"kind": Kind.DOCUMENT, "messages": [{"role": "user", "content": text}]}


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)
