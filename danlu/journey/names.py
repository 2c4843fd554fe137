"""Which source, and which line of it, a user means."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from danlu.errors import DanluError
from danlu.journey.fate import as_step
from danlu.journey.model import Step
from danlu.lake.layout import Project

_FILE_STEPS = """
SELECT source, stage, verdict, reason, rule, rule_version, target, related, evidence
FROM ledger WHERE stage = 'source_files'
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a user asks for. `steps` are given for a file that is in the ledger and is no source."""

    source: str
    line: int | None
    steps: tuple[Step, ...] = ()


def resolve(connection: duckdb.DuckDBPyConnection, project: Project, given: str) -> Wanted:
    """The source, and the line if one is given.

    A path to the file below `data/sources/` does as well as the source's name. A name that ends in a
    colon and digits is taken whole where a source is called so.

    Raises:
        DanluError: No source is called so; the message names the nearest ones.
    """
    known = {name for (name,) in connection.execute("SELECT name FROM facts.source_files").fetchall()}
    refused = [(row[0], as_step(row[1:])) for row in connection.execute(_FILE_STEPS).fetchall()]
    name, _, number = given.rpartition(":")
    readings: list[tuple[str, int | None]] = [(given, None)]
    if name and number.isdecimal():
        readings.append((name, int(number)))
    for text, line in readings:
        source = source_name(project, text)
        if source in known:
            return Wanted(source, line)
    for text, line in readings:
        source = source_name(project, text)
        steps = tuple(step for place, step in refused if source == place or source.startswith(f"{place}/"))
        if steps:
            return Wanted(source, line, steps)
    raise DanluError(_unknown(project, source_name(project, readings[-1][0]), known))


def source_name(project: Project, given: str) -> str:
    """A source's name from its name or its path."""
    place = project.root / given
    if place.is_relative_to(project.sources):
        return place.relative_to(project.sources).as_posix()
    resolved, folder = place.resolve(), project.sources.resolve()
    return (
        resolved.relative_to(folder).as_posix() if resolved.is_relative_to(folder) else Path(given).as_posix()
    )


def _unknown(project: Project, name: str, known: set[str]) -> str:
    if (project.sources / name).is_file():
        return f"{name} lies in data/sources/ but is not taken in yet: run `danlu build`"
    ends = {Path(source).name: source for source in sorted(known, reverse=True)}
    near = difflib.get_close_matches(name, sorted(known), n=3, cutoff=0.5)
    near += [ends[end] for end in difflib.get_close_matches(Path(name).name, sorted(ends), n=3, cutoff=0.6)]
    nearest = ", ".join(dict.fromkeys(near))
    return f"no source is called {name}" + (f"; did you mean {nearest}?" if near else "; see `danlu status`")
