"""Law 9, computed again by other code than that of the stage: each survivor's side, and its group's."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path

import pyarrow as pa

from danlu.audit.breach import MOST_NAMED, Breach, Check, run_checks
from danlu.audit.placing import Rule
from danlu.audit.recorded import recorded_groups
from danlu.audit.survey import Survey
from danlu.dedup.splits import SIDES
from danlu.dedup_knobs import Deduplicated, Split
from danlu.lake.connection import ParquetFiles, connect
from danlu.lake.parquet import read_all
from danlu.rows import ROW_SCHEMA
from danlu.stages.augmented import SCHEMA as AUGMENTED
from danlu.stages.deduplicated import SCHEMA as DEDUPLICATED

_ID = pa.binary(16)
_GROUPED = pa.schema([ROW_SCHEMA.field(name) for name in ("row_id", "group")])

_STRADDLING = (
    Check(
        "group {key} lies on more than one side: {detail}",
        """
        SELECT "group" AS key, string_agg(DISTINCT split, ', ' ORDER BY split) AS detail
        FROM placed JOIN texts USING (row_id) GROUP BY "group" HAVING count(DISTINCT split) > 1
        """,
        law="9",
    ),
    Check(
        "row {key} lies on {detail}, which is no side",
        "SELECT row_id AS key, split AS detail FROM placed WHERE NOT list_contains($sides, split)".replace(
            "$sides", str(list(SIDES))
        ),
        law="9",
    ),
)


def misplaced(lake: Survey, recipe: Deduplicated) -> Iterator[Breach]:
    """Survivors whose side or fold is not what a recorded release, their source or their group gives."""
    split = recipe.split
    rule = Rule(
        split.salt,
        split.test,
        split.validation,
        split.folds,
        recorded_groups(lake, recipe.near.threshold),
        _declared_groups(lake, split),
    )
    kept = lake.folders["deduplicated", None]
    for key in lake.sources:
        groups = _groups(lake, key)
        for place, path in kept.filled("rows", key):
            faults = _wrong_sides(path, groups, rule)
            yield from (Breach("deduplicated", place, "9", fault) for fault in islice(faults, MOST_NAMED))


def _wrong_sides(path: Path, groups: Mapping[bytes, bytes], rule: Rule) -> Iterator[str]:
    rows = read_all([path], DEDUPLICATED, ["row_id", "split", "fold"])
    names, sides, folds = (rows.column(name) for name in rows.column_names)
    placed = zip(names.cast(_ID).to_pylist(), sides.to_pylist(), folds.to_pylist(), strict=True)
    for name, side, fold in placed:
        group = groups.get(name)
        if group is None:
            yield f"row {uuid.UUID(bytes=name)} stands in the file of another source"
        elif fault := rule.fault(group, side, fold):
            yield f"row {uuid.UUID(bytes=name)} {fault}"


def _groups(lake: Survey, key: str) -> dict[bytes, bytes]:
    table = read_all(lake.files("cleaned", "rows", key), ROW_SCHEMA, ["row_id", "group"])
    names, groups = (table.column(name).cast(_ID).to_pylist() for name in ("row_id", "group"))
    return dict(zip(names, groups, strict=True))


def _declared_groups(lake: Survey, split: Split) -> dict[bytes, set[str]]:
    """Groups that a declared source touches, with every side that is declared for them."""
    declared: dict[bytes, set[str]] = {}
    for key, source in lake.sources.items():
        side = next(
            (side for pattern, side in split.sides.items() if fnmatchcase(source.name, pattern)), None
        )
        if side is not None:
            for group in set(_groups(lake, key).values()):
                declared.setdefault(group, set()).add(side)
    return declared


def straddling(lake: Survey) -> list[Breach]:
    """Groups whose rows, generated ones included, lie on more than one side."""
    tables = {
        "kept": ParquetFiles(lake.files("deduplicated", "rows"), DEDUPLICATED),
        "made": ParquetFiles(lake.files("augmented", "rows"), AUGMENTED),
        "old": ParquetFiles(lake.files("cleaned", "rows"), _GROUPED),
        "new": ParquetFiles(lake.files("augmented", "text"), _GROUPED),
    }
    with connect(tables=tables) as connection:
        connection.execute(
            "CREATE TABLE placed AS SELECT row_id, split FROM kept UNION SELECT row_id, split FROM made"
        )
        connection.execute("CREATE TABLE texts AS FROM old UNION ALL FROM new")
        return run_checks(connection, _STRADDLING, "deduplicated, augmented")
