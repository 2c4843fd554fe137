"""`danlu fetch`."""

from __future__ import annotations

from collections.abc import Sequence

import click

from danlu.cli.deployment import deployment, enter_project
from danlu.cli.terminal import visible
from danlu.furnace.fetch import FetchOutcome

_NEWS = ("added", "changed", "absent", "kept", "refused", "not_fetched")
_WORDS = {"added": "new", "absent": "gone", "kept": "missing but kept", "not_fetched": "not fetched"}


@click.command()
@click.argument("names", nargs=-1)
@click.option(
    "--accept-removals",
    is_flag=True,
    help="Let files go that are no longer there, although they are more than half of their source.",
)
def fetch(names: tuple[str, ...], accept_removals: bool) -> None:  # noqa: FBT001 - click's signature
    """Fetch what sources.yaml declares elsewhere, or only the NAMES given, as far as it changed.

    What comes is recorded in data/source_files/, and `danlu build` reads it from there. What cannot be
    fetched stays as it was; exit code 2 if nothing of an entry could be fetched.

    按 sources.yaml 取回远程来源（或只取指定的几项），只取有变化的部分；取不到的保持原样。
    """
    project = enter_project()
    runs = deployment(project, "runs")
    tell_fetched(runs.fetch(project, names or None, accept_removals=accept_removals))


def tell_fetched(outcomes: Sequence[FetchOutcome]) -> None:
    """Say what was fetched; end with 2 where something could not be."""
    if not outcomes:
        click.echo("sources.yaml declares nothing that is fetched: `danlu add URL` does")
    for outcome in outcomes:
        if outcome.fault is None:
            click.echo(f"{visible(outcome.name)}: {_said(outcome)}")
        else:
            click.echo(f"danlu: {visible(outcome.fault)}", err=True)
    if any(outcome.figures.get("kept") for outcome in outcomes):
        click.echo("what is missing is kept; if it is meant to go: danlu fetch --accept-removals")
    if any(outcome.figures.get(name) for outcome in outcomes for name in ("added", "changed", "absent")):
        click.echo("run `danlu build` to compute what is new")
    if any(outcome.fault is not None for outcome in outcomes):
        raise click.exceptions.Exit(2)


def _said(outcome: FetchOutcome) -> str:
    counts = [(outcome.figures.get(name, 0), _WORDS.get(name, name)) for name in _NEWS]
    news = ", ".join(f"{number} {word}" for number, word in counts if number) or "nothing new"
    size = outcome.figures.get("bytes", 0)
    return f"{outcome.figures.get('files', 0)} files, {news}" + (f", {size:,} bytes fetched" if size else "")
