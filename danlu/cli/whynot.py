"""`danlu whynot`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from danlu.cli.deployment import enter_project
from danlu.cli.journeys import fate_lines, place_line, source_lines, step_lines
from danlu.cli.terminal import from_here, own_output, visible
from danlu.journey.model import RecordJourney, SourceJourney
from danlu.journey.names import Wanted, resolve
from danlu.journey.origin import source_named
from danlu.journey.whynot import whynot_record, whynot_source
from danlu.ledger_text import explain
from danlu.mirror import open_mirror


@click.command()
@click.argument("place", metavar="SOURCE[:LINE]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def whynot(place: str, as_json: bool) -> None:  # noqa: FBT001 - click's signature
    """Where did a source, or the record on a line of it, go? What stopped it?

    SOURCE is a source's name or its path below data/sources/. Where a source has no lines, as
    Parquet, LINE is the record's number.

    这个来源（或其中某一行的记录）去了哪里，被什么挡住了？
    """
    here = Path.cwd()
    project = enter_project()
    with open_mirror(project) as connection:
        wanted = resolve(connection, project, from_here(here, place))
        if wanted.steps:
            told, lines = _not_a_source(wanted)
        elif wanted.line is None:
            whole = whynot_source(connection, project, wanted.source)
            told, lines = asdict(whole), _source(whole)
        else:
            journeys = whynot_record(connection, project, wanted.source, wanted.line)
            source = source_named(project, wanted.source)
            told = {"source": asdict(source), "records": [asdict(journey) for journey in journeys]}
            lines = (line for part in (source_lines(source), _records(journeys)) for line in part)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False, indent=1, default=str))
        return
    console = own_output()
    for line in lines:
        console.print(line)


def _not_a_source(wanted: Wanted) -> tuple[dict[str, Any], Iterator[str]]:
    def lines() -> Iterator[str]:
        yield f"{visible(wanted.source)} is not taken as a source"
        for step in wanted.steps:
            yield from step_lines(step)

    told = {"source": {"name": wanted.source}, "file_steps": [asdict(step) for step in wanted.steps]}
    return told, lines()


def _source(whole: SourceJourney) -> Iterator[str]:
    yield from source_lines(whole.source)
    for step in whole.file_steps:
        yield from step_lines(step)
    yield "rows at each stage"
    for stage, count in whole.stages.items():
        yield f"  {stage:13} {count:>9,}"
    for file, count in whole.lines.items():
        yield f"  exported      {count:>9,}  data/exported/{file}"
    if whole.verdicts:
        yield "what was done to them"
    for found in whole.verdicts:
        target = f" for {found['target']}" if found["target"] else ""
        told = explain(found["reason"])
        what = f"{found['stage']}: {found['verdict']}{target}: {found['reason']}"
        yield f"  {found['entries']:>9,}  {what}"
        yield f"             {told.english} {told.chinese}"


def _records(journeys: list[RecordJourney]) -> Iterator[str]:
    for journey in journeys:
        yield place_line(journey.place)
        if journey.refused is not None:
            yield "  refused:"
            yield from step_lines(journey.refused, "    ")
        for row in journey.rows:
            yield f"  row {row.row_id}"
            yield from fate_lines(row, "    ")
        if journey.place.rows > len(journey.rows):
            yield f"  … and {journey.place.rows - len(journey.rows):,} rows more"
