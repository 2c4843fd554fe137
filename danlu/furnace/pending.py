"""What an intake would find, told without taking anything in."""

from __future__ import annotations

from danlu.lake.catalogue import read_catalogue
from danlu.lake.layout import Project
from danlu.recipe import Recipe
from danlu.stages.source_files import look


def pending_sources(project: Project, recipe: Recipe) -> dict[str, list[str]]:
    """Names of files that are new, changed or gone since the last intake.

    A file whose size or time moved counts as changed only if its bytes did.
    """
    if not project.sources.is_dir():
        return {"unreachable": ["data/sources/"]}
    known = {source.name: source for source in read_catalogue(project).values()}
    found = look(project, recipe.source_files, known)
    present = {name for name, source in known.items() if source.state == "present"}
    return {
        "new": sorted(set(found) - present),
        "changed": sorted(name for name, changed in found.items() if changed and name in present),
        "gone": sorted(present - set(found)),
    }
