"""Taking sources in: each version of a file is recorded under its hash before anything reads it."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from danlu.lake.catalogue import SourceFile
from danlu.lake.layout import Project, source_key
from danlu.lake.recording import NotTakenError, hash_file, take_file, unreadable
from danlu.lake.stat_cache import StatCache, mark_of
from danlu.ledger import Entry, Reason, Verdict
from danlu.recipe import SourceFiles

STAGE = "source_files"
RULE = "intake"
PLACEHOLDER = ".gitkeep"
GONE = "gone"
_UNREADABLE = (Reason.UNREADABLE_FILE, Reason.NOT_A_FILE)
_PASSING = (Reason.SOURCE_CHANGED, Reason.UNREADABLE_FILE)
"""Faults that say nothing of the file's end: what was recorded of it stays."""


@dataclass(slots=True)
class Intake:
    """What one look at `data/sources/` found.

    `declined` are the names, as the file system has them, of what is no readable file: nobody else
    should try to read them either.
    """

    sources: list[SourceFile] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    absent: int = 0
    kept_despite_absence: int = 0
    declined: list[str] = field(default_factory=list)
    unread_folders: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Caution:
    """What an intake is not to believe.

    `unconfirmed` sources were missing before and kept: they stay until they are back or accepted.
    `settled` gives the states in which files have come to rest, `GONE` for those that are missing:
    what is in another state, because it is still being written or has only just vanished, stays as
    it was known. None believes everything. `accept_removals` says that all that is missing is meant
    to go.
    """

    unconfirmed: Collection[str] = ()
    settled: Mapping[str, str] | None = None
    accept_removals: bool = False

    def believes(self, name: str, mark: str) -> bool:
        """Whether a file has come to rest in this state."""
        return self.settled is None or self.settled.get(name) == mark


def take_in(
    project: Project,
    recipe: SourceFiles,
    known: Mapping[str, SourceFile],
    staged: Path,
    caution: Caution,
) -> Intake:
    """Look at every file below `data/sources/`, and copy new and changed ones into `staged`.

    A file whose size, time and inode are as they were is not read again. A file that changes while
    it is copied, or cannot be read, is left for the next time. If more than half of the known
    sources are gone, nothing becomes absent unless it is said to be meant: a folder that is not
    mounted must not empty a dataset. A file that stands elsewhere under another name is renamed,
    not gone.
    """
    intake = Intake()
    seen = StatCache(project.work / "sources.json")
    by_name = {source.name: source for source in known.values()}
    for name, path in walk(project.sources, recipe, intake):
        earlier = by_name.get(name)
        try:
            _require_settled(name, path, earlier, seen, caution)
            source = take_file(path, name, earlier, staged, seen, recipe.max_file_bytes)
        except NotTakenError as refusal:
            intake.entries.append(_entry(name, refusal.reason, refusal.evidence))
            intake.declined += [name] if refusal.reason in _UNREADABLE else []
            if refusal.reason in _PASSING and earlier is not None:
                intake.sources.append(earlier)
            continue
        intake.sources.append(source)
        intake.added += earlier is None or earlier.state == "absent"
        intake.changed += earlier is not None and earlier.state == "present" and earlier != source
    _bury(intake, known, caution)
    seen.save({source.name for source in intake.sources})
    return intake


def is_as_taken(name: str, status: os.stat_result, earlier: SourceFile | None, seen: StatCache) -> bool:
    """Whether a file is in the state in which it was taken in."""
    if earlier is None or earlier.state != "present":
        return False
    return seen.hash_of(name, status) == earlier.sha256


def _require_settled(
    name: str, path: Path, earlier: SourceFile | None, seen: StatCache, caution: Caution
) -> None:
    """Refuse for now what differs and is not in the state in which it came to rest."""
    if caution.settled is None:
        return
    try:
        status = path.lstat()
    except OSError as error:
        raise NotTakenError(Reason.SOURCE_CHANGED) from error
    if not is_as_taken(name, status, earlier, seen) and not caution.believes(name, mark_of(status)):
        raise NotTakenError(Reason.SOURCE_CHANGED)


def look(project: Project, recipe: SourceFiles, known: Mapping[str, SourceFile]) -> dict[str, bool]:
    """Every file that an intake would take, by name, with whether its bytes are new."""
    seen = StatCache(project.work / "sources.json")
    found: dict[str, bool] = {}
    for name, path in walk(project.sources, recipe, Intake()):
        earlier = known.get(name)
        try:
            status = path.stat()
            if status.st_size > recipe.max_file_bytes:
                continue
            if earlier is None:
                found |= {name: True} if os.access(path, os.R_OK) else {}
            elif seen.hash_of(name, status) != earlier.sha256:
                found[name] = hash_file(path) != earlier.sha256
            else:
                found[name] = False
        except OSError:
            # an intake would keep what it knows of such a file
            found |= {name: False} if earlier is not None else {}
    return found


