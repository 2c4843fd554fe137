"""Stale or fresh: the manifests decide (law 8)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from danlu.declared.file import read_declared
from danlu.dedup.held_out.record import recorded_version
from danlu.graph import STAGES
from danlu.lake.catalogue import SourceFile
from danlu.lake.integrity import FileIndex
from danlu.lake.layout import Project
from danlu.lake.published import Published
from danlu.recipe import Recipe
from danlu.stages.fingerprint import fingerprint


class Staleness(StrEnum):
    """Why a unit has to be computed."""

    NEVER_BUILT = "never built"
    INPUTS_CHANGED = "inputs changed"
    RULES_CHANGED = "recipe, code or libraries changed"
    DAMAGED = "files missing or altered"


@dataclass(frozen=True, slots=True)
class Unit:
    """What is published as one folder: a source's partition of a stage, or a whole stage."""

    stage: str
    key: str | None


def units_of(stage: str, sources: Mapping[str, SourceFile]) -> list[Unit]:
    """The units that a stage should have for these sources."""
    if STAGES[stage].partitioned:
        return [Unit(stage, key) for key in sources]
    return [Unit(stage, None)]


def inputs_of(unit: Unit, sources: Mapping[str, SourceFile]) -> list[Unit]:
    """The units that a unit is computed from: of a partitioned stage its own partition, or all."""
    names = STAGES[unit.stage].inputs
    if unit.key is None:
        return [each for name in names for each in units_of(name, sources)]
    return [Unit(name, unit.key if STAGES[name].partitioned else None) for name in names]


class Freshness:
    """Compares what is published with what would be computed now."""

    def __init__(self, project: Project, recipe: Recipe, index: FileIndex) -> None:
        """Compare from now on: what is published later is not seen."""
        self._project = project
        self._recipe = recipe
        self._index = index
        self.published = Published(project)
        self.sources = self.published.sources

    def staleness(self, unit: Unit) -> Staleness | None:
        """Why the unit is stale, or None where it is fresh."""
        folder = self._project.unit(unit.stage, unit.key)
        manifest = self.published.manifest(unit.stage, unit.key)
        if manifest is None:
            return Staleness.NEVER_BUILT
        if dict(manifest.inputs) != self.inputs(unit):
            return Staleness.INPUTS_CHANGED
        if manifest.fingerprint != fingerprint(unit.stage, self._recipe):
            return Staleness.RULES_CHANGED
        return Staleness.DAMAGED if self._index.damaged(folder, manifest) else None

    def inputs(self, unit: Unit) -> dict[str, str]:
        """The versions of what the unit would be computed from."""
        stage = STAGES[unit.stage]
        if stage.name == "source_files":
            return read_declared(self._project.root).inputs
        if unit.key is not None and stage.name == "raw":
            return {"source_files": self.sources[unit.key].version}
        if unit.key is not None:
            return {name: self.published.version(name, unit.key) for name in stage.inputs}
        inputs = {name: self.published.stage_version(name) for name in stage.inputs}
        if stage.name == "deduplicated":
            inputs["held_out"] = recorded_version(self._project)
        return inputs


def state_of(project: Project, recipe: Recipe, stale: Mapping[str, Sequence[Unit]]) -> str:
    """A hash of what is stale and of what it would be made from: the same state, the same hash."""
    freshness = Freshness(project, recipe, FileIndex(project))
    parts = [
        [unit.stage, unit.key, freshness.inputs(unit), fingerprint(name, recipe)]
        for name, units in stale.items()
        for unit in units
    ]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def stale_units(project: Project, recipe: Recipe, stages: Sequence[str]) -> dict[str, list[Unit]]:
    """Stale units by stage; what lies downstream of a stale stage has to be asked again."""
    index = FileIndex(project)
    freshness = Freshness(project, recipe, index)
    found: dict[str, list[Unit]] = {}
    for name in stages:
        units = units_of(name, freshness.sources)
        upstream = [found[needed] for needed in STAGES[name].inputs if needed in found]
        if upstream and not STAGES[name].partitioned:
            found[name] = units
            continue
        doubtful = {unit.key for above in upstream for unit in above}
        stale = [unit for unit in units if unit.key in doubtful or freshness.staleness(unit)]
        if stale:
            found[name] = stale
    index.save()
    return found
