"""What became of a row: the verdicts passed on it, the lines it became, or the rule that stopped it."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import duckdb

from danlu.graph import STAGES
from danlu.journey.model import Fate, Line, Step
from danlu.ledger_text import explain

ORDER = {name: number for number, name in enumerate(STAGES)}
_ROW_STAGES = ("raw", "cleaned", "deduplicated", "annotated", "augmented", "balanced", "exported")
_STEP = "stage, verdict, reason, rule, rule_version, target, related, evidence"
_GONE = frozenset({"dropped", "merged"})


def steps_of(connection: duckdb.DuckDBPyConnection, key: UUID) -> list[Step]:
    """Every verdict passed on a row or record, in the order of the stages."""
    query = f"SELECT {_STEP} FROM ledger WHERE key = ? ORDER BY rowid"  # noqa: S608 - constants
    steps = [as_step(values) for values in connection.execute(query, [key]).fetchall()]
    return sorted(steps, key=lambda step: ORDER[step.stage])


def as_step(values: tuple[Any, ...]) -> Step:
    """A row of the ledger, with its reason explained."""
    stage, verdict, reason, rule, version, target, related, evidence = values
    told = explain(reason)
    return Step(
        stage=stage,
        verdict=verdict,
        reason=reason,
        rule=rule,
        rule_version=version,
        target=target,
        related=[str(key) for key in related or ()],
        evidence=json.loads(evidence) if evidence else {},
        english=told.english,
        chinese=told.chinese,
    )


def fate_of(connection: duckdb.DuckDBPyConnection, row_id: UUID, *, relatives: bool = True) -> Fate:
    """Follow a row forward.

    Args:
        connection: The mirror.
        row_id: The row.
        relatives: Follow the survivor that it was merged into and the rows made of it too.
    """
    steps = steps_of(connection, row_id)
    fate = Fate(str(row_id), _reached(connection, row_id))
    fate.stopped = next((step for step in steps if step.verdict in _GONE and step.stage != "exported"), None)
    fate.refused = [step for step in steps if step.verdict in _GONE and step.stage == "exported"]
    fate.split = _value(connection, "SELECT split FROM facts.deduplicated WHERE row_id = ?", row_id)
    fate.split = fate.split or _value(
        connection, "SELECT split FROM facts.augmented WHERE row_id = ?", row_id
    )
    taken = connection.execute("SELECT stratum, copies FROM facts.balanced WHERE row_id = ?", [row_id])
    fate.stratum, fate.copies = taken.fetchone() or (None, None)
    lines = connection.execute(
        "SELECT file, line FROM facts.exported WHERE row_id = ? ORDER BY file, line", [row_id]
    )
    fate.lines = [Line(file, line) for file, line in lines.fetchall()]
    if not (fate.lines or fate.refused or fate.stopped):
        fate.unbuilt = _next_stage(fate.reached)
    if relatives:
        _follow_relatives(connection, row_id, fate)
    return fate


def merged_into(connection: duckdb.DuckDBPyConnection, row_id: UUID) -> list[str]:
    """The rows that were merged into a row."""
    found = connection.execute(
        "SELECT key FROM ledger WHERE verdict = 'merged' AND related[1] = ? ORDER BY key", [row_id]
    )
    return [str(key) for (key,) in found.fetchall()]


def children_of(connection: duckdb.DuckDBPyConnection, row_id: UUID) -> list[UUID]:
    """The rows that were made of a row."""
    found = connection.execute(
        "SELECT key FROM ledger WHERE verdict = 'generated' AND list_contains(related, ?) ORDER BY key",
        [row_id],
    )
    return [key for (key,) in found.fetchall()]


def _follow_relatives(connection: duckdb.DuckDBPyConnection, row_id: UUID, fate: Fate) -> None:
    if fate.stopped is not None and fate.stopped.verdict == "merged" and fate.stopped.related:
        fate.survivor = fate_of(connection, UUID(fate.stopped.related[0]), relatives=False)
    fate.children = [fate_of(connection, child, relatives=False) for child in children_of(connection, row_id)]


def _reached(connection: duckdb.DuckDBPyConnection, row_id: UUID) -> str:
    """The last stage that has the row."""
    reached = ""
    for stage in _ROW_STAGES:
        query = f"SELECT 1 FROM facts.{stage} WHERE row_id = ? LIMIT 1"  # noqa: S608 - constants
        if connection.execute(query, [row_id]).fetchone():
            reached = stage
    return reached


def _next_stage(reached: str) -> str:
    """The stage that should have the row, but was not built since the row came."""
    return _ROW_STAGES[min(_ROW_STAGES.index(reached) + 1, len(_ROW_STAGES) - 1)] if reached else "raw"


def _value(connection: duckdb.DuckDBPyConnection, query: str, row_id: UUID) -> str | None:
    found = connection.execute(query, [row_id]).fetchone()
    return None if found is None else str(found[0])
