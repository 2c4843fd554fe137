"""Watching the sources of this machine: what differs from the last intake, and whether it has come to rest.

A look reads what the file system says of each file and no byte of it, so that looking often is
cheap. What differs twice in the same state is settled and is taken in; a file that somebody is
still writing differs from look to look, and waits.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from danlu.declared.file import Declared, read_declared
from danlu.errors import DanluError
from danlu.furnace.intake import TakenIn, take_sources_in
from danlu.furnace.recording import FETCHED
from danlu.lake.catalogue import read_catalogue
from danlu.lake.layout import Project
from danlu.lake.manifest import read_manifest
from danlu.lake.notes import write_note
from danlu.lake.parquet import read_all
from danlu.lake.stat_cache import StatCache, mark_of
from danlu.ledger import LEDGER_SCHEMA, Entry, Reason, Verdict
from danlu.recipe import Recipe
from danlu.stages.fingerprint import fingerprint
from danlu.stages.source_absence import GONE, is_unread
from danlu.stages.source_files import fetched_of, is_as_taken
from danlu.stages.source_walk import STAGE, Walk

_NO_LONGER = "no longer so"
_PASSING_ERRORS = {"EIO", "ESTALE", "ETIMEDOUT", "EAGAIN", "EBUSY", "ENOMEM", "EMFILE", "ENFILE"}
"""Faults of a disk, a network or a busy machine; missing permission is none of them."""
_RECIPE = ""
_DECLARED = "/"
"""Stand for the recipe and for `sources.yaml` among the names of files: no file has such a name."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What the looks so far remember: the mark of each difference, by the name of its file.

    `waiting` were seen once; `settled` are those that an intake has dealt with and that remain, such
    as a file that is refused, or sources that are kept although they are missing.
    """

    waiting: Mapping[str, str] = field(default_factory=dict)
    settled: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Observation:
    """What one look found. `taken` is None where nothing had come to rest that is not known.

    `kept` counts the sources whose rows stay although they are missing, since whatever look it was.
    """

    waiting: int
    taken: TakenIn | None
    kept: int = 0


def observe(project: Project, recipe: Recipe) -> Observation:
    """Look once; take in what was in the same state at the look before.

    Raises:
        DanluError: `data/sources/` or `sources.yaml` cannot be read. Nothing becomes absent for that.
    """
    watch = _load(project)
    told = _Told(project)
    declared = read_declared(project.root)
    now = _differences(project, recipe, declared, told)
    news = {name: mark for name, mark in now.items() if watch.settled.get(name) != mark}
    unsettled = {name for name, mark in news.items() if watch.waiting.get(name) != mark}
    # while what is declared is being written, nothing can be said of any file
    if len(unsettled) == len(news) or _DECLARED in unsettled:
        kept = {name: mark for name, mark in now.items() if name not in news}
        _save(project, watch, Watch(news, kept))
        return Observation(len(news), None, told.kept)
    believed = {name: mark for name, mark in now.items() if name not in unsettled}
    taken = take_sources_in(project, recipe, declared=declared, settled=believed)
    told = _Told(project)
    after = _differences(project, recipe, declared, told)
    again = {entry.source for entry in taken.intake.entries if _may_pass(entry)}
    settled = {name: mark for name, mark in after.items() if believed.get(name) == mark and name not in again}
    waiting = {name: mark for name, mark in after.items() if name not in settled}
    _save(project, watch, Watch(waiting, settled))
    return Observation(len(waiting), taken, told.kept)


def _may_pass(entry: Entry) -> bool:
    """Whether a file may be readable at the next look, though nothing in its state changes."""
    return entry.reason is Reason.UNREADABLE_FILE and entry.evidence.get("error") in _PASSING_ERRORS


def _differences(project: Project, recipe: Recipe, declared: Declared, told: _Told) -> dict[str, str]:
    """Each file that is not as the last intake left it, with a mark of the state that it is in now.

    Raises:
        DanluError: `data/sources/` cannot be read.
    """
    seen = StatCache(project.work / "sources.json")
    catalogue = read_catalogue(project)
    known = {source.name: source for source in catalogue.values()}
    walk = Walk(recipe.source_files, declared)
    marks: dict[str, str] = {}
    missing = {name for name, source in known.items() if source.state == "present"}
    missing -= {source.name for source, _ in fetched_of(catalogue, declared)}
    try:
        for found in walk.files(project.sources):
            missing.discard(found.name)
            status = _status(found.path)
            if status is None or not is_as_taken(found.name, status, known.get(found.name), seen):
                marks[found.name] = GONE if status is None else mark_of(status)
    except OSError as error:
        raise DanluError(f"data/sources/ cannot be read ({error.strerror}): is it mounted?") from error
    marks |= {name: GONE for name in missing if not is_unread(name, walk.unread)}
    declined = {str(entry.source): entry.reason for entry in walk.entries}
    marks |= told.unlike(declined, {*marks, *missing})
    return marks | told.by_another_recipe(recipe) | told.by_other_declarations(declared)


class _Told:
    """What the published `source_files` says of files that were not taken."""

    def __init__(self, project: Project) -> None:
        folder = project.stage(STAGE)
        self._manifest = read_manifest(folder)
        names = self._manifest.files if self._manifest is not None else ()
        paths = [folder / name for name in names if name.startswith("ledger-")]
        table = read_all([path for path in paths if path.exists()], LEDGER_SCHEMA)
        columns = (table.column(name).to_pylist() for name in ("source", "reason", "verdict", "rule"))
        entries = list(zip(*columns, strict=True))
        # what a fetch said is over when a fetch says so
        self._entries = {source: entry for source, *entry, rule in entries if rule != FETCHED}
        self._reasons = [(reason, verdict) for _, reason, verdict, _ in entries]

    @property
    def kept(self) -> int:
        """How many sources stay although they are missing."""
        return self._reasons.count((Reason.SOURCE_ABSENT, Verdict.FLAGGED))

    def unlike(self, declined: Mapping[str, Reason], differing: Collection[str]) -> dict[str, str]:
        """Names whose refusal is not told, or is told although it is over."""
        new = {
            name: reason
            for name, reason in declined.items()
            if self._entries.get(name, ["", ""])[0] != reason
        }
        over = {
            name
            for name, (reason, verdict) in self._entries.items()
            # a tombstone's entry stands for ever; one that was kept is over when its file is back
            if reason != Reason.SOURCE_ABSENT or verdict == Verdict.FLAGGED
        }
        return new | dict.fromkeys(over - {*declined, *differing}, _NO_LONGER)

    def by_another_recipe(self, recipe: Recipe) -> dict[str, str]:
        """A difference of its own where another recipe, or other code, decided what is taken."""
        now = fingerprint(STAGE, recipe)
        told = self._manifest.fingerprint if self._manifest is not None else now
        return {} if told == now else {_RECIPE: now}

    def by_other_declarations(self, declared: Declared) -> dict[str, str]:
        """A difference of its own where another `sources.yaml` decided what is taken, and how."""
        told = self._manifest.inputs if self._manifest is not None else {}
        now = declared.inputs
        return {} if told == now else {_DECLARED: declared.version}


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:
        return None


def _place(project: Project) -> Path:
    return project.work / "watch.json"


def _load(project: Project) -> Watch:
    """The memory of earlier looks; without it everything that differs waits once more."""
    try:
        return Watch(**json.loads(_place(project).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Watch()


def _save(project: Project, before: Watch, watch: Watch) -> None:
    if watch == before:
        return
    write_note(_place(project), json.dumps(asdict(watch), ensure_ascii=False))
