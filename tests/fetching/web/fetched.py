"""Fetches a declared entry as a refresh does: what came, and what the next refresh starts from."""

from __future__ import annotations

import itertools
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from danlu.declared.entry import Entry
from danlu.fetching.base import Before, Fetched, NotFetched
from danlu.fetching.web import Web
from danlu.fetching.web.client import Outside
from danlu.readers.archives.members import Member
from danlu.readers.archives.warc import read_warc
from danlu.readers.base import Limits, Record


@dataclass
class Round:
    """One fetch."""

    files: dict[str, bytes]
    paths: dict[str, Path]
    missing: dict[str, Mapping[str, object]]
    figures: Mapping[str, int]
    notes: dict[str, Mapping[str, str]]
    waits: list[float] = field(default_factory=list)

    @property
    def before(self) -> Before:
        return Before(self.paths, self.notes)


class Refresher:
    """Fetches one entry again and again into folders of its own."""

    def __init__(self, folder: Path, entry: Mapping[str, Any], **outside: Any) -> None:
        self.entry = Entry.model_validate({"name": "web", **entry})
        self._folder = folder
        self._outside = outside
        self._numbers = itertools.count()
        self._last: Round | None = None

    def fetch(
        self, *, keep_notes: bool = True, really_wait: bool = False, accept_removals: bool = False
    ) -> Round:
        folder = self._folder / f"round-{next(self._numbers)}"
        folder.mkdir(parents=True)
        waits: list[float] = []
        outside = dict(self._outside) if really_wait else {"pause": waits.append, **self._outside}
        before = self._last.before if self._last else Before()
        if not keep_notes:
            before = Before(before.files)
        before = replace(before, accept_removals=accept_removals)
        notes: dict[str, Mapping[str, str]] = {}
        found = list(Web(Outside(**outside)).fetch(self.entry, before, folder, notes))
        fetched = {each.name: each for each in found if isinstance(each, Fetched)}
        last = Round(
            {name: each.path.read_bytes() for name, each in fetched.items()},
            dict(before.files) | {name: each.path for name, each in fetched.items()},
            {each.name: each.evidence for each in found if isinstance(each, NotFetched)},
            next((each.figures for each in fetched.values()), {}),
            notes,
            waits,
        )
        assert not list(folder.glob(".parts*")), "nothing is left behind"
        self._last = last
        return last


def pages(folder: Path, warc: bytes) -> dict[str, bytes | str | None]:
    """What the reader makes of a recorded crawl: payloads by address, or the reason why there is none."""
    path = folder / "read.warc"
    path.write_bytes(warc)
    scratch = folder / "scratch"
    scratch.mkdir(exist_ok=True)
    found: dict[str, bytes | str | None] = {}
    for each in read_warc(path, Limits(), scratch):
        if isinstance(each, Record):
            found[each.part or ""] = each.reason
        elif isinstance(each, Member):
            found[each.name] = each.path.read_bytes() if each.path else each.reason
    return found


def trusting(certificate: Path) -> ssl.SSLContext:
    """The defaults, and one more certificate."""
    return ssl.create_default_context(cafile=str(certificate))
