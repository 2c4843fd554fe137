"""The work of the partitioned stages: tasks of many partitions, in order.

What reads the bytes of sources is guarded, each source alone; what reads danlu's own files is
trusted, and small tasks share a batch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from danlu.door.bounds import Bounds, Guarded
from danlu.door.engine import GuardedEngine
from danlu.engine import Engine, in_batches
from danlu.furnace.freshness import Unit
from danlu.lake.catalogue import content_path
from danlu.lake.layout import Project
from danlu.lake.published import Published
from danlu.readers.compression import find_compression
from danlu.reading_knobs import Door
from danlu.recipe import Recipe
from danlu.stages import cleaned, raw
from danlu.stages.work import Receipt

_TEMPORARY = ".door"
_USUAL_EXPANSION = 10
"""How many bytes of text a byte of a compressed file or an archive is worth, where time is counted."""
_LONGEST_MAGIC = 6
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be computed: the tasks of each unit, whose files go below `folder`."""

    tasks: Mapping[Unit, Sequence[raw.Task | cleaned.Task]]
    folder: Path
    door: Door


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
            tasks[unit] = [raw.Task(source.name, path, staged, recipe.raw, source.hints)]
        else:
            shards = published.files("raw", key, "rows")
            tasks[unit] = [cleaned.Task(shard, staged, recipe.cleaned) for shard in shards]
    return Plan(tasks, folder, recipe.raw.door)


def compute(planned: Plan, engine: GuardedEngine) -> Iterator[tuple[Unit, Receipt]]:
    """Run every task; each unit comes as soon as its last task is done, in the order of the plan."""
    tasks = [task for unit_tasks in planned.tasks.values() for task in unit_tasks]
    sources = [task for task in tasks if isinstance(task, raw.Task)]
    shards = [task for task in tasks if isinstance(task, cleaned.Task)]
    receipts = chain(_read(sources, planned, engine), _clean(shards, engine))
    for unit, unit_tasks in planned.tasks.items():
        yield unit, _join(next(receipts) for _ in unit_tasks)


def _read(tasks: Sequence[raw.Task], planned: Plan, engine: GuardedEngine) -> Iterator[Receipt]:
    """Sources are hostile until they have been read: none shares a process's life with its neighbours."""
    door = planned.door
    bounds = Bounds(
        door.seconds, door.bytes_per_second, door.memory_bytes, door.output_bytes, door.open_files
    )
    yield from engine.guarded(
        raw.read_sources,
        [Guarded(task, task.staged, _bytes_of_text(task.path)) for task in tasks],
        bounds,
        raw.write_stopped,
        receipt=Receipt,
        scratch=planned.folder / _TEMPORARY,
    )


def _bytes_of_text(path: Path | None) -> int:
    """About how much there is to read in a source, by which its time is bounded."""
    if path is None:
        return 0
    with path.open("rb") as file:
        head = file.read(_LONGEST_MAGIC)
    packed = head.startswith(_ZIP) or find_compression(head) is not None
    return path.stat().st_size * (_USUAL_EXPANSION if packed else 1)


def _clean(tasks: Sequence[cleaned.Task], engine: Engine) -> Iterator[Receipt]:
    batches = in_batches(tasks, _bytes_read)
    results = engine.map(cleaned.clean_shards, batches, input_bytes=sum(map(_bytes_read, tasks)))
    for batch in results:
        yield from batch


def _bytes_read(task: cleaned.Task) -> int:
    return task.shard.stat().st_size


def _join(receipts: Iterable[Receipt]) -> Receipt:
    """Several tasks' figures added up; details are those of the last."""
    figures: Counter[str] = Counter()
    details: Mapping[str, str | int | None] = {}
    for receipt in receipts:
        figures.update(receipt.figures)
        details = receipt.details
    return Receipt(dict(figures), details)
