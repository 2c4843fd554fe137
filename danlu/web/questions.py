"""What a user asks of the page: a row, an exported line, a source, or a line of one; and the answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

import duckdb

from danlu.errors import DanluError
from danlu.journey import trace, whynot_record, whynot_source
from danlu.journey.find import LEAST_PREFIX, exported_name, row_at_line, row_by_id
from danlu.journey.model import RecordJourney, Source, SourceJourney, Step, Trace
from danlu.journey.names import resolve
from danlu.journey.origin import source_named
from danlu.lake.layout import Project
from danlu.mirror import open_mirror

_MOST_CHARACTERS = 1000
_MOST_NAME_BYTES = 255
_LINE = re.compile(r"(?P<name>.+):(?P<number>[0-9]{1,15})", re.DOTALL)
_ROW_ID = re.compile(rf"[0-9a-f]{{{LEAST_PREFIX}}}[0-9a-f-]{{0,{36 - LEAST_PREFIX}}}", re.IGNORECASE)


class UnclearQuestionError(DanluError):
    """What was asked cannot be the name of anything."""


@dataclass(frozen=True, slots=True)
class Records:
    """The records that cover a line of a source."""

    source: Source
    line: int
    journeys: list[RecordJourney]


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A file that is in the ledger and is no source."""

    name: str
    steps: tuple[Step, ...]


Answer = Trace | Records | SourceJourney | NotTaken


def answer(project: Project, question: str) -> Answer:
    """Follow what is asked for.

    A row id, or its first eight digits at least; FILE:LINE of an exported file; SOURCE:LINE; or a
    source. A name that is both an exported file's and a source's means the exported file; write
    `data/sources/NAME` for the source.

    Raises:
        UnclearQuestionError: It can be the name of nothing.
        DanluError: Nothing is called so, or nothing is built yet.
    """
    question = _checked(project, question)
    with open_mirror(project) as connection:
        if _ROW_ID.fullmatch(question) and not _is_source(connection, question):
            return trace(connection, project, row_by_id(connection, question))
        if _is_exported(connection, project, question):
            return trace(connection, project, row_at_line(connection, project, question))
        wanted = resolve(connection, project, question)
        if wanted.steps:
            return NotTaken(wanted.source, wanted.steps)
        if wanted.line is None:
            return whynot_source(connection, project, wanted.source)
        journeys = whynot_record(connection, project, wanted.source, wanted.line)
        return Records(source_named(project, wanted.source), wanted.line, journeys)


def _checked(project: Project, question: str) -> str:
    """The question relative to the project; names that lead out of it are not looked up at all."""
    question = question.strip().removeprefix(f"{project.root}/")
    parts = question.split("/")
    too_long = len(question) > _MOST_CHARACTERS or any(len(p.encode()) > _MOST_NAME_BYTES for p in parts)
    outside = question.startswith("/") or ".." in parts or "\0" in question
    number = question.rpartition(":")[2]
    if too_long or outside or (number.isdecimal() and question != number and not _LINE.fullmatch(question)):
        raise UnclearQuestionError("this is no row id, no line and no name of a source")
    return question


def _is_source(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    found = connection.execute("SELECT 1 FROM facts.source_files WHERE name = ?", [name])
    return found.fetchone() is not None


def _is_exported(connection: duckdb.DuckDBPyConnection, project: Project, question: str) -> bool:
    """Whether it is a line of an exported file, there or not."""
    line = _LINE.fullmatch(question)
    if line is None:
        return False
    if question.startswith(("data/exported/", "exported/")):
        return True
    name = exported_name(project, line["name"])
    return connection.execute("SELECT 1 FROM facts.exported WHERE file = ?", [name]).fetchone() is not None
