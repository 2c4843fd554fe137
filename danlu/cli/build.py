"""`danlu build`."""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from danlu.cli.deployment import deployment, enter_project
from danlu.cli.progress import Display, own_console
from danlu.furnace.intake import TakenIn
from danlu.graph import STAGES
from danlu.lake.catalogue import read_catalogue
from danlu.lake.layout import Project
from danlu.lake.manifest import read_manifest
from danlu.ledger import Reason
from danlu.progress import LISTENER

_EXPECTED = {Reason.IGNORED_NAME, Reason.SOURCE_ABSENT}
"""Why a file is not taken although nothing is wrong with it."""
_STAGE = click.Choice(list(STAGES))


@click.command()
@click.option("--until", type=_STAGE, default="exported", help="Stop after this stage.")
@click.option("--only", type=_STAGE, help="This stage and no other; its inputs must be built.")
@click.option("--as-recorded", is_flag=True, help="Do not look at data/sources/, as after a checkout.")
@click.option(
    "--accept-removals",
    is_flag=True,
    help="Let sources go although more than half of them are missing from data/sources/.",
)
def build(until: str, only: str | None, as_recorded: bool, accept_removals: bool) -> None:  # noqa: FBT001 - click's signature
    """Take in what lies in data/sources/ and build what is stale.

    收录 data/sources/ 中的文件，并构建所有过期的阶段。
    """
    project = enter_project()
    runs = deployment(project, "runs")
    started = time.perf_counter()
    with own_console() as console:
        with Display(console) as display:
            token = LISTENER.set(display)
            try:
                report = runs.build(
                    project, until=until, only=only, intake=not as_recorded, accept_removals=accept_removals
                )
            finally:
                LISTENER.reset(token)
        if report.taken is not None:
            _tell_intake(console, report.taken)
        if only is None:
            _tell_sources(console, project)
            _tell_result(console, project)
        changed = sum(report.stale.values()) + (report.taken is not None and report.taken.changed)
        work = f"{changed} units computed" if changed else "nothing to compute"
        console.print(f"[bold]done[/bold] in {time.perf_counter() - started:.1f} s: {work}")


def _tell_intake(console: Console, taken: TakenIn) -> None:
    intake = taken.intake
    present = sum(source.state != "absent" for source in taken.sources.values())
    parts = [(intake.added, "new"), (intake.changed, "changed"), (intake.absent, "removed")]
    news = ", ".join(f"{number} {word}" for number, word in parts if number) or "none new"
    console.print(f"sources: {present} known, {news}")
    declined = [entry for entry in intake.entries if entry.reason not in _EXPECTED]
    for entry in declined[:10]:
        console.print(f"not taken: {entry.source} ({entry.reason})", markup=False)
    if len(declined) > 10:
        console.print(
            f'not taken: {len(declined) - 10} more; danlu sql "FROM ledger" lists them', markup=False
        )
    if intake.kept_despite_absence:
        console.print(
            f"[yellow]{intake.kept_despite_absence} sources are missing from data/sources/, more than half: "
            "their rows are kept. If they are meant to go, run `danlu build --accept-removals`.[/yellow]"
        )


def _tell_sources(console: Console, project: Project) -> None:
    """What was refused, by reason; the ledger and `danlu whynot` have each."""
    refused: Counter[str] = Counter()
    files: Counter[str] = Counter()
    for key, source in read_catalogue(project).items():
        manifest = read_manifest(project.unit("raw", key))
        if manifest is None or source.state == "absent":
            continue
        refused[source.name] += manifest.figures.get("refused", 0)
        files[source.name] += manifest.figures.get("rows", 0) == 0
    empty = sorted(name for name, number in files.items() if number)
    partly = {name: number for name, number in refused.items() if number and name not in empty}
    if partly:
        console.print(f"refused: {sum(partly.values())} records of {len(partly)} sources")
    for name in empty[:10]:
        console.print(f"gave no row: {name}", markup=False)
    if partly or empty:
        console.print("why: danlu whynot SOURCE · 原因：danlu whynot 来源", markup=False)


def _tell_result(console: Console, project: Project) -> None:
    manifest = read_manifest(project.stage("exported"))
    if manifest is None:
        return
    table = Table("file", "lines", "bytes", title="data/exported", title_justify="left", box=None)
    for name, entry in manifest.files.items():
        if name.endswith(".jsonl"):
            lines = _lines(project.stage("exported") / name, manifest.files)
            table.add_row(name, f"{lines:,}", f"{entry.bytes:,}")
    console.print(table)
    first = next((name for name in manifest.files if name.endswith(".jsonl")), None)
    ask = f" · ask a row: danlu trace --line {first}:1" if first is not None else ""
    console.print(f"card: data/exported/README.md{ask}", markup=False)


def _lines(path: Path, files: object) -> int:
    """Lines of an exported file, from its sidecar's row count."""
    sidecar = f"lineage/{path.parent.name}.{path.stem}.parquet"
    entry = files.get(sidecar) if isinstance(files, dict) else None
    return entry.rows if entry is not None and entry.rows is not None else 0
