"""Whether a source that is not found is gone: a folder that is away must not empty a dataset."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from danlu.declared.file import Declared
from danlu.lake.catalogue import SourceFile

GONE = "gone"
"""Stands among the states of files for one that is missing."""


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


def place_of(source: SourceFile) -> str | None:
    """Where a source is looked for: the entry that says where, or None for `data/sources/`."""
    return source.declared if source.via is not None else None


def doubtful_places(
    known: Iterable[SourceFile],
    away: Sequence[SourceFile],
    missing: Sequence[SourceFile],
    caution: Caution,
) -> set[str | None]:
    """The places of which nothing is believed to be gone: more than half is, or was, at once."""
    present = Counter(place_of(source) for source in known if source.state == "present")
    lost = Counter(map(place_of, away))
    unsure = {place_of(source) for source in missing if source.name in caution.unconfirmed}
    return unsure | {place for place, number in lost.items() if number * 2 > present[place]}


def is_undeclared(source: SourceFile, declared: Declared) -> bool:
    """Whether a source is gone because no entry speaks of it any more, and not because it is missing."""
    if source.via is None:
        return False
    entry = declared.owning(source.declared or "")
    return entry is None or entry.is_remote != (source.via != "local")


def not_surely_gone(
    gone: Sequence[SourceFile], refused: Collection[str | None], caution: Caution, unread: Sequence[str]
) -> list[SourceFile]:
    """Those in a folder that could not be read, and those that were not missing for long enough."""
    return [
        source
        for source in gone
        if source.state == "present"
        and (
            is_unread(source.name, unread)
            or (source.name not in refused and not caution.believes(source.name, GONE))
        )
    ]


def is_unread(name: str, unread: Sequence[str]) -> bool:
    """Whether a source may be there, for the folder or location that would hold it could not be read."""
    return f"{name}/".startswith(tuple(unread))
