"""The proof of one unit: which files stand on which side of law 1, stage by stage."""

from __future__ import annotations

from pathlib import Path

from danlu.audit.breach import Breach
from danlu.audit.conservation import StageFiles, prove_conservation
from danlu.audit.exports import prove_exports
from danlu.audit.records import prove_records
from danlu.lake.layout import Project
from danlu.lake.manifest import Manifest
from danlu.lake.published import published_files

_CAME_IN = {
    "cleaned": "raw",
    "deduplicated": "cleaned",
    "annotated": "deduplicated",
    "augmented": "annotated",
    "balanced": "augmented",
}
"""The stage whose rows come in at each stage that keeps, drops or makes rows."""


def prove_unit(project: Project, folder: Path, manifest: Manifest) -> list[Breach]:
    """Prove law 1 for a staged or published folder against what is published upstream."""
    stage, key = manifest.stage, manifest.key
    place = key or ""

    def own(kind: str) -> list[Path]:
        return [folder / name for name in sorted(manifest.files) if name.startswith((f"{kind}-", f"{kind}/"))]

    if stage == "source_files":
        return []
    if stage == "raw":
        return prove_records(place, own("records"), own("rows"), own("ledger"))
    if stage == "exported":
        targets = str(manifest.details["targets"]).split(",")
        balanced = published_files(project, "balanced", None, "rows")
        return prove_exports(balanced, own("lineage"), own("ledger"), targets)
    came_in = published_files(project, _CAME_IN[stage], key, "rows")
    return prove_conservation(StageFiles(stage, place, came_in, own("rows"), own("ledger")))
