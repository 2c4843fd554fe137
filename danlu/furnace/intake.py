"""Taking sources in, as a publication of its own: `source_files`, the first stage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from danlu.declared.entry import Entry as Declaration
from danlu.declared.file import FILE, Declared, read_declared
from danlu.errors import DanluError
from danlu.furnace.recording import FETCHED, Recorder, owner_of, recording, shield, unconfirmed
from danlu.lake.catalogue import SourceFile, read_catalogue
from danlu.lake.layout import Project
from danlu.ledger import Entry, Reason, Verdict
from danlu.recipe import Recipe
from danlu.stages.source_absence import Caution
from danlu.stages.source_files import Intake, take_in
from danlu.stages.source_walk import Walk, entry_of

NEVER = {"never": True}
"""Evidence of a source that was not fetched yet, and not tried."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What an intake did. `changed` is false where everything was as it was."""

    sources: dict[str, SourceFile]
    intake: Intake
    changed: bool


def take_sources_in(
    project: Project,
    recipe: Recipe,
    *,
    declared: Declared | None = None,
    settled: Mapping[str, str] | None = None,
    accept_removals: bool = False,
) -> TakenIn:
    """Record new and changed files of this machine's sources, and publish the catalogue if it changed.

    `declared` is `sources.yaml` as it was read already. `settled` are the states in which files have
    come to rest: what is in another one is left for another time. None takes everything as it lies.

    Raises:
        DanluError: `data/sources/` or `sources.yaml` cannot be read. Nothing becomes absent for that.
    """
    if not project.sources.is_dir():
        raise DanluError("data/sources/ is not there: make it and put your files in, or mount it")
    declared = declared if declared is not None else read_declared(project.root)
    with recording(project, recipe) as recorder:
        _require_file(project, declared, recorder.known.values())
        caution = Caution(unconfirmed(recorder.entries), settled, accept_removals)
        walk = Walk(recipe.source_files, declared)
        try:
            intake = take_in(project, walk, recorder.known, recorder.staged, caution)
        except OSError as error:
            raise DanluError(f"data/sources/ cannot be taken in ({error.strerror})") from error
        intake.entries += _of_fetches(recorder, intake, declared)
        shield(project, intake.declined)
        changed = recorder.publish(intake.sources, intake.entries, declared.inputs)
    return TakenIn(read_catalogue(project), intake, changed)


def _require_file(project: Project, declared: Declared, known: Iterable[SourceFile]) -> None:
    """A `sources.yaml` that vanished is no reason to let its sources go: who means that, empties it."""
    needed = any(source.via is not None and source.state == "present" for source in known)
    if needed and not declared.entries and not (project.root / FILE).exists():
        raise DanluError(f"{FILE} is gone, and sources are declared in it: put it back, or make it empty")


def _of_fetches(recorder: Recorder, intake: Intake, declared: Declared) -> list[Entry]:
    """What the last fetches said of the sources that are declared so still."""
    remote = {entry.name: entry for entry in declared.remote}
    present = {source.name for source in intake.sources if source.state == "present"}
    told = [
        entry
        for entry in recorder.entries
        if entry.rule == FETCHED
        and owner_of(entry.source) in remote
        and (entry.reason is not Reason.SOURCE_ABSENT or entry.source in present)
        and entry.evidence != NEVER
    ]
    known = {source.declared for source in intake.sources} | {owner_of(entry.source) for entry in told}
    return told + [never_fetched(entry) for name, entry in remote.items() if name not in known]


def never_fetched(entry: Declaration) -> Entry:
    """A declared source that was not fetched yet."""
    return entry_of(entry.name, Reason.NOT_FETCHED, NEVER, Verdict.FLAGGED, FETCHED)
