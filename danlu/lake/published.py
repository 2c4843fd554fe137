"""Reading what is published: always through the manifest, never by listing a folder."""

from __future__ import annotations

from pathlib import Path

from danlu.graph import STAGES
from danlu.lake.catalogue import read_catalogue
from danlu.lake.layout import Project
from danlu.lake.manifest import folder_version, read_manifest


def published_files(project: Project, stage: str, key: str | None, kind: str) -> list[Path]:
    """Files of a kind (`rows`, `ledger`, `records`, `text`) of one source at a stage, in order.

    A whole-corpus stage keeps one file per source in a folder named for the kind. `key` None means
    all files of the stage.
    """
    if STAGES[stage].partitioned and key is None:
        keys = read_catalogue(project)
        return [path for each in keys for path in published_files(project, stage, each, kind)]
    if STAGES[stage].partitioned:
        folder, prefix = project.unit(stage, key), f"{kind}-"
    else:
        folder, prefix = project.stage(stage), f"{kind}/{key}.parquet" if key else f"{kind}/"
    manifest = read_manifest(folder)
    if manifest is None:
        return []
    return [folder / name for name in sorted(manifest.files) if name.startswith(prefix)]


def published_version(project: Project, stage: str, key: str) -> str:
    """The version of one source's data at a stage, or "" where none is published."""
    folder = project.unit(stage, key) if STAGES[stage].partitioned else project.stage(stage)
    manifest = read_manifest(folder)
    if manifest is None:
        return ""
    if STAGES[stage].partitioned:
        return manifest.version
    own = {name: entry.md5 for name, entry in manifest.files.items() if Path(name).stem == key}
    return folder_version(own)
