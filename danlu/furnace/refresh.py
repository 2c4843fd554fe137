"""Bringing a stage up to date: compute what is stale, prove it, publish it."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from danlu.audit.unit import prove_units
from danlu.door.engine import GuardedEngine, LocalEngine
from danlu.errors import DanluError, LawBrokenError
from danlu.furnace.freshness import Freshness, Unit, inputs_of, units_of
from danlu.furnace.partitions import compute, plan
from danlu.graph import STAGES
from danlu.lake.integrity import FileIndex
from danlu.lake.layout import Project
from danlu.lake.manifest import FileEntry, Manifest, describe_file, read_manifest
from danlu.lake.parquet import parquet_rows
from danlu.lake.publish import project_lock, publish, recover, staging
from danlu.progress import LISTENER, Outcome
from danlu.recipe import Recipe
from danlu.stages.fingerprint import fingerprint
from danlu.stages.work import Receipt, Work

PROVED_TOGETHER = 32
"""Partitions whose proofs share one pass; what a kill loses of finished work is at most this many."""


@dataclass(slots=True)
class Furnace:
    """Refreshes stages of one project with one recipe.

    Where sources may arrive at any moment (`arriving`), the corpus is made without those whose rows
    are not there yet: it is stale as soon as they are. Else they have to be there.
    """

    project: Project
    recipe: Recipe
    engine: GuardedEngine = field(default_factory=LocalEngine)
    arriving: bool = False

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
            self._require_inputs(stale, freshness, index)
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
        """Compute stale partitions, and publish them a handful at a time, as they are done."""
        with staging(self.project) as folder:
            if not units:
                return
            planned = plan(self.project, self.recipe, units, freshness.published, folder)
            ready: list[tuple[Path, Manifest]] = []
            for unit, receipt in compute(planned, self.engine):
                staged = folder / str(unit.key)
                ready.append((staged, self._manifest(unit, staged, receipt, freshness)))
                if len(ready) == PROVED_TOGETHER:
                    yield from self._publish(ready, index)
                    ready = []
            if ready:
                yield from self._publish(ready, index)

    def _whole(self, units: Sequence[Unit], freshness: Freshness, index: FileIndex) -> Iterator[Outcome]:
        for unit in units:
            with staging(self.project) as folder:
                staged = folder / unit.stage
                staged.mkdir()
                module = importlib.import_module(STAGES[unit.stage].module)
                print_of_stage = fingerprint(unit.stage, self.recipe)
                work = Work(
                    self.project, freshness.published, self.recipe, self.engine, staged, print_of_stage
                )
                receipt: Receipt = module.compute(work)
                manifest = self._manifest(unit, staged, receipt, freshness)
                yield from self._publish([(staged, manifest)], index)

    def _require_inputs(self, units: Sequence[Unit], freshness: Freshness, index: FileIndex) -> None:
        """Nothing is computed from what is not there, or is not what was published."""
        needed = {each: unit.stage for unit in units for each in inputs_of(unit, freshness.sources)}
        for each, stage in needed.items():
            manifest = freshness.published.manifest(each.stage, each.key)
            if manifest is None and self.arriving and each.key is not None and not STAGES[stage].partitioned:
                continue
            if manifest is None:
                raise DanluError(f"{stage} needs {each.stage}, which is not built: run `danlu build`")
            if index.damaged(self.project.unit(each.stage, each.key), manifest):
                raise DanluError(
                    f"{stage} needs {each.stage}, of which files are missing or altered: run `danlu build`"
                )

    def _manifest(self, unit: Unit, staged: Path, receipt: Receipt, freshness: Freshness) -> Manifest:
        return Manifest(
            unit.stage,
            unit.key,
            fingerprint(unit.stage, self.recipe),
            freshness.inputs(unit),
            describe_folder(staged),
            receipt.figures,
            receipt.details,
        )

    def _publish(self, units: Sequence[tuple[Path, Manifest]], index: FileIndex) -> Iterator[Outcome]:
        """Prove what is staged, then put it in its place. What breaks a law is never published."""
        breaches = prove_units(self.project, units)
        if breaches:
            raise LawBrokenError("not published:\n" + "\n".join(str(breach) for breach in breaches[:5]))
        for staged, manifest in units:
            target = self.project.unit(manifest.stage, manifest.key)
            publish(staged, manifest, target)
            index.remember(target, manifest)
            yield outcome_of(manifest, fresh=False)


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
