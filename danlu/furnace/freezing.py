"""Freezing the held-out rows: they stay held out, whatever becomes of salt, shares and sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

import pyarrow as pa
import pyarrow.compute as pc

from danlu.dedup.held_out.parts import READ, READ_SCHEMA, compared_parts, in_slices
from danlu.dedup.held_out.record import Recorded, read_recorded, record
from danlu.dedup.held_out.sketch import sketches
from danlu.errors import DanluError
from danlu.lake.layout import Project
from danlu.lake.parquet import read_all, read_parquet
from danlu.lake.publish import project_lock
from danlu.lake.published import Published
from danlu.stages.deduplicated import SCHEMA

_NAME = re.compile(r"[0-9A-Za-z\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff._-]{0,63}")
_ID = pa.binary(16)


@dataclass(frozen=True, slots=True)
class Frozen:
    """What was frozen: the name and the file's hash, rows by side, and whether anything is new."""

    name: str
    sha256: str
    sides: dict[str, int]
    new: bool


def freeze_held_out(project: Project, name: str | None = None) -> Frozen:
    """Record sketches of the held-out rows that are published now; twice the same is recorded once.

    Args:
        project: The project.
        name: What to call them; by default "freeze-N", counted on.

    Raises:
        DanluError: Nothing is built, nothing is held out, or the name cannot be used.
    """
    if name is not None and not _NAME.fullmatch(name):
        raise DanluError("a name has up to 64 letters, digits, dots, hyphens and underscores, a letter first")
    # neither the rows nor their sides may be exchanged while both are read
    with project_lock(project, "deduplicated"), project_lock(project, "held_out"):
        held_out = _sketches(Published(project))
        before = read_recorded(project)
        same = [one for one in before if one.sketches.equals(held_out) and name in {None, one.name}]
        done = same[0] if same else record(project, name or _next_name(before), held_out)
    sides = pc.value_counts(held_out.column("side")).to_pylist()
    return Frozen(done.name, done.sha256, {one["values"]: one["counts"] for one in sides}, new=not same)


def _next_name(recorded: Sequence[Recorded]) -> str:
    taken = {one.name for one in recorded}
    return next(name for number in count(1) if (name := f"freeze-{number}") not in taken)


def _sketches(published: Published) -> pa.Table:
    if published.manifest("deduplicated", None) is None:
        raise DanluError("nothing is built yet: run `danlu build --until deduplicated`")
    tables = [*_by_source(published)]
    if not tables:
        raise DanluError("no row is held out, so there is nothing to freeze: see deduplicated.split")
    held_out = pa.concat_tables(tables).combine_chunks()
    return held_out.take(pc.sort_indices(held_out.column("row_id").cast(_ID)))


def _by_source(published: Published) -> Iterator[pa.Table]:
    for key in published.sources:
        placed = read_all(published.files("deduplicated", key, "rows"), SCHEMA, ["row_id", "split"])
        held = placed.filter(pc.not_equal(placed.column("split"), "train"))
        wanted = held.column("row_id").cast(_ID)
        found = 0
        for path in published.files("cleaned", key, "rows") if held.num_rows else ():
            rows = read_parquet(path, READ).cast(READ_SCHEMA)
            places = pc.index_in(rows.column("row_id").cast(_ID), wanted.combine_chunks())
            rows = rows.filter(pc.is_valid(places))
            found += rows.num_rows
            sides = held.column("split").take(pc.drop_null(places))
            start = 0
            for piece in in_slices(compared_parts(rows)):
                yield sketches(piece, sides.slice(start, piece.num_rows))
                start += piece.num_rows
        if found != held.num_rows:
            raise DanluError("the rows have changed since they were split: run `danlu build` first")
