"""Taking sources in: each version of a file is recorded under its hash before anything reads it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from danlu.declared.entry import Entry as Declaration
from danlu.declared.file import Declared, read_declared
from danlu.lake.catalogue import SourceFile
from danlu.lake.layout import Project
from danlu.lake.recording import NotTakenError, hash_file, take_file
from danlu.lake.stat_cache import StatCache, mark_of
from danlu.ledger import Entry, Reason, Verdict
from danlu.recipe import SourceFiles
from danlu.stages.source_absence import (
    Caution,
    doubtful_places,
    is_undeclared,
    is_unread,
    not_surely_gone,
    place_of,
)
from danlu.stages.source_walk import Found, Walk, entry_of

_UNREADABLE = (Reason.UNREADABLE_FILE, Reason.NOT_A_FILE)
_PASSING = (Reason.SOURCE_CHANGED, Reason.UNREADABLE_FILE)
"""Faults that say nothing of the file's end: what was recorded of it stays."""


@dataclass(slots=True)
class Intake:
    """What an intake found. `declined` are names for DVC to pass over, as in `Walk`."""

    sources: list[SourceFile] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    absent: int = 0
    kept_despite_absence: int = 0
    declined: list[str] = field(default_factory=list)


def take_in(
    project: Project,
    walk: Walk,
    known: Mapping[str, SourceFile],
    staged: Path,
    caution: Caution,
) -> Intake:
    """Look at every file that is a source, and copy new and changed ones into `staged`.

    A file whose size, time and inode are as they were is not read again. A file that changes while
    it is copied, or cannot be read, is left for the next time. If more than half of the known
    sources of one place (`data/sources/`, or where an entry looks) are gone, nothing of it becomes
    absent unless it is said to be meant: a folder that is not mounted must not empty a dataset. A
    file that stands elsewhere under another name is renamed, not gone. What was fetched stays as it
    is, for as long as it is declared.
    """
    intake = Intake(entries=walk.entries, declined=walk.declined)
    seen = StatCache(project.work / "sources.json")
    by_name = {source.name: source for source in known.values()}
    for found in walk.files(project.sources):
        name = found.name
        earlier = by_name.get(name)
        try:
            _require_settled(found, earlier, seen, caution)
            source = take_file(found.path, name, earlier, staged, seen, walk.recipe.max_file_bytes)
        except NotTakenError as refusal:
            intake.entries.append(entry_of(name, refusal.reason, refusal.evidence))
            unreadable = refusal.reason in _UNREADABLE and found.via is None
            intake.declined += [name] if unreadable else []
            if refusal.reason in _PASSING and earlier is not None:
                intake.sources.append(described(earlier, found.entry, found.via))
            continue
        source = described(source, found.entry, found.via)
        intake.sources.append(source)
        intake.added += earlier is None or earlier.state == "absent"
        intake.changed += earlier is not None and earlier.version not in ("absent", source.version)
    _keep_fetched(intake, known, walk.declared, caution)
    _bury(intake, known, caution, walk)
    seen.save({source.name for source in intake.sources})
    return intake


def described(source: SourceFile, entry: Declaration | None, via: str | None) -> SourceFile:
    """A source with what its entry says of it now."""
    if entry is None:
        return SourceFile(source.name, source.sha256, source.bytes, source.state)
    return replace(
        source,
        declared=entry.name,
        hints=entry.hints,
        via=via,
        licence=entry.licence,
        language=entry.language,
        domain=entry.domain,
        task_type=entry.task_type,
        weight=entry.weight,
        owner=entry.owner,
    )


def is_as_taken(name: str, status: os.stat_result, earlier: SourceFile | None, seen: StatCache) -> bool:
    """Whether a file is in the state in which it was taken in."""
    if earlier is None or earlier.state != "present":
        return False
    return seen.hash_of(name, status) == earlier.sha256