def _bury(intake: Intake, known: Mapping[str, SourceFile], caution: Caution) -> None:
    """Settle what becomes of the known sources that were not found."""
    found = {source.name for source in intake.sources}
    names = {source.name for source in known.values()}
    moved = {source.sha256 for source in intake.sources if source.name not in names}
    gone = [source for source in known.values() if source.name not in found]
    away = [source for source in gone if source.state == "present" and source.sha256 not in moved]
    kept = _not_surely_gone(intake, gone, caution)
    intake.sources += kept
    gone = [source for source in gone if source not in kept]
    newly = [source for source in gone if source.state == "present"]
    missing = [source for source in newly if source.sha256 not in moved]
    present = sum(source.state == "present" for source in known.values())
    doubtful = any(source.name in caution.unconfirmed for source in missing) or len(away) * 2 > present
    if missing and doubtful and not caution.accept_removals:
        intake.kept_despite_absence = len(missing)
        intake.sources += missing
        intake.entries += [_entry(one.name, Reason.SOURCE_ABSENT, {}, Verdict.FLAGGED) for one in missing]
        gone = [source for source in gone if source not in missing]
    intake.absent = sum(source.state == "present" for source in gone)
    intake.sources += [replace(source, state="absent") for source in gone]
    explained = {entry.source for entry in intake.entries}
    intake.entries += [
        _entry(source.name, Reason.SOURCE_ABSENT, {}) for source in gone if source.name not in explained
    ]


def _not_surely_gone(intake: Intake, gone: Sequence[SourceFile], caution: Caution) -> list[SourceFile]:
    """Those in a folder that could not be read, and those that were not missing for long enough."""
    unread = tuple(intake.unread_folders)
    refused = {entry.source for entry in intake.entries}
    return [
        source
        for source in gone
        if source.name.startswith(unread)
        or (
            source.state == "present"
            and source.name not in refused
            and not caution.believes(source.name, GONE)
        )
    ]


def walk(folder: Path, recipe: SourceFiles, intake: Intake) -> Iterator[tuple[str, Path]]:
    """Regular files by name, sorted; whatever else lies there goes to the ledger with its reason."""
    waiting = [folder]
    keys: dict[str, str] = {}
    while waiting:
        for item in _listed(waiting.pop(), folder, intake):
            name = Path(item.path).relative_to(folder).as_posix()
            if item.name == PLACEHOLDER:
                continue
            reason = _why_declined(item, name, recipe)
            if reason is not None:
                shown = _spelt_out(name) if reason is Reason.UNSAFE_NAME else name
                evidence = {"folder": item.is_dir()} if reason is Reason.IGNORED_NAME else {}
                intake.entries.append(_entry(shown, reason, evidence))
                harmless = reason is Reason.IGNORED_NAME and item.is_file(follow_symlinks=False)
                intake.declined += [] if harmless else [name]
            elif item.is_dir(follow_symlinks=False):
                waiting.append(Path(item.path))
            elif (rival := keys.setdefault(source_key(name), name)) != name:
                # names can be made to share a key: neither source may take the other's place
                intake.entries.append(_entry(name, Reason.UNSAFE_NAME, {"same_key_as": rival}))
            else:
                yield name, Path(item.path)


def _listed(place: Path, folder: Path, intake: Intake) -> list[os.DirEntry[str]]:
    """What lies in a folder, sorted; a folder below the first that cannot be read is declined."""
    try:
        with os.scandir(place) as listing:
            return sorted(listing, key=lambda item: item.name)
    except OSError as error:
        if place == folder:
            raise
        name = place.relative_to(folder).as_posix()
        intake.entries.append(_entry(name, Reason.UNREADABLE_FILE, unreadable(error).evidence))
        intake.unread_folders.append(f"{name}/")
        intake.declined.append(name)
        return []


def _why_declined(item: os.DirEntry[str], name: str, recipe: SourceFiles) -> Reason | None:
    if not _is_safe(name):
        return Reason.UNSAFE_NAME
    if any(fnmatch.fnmatchcase(item.name, pattern) for pattern in recipe.ignore):
        return Reason.IGNORED_NAME
    readable = item.is_dir(follow_symlinks=False) or item.is_file(follow_symlinks=False)
    return None if readable else Reason.NOT_A_FILE


def _is_safe(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    # the full-width space, common in Chinese and Japanese names, is the one that Python calls unprintable
    return name.replace("\u3000", " ").isprintable()


def _spelt_out(name: str) -> str:
    """An unsafe name as text that harms nothing: each unprintable character by its escape."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in name
    )


def _entry(
    name: str, reason: Reason, evidence: Mapping[str, object], verdict: Verdict = Verdict.DROPPED
) -> Entry:
    return Entry(STAGE, verdict, reason, RULE, source=name, evidence=evidence)
