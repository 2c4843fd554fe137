"""Where a row came from: its record and bytes, all that was done to it, and where it stands now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import duckdb

from danlu.annotation import ANNOTATION_SCHEMA
from danlu.errors import DanluError
from danlu.journey.fate import fate_of, merged_into, steps_of
from danlu.journey.model import Ancestor, Place, Texts, Trace
from danlu.journey.origin import original, places, source_named
from danlu.journey.texts import compare, row_columns
from danlu.lake.layout import Project

_TAGS = ", ".join(name for name in ANNOTATION_SCHEMA.names if name != "row_id")
_PLACE_OF_PARENT = """
SELECT source, position, CASE WHEN part IS NULL THEN line END FROM facts.raw WHERE row_id = ?
"""
_MOST_GENERATIONS = 8


def trace(connection: duckdb.DuckDBPyConnection, project: Project, row_id: UUID) -> Trace:
    """The whole journey of a row.

    Args:
        connection: The mirror, as `open_mirror` gives it.
        project: The project.
        row_id: A row of `raw`, or a generated one.

    Raises:
        DanluError: No such row is published.
    """
    steps = steps_of(connection, row_id)
    parents = ancestors(connection, row_id)
    source = source_named(project, _source_of(connection, row_id))
    texts, columns = _texts(connection, project, source.key, row_id, parents)
    record = columns["record_ids"][0]
    place = _place(connection, source.name, record)
    return Trace(
        row_id=str(row_id),
        kind=columns["kind"],
        group=str(columns["group"]),
        generated=bool(parents),
        source=source,
        place=place,
        original=original(project, source, place),
        texts=texts,
        steps=steps,
        merged=merged_into(connection, row_id),
        tags=_tags(connection, row_id),
        parents=parents,
        fate=fate_of(connection, row_id),
    )


def ancestors(connection: duckdb.DuckDBPyConnection, row_id: UUID, depth: int = 0) -> list[Ancestor]:
    """The parents of a generated row, and theirs; none for a row that a source gave."""
    made = [step for step in steps_of(connection, row_id) if step.verdict == "generated"]
    if depth >= _MOST_GENERATIONS:
        return []
    found = []
    for step in made:
        for parent in step.related:
            place = connection.execute(_PLACE_OF_PARENT, [UUID(parent)]).fetchone()
            source, position, line = place or (None, None, None)
            older = ancestors(connection, UUID(parent), depth + 1)
            found.append(Ancestor(parent, source, position, line, step.rule, step.rule_version, older))
    return found


def _source_of(connection: duckdb.DuckDBPyConnection, row_id: UUID) -> str:
    found = connection.execute(
        """
        SELECT source FROM facts.raw WHERE row_id = $1
        UNION SELECT source FROM facts.augmented WHERE row_id = $1
        """,
        [row_id],
    ).fetchone()
    if found is None:
        raise DanluError(f"no row {row_id} is published")
    return str(found[0])


def _texts(
    connection: duckdb.DuckDBPyConnection,
    project: Project,
    key: str,
    row_id: UUID,
    parents: list[Ancestor],
) -> tuple[Texts, Mapping[str, Any]]:
    """The text before and after: of cleaning, or of the operation that made the row of its parent."""
    if parents:
        before = row_columns(connection, project, "cleaned", key, UUID(parents[0].row_id))
        after = row_columns(connection, project, "augmented", key, row_id)
        names = ("parent", "generated")
    else:
        before = row_columns(connection, project, "raw", key, row_id)
        after = row_columns(connection, project, "cleaned", key, row_id)
        names = ("raw", "cleaned")
    columns = after or before
    if columns is None:
        raise DanluError(f"the text of row {row_id} is missing: run `danlu audit`")
    return compare(before, after, names), columns


def _place(connection: duckdb.DuckDBPyConnection, source: str, record: UUID) -> Place:
    found = places(connection, "source = ? AND record_id = ?", [source, record])
    if not found:
        raise DanluError(f"record {record} of {source} is missing: run `danlu audit`")
    return found[0]


def _tags(connection: duckdb.DuckDBPyConnection, row_id: UUID) -> dict[str, Any]:
    """Tags of the row where it was annotated; carried rows keep them in `augmented`."""
    for table in ("facts.augmented", "facts.annotated"):
        found = connection.execute(f"SELECT {_TAGS} FROM {table} WHERE row_id = ?", [row_id])  # noqa: S608 - constants
        names = [column[0] for column in found.description or ()]
        values = found.fetchone()
        if values is not None:
            return dict(zip(names, values, strict=True))
    return {}
