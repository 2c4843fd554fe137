"""Finding the row that is meant: by id or the start of one, by an exported line, or by its text."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from uuid import UUID

import duckdb

from danlu.errors import DanluError
from danlu.lake.layout import Project

LEAST_PREFIX = 8
MOST_MATCHES = 10
_HEX = re.compile(r"[0-9a-f]{1,32}")

_WITH_TEXT = """
SELECT row_id FROM texts
WHERE contains(coalesce(system, ''), $text)
   OR len(list_filter(messages, lambda m: says(m, $text))) > 0
   OR len(list_filter(coalesce(chosen, []), lambda m: says(m, $text))) > 0
   OR len(list_filter(coalesce(rejected, []), lambda m: says(m, $text))) > 0
ORDER BY row_id
LIMIT $most
"""
_SAYS = """
CREATE OR REPLACE TEMP MACRO says(message, wanted) AS (
    coalesce(contains(message.content, wanted), false)
    OR coalesce(contains(message.reasoning, wanted), false)
    OR len(list_filter(coalesce(message.parts, []), lambda p: coalesce(contains(p.text, wanted), false))) > 0
)
"""


def row_by_id(connection: duckdb.DuckDBPyConnection, given: str) -> UUID:
    """The row whose id is, or starts with, what is given; dashes and case do not count.

    Raises:
        DanluError: No row's id starts so, or several do.
    """
    digits = given.strip().lower().replace("-", "")
    if not _HEX.fullmatch(digits) or len(digits) < LEAST_PREFIX:
        raise DanluError(f"{given!r} is no row id: give at least {LEAST_PREFIX} of its hexadecimal digits")
    bounds = [UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))]
    rows = connection.execute(
        """
        SELECT row_id FROM facts.raw WHERE row_id BETWEEN $1 AND $2
        UNION SELECT row_id FROM facts.augmented WHERE row_id BETWEEN $1 AND $2
        ORDER BY row_id LIMIT 6
        """,
        bounds,
    ).fetchall()
    if len(rows) == 1:
        found: UUID = rows[0][0]
        return found
    if rows:
        names = ", ".join(str(row) for (row,) in rows[:5])
        raise DanluError(f"several rows start with {given}: {names}{' …' if len(rows) > 5 else ''}")
    record = connection.execute(
        "SELECT source, line, position FROM facts.records WHERE record_id BETWEEN $1 AND $2 LIMIT 1", bounds
    ).fetchone()
    if record is not None:
        source, line, position = record
        raise DanluError(
            f"{given} is a record that gave no row; ask `danlu whynot '{source}:{line or position}'`"
        )
    raise DanluError(f"no row's id starts with {given}; find it by its text: `danlu trace --text …`")


def row_at_line(connection: duckdb.DuckDBPyConnection, project: Project, given: str) -> UUID:
    """The row that an exported line is, given as FILE:LINE.

    Raises:
        DanluError: It is no exported file, or has no such line.
    """
    file, _, number = given.rpartition(":")
    if not file or not number.isdecimal():
        raise DanluError(f"{given!r} is not FILE:LINE, such as alpaca/train.jsonl:12")
    name = exported_name(project, file)
    row = connection.execute(
        "SELECT row_id FROM facts.exported WHERE file = ? AND line = ?", [name, int(number)]
    ).fetchone()
    if row is not None:
        found: UUID = row[0]
        return found
    files = dict(connection.execute("SELECT file, max(line) FROM facts.exported GROUP BY file").fetchall())
    if name in files:
        raise DanluError(f"{name} has lines 1 to {files[name]}, and no line {number}")
    near = difflib.get_close_matches(name, sorted(files), n=3, cutoff=0.3) or sorted(files)[:3]
    raise DanluError(f"no exported file is called {name}; there is {', '.join(near) or 'none yet'}")


def exported_name(project: Project, given: str) -> str:
    """An exported file by its name below `data/exported/`, however it was given."""
    place = (project.root / given).resolve()
    folder = project.stage("exported").resolve()
    if place.is_relative_to(folder):
        return place.relative_to(folder).as_posix()
    return Path(given).as_posix().removeprefix("exported/")


def rows_with_text(connection: duckdb.DuckDBPyConnection, text: str) -> list[UUID]:
    """Rows, generated ones included, whose cleaned text holds `text`; at most ten and one more."""
    if not text:
        raise DanluError("--text wants at least one character")
    connection.execute(_SAYS)
    found = connection.execute(_WITH_TEXT, {"text": text, "most": MOST_MATCHES + 1}).fetchall()
    return [row for (row,) in found]