def fetched_of(
    known: Mapping[str, SourceFile], declared: Declared
) -> Iterator[tuple[SourceFile, Declaration]]:
    """The sources that were fetched, are there, and are still declared so."""
    remote = {entry.name: entry for entry in declared.remote}
    for source in known.values():
        entry = remote.get(source.declared or "")
        if entry is not None and source.via not in (None, "local") and source.state == "present":
            yield source, entry


def look(project: Project, recipe: SourceFiles, known: Mapping[str, SourceFile]) -> dict[str, bool]:
    """Every source that an intake would know, by name, with whether its version is new."""
    seen = StatCache(project.work / "sources.json")
    declared = read_declared(project.root)
    by_name = {source.name: source for source in known.values()}
    found = {
        source.name: described(source, entry, entry.via).version != source.version
        for source, entry in fetched_of(known, declared)
    }
    walk = Walk(recipe, declared)
    for one in walk.files(project.sources):
        earlier = by_name.get(one.name)
        try:
            status = one.path.stat()
            if status.st_size > recipe.max_file_bytes:
                continue
            if earlier is None:
                found |= {one.name: True} if os.access(one.path, os.R_OK) else {}
                continue
            as_known = seen.hash_of(one.name, status) == earlier.sha256
            as_known = as_known or hash_file(one.path) == earlier.sha256
            again = described(earlier, one.entry, one.via)
            found[one.name] = not as_known or again.version != earlier.version
        except OSError:
            # an intake would keep what it knows of such a file
            found |= {one.name: False} if earlier is not None else {}
    return found | {
        name: False
        for name, source in by_name.items()
        if source.state == "present" and name not in found and is_unread(name, walk.unread)
    }


def _require_settled(found: Found, earlier: SourceFile | None, seen: StatCache, caution: Caution) -> None:
    """Refuse for now what differs and is not in the state in which it came to rest."""
    if caution.settled is None:
        return
    try:
        status = found.path.lstat()
    except OSError as error:
        raise NotTakenError(Reason.SOURCE_CHANGED) from error
    name = found.name
    if not is_as_taken(name, status, earlier, seen) and not caution.believes(name, mark_of(status)):
        raise NotTakenError(Reason.SOURCE_CHANGED)


def _keep_fetched(
    intake: Intake, known: Mapping[str, SourceFile], declared: Declared, caution: Caution
) -> None:
    """What was fetched is as it was, but for what its entry says of it, and removals that are accepted."""
    for source, entry in fetched_of(known, declared):
        if caution.accept_removals and source.name in caution.unconfirmed:
            continue
        again = described(source, entry, entry.via)
        intake.sources.append(again)
        intake.changed += source.version != again.version


def _bury(intake: Intake, known: Mapping[str, SourceFile], caution: Caution, walk: Walk) -> None:
    """Settle what becomes of the known sources that were not found."""
    found = {source.name for source in intake.sources}
    names = {source.name for source in known.values()}
    moved = {source.sha256 for source in intake.sources if source.name not in names}
    gone = [source for source in known.values() if source.name not in found]
    refused = {entry.source for entry in intake.entries}
    kept = not_surely_gone(gone, refused, caution, walk.unread)
    intake.sources += kept
    away = [
        source
        for source in gone
        if source.state == "present"
        and source.sha256 not in moved
        and not is_undeclared(source, walk.declared)
    ]
    missing = [source for source in away if source not in kept]
    doubtful = set() if caution.accept_removals else doubtful_places(known.values(), away, missing, caution)
    stay = [source for source in missing if place_of(source) in doubtful]
    intake.kept_despite_absence = len(stay)
    intake.sources += stay
    intake.entries += [entry_of(one.name, Reason.SOURCE_ABSENT, {}, Verdict.FLAGGED) for one in stay]
    gone = [source for source in gone if source not in kept and source not in stay]
    intake.absent = sum(source.state == "present" for source in gone)
    intake.sources += [replace(source, state="absent") for source in gone]
    explained = {entry.source for entry in intake.entries}
    intake.entries += [
        entry_of(source.name, Reason.SOURCE_ABSENT, {}) for source in gone if source.name not in explained
    ]
