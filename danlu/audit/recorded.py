"""The groups that recorded held-out rows hold out, found again from the files and the texts of the rows."""

from __future__ import annotations

import pyarrow as pa

from danlu.audit.survey import Survey
from danlu.dedup.held_out.match import HeldOut
from danlu.dedup.held_out.parts import READ, READ_SCHEMA
from danlu.dedup.held_out.record import all_sketches, read_recorded
from danlu.lake.parquet import read_together

_ID = pa.binary(16)


def recorded_groups(lake: Survey, threshold: float) -> dict[bytes, set[str]]:
    """For each group that must stay held out, the sides on which it was recorded.

    The groups that were recorded are taken from the files as they are; the rows that match by what they
    say are found by `HeldOut`, from their texts and not from what the stage remembers.
    """
    recorded = all_sketches(read_recorded(lake.project))
    if not recorded.num_rows:
        return {}
    found: dict[bytes, set[str]] = {}
    _add(found, recorded)
    known = HeldOut(recorded, threshold)
    for rows in read_together(lake.files("cleaned", "rows"), READ_SCHEMA):
        _add(found, known.matches(rows.select(READ)))
    return found


def _add(found: dict[bytes, set[str]], sided: pa.Table) -> None:
    groups = sided.column("group").cast(_ID).to_pylist()
    for group, side in zip(groups, sided.column("side").to_pylist(), strict=True):
        found.setdefault(group, set()).add(side)
