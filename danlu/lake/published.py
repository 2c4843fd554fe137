"""Reading what is published: always through the manifest, never by listing a folder."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path, PurePosixPath

from danlu.graph import STAGES
from danlu.lake.catalogue import SourceFile, read_catalogue
from danlu.lake.layout import Project
from danlu.lake.manifest import Manifest, folder_version, read_manifest


class Published:
    """What is published at one moment: each manifest is read once, however often it is asked for."""

    def __init__(self, project: Project) -> None:
        """Look at a project as it is from now on; later publications are not seen."""
        self._project = project
        self._manifests: dict[tuple[str, str | None], Manifest | None] = {}
        self._by_source: dict[str, dict[str, list[str]]] = {}

    @cached_property
    def sources(self) -> dict[str, SourceFile]:
        """Every source by key, in the order of their names."""
        return read_catalogue(self._project)

    def manifest(self, stage: str, key: str | None) -> Manifest | None:
        """The manifest of a partition, or of a whole-corpus stage; None where it is not built."""
        unit = (stage, key if STAGES[stage].partitioned else None)
        if unit not in self._manifests:
            self._manifests[unit] = read_manifest(self._project.unit(*unit))
        return self._manifests[unit]

    def files(self, stage: str, key: str | None, kind: str) -> list[Path]:
        """Files of a kind (`rows`, `ledger`, `records`, `text`) of one source at a stage, in order.

        A whole-corpus stage keeps one file per source in a folder named for the kind. `key` None
        means all sources.
        """
        if STAGES[stage].partitioned and key is None:
            return [path for each in self.sources for path in self.files(stage, each, kind)]
        manifest = self.manifest(stage, key)
        if manifest is None:
            return []
        if STAGES[stage].partitioned:
            folder, names = self._project.unit(stage, key), sorted(manifest.files)
            return [folder / name for name in names if name.startswith(f"{kind}-")]
        folder = self._project.stage(stage)
        if key is None:
            names = sorted(manifest.files)
            return [folder / name for name in names if name.startswith((f"{kind}/", f"{kind}-"))]
        own = self._of_source(stage, manifest).get(key, [])
        return [folder / name for name in own if name.startswith(f"{kind}/")]

    def is_whole(self, stage: str, key: str | None) -> bool:
        """Whether every file that the manifest names is there."""
        manifest = self.manifest(stage, key)
        folder = self._project.unit(stage, key if STAGES[stage].partitioned else None)
        return manifest is not None and all((folder / name).is_file() for name in manifest.files)

    def hashed(self, stage: str, key: str, kind: str) -> list[tuple[Path, str]]:
        """Files as `files` gives them, each with the hash that the manifest has of it."""
        manifest = self.manifest(stage, key)
        if manifest is None:
            return []
        folder = self._project.unit(stage, key if STAGES[stage].partitioned else None)
        paths = self.files(stage, key, kind)
        return [(path, manifest.files[path.relative_to(folder).as_posix()].md5) for path in paths]

    def version(self, stage: str, key: str) -> str:
        """The version of one source's data at a stage, or "" where it is not built."""
        manifest = self.manifest(stage, key)
        if manifest is None:
            return ""
        if STAGES[stage].partitioned:
            return manifest.version
        own = self._of_source(stage, manifest).get(key, [])
        return folder_version({name: manifest.files[name].md5 for name in own})

    def stage_version(self, stage: str) -> str:
        """The version of a whole stage, or "" where it is not built."""
        if STAGES[stage].partitioned:
            return folder_version({key: self.version(stage, key) for key in self.sources})
        manifest = self.manifest(stage, None)
        return manifest.version if manifest is not None else ""

    def _of_source(self, stage: str, manifest: Manifest) -> dict[str, list[str]]:
        """A whole-corpus stage's files by the source whose key they are named for."""
        if stage not in self._by_source:
            found: dict[str, list[str]] = {}
            for name in sorted(manifest.files):
                found.setdefault(PurePosixPath(name).stem, []).append(name)
            self._by_source[stage] = found
        return self._by_source[stage]


def published_files(project: Project, stage: str, key: str | None, kind: str) -> list[Path]:
    """See `Published.files`, for those who ask once."""
    return Published(project).files(stage, key, kind)
