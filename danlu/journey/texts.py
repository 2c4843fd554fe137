"""A row's text as people read it, line by line, and what a stage changed in it."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

import duckdb

from danlu.journey.model import Texts
from danlu.lake.connection import ParquetFiles, name_files
from danlu.lake.layout import Project
from danlu.lake.published import published_files
from danlu.rows import ROW_SCHEMA

MOST_LINES = 4000

Columns = Mapping[str, Any]


def row_columns(
    connection: duckdb.DuckDBPyConnection, project: Project, stage: str, key: str, row_id: UUID
) -> Columns | None:
    """One row of text with all its columns, or None where the stage has not got it."""
    kind = "text" if stage == "augmented" else "rows"
    files = published_files(project, stage, key, kind)
    name_files(connection, "texts_of_one_source", ParquetFiles(files, ROW_SCHEMA))
    found = connection.execute("SELECT * FROM texts_of_one_source WHERE row_id = ?", [row_id])
    names = [column[0] for column in found.description or ()]
    values = found.fetchone()
    return dict(zip(names, values, strict=True)) if values is not None else None


def compare(before: Columns | None, after: Columns | None, names: tuple[str, str]) -> Texts:
    """The text on both sides of a stage, and a unified diff where it changed."""
    old, new = readable(before), readable(after)
    changed = before is not None and after is not None and old != new
    return Texts(_joined(before, old), _joined(after, new), _diff(old, new, names) if changed else [])


def _diff(old: list[str], new: list[str], names: tuple[str, str]) -> list[str]:
    """A unified diff; of a book, of its beginning, since the time that a diff takes grows with its square."""
    diff = difflib.unified_diff(old[:MOST_LINES], new[:MOST_LINES], *names, lineterm="", n=2)
    cut = max(len(old), len(new)) > MOST_LINES
    return [*diff, f"… only the first {MOST_LINES:,} lines are compared"] if cut else list(diff)


def _joined(columns: Columns | None, lines: Sequence[str]) -> str | None:
    return "\n".join(lines) if columns is not None else None


def readable(columns: Columns | None) -> list[str]:
    """All that a trainer would see of a row, as lines."""
    if columns is None:
        return []
    return [line for text in _pieces(columns) for line in text.split("\n")]


def _pieces(columns: Columns) -> Iterator[str]:
    for name in ("system", "tools"):
        if columns[name]:
            yield f"[{name}] {columns[name]}"
    for message in columns["messages"]:
        yield from _message(message["role"], message)
    for side in ("chosen", "rejected"):
        for message in columns[side] or ():
            yield from _message(f"{side}: {message['role']}", message)
    for name in ("desirable", "label"):
        if columns[name] is not None:
            yield f"[{name}] {columns[name]}"
    for span in columns["spans"] or ():
        yield f"[span {span['start']}:{span['end']}] {span['label']}"


def _message(heading: str, message: Mapping[str, Any]) -> Iterator[str]:
    if message["reasoning"]:
        yield f"[{heading}, reasoning] {message['reasoning']}"
    if message["content"] is not None:
        yield f"[{heading}] {message['content']}"
    for part in message["parts"] or ():
        yield f"[{heading}, {part['type']}] {part['text'] if part['text'] is not None else part['media']}"
    for call in message["tool_calls"] or ():
        yield f"[{heading}, calls {call['name']}] {call['arguments']}"
