"""Fetching declared sources: from the network into `data/source_files/`, where readers find them.

The network is slow, so nothing is locked while it is asked. What came is recorded in one step: a
kill before it leaves everything as it was, a kill after it costs a note, which costs a request.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from danlu.declared.entry import Entry
from danlu.declared.file import Declared, read_declared
from danlu.declared.secrets import Resolved, resolved
from danlu.errors import DanluError
from danlu.fetching.base import Before, Fetched, Fetcher, NotFetched
from danlu.fetching.registry import fetcher_for
from danlu.furnace.delivery import Delivery, record_delivery
from danlu.furnace.fetch_notes import load_notes, recorded_of, save_notes
from danlu.lake.catalogue import content_path
from danlu.lake.integrity import FileIndex
from danlu.lake.layout import Project, source_key
from danlu.lake.manifest import read_manifest
from danlu.lake.publish import project_lock, staging
from danlu.recipe import Recipe
from danlu.stages.source_walk import STAGE


@dataclass(frozen=True, slots=True)
class FetchOutcome:
    """What became of one entry.

    Attributes:
        name: The entry.
        figures: Counts: files, added, changed, absent, kept (though missing), refused, not_fetched,
            and what the fetcher counts itself.
        fault: Why nothing was recorded of it; None where something was, were it that all is as before.
        changed: Whether another version was published.
    """

    name: str
    figures: Mapping[str, int] = field(default_factory=dict)
    fault: str | None = None
    changed: bool = False


Find = Callable[[Entry], Fetcher]


def fetch_declared(
    project: Project,
    recipe: Recipe,
    names: Sequence[str] | None = None,
    *,
    accept_removals: bool = False,
    find: Find = fetcher_for,
    environment: Mapping[str, str] = os.environ,
) -> list[FetchOutcome]:
    """Fetch the remote entries, or those that are named, one after another, and record what came.

    A source that cannot be fetched keeps what was recorded of it; the others do not suffer. What
    is gone upstream becomes absent, unless it is more than half of the entry's files.

    Raises:
        DanluError: `sources.yaml` is wrong, or a name is none of its remote entries.
    """
    entries = _chosen(read_declared(project.root), names)
    outcomes = []
    for entry in entries:
        with project_lock(project, f"fetch-{source_key(entry.name)}"):
            try:
                outcomes.append(
                    _fetch(project, recipe, entry, find, environment, accept_removals=accept_removals)
                )
            except DanluError as error:
                outcomes.append(FetchOutcome(entry.name, fault=str(error)))
    return outcomes


def _chosen(declared: Declared, names: Sequence[str] | None) -> list[Entry]:
    if names is None:
        return declared.remote
    chosen = []
    for name in dict.fromkeys(names):
        entry = declared.named(name)
        if entry is None:
            known = ", ".join(entry.name for entry in declared.remote) or "none"
            raise DanluError(f"sources.yaml has no entry {name}; those that are fetched: {known}")
        if not entry.is_remote:
            raise DanluError(f"{name} lies on this machine: `danlu build` takes it in")
        chosen.append(entry)
    return chosen


def _fetch(
    project: Project,
    recipe: Recipe,
    entry: Entry,
    find: Find,
    environment: Mapping[str, str],
    *,
    accept_removals: bool,
) -> FetchOutcome:
    try:
        known = resolved(entry, environment)
    except DanluError as error:
        unasked = Delivery(entry)
        unasked.fail("MissingVariable")
        recorded = record_delivery(project, recipe, unasked)
        return FetchOutcome(entry.name, recorded.figures, str(error), recorded.changed)
    with staging(project) as folder:
        before = replace(_before(project, known, entry, folder), accept_removals=accept_removals)
        notes: dict[str, Mapping[str, str]] = {}
        delivery = Delivery(entry, {path: path.name.partition("-")[2] for path in before.files.values()})
        fault = _collect(known, find, before, folder / "incoming", notes, delivery)
        recorded = record_delivery(project, recipe, delivery, accept_removals=accept_removals)
        if delivery.files and not delivery.refused and fault is None and recorded.fault is None:
            save_notes(project, entry, _through(notes, known.masked))
    figures = {**delivery.figures, **recorded.figures}
    return FetchOutcome(entry.name, figures, fault or recorded.fault or _why_not(delivery), recorded.changed)


def _why_not(delivery: Delivery) -> str | None:
    """A fault where nothing at all could be fetched."""
    if delivery.files or not delivery.missed:
        return None
    evidence = next(iter(delivery.missed.values()))
    said = ", ".join(f"{name} {value}" for name, value in evidence.items())
    return f"{delivery.entry.name}: it could not be fetched ({said})"


def _collect(
    known: Resolved,
    find: Find,
    before: Before,
    incoming: Path,
    notes: dict[str, Mapping[str, str]],
    delivery: Delivery,
) -> str | None:
    """Take what the fetcher gives, to its end; why it has none, in words without a secret."""
    incoming.mkdir()
    try:
        for one in find(known.entry).fetch(known.entry, before, incoming, notes):
            match one:
                case Fetched():
                    delivery.took(one)
                case NotFetched():
                    evidence = {key: _without(known, value) for key, value in one.evidence.items()}
                    delivery.miss(replace(one, evidence=evidence))
    except DanluError as error:
        delivery.fail(type(error).__name__)
        return known.redacted(f"{known.entry.name}: {error}")
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one source, the others are fetched
        delivery.fail(type(error).__name__)
        return f"{known.entry.name}: it could not be fetched ({type(error).__name__})"
    return None


def _without(known: Resolved, value: object) -> object:
    return known.redacted(value) if isinstance(value, str) else value


def _through(
    notes: Mapping[str, Mapping[str, str]], change: Callable[[str], str]
) -> dict[str, dict[str, str]]:
    """Notes whose texts are changed: an address in them may hold a secret."""
    return {name: {change(key): change(value) for key, value in note.items()} for name, note in notes.items()}


def _before(project: Project, known: Resolved, entry: Entry, folder: Path) -> Before:
    """What is recorded of an entry, linked so that nobody can take it away meanwhile."""
    target = folder / "before"
    target.mkdir()
    files: dict[str, Path] = {}
    # the folder of recorded files is exchanged for another one whenever something is published
    with project_lock(project, STAGE):
        manifest = read_manifest(project.stage(STAGE))
        damaged = set(FileIndex(project).damaged(project.stage(STAGE), manifest)) if manifest else set()
        for number, (name, source) in enumerate(sorted(recorded_of(project, entry).items())):
            if f"files/{source.sha256}" not in damaged:
                place = target / f"{number}-{source.sha256}"
                os.link(content_path(project, source), place)
                files[name] = place
    return Before(files, _through(load_notes(project, entry), known.unmasked), known.shown)
