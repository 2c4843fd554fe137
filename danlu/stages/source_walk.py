"""Finding the files that are sources: below `data/sources/`, and where `sources.yaml` says."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from danlu.declared.entry import Entry as Declaration
from danlu.declared.file import Declared
from danlu.declared.pattern import Pattern
from danlu.lake.layout import source_key
from danlu.lake.recording import unreadable
from danlu.ledger import Entry, Reason, Verdict
from danlu.recipe import SourceFiles

STAGE = "source_files"
RULE = "intake"
PLACEHOLDER = ".gitkeep"


@dataclass(frozen=True, slots=True)
class Found:
    """A file that is a source: its name, its path, and the entry that describes it, if there is one."""

    name: str
    path: Path
    entry: Declaration | None = None
    via: str | None = None


@dataclass(slots=True)
class Walk:
    """What lies where sources are looked for, and what of it is no source.

    `declined` are the names below `data/sources/`, as the file system has them, of what is no readable
    file: nobody else should try to read them either. `unread` begin the names of sources that may be
    there all the same, for their folder could not be read.
    """

    recipe: SourceFiles
    declared: Declared
    entries: list[Entry] = field(default_factory=list)
    declined: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    _keys: dict[str, str] = field(default_factory=dict)

    def files(self, sources: Path) -> Iterator[Found]:
        """Every file that is a source, each once: the first that would have a name has it.

        Raises:
            OSError: `sources` itself cannot be read.
        """
        for name, path in self._below(sources, "", None):
            owner = self.declared.owning(name)
            if owner is not None:
                self._refuse(name, Reason.UNSAFE_NAME, {"declared": owner.name})
            else:
                yield Found(name, path, self.declared.describing(name))
        taken: set[Path] = set()
        for entry, pattern in self.declared.elsewhere:
            for name, path in self._of_entry(entry, pattern):
                if path not in taken:
                    taken.add(path)
                    yield Found(name, path, entry, "local")

    def _of_entry(self, entry: Declaration, pattern: Pattern) -> Iterator[tuple[str, Path]]:
        """The files of an entry. What is named itself may be a link, and nothing below it.

        A location that cannot be reached says nothing of its files: all of them may be there.
        """
        base = Path(os.path.realpath(pattern.base))
        if pattern.is_plain and os.path.isfile(base):  # noqa: PTH113 - the method raises where it may not look
            yield from self._named(entry.name, entry.name, base)
            return
        try:
            yield from self._below(base, f"{entry.name}/", pattern)
        except OSError as error:
            self._refuse(entry.name, Reason.UNREADABLE_FILE, unreadable(error).evidence)
            self.unread.append(f"{entry.name}/")

    def _below(self, folder: Path, prefix: str, pattern: Pattern | None) -> Iterator[tuple[str, Path]]:
        """Regular files by name, sorted; what else lies there goes to the ledger with its reason."""
        waiting = [folder]
        while waiting:
            for item in self._listed(waiting.pop(), folder, prefix):
                relative = Path(item.path).relative_to(folder)
                name = prefix + relative.as_posix()
                is_folder = item.is_dir(follow_symlinks=False)
                if item.name == PLACEHOLDER or not _is_meant(pattern, relative, is_folder=is_folder):
                    continue
                reason = _why_declined(item, name, self.recipe)
                if reason is not None:
                    evidence = {"folder": item.is_dir()} if reason is Reason.IGNORED_NAME else {}
                    harmless = reason is Reason.IGNORED_NAME and item.is_file(follow_symlinks=False)
                    self._decline(name, reason, evidence, harmless=harmless or bool(prefix))
                elif is_folder:
                    waiting.append(Path(item.path))
                else:
                    yield from self._named(name, name, Path(item.path))

    def _named(self, name: str, shown: str, path: Path) -> Iterator[tuple[str, Path]]:
        """The file under its name, unless another source has its key."""
        rival = self._keys.setdefault(source_key(name), name)
        if rival == name:
            yield name, path
        else:
            # names can be made to share a key: neither source may take the other's place
            self._refuse(shown, Reason.UNSAFE_NAME, {"same_key_as": rival})

    def _listed(self, place: Path, folder: Path, prefix: str) -> list[os.DirEntry[str]]:
        """What lies in a folder, sorted; a folder below the first that cannot be read is declined."""
        try:
            with os.scandir(place) as listing:
                return sorted(listing, key=lambda item: item.name)
        except OSError as error:
            if place == folder:
                raise
            name = prefix + place.relative_to(folder).as_posix()
            self._decline(name, Reason.UNREADABLE_FILE, unreadable(error).evidence, harmless=bool(prefix))
            self.unread.append(f"{name}/")
            return []

    def _decline(self, name: str, reason: Reason, evidence: Mapping[str, object], *, harmless: bool) -> None:
        self._refuse(spelt_out(name) if reason is Reason.UNSAFE_NAME else name, reason, evidence)
        self.declined += [] if harmless else [name]

    def _refuse(self, name: str, reason: Reason, evidence: Mapping[str, object]) -> None:
        self.entries.append(entry_of(name, reason, evidence))


def entry_of(
    name: str,
    reason: Reason,
    evidence: Mapping[str, object],
    verdict: Verdict = Verdict.DROPPED,
    rule: str = RULE,
) -> Entry:
    """What the ledger says of a file as a whole."""
    return Entry(STAGE, verdict, reason, rule, source=name, evidence=evidence)


def is_safe(name: str) -> bool:
    """Whether a name is text that can be shown."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    # the full-width space, common in Chinese and Japanese names, is the one that Python calls unprintable
    return name.replace("\u3000", " ").isprintable()


def spelt_out(name: str) -> str:
    """An unsafe name as text that harms nothing: each unprintable character by its escape."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in name
    )


def _is_meant(pattern: Pattern | None, relative: Path, *, is_folder: bool) -> bool:
    if pattern is None:
        return True
    return pattern.may_hold(relative.parts) if is_folder else pattern.matches(relative.parts)


def _why_declined(item: os.DirEntry[str], name: str, recipe: SourceFiles) -> Reason | None:
    if not is_safe(name):
        return Reason.UNSAFE_NAME
    if any(fnmatch.fnmatchcase(item.name, pattern) for pattern in recipe.ignore):
        return Reason.IGNORED_NAME
    readable = item.is_dir(follow_symlinks=False) or item.is_file(follow_symlinks=False)
    return None if readable else Reason.NOT_A_FILE
