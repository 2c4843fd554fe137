"""What a measured process does at library level: `danlu.furnace` without Dagster and without DVC.

    python -m benchmarks.probe start            load what a refresh needs, and end
    python -m benchmarks.probe load-dagster     load the deployment's definitions too, and end
    python -m benchmarks.probe stage NAME       bring one stage up to date, or the `mirror`
    python -m benchmarks.probe refresh          bring every stage up to date, then the mirror
    python -m benchmarks.probe refresh --as-deployed   mirror and prove as often as the deployment does

It prints one line of JSON: the time and memory of the work alone, without the start of the process.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module

from danlu.audit.unit import prove_units
from danlu.furnace.intake import take_sources_in
from danlu.furnace.refresh import Furnace, outcome_of
from danlu.graph import STAGES
from danlu.lake.layout import Project, find_project
from danlu.lake.manifest import read_manifest
from danlu.mirror import update_mirror
from danlu.progress import Outcome
from danlu.recipe import load_recipe

_ROWS_IN = ("rows_in", "records", "sources")
_ROWS_OUT = ("rows", "lines", "sources")
_GONE = ("dropped", "merged", "refused")


def main(command: str, *arguments: str) -> None:
    """Do what the command line says, and print what it cost."""
    project = find_project()
    for stage in STAGES.values():
        import_module(stage.module)
    work: Mapping[str, Callable[[], Iterable[Outcome]]] = {
        "start": tuple,
        "load-dagster": _load_dagster,
        "stage": lambda: _stage(project, *arguments),
        "refresh": lambda: _refresh(project, as_deployed="--as-deployed" in arguments),
    }
    wall, cpu, before = time.perf_counter(), _cpu(), _peak()
    outcomes = list(work[command]())
    cost = {"wall": time.perf_counter() - wall, "cpu": _cpu() - cpu, "peak_before": before}
    sys.stdout.write(json.dumps(cost | {"units": _units(outcomes), "figures": _figures(outcomes)}) + "\n")


def _load_dagster() -> Iterable[Outcome]:
    os.environ.setdefault("DAGSTER_HOME", str(find_project().root / ".dagster"))
    dagster = import_module("dagster")
    import_module("definitions")
    with dagster.DagsterInstance.get():
        return ()


def _stage(project: Project, name: str) -> list[Outcome]:
    recipe = load_recipe(project.recipe)
    if name == "mirror":
        update_mirror(project)
        return []
    if name != "source_files":
        return Furnace(project, recipe).refresh(name)
    taken = take_sources_in(project, recipe)
    manifest = read_manifest(project.stage(name))
    return [outcome_of(manifest, fresh=not taken.changed)] if manifest is not None else []


def _refresh(project: Project, *, as_deployed: bool) -> Iterable[Outcome]:
    """Every stage in this process; the deployment mirrors after each, and its checks prove each again."""
    for name in STAGES:
        outcomes = _stage(project, name)
        yield from outcomes
        if as_deployed and name != "source_files":
            update_mirror(project)
            _prove_again(project, [outcome for outcome in outcomes if not outcome.fresh])
    update_mirror(project)


def _prove_again(project: Project, outcomes: Iterable[Outcome]) -> None:
    folders = [project.unit(outcome.stage, outcome.key) for outcome in outcomes]
    units = [(folder, manifest) for folder in folders if (manifest := read_manifest(folder)) is not None]
    if units and prove_units(project, units):
        raise ValueError("what was published is not conserved")


def _units(outcomes: Iterable[Outcome]) -> int:
    return sum(not outcome.fresh for outcome in outcomes)


def _figures(outcomes: Iterable[Outcome]) -> dict[str, dict[str, int]]:
    """Rows in, out and gone of each stage that was asked, all its units added up."""
    totals: dict[str, Counter[str]] = {}
    for outcome in outcomes:
        totals.setdefault(outcome.stage, Counter()).update(outcome.figures)
    return {
        stage: {
            "rows_in": _first(figures, _ROWS_IN),
            "rows_out": _first(figures, _ROWS_OUT),
            "dropped": sum(figures[name] for name in _GONE),
        }
        for stage, figures in totals.items()
    }


def _first(figures: Mapping[str, int], names: Iterable[str]) -> int:
    return next((figures[name] for name in names if name in figures), 0)


def _cpu() -> float:
    """Seconds of processor of this process and of the children that it waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _peak() -> int:
    """Bytes that this process held at most until now."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


# workers are spawned, and load this module without running it
if __name__ == "__main__":
    main(*sys.argv[1:])
