"""What every fetcher offers: the files of a declared source as they are now, or why there are none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from danlu.declared.entry import Entry


@dataclass(frozen=True, slots=True)
class Fetched:
    """One file of a declared source, to be recorded.

    Attributes:
        name: Its name below the entry's; empty where the entry is one file.
        path: Its bytes, in the folder that the fetcher was given, or the earlier file if unchanged.
        figures: What it cost: requests, bytes, pages, pages_changed; for people, not for data.
    """

    name: str
    path: Path
    figures: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotFetched:
    """A file or page that could not be fetched now: what was recorded of it before stays.

    `evidence` holds kinds of errors, status codes and counts; no text, no secret, no address.
    """

    name: str
    evidence: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Before:
    """What the last fetch left: recorded files by name below the entry, and the fetcher's notes.

    `shown` gives an address, or a text that may hold one, as it is to be recorded: without a secret.
    `accept_removals` says that all that is gone is meant to go, be it more than half of a crawl.
    """

    files: Mapping[str, Path] = field(default_factory=dict)
    notes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    shown: Callable[[str], str] = str
    accept_removals: bool = False


class Fetcher(Protocol):
    """Fetches one way of reaching a location.

    `notes` is filled with what the next fetch wants to know of each file, such as an entity tag; it
    may be lost, which costs a request and nothing else. Equal contents give equal bytes.
    """

    def fetch(
        self, entry: Entry, before: Before, folder: Path, notes: dict[str, Mapping[str, str]]
    ) -> Iterator[Fetched | NotFetched]:
        """All files of the entry, each put into `folder` unless it is as before."""
        ...
