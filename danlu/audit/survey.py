"""The published lake as the audit sees it: every folder that should be there, read once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from danlu.audit.breach import Breach
from danlu.audit.files import Folder, inspect_folder
from danlu.audit.report import AuditReport, Progress, Tally
from danlu.dedup.held_out.record import recorded_version
from danlu.errors import DanluError
from danlu.graph import STAGES, Stage
from danlu.lake.catalogue import SourceFile, read_catalogue
from danlu.lake.layout import Project
from danlu.lake.manifest import folder_version

Place = tuple[str, str | None]


@dataclass(slots=True)
class Survey:
    """All published folders that can be used, and the catalogue that says which sources there are.

    `connection` reads no file; it saves opening one for each small table that is hashed.
    """

    project: Project
    sources: Mapping[str, SourceFile] = field(default_factory=dict)
    folders: dict[Place, Folder] = field(default_factory=dict)
    connection: duckdb.DuckDBPyConnection | None = None

    def keys(self, stage: str) -> list[str | None]:
        """The partitions that a stage should have."""
        return list(self.sources) if STAGES[stage].partitioned else [None]

    def of(self, stage: str) -> list[Folder]:
        """The published folders of a stage, in the order of the catalogue."""
        found = (self.folders.get((stage, key)) for key in self.keys(stage))
        return [folder for folder in found if folder is not None]

    def sound(self, stage: str, key: str | None = None) -> bool:
        """Whether a stage, or one partition of it, is published and can be read as a whole."""
        keys = [key] if key is not None and STAGES[stage].partitioned else self.keys(stage)
        found = [self.folders.get((stage, key)) for key in keys]
        return all(folder is not None and folder.sound for folder in found)

    def files(self, stage: str, kind: str, key: str | None = None) -> list[Path]:
        """Files of a kind at a stage, of all sources or of one."""
        if not STAGES[stage].partitioned:
            return [path for folder in self.of(stage) for path in folder.files(kind, key)]
        folders = [folder for folder in self.of(stage) if key in {None, folder.key}]
        return [path for folder in folders for path in folder.files(kind)]

    def version(self, stage: str, key: str | None) -> str:
        """What is published of a stage or one partition, as a version; "" where nothing is."""
        if STAGES[stage].partitioned and key is None:
            return folder_version({each: self.version(stage, each) for each in self.sources})
        folder = self.folders.get((stage, key if STAGES[stage].partitioned else None))
        return folder.manifest.version if folder is not None else ""

    def inputs(self, stage: str, key: str | None) -> dict[str, str]:
        """The versions of what is published upstream of a folder."""
        if key is not None and stage == "raw":
            return {"source_files": self.sources[key].version}
        inputs = {name: self.version(name, key) for name in STAGES[stage].inputs}
        if stage == "deduplicated":
            inputs["held_out"] = recorded_version(self.project)
        return inputs

    def follows(self, folder: Folder) -> bool:
        """Whether a folder was built from what is published upstream now."""
        return dict(folder.manifest.inputs) == self.inputs(folder.stage, folder.key)


def survey(project: Project, report: AuditReport, progress: Progress) -> Survey:
    """Inspect every published folder; what is wrong with them goes to the report."""
    found = Survey(project)
    _inspect(found, report, progress, STAGES["source_files"], [None])
    try:
        found.sources = read_catalogue(project)
    except (DanluError, OSError, ValueError, TypeError, AttributeError):
        message = "the catalogue is damaged, so nothing else can be proved"
        report.breaches.append(Breach("source_files", "catalogue.json", "5", message))
        return found
    stages = [stage for stage in STAGES.values() if stage.name != "source_files"]
    progress.planned(sum(len(found.keys(stage.name)) for stage in stages) * 2 + 3)
    for stage in stages:
        _inspect(found, report, progress, stage, found.keys(stage.name))
        report.breaches += _strangers(found, stage)
    return found


def _inspect(
    found: Survey, report: AuditReport, progress: Progress, stage: Stage, keys: list[str | None]
) -> None:
    tally = report.stages.setdefault(stage.name, Tally())
    for key in keys:
        progress.step(f"{stage.name} {key or ''}".strip())
        folder, breaches = inspect_folder(stage.name, key, found.project.unit(stage.name, key))
        report.breaches += breaches
        if folder is not None:
            found.folders[stage.name, key] = folder
            tally.add(folder.tally)


def _strangers(found: Survey, stage: Stage) -> Iterator[Breach]:
    """What lies in the folder of a partitioned stage and is no partition of a known source."""
    place = found.project.stage(stage.name)
    if not stage.partitioned or not place.is_dir():
        return
    for item in sorted(place.iterdir()):
        if item.name not in found.sources and not item.name.endswith(".previous"):
            yield Breach(stage.name, item.name, "5", "lies here, but no source of the catalogue has this key")
