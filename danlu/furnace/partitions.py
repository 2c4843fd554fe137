"""The work of the partitioned stages: tasks of many partitions, in batches, in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from danlu.engine import Engine, in_batches
from danlu.furnace.freshness import Unit
from danlu.lake.catalogue import content_path
from danlu.lake.layout import Project
from danlu.lake.published import Published
from danlu.recipe import Recipe
from danlu.stages import cleaned, raw
from danlu.stages.work import Receipt


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be computed: `function` maps a batch of tasks to their receipts."""

    function: Callable[[Sequence[Any]], list[Receipt]]
    tasks: Mapping[Unit, Sequence[raw.Task | cleaned.Task]]


def plan(
    project: Project,
    recipe: Recipe,
    units: Sequence[Unit],
    published: Published,
    folder: Path,
) -> Plan:
    """The tasks of each unit; each unit has a staged folder of its own below `folder`."""
    tasks: dict[Unit, list[raw.Task | cleaned.Task]] = {}
    for unit in units:
        key = str(unit.key)
        staged = folder / key
        staged.mkdir(parents=True)
        if unit.stage == "raw":
            source = published.sources[key]
            path = content_path(project, source) if source.state == "present" else None
            tasks[unit] = [raw.Task(source.name, path, staged, recipe.raw)]
        else:
            shards = published.files("raw", key, "rows")
            tasks[unit] = [cleaned.Task(shard, staged, recipe.cleaned) for shard in shards]
    return Plan(raw.read_sources if units[0].stage == "raw" else cleaned.clean_shards, tasks)


def compute(planned: Plan, engine: Engine) -> Iterator[tuple[Unit, Receipt]]:
    """Run every task; each unit comes as soon as its last task is done, in the order of the plan."""
    tasks = [task for unit_tasks in planned.tasks.values() for task in unit_tasks]
    batches = in_batches(tasks, _bytes_read)
    results = engine.map(planned.function, batches, input_bytes=sum(map(_bytes_read, tasks)))
    receipts = (receipt for batch in results for receipt in batch)
    for unit, unit_tasks in planned.tasks.items():
        yield unit, _join(next(receipts) for _ in unit_tasks)


def _bytes_read(task: raw.Task | cleaned.Task) -> int:
    path = task.path if isinstance(task, raw.Task) else task.shard
    return path.stat().st_size if path is not None else 0


def _join(receipts: Iterable[Receipt]) -> Receipt:
    """Several tasks' figures added up; details are those of the last."""
    figures: Counter[str] = Counter()
    details: Mapping[str, str | int | None] = {}
    for receipt in receipts:
        figures.update(receipt.figures)
        details = receipt.details
    return Receipt(dict(figures), details)
