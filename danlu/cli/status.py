"""`danlu status`."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from danlu.cli.deployment import enter_project
from danlu.furnace.freshness import Freshness, units_of
from danlu.furnace.pending import pending_sources
from danlu.graph import STAGES
from danlu.lake.integrity import FileIndex
from danlu.lake.layout import Project
from danlu.lake.manifest import read_manifest
from danlu.recipe import load_recipe


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(as_json: bool) -> None:  # noqa: FBT001 - click's signature
    """What is fresh, what is stale and why, and which files are not taken in yet.

    各阶段是否最新、为何过期，以及哪些文件尚未收录。
    """
    project = enter_project()
    found = _status(project)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    console = Console(highlight=False)
    table = Table("stage", "units", "rows", "state", box=None)
    for name, stage in found["stages"].items():
        state = ", ".join(f"{number} {why}" for why, number in stage["stale"].items()) or "fresh"
        table.add_row(name, str(stage["units"]), f"{stage['rows']:,}", state)
    console.print(table)
    for kind, names in found["sources"].items():
        for name in names:
            console.print(f"{kind}: {name}", markup=False)
    stale = any(stage["stale"] for stage in found["stages"].values())
    if stale or any(found["sources"].values()):
        console.print("run `danlu build` to bring all of it up to date", markup=False)


def _status(project: Project) -> dict[str, Any]:
    recipe = load_recipe(project.recipe)
    index = FileIndex(project)
    freshness = Freshness(project, recipe, index)
    stages: dict[str, dict[str, Any]] = {}
    for name in STAGES:
        units = units_of(name, freshness.sources)
        reasons = Counter(reason.value for unit in units if (reason := freshness.staleness(unit)))
        manifests = [read_manifest(project.unit(unit.stage, unit.key)) for unit in units]
        counts = [manifest.figures for manifest in manifests if manifest is not None]
        rows = sum(figures.get("rows", figures.get("lines", figures.get("sources", 0))) for figures in counts)
        stages[name] = {"units": len(units), "rows": rows, "stale": dict(reasons)}
    index.save()
    return {"stages": stages, "sources": pending_sources(project, recipe)}
