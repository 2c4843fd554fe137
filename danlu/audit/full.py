"""The whole audit: every law, proved from published files and the recorded bytes of the sources.

It ends with what the recipe promises of personal data, which it looks for in all exported lines.

It believes no counter and no cache, and writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import duckdb
import pyarrow as pa

from danlu.audit.breach import Breach
from danlu.audit.carried import prove_carried, prove_cleaned
from danlu.audit.expressed import prove_expressed
from danlu.audit.files import Folder
from danlu.audit.generated import prove_generated
from danlu.audit.leaks import find_leaks
from danlu.audit.ledgers import prove_ledgers
from danlu.audit.lines import prove_lines
from danlu.audit.merges import prove_merges
from danlu.audit.mirrored import prove_mirror
from danlu.audit.order import prove_order
from danlu.audit.report import AuditReport, NoProgress, Progress
from danlu.audit.residual import find_residue
from danlu.audit.rows import prove_rows
from danlu.audit.sides import misplaced, straddling
from danlu.audit.sources import prove_source, recorded_bytes
from danlu.audit.survey import Survey, survey
from danlu.audit.unique import prove_unique
from danlu.audit.unit import prove_units
from danlu.audit.upstream import made_by, stale, vanished
from danlu.errors import DanluError
from danlu.graph import STAGES
from danlu.lake.connection import connect
from danlu.lake.layout import Project
from danlu.recipe import Recipe, load_recipe
from danlu.stages.leaks import near_of

Proof = Callable[[], Iterable[Breach]]

_UNPROVABLE = (
    *(pa.ArrowException, duckdb.Error, DanluError, OSError),
    *(ValueError, LookupError, TypeError, AttributeError, RecursionError),
)


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
    _attempt(report, "source_files", "", partial(recorded_bytes, lake))
    with connect() as lake.connection:
        for folder in lake.folders.values():
            progress.step(f"{folder.stage} {folder.place}".strip())
            for proof in _alone(lake, folder) if folder.sound else ():
                _attempt(report, folder.stage, folder.place, proof)
    progress.step("every stage against its inputs")
    _prove_against_inputs(lake, report)
    _prove_corpus(lake, recipe, report)
    if recipe is not None:
        _compute_again(lake, recipe, report)
        progress.step("leaks in the exported files")
        _attempt(report, "exported", "", partial(_leaking, lake, recipe, report))
        progress.step("personal data in the exported files")
        _look_for_personal_data(lake, recipe, report)
    prove_mirror(lake, report)
    report.breaches = list(dict.fromkeys(report.breaches))
    return report


def _recipe(project: Project, report: AuditReport) -> Recipe | None:
    try:
        return load_recipe(project.recipe)
    except DanluError as error:
        report.notices.append(
            f"the recipe cannot be used, so sides, merges and lines are not computed again: {error}"
        )
        return None


def _attempt(report: AuditReport, stage: str, place: str, proof: Proof) -> None:
    """Run one proof; what makes it impossible is itself a breach, and the others go on."""
    try:
        report.breaches += proof()
    except _UNPROVABLE as error:
        message = f"cannot be proved: {type(error).__name__}"
        report.breaches.append(Breach(stage, place, "5", message))


def _alone(lake: Survey, folder: Folder) -> Iterator[Proof]:
    """What one folder must hold to by itself; for `raw`, on the recorded bytes of its source."""
    yield partial(prove_ledgers, lake, folder)
    yield partial(prove_order, folder)
    if folder.stage in {"raw", "cleaned"} and folder.key is not None:
        source = lake.sources[folder.key]
        yield partial(prove_rows, lake, folder, source.name)
        if folder.stage == "raw" and lake.follows(folder):
            yield partial(prove_source, lake, source, folder)
    if folder.stage == "augmented":
        for key, source in lake.sources.items():
            yield partial(prove_rows, lake, folder, source.name, "text", key)
    if folder.stage == "exported":
        yield partial(prove_lines, folder)


def _prove_against_inputs(lake: Survey, report: AuditReport) -> None:
    """What the folders of each stage must hold to against what they were built from."""
    proved = {stage: _provable(lake, stage) for stage in STAGES if stage != "source_files"}
    for stage, folders in proved.items():
        if folders:
            units = [(folder.path, folder.manifest) for folder in folders]
            _attempt(report, stage, "", partial(prove_units, lake.project, units))
    if proved["cleaned"]:
        _attempt(report, "cleaned", "", partial(prove_cleaned, lake, proved["cleaned"]))
    whole = [stage for stage, folders in proved.items() if folders and not STAGES[stage].partitioned]
    _attempt(report, "", "", partial(prove_carried, lake, whole))
    if proved["augmented"]:
        _attempt(report, "augmented", "", partial(prove_generated, lake))


def _provable(lake: Survey, stage: str) -> list[Folder]:
    """The folders that were built from what is published, where all of that can be read.

    `raw` stands on the recorded bytes, which are read elsewhere.
    """
    sound = [folder for folder in lake.of(stage) if folder.sound]
    if stage == "raw":
        return sound
    return [
        folder
        for folder in sound
        if lake.follows(folder) and all(lake.sound(name, folder.key) for name in STAGES[folder.stage].inputs)
    ]


def _prove_corpus(lake: Survey, recipe: Recipe | None, report: AuditReport) -> None:
    """What holds over all sources at once: unique ids, and law 9."""
    _attempt(report, "raw", "", partial(prove_unique, lake))
    kept, made = (_provable(lake, stage) for stage in ("deduplicated", "augmented"))
    if not kept:
        return
    if made:
        _attempt(report, "augmented", "", partial(straddling, lake))
    if recipe is None:
        return
    if all(made_by(folder, recipe) for folder in kept):
        _attempt(report, "deduplicated", "", partial(misplaced, lake, recipe.deduplicated))
    elif any(misplaced(lake, recipe.deduplicated)):
        report.notices.append("deduplicated: sides are not those of today's recipe; run `danlu build`")


def _compute_again(lake: Survey, recipe: Recipe, report: AuditReport) -> None:
    """What follows from the rows by code alone: which rows are equal, and what exported lines say."""
    proofs: dict[str, Proof] = {
        "deduplicated": partial(prove_merges, lake, recipe.deduplicated.near),
        "exported": partial(prove_expressed, lake),
    }
    for stage, proof in proofs.items():
        folders = _provable(lake, stage)
        if folders and all(made_by(folder, recipe) for folder in folders):
            _attempt(report, stage, "", proof)
        elif folders:
            what = "merges" if stage == "deduplicated" else "lines"
            report.notices.append(f"{stage}: {what} are not computed again: other recipe, code or libraries")


def _leaking(lake: Survey, recipe: Recipe, report: AuditReport) -> Iterator[Breach]:
    """Train lines that are too like held-out ones; of what another recipe split, only a notice."""
    exported = lake.folders.get(("exported", None))
    if exported is None or not exported.sound:
        return
    leaks = find_leaks(lake.project, exported.manifest, near_of(recipe.deduplicated))
    split = _provable(lake, "deduplicated")
    if leaks.found and not (split and all(made_by(one, recipe) for one in split)):
        report.notices.append(
            f"exported: {leaks.found} train lines are too like held-out lines by today's recipe, but not by "
            "the one that split them; run `danlu build`"
        )
        return
    yield from (Breach("exported", leak.train.file, "9", str(leak)) for leak in leaks.first)


def _look_for_personal_data(lake: Survey, recipe: Recipe, report: AuditReport) -> None:
    """Look through the exported lines; what other rules cleaned promises nothing of today's recipe."""
    exported = lake.folders.get(("exported", None))
    if exported is None or not exported.sound:
        return
    try:
        residue = find_residue(lake.project, exported.manifest, recipe.cleaned)
    except _UNPROVABLE as error:
        message = f"personal data cannot be looked for: {type(error).__name__}"
        report.breaches.append(Breach("exported", "", "5", message))
        return
    cleaned = _provable(lake, "cleaned")
    up_to_date = len(cleaned) == len(lake.of("cleaned")) and all(made_by(one, recipe) for one in cleaned)
    if residue.clean or (up_to_date and _provable(lake, "exported")):
        report.residue = residue
        return
    report.notices.append(
        f"exported: {residue.found.total()} finds of personal data that today's recipe takes out, but not "
        "the one by which it was cleaned; run `danlu build`"
    )
