"""The proof of one unit: which files stand on which side of law 1, stage by stage."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from danlu.audit.breach import Breach
from danlu.audit.conservation import StageFiles, prove_conservation
from danlu.audit.exports import prove_exports
from danlu.audit.records import prove_records
from danlu.lake.layout import Project
from danlu.lake.manifest import Manifest
from danlu.lake.published import published_files

CAME_IN = {
    "cleaned": "raw",
    "deduplicated": "cleaned",
    "annotated": "deduplicated",
    "augmented": "annotated",
    "balanced": "augmented",
    "exported": "balanced",
}
"""The stage whose rows come in at each stage that keeps, drops, makes or says rows."""


def prove_units(project: Project, units: Sequence[tuple[Path, Manifest]]) -> list[Breach]:
    """Prove several partitions of one stage in one go, which costs little more than one of them.

    The keys of different sources never meet, so the union holds if, and only if, each part does.
    Where it does not, each is proved by itself, to name the one.
    """
    if not _prove(project, units, units[0][1].key or ""):
        return []
    return [breach for folder, manifest in units for breach in prove_unit(project, folder, manifest)]


def prove_unit(project: Project, folder: Path, manifest: Manifest) -> list[Breach]:
    """Prove law 1 for a staged or published folder against what is published upstream."""
    return _prove(project, [(folder, manifest)], manifest.key or "")


def _prove(project: Project, units: Sequence[tuple[Path, Manifest]], place: str) -> list[Breach]:
    manifest = units[0][1]
    stage = manifest.stage

    def own(kind: str) -> list[Path]:
        prefixes = (f"{kind}-", f"{kind}/")
        return [
            folder / name for folder, one in units for name in sorted(one.files) if name.startswith(prefixes)
        ]

    if stage == "source_files":
        return []
    if stage == "raw":
        return prove_records(place, own("records"), own("rows"), own("ledger"))
    if stage == "exported":
        targets = str(manifest.details["targets"]).split(",")
        balanced = published_files(project, "balanced", None, "rows")
        return prove_exports(balanced, own("lineage"), own("ledger"), targets)
    keys = [one.key for _, one in units]
    came_in = [path for key in keys for path in published_files(project, CAME_IN[stage], key, "rows")]
    return prove_conservation(StageFiles(stage, place, came_in, own("rows"), own("ledger")))
