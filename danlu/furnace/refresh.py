"""Bringing a stage up to date: compute what is stale, prove it, publish it."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from danlu.audit.unit import prove_unit
from danlu.engine import Engine, LocalEngine
from danlu.errors import DanluError, LawBrokenError
from danlu.furnace.freshness import Freshness, Unit, units_of
from danlu.graph import STAGES
from danlu.lake.catalogue import content_path
from danlu.lake.integrity import FileIndex
from danlu.lake.layout import Project
from danlu.lake.manifest import FileEntry, Manifest, describe_file, read_manifest
from danlu.lake.parquet import parquet_rows
from danlu.lake.publish import project_lock, publish, recover, staging
from danlu.lake.published import published_files
from danlu.progress import LISTENER, Outcome
from danlu.recipe import Recipe
from danlu.stages import cleaned, raw
from danlu.stages.fingerprint import fingerprint
from danlu.stages.work import Receipt, Work, bytes_of


@dataclass(slots=True)
class Furnace:
    """Refreshes stages of one project with one recipe."""

    project: Project
    recipe: Recipe
    engine: Engine = field(default_factory=LocalEngine)

    def refresh(self, stage: str, keys: Sequence[str] | None = None) -> list[Outcome]:
        """Bring a stage, or some of its partitions, up to date.

        Returns:
            One outcome per unit, fresh ones included.

        Raises:
            LawBrokenError: What was computed breaks a law; that unit is not published.
        """
        listener = LISTENER.get()
        with project_lock(self.project, stage):
            index = FileIndex(self.project)
            freshness = Freshness(self.project, self.recipe, index)
            units = self._units(stage, keys, freshness)
            stale = [unit for unit in units if freshness.staleness(unit)]
            listener.started(stage, len(stale))
            outcomes = [self._fresh(unit) for unit in units if unit not in set(stale)]
            compute = self._partitions if STAGES[stage].partitioned else self._whole
            for outcome in compute(stale, freshness, index):
                listener.finished_unit(outcome)
                outcomes.append(outcome)
            index.save()
        listener.finished(stage)
        return outcomes

    def _units(self, stage: str, keys: Sequence[str] | None, freshness: Freshness) -> list[Unit]:
        units = units_of(stage, freshness.sources)
        for unit in units:
            recover(self.project.unit(unit.stage, unit.key))
        if keys is None:
            return units
        unknown = set(keys) - {unit.key for unit in units}
        if unknown:
            raise DanluError(f"{stage}: no source has the key {min(unknown)}; see `danlu status`")
        return [unit for unit in units if unit.key in set(keys)]

    def _fresh(self, unit: Unit) -> Outcome:
        manifest = read_manifest(self.project.unit(unit.stage, unit.key))
        if manifest is None:
            raise DanluError(f"{unit.stage}: its manifest vanished while it was read")
        return outcome_of(manifest, fresh=True)

    def _partitions(self, units: Sequence[Unit], freshness: Freshness, index: FileIndex) -> Iterator[Outcome]:
        """Run the tasks of all stale partitions; publish each as soon as its last task is done."""
        with staging(self.project) as folder:
            planned = [(unit, *self._plan(unit, freshness, folder / str(unit.key))) for unit in units]
            tasks = [task for _, _, unit_tasks in planned for task in unit_tasks]
            if not planned:
                return
            function = planned[0][1]
            size = bytes_of(path for task in tasks if (path := task_input(task)) is not None)
            receipts = self.engine.map(function, tasks, input_bytes=size)
            for unit, _, unit_tasks in planned:
                done = [next(receipts) for _ in unit_tasks]
                yield self._publish(unit, folder / str(unit.key), _join(done), freshness, index)

    def _plan(
        self, unit: Unit, freshness: Freshness, staged: Path
    ) -> tuple[Callable[[Any], Receipt], Sequence[raw.Task | cleaned.Task]]:
        staged.mkdir(parents=True)
        key = str(unit.key)
        if unit.stage == "raw":
            source = freshness.sources[key]
            path = content_path(self.project, source) if source.state == "present" else None
            return raw.read_source, [raw.Task(source.name, path, staged, self.recipe.raw)]
        shards = published_files(self.project, "raw", key, "rows")
        return cleaned.clean_shard, [cleaned.Task(shard, staged, self.recipe.cleaned) for shard in shards]

    def _whole(self, units: Sequence[Unit], freshness: Freshness, index: FileIndex) -> Iterator[Outcome]:
        for unit in units:
            self._require_inputs(unit, freshness)
            with staging(self.project) as folder:
                staged = folder / unit.stage
                staged.mkdir()
                module = importlib.import_module(STAGES[unit.stage].module)
                print_of_stage = fingerprint(unit.stage, self.recipe)
                work = Work(self.project, self.recipe, self.engine, staged, print_of_stage, freshness.sources)
                receipt: Receipt = module.compute(work)
                yield self._publish(unit, staged, receipt, freshness, index)

    def _require_inputs(self, unit: Unit, freshness: Freshness) -> None:
        for name in STAGES[unit.stage].inputs:
            for needed in units_of(name, freshness.sources):
                if read_manifest(self.project.unit(needed.stage, needed.key)) is None:
                    raise DanluError(f"{unit.stage} needs {name}, which is not built: run `danlu build`")

    def _publish(
        self, unit: Unit, staged: Path, receipt: Receipt, freshness: Freshness, index: FileIndex
    ) -> Outcome:
        manifest = Manifest(
            unit.stage,
            unit.key,
            fingerprint(unit.stage, self.recipe),
            freshness.inputs(unit),
            describe_folder(staged),
            receipt.figures,
            receipt.details,
        )
        breaches = prove_unit(self.project, staged, manifest)
        if breaches:
            raise LawBrokenError("not published:\n" + "\n".join(str(breach) for breach in breaches[:5]))
        target = self.project.unit(unit.stage, unit.key)
        publish(staged, manifest, target)
        index.remember(target, manifest)
        return outcome_of(manifest, fresh=False)


def describe_folder(
    folder: Path, known: Mapping[str, FileEntry] = MappingProxyType({})
) -> dict[str, FileEntry]:
    """Every file of a staged folder, hashed as it was read back from disk.

    `known` gives the entries of files that were linked from the published version.
    """
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {
        name: known[name] if name in known else describe_file(folder / name, parquet_rows(folder / name))
        for name in names
    }


def outcome_of(manifest: Manifest, *, fresh: bool) -> Outcome:
    """What a published manifest says, for those who listen."""
    return Outcome(manifest.stage, manifest.key, fresh, manifest.version, manifest.figures, manifest.details)


def task_input(task: raw.Task | cleaned.Task) -> Path | None:
    """The file that a partition's task reads."""
    return task.path if isinstance(task, raw.Task) else task.shard


def _join(receipts: Iterable[Receipt]) -> Receipt:
    """Several tasks' figures added up; details are those of the last."""
    figures: Counter[str] = Counter()
    details: Mapping[str, str | int | None] = {}
    for receipt in receipts:
        figures.update(receipt.figures)
        details = receipt.details
    return Receipt(dict(figures), details)
