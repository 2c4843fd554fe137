"""A fetcher of files that a test holds in its hands, and what a fetch left."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from danlu.declared.entry import Entry
from danlu.fetching.base import Before, Fetched, Fetcher, NotFetched
from danlu.furnace.fetch import FetchOutcome, fetch_declared
from danlu.lake.catalogue import content_path, read_catalogue
from danlu.lake.layout import Project
from tests.scratch import recipe_of

Upstream = dict[str, bytes | Mapping[str, object] | BaseException]


@dataclass
class Far:
    """A place that answers with what `files` holds: bytes, evidence of why not, or an exception.

    It gives each file a tag, as servers do, and does not send again what the notes say is there.
    """

    files: dict[str, Upstream] = field(default_factory=dict)
    asked: list[Entry] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    meanwhile: Callable[[], object] = lambda: None
    noted: tuple[str, str] = ("", "")
    known: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def fetch(
        self, entry: Entry, before: Before, folder: Path, notes: dict[str, Mapping[str, str]]
    ) -> Iterator[Fetched | NotFetched]:
        self.asked.append(entry)
        self.known[entry.name] = before.notes.get("", {})
        for number, (name, content) in enumerate(self.files.get(entry.name, {}).items()):
            if isinstance(content, BaseException):
                raise content
            if not isinstance(content, bytes):
                yield NotFetched(name, content)
                continue
            tag = hashlib.md5(content).hexdigest()
            notes[name] = {"tag": tag, **dict([self.noted])}
            if before.notes.get(name, {}).get("tag") == tag and name in before.files:
                yield Fetched(name, before.files[name], {"requests": 1})
                continue
            self.sent.append(f"{entry.name}/{name}")
            path = folder / str(number)
            path.write_bytes(content)
            yield Fetched(name, path, {"requests": 1, "bytes": len(content)})
        self.meanwhile()

    def find(self, _: Entry) -> Fetcher:
        return self


def declare(project: Project, text: str) -> None:
    (project.root / "sources.yaml").write_text(text, encoding="utf-8")


def fetch(project: Project, far: Far, *names: str, **options: bool) -> dict[str, FetchOutcome]:
    outcomes = fetch_declared(
        project,
        recipe_of(project),
        names or None,
        find=far.find,
        environment={"TOKEN": "s3cr3t/word"},
        accept_removals=options.get("accept_removals", False),
    )
    return {outcome.name: outcome for outcome in outcomes}


def states(project: Project) -> dict[str, str]:
    return {source.name: source.state for source in read_catalogue(project).values()}


def texts(project: Project) -> dict[str, bytes]:
    """The recorded bytes of what is there, by name."""
    found = read_catalogue(project).values()
    return {
        source.name: content_path(project, source).read_bytes()
        for source in found
        if source.state == "present"
    }
