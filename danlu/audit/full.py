"""The whole audit: every law, proved from published files and the recorded bytes of the sources.

It believes no counter and no cache, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import duckdb
import pyarrow as pa

from danlu.audit.breach import MOST_NAMED, Breach
from danlu.audit.carried import prove_carried
from danlu.audit.files import Folder
from danlu.audit.generated import prove_generated
from danlu.audit.ledgers import prove_ledgers
from danlu.audit.lines import prove_lines
from danlu.audit.mirrored import prove_mirror
from danlu.audit.order import prove_order
from danlu.audit.report import AuditReport, NoProgress, Progress
from danlu.audit.rows import prove_rows
from danlu.audit.sides import misplaced, straddling
from danlu.audit.sources import prove_source, recorded_bytes
from danlu.audit.survey import Survey, survey
from danlu.audit.unique import prove_unique
from danlu.audit.unit import prove_unit
from danlu.audit.upstream import made_by, stale, vanished
from danlu.errors import DanluError
from danlu.lake.layout import Project
from danlu.recipe import Recipe, load_recipe

_UNPROVABLE = (pa.ArrowException, duckdb.Error, DanluError, OSError, ValueError, LookupError, TypeError)


def audit(project: Project, *, progress: Progress | None = None) -> AuditReport:
    """Prove all laws of a project; see `AuditReport`.

    Raises:
        DanluError: Nothing is published yet.
    """
    progress = progress or NoProgress()
    report = AuditReport()
    if not project.stage("source_files").is_dir():
        raise DanluError("nothing is built yet: run `danlu build`")
    lake = survey(project, report, progress)
    recipe = _recipe(project, report)
    report.breaches += vanished(lake)
    report.notices += stale(lake, recipe)
    _attempt(report, "source_files", "", lambda: recorded_bytes(lake))
    for folder in lake.folders.values():
        progress.step(f"{folder.stage} {folder.place}".strip())
        if folder.sound:
            _prove_folder(lake, folder, report)
    _prove_corpus(lake, recipe, report)
    progress.step("mirror")
    prove_mirror(lake, report)
    report.breaches = list(dict.fromkeys(report.breaches))
    return report


def _recipe(project: Project, report: AuditReport) -> Recipe | None:
    try:
        return load_recipe(project.recipe)
    except DanluError as error:
        report.notices.append(f"the recipe cannot be used, so sides are not computed again: {error}")
        return None


def _attempt(report: AuditReport, stage: str, place: str, proof: Callable[[], Iterable[Breach]]) -> None:
    """Run one proof; what makes it impossible is itself a breach, and the others go on."""
    try:
        report.breaches += proof()
    except _UNPROVABLE as error:
        message = f"cannot be proved: {type(error).__name__}"
        report.breaches.append(Breach(stage, place, "5", message))


def _prove_folder(lake: Survey, folder: Folder, report: AuditReport) -> None:
    """All that one folder must hold to, alone and against what it was built from."""
    for proof in _proofs(lake, folder):
        _attempt(report, folder.stage, folder.place, proof)


def _proofs(lake: Survey, folder: Folder) -> Iterator[Callable[[], Iterable[Breach]]]:
    yield lambda: prove_ledgers(lake, folder)
    yield lambda: prove_order(folder)
    if folder.stage in {"raw", "cleaned"} and folder.key is not None:
        source = lake.sources[folder.key]
        yield lambda: prove_rows(folder, source.name)
        if folder.stage == "raw" and lake.follows(folder):
            yield lambda: prove_source(lake, source, folder)
    if folder.stage == "augmented":
        for key, source in lake.sources.items():
            yield lambda key=key, source=source: prove_rows(folder, source.name, "text", key)  # type: ignore[misc]
    if folder.stage == "exported":
        yield lambda: prove_lines(folder)
    if folder.stage == "raw" or _provable(lake, folder):
        yield lambda: prove_unit(lake.project, folder.path, folder.manifest)
        yield lambda: prove_carried(lake, folder.stage, folder.key)
        if folder.stage == "augmented":
            yield lambda: prove_generated(lake)


def _provable(lake: Survey, folder: Folder) -> bool:
    """Whether the folder was built from what is published, and all of that can be read."""
    return lake.follows(folder) and all(lake.sound(name, folder.key) for name in folder.manifest.inputs)


def _prove_corpus(lake: Survey, recipe: Recipe | None, report: AuditReport) -> None:
    """What holds over all sources at once: unique ids, and law 9."""
    _attempt(report, "raw", "", lambda: prove_unique(lake))
    kept = lake.folders.get(("deduplicated", None))
    made = lake.folders.get(("augmented", None))
    if kept is None or not kept.sound or not _provable(lake, kept):
        return
    if made is not None and made.sound and _provable(lake, made):
        _attempt(report, "augmented", "", lambda: straddling(lake))
    if recipe is not None and made_by(kept, recipe):
        split = recipe.deduplicated.split
        _attempt(report, "deduplicated", "", lambda: misplaced(lake, split))
    elif recipe is not None and any(islice(misplaced(lake, recipe.deduplicated.split), MOST_NAMED)):
        report.notices.append(
            "deduplicated: sides are not those of today's recipe; a build brings them up to date"
        )
