"""Law 8: what each folder was built from. A stale folder is a notice; a vanished one is a breach."""

from __future__ import annotations

from collections.abc import Iterator

from danlu.audit.breach import Breach
from danlu.audit.files import Folder
from danlu.audit.survey import Survey
from danlu.graph import STAGES
from danlu.lake.manifest import NAME
from danlu.recipe import Recipe
from danlu.stages.fingerprint import fingerprint


def vanished(lake: Survey) -> Iterator[Breach]:
    """Folders that are not published although something published was built from them.

    What was never built is no breach: a build may have stopped half way.
    """
    for stage in STAGES:
        if stage == "source_files":
            continue
        for key in lake.keys(stage):
            place = lake.project.unit(stage, key)
            if (stage, key) in lake.folders or (place / NAME).exists():
                continue
            later = next(
                (folder for folder in lake.folders.values() if _built_from(folder, stage, key)), None
            )
            if later is not None:
                message = f"is not published, but {later.stage} was built from it"
                yield Breach(stage, key or "", "5", message)


def _built_from(folder: Folder, stage: str, key: str | None) -> bool:
    if not folder.manifest.inputs.get(stage):
        return False
    if key is None or folder.key is not None:
        return folder.key == key or key is None
    return any(name.endswith(f"/{key}.parquet") for name in folder.manifest.files)


def stale(lake: Survey, recipe: Recipe | None) -> Iterator[str]:
    """What would be built anew, a line per stage; what is stale cannot be proved against its inputs."""
    for stage in STAGES:
        if stage == "source_files":
            continue
        folders = lake.of(stage)
        missing = len(lake.keys(stage)) - len(folders)
        if missing:
            yield f"{stage}: {missing} of {len(lake.keys(stage))} not built yet"
        behind = sum(not lake.follows(folder) for folder in folders)
        if behind:
            yield (
                f"{stage}: stale: {behind} of {len(folders)} built from other inputs than those published; "
                "not proved against them"
            )
        if recipe is not None and any(not made_by(folder, recipe) for folder in folders):
            yield f"{stage}: stale: recipe, code or libraries changed since it was built"


def made_by(folder: Folder, recipe: Recipe) -> bool:
    """Whether the recipe and the code of today made a folder."""
    return folder.manifest.fingerprint == fingerprint(folder.stage, recipe)
