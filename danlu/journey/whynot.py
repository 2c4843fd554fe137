"""Where a source's records went: to exported lines, or to the rule that stopped them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import duckdb

from danlu.errors import DanluError
from danlu.journey.fate import ORDER, as_step, fate_of, steps_of
from danlu.journey.model import Place, RecordJourney, Source, SourceJourney
from danlu.journey.origin import content_of, places, source_named
from danlu.lake.layout import Project

MOST_RECORDS = 20
MOST_ROWS = 50
_STAGES = ("raw", "cleaned", "deduplicated", "annotated", "augmented", "balanced")

_FILE_STEPS = """
SELECT stage, verdict, reason, rule, rule_version, target, related, evidence
FROM ledger WHERE source = ? AND key IS NULL ORDER BY stage DESC, rowid
"""
_VERDICTS = """
SELECT stage, verdict, reason, target, count(*) AS entries
FROM ledger WHERE source = ? AND key IS NOT NULL GROUP BY ALL ORDER BY ALL
"""
_LINES = """
SELECT file, count(*) FROM facts.exported JOIN facts.balanced USING (row_id)
WHERE source = ? GROUP BY file ORDER BY file
"""


def whynot_source(connection: duckdb.DuckDBPyConnection, project: Project, name: str) -> SourceJourney:
    """A source as a whole: how it was read, what each stage kept of it, and what was stopped and why."""
    counts = {"records": _count(connection, "records", name)}
    counts |= {stage: _count(connection, stage, name) for stage in _STAGES}
    steps = connection.execute(_FILE_STEPS, [name]).fetchall()
    verdicts = [_verdict(values) for values in connection.execute(_VERDICTS, [name]).fetchall()]
    return SourceJourney(
        source=source_named(project, name),
        file_steps=[as_step(step) for step in steps],
        stages=counts,
        verdicts=sorted(verdicts, key=lambda verdict: ORDER[verdict["stage"]]),
        lines=dict(connection.execute(_LINES, [name]).fetchall()),
    )


def _count(connection: duckdb.DuckDBPyConnection, table: str, name: str) -> int:
    query = f"SELECT count(*) FROM facts.{table} WHERE source = ?"  # noqa: S608 - constants
    return int((connection.execute(query, [name]).fetchone() or (0,))[0])


def _verdict(values: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(("stage", "verdict", "reason", "target", "entries"), values, strict=True))


def whynot_record(
    connection: duckdb.DuckDBPyConnection, project: Project, name: str, line: int
) -> list[RecordJourney]:
    """The records that cover a line, and what became of each of their rows.

    Where the container has no lines, or several parts with lines of their own, the record of that
    number is meant. At most twenty records of
    one line are followed, and fifty rows of one record.

    Raises:
        DanluError: No record covers the line.
    """
    source = source_named(project, name)
    found = _covering(connection, project, source, line)
    return [_journey(connection, name, place) for place in found[:MOST_RECORDS]]


def _journey(connection: duckdb.DuckDBPyConnection, source: str, place: Place) -> RecordJourney:
    rows = _rows_of(connection, source, place)
    steps = steps_of(connection, UUID(place.record_id))
    refused = next((step for step in steps if step.stage == "raw"), None)
    return RecordJourney(place, refused, [fate_of(connection, row) for (row,) in rows])


def _rows_of(connection: duckdb.DuckDBPyConnection, source: str, place: Place) -> list[tuple[UUID]]:
    """The rows made of a record; those that began with an earlier record are looked for in the text."""
    rows = connection.execute(
        "SELECT row_id FROM facts.raw WHERE source = ? AND position = ? ORDER BY rowid LIMIT ?",
        [source, place.position, MOST_ROWS],
    ).fetchall()
    if rows or not place.rows:
        return rows
    query = "SELECT row_id FROM raw WHERE source = ? AND list_contains(record_ids, ?) ORDER BY row_id LIMIT ?"
    return connection.execute(query, [source, UUID(place.record_id), MOST_ROWS]).fetchall()


def _covering(
    connection: duckdb.DuckDBPyConnection, project: Project, source: Source, line: int
) -> list[Place]:
    count, has_lines = _records(connection, source.name)
    if not count:
        raise DanluError(f"{source.name} has no records: ask `danlu whynot '{source.name}'` why")
    if not has_lines:
        found = places(connection, "source = ? AND position = ?", [source.name, line])
        if not found:
            raise DanluError(f"{source.name} has records 1 to {count}, and no record {line}")
        return found
    starting = places(connection, "source = ? AND line = ?", [source.name, line])
    before = places(
        connection,
        "source = $1 AND line < $2 AND position = "
        "(SELECT max(position) FROM facts.records WHERE source = $1 AND line < $2)",
        [source.name, line],
    )
    reaching = [place for place in before if line <= _last_line(project, source, place)]
    if not starting and not reaching:
        raise DanluError(_nothing_there(connection, source.name, line))
    return reaching + starting


def _records(connection: duckdb.DuckDBPyConnection, name: str) -> tuple[int, bool]:
    query = "SELECT count(*), count(line) > 0 AND count(part) = 0 FROM facts.records WHERE source = ?"
    count, has_lines = connection.execute(query, [name]).fetchone() or (0, False)
    return int(count), bool(has_lines)


def _last_line(project: Project, source: Source, place: Place) -> int:
    content = content_of(project, source, place) or b""
    return (place.line or 0) + content.count(b"\n")


def _nothing_there(connection: duckdb.DuckDBPyConnection, name: str, line: int) -> str:
    """What to say of a line that no record covers."""
    after = places(
        connection,
        "source = $1 AND position = "
        "(SELECT min(position) FROM facts.records WHERE source = $1 AND line > $2)",
        [name, line],
    )
    if after and line > 0:
        return (
            f"line {line} of {name} is no record's: a blank line, a header or brackets; "
            f"the next record starts on line {after[0].line}"
        )
    last = connection.execute("SELECT max(line) FROM facts.records WHERE source = ?", [name]).fetchone()
    return f"{name} has no record on line {line}; the last one starts on line {(last or (None,))[0]}"
