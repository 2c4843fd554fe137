"""Recording what was fetched of one entry, with what could not be fetched and what is gone."""

from __future__ import annotations

import json
import os
import stat
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from danlu.declared.entry import Entry as Declaration
from danlu.declared.file import read_declared
from danlu.fetching.base import Fetched, NotFetched
from danlu.furnace.fetch_notes import request_of
from danlu.furnace.recording import FETCHED, Recorder, owner_of, recording, unconfirmed
from danlu.lake.catalogue import FILES, SourceFile
from danlu.lake.layout import Project, source_key
from danlu.lake.publish import project_lock
from danlu.lake.recording import hash_file
from danlu.ledger import Entry, Reason, Verdict
from danlu.recipe import Recipe
from danlu.stages.source_absence import Caution, doubtful_places, is_undeclared, place_of
from danlu.stages.source_files import described
from danlu.stages.source_walk import entry_of, is_safe, spelt_out

_MOST_EVIDENCE = 400
_MOST_NAME_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Arrived:
    """One file that came, hashed while nothing was locked."""

    path: Path
    sha256: str
    bytes: int


@dataclass(slots=True)
class Delivery:
    """What a fetcher gave, checked as it comes.

    Attributes:
        entry: What was fetched.
        earlier: The files that were there before, with the hash under which they are recorded.
        files: What came, by the source's name.
        missed: What could not be fetched now, by the source's name, and why.
        refused: What came and is no source.
        complete: Whether all that there is was told of: else what was not told of may be there.
        figures: What it cost, in sum.
    """

    entry: Declaration
    earlier: Mapping[Path, str] = field(default_factory=dict)
    files: dict[str, Arrived] = field(default_factory=dict)
    missed: dict[str, Mapping[str, object]] = field(default_factory=dict)
    refused: dict[str, tuple[Reason, Mapping[str, object]]] = field(default_factory=dict)
    complete: bool = True
    figures: Counter[str] = field(default_factory=Counter)

    def took(self, one: Fetched) -> None:
        """A file came."""
        name = self._source(one.name)
        self.figures.update(one.figures)
        status = one.path.lstat()
        if not _is_name(one.name):
            self.refused[spelt_out(name)] = (Reason.UNSAFE_NAME, {})
        elif name in self.files:
            self.refused[name] = (Reason.UNSAFE_NAME, {"same_key_as": name})
        elif not stat.S_ISREG(status.st_mode):
            self.refused[name] = (Reason.NOT_A_FILE, {})
        else:
            sha256 = self.earlier.get(one.path) or hash_file(one.path)
            self.files[name] = Arrived(one.path, sha256, status.st_size)

    def miss(self, one: NotFetched) -> None:
        """A file could not be fetched; without a name it is the whole entry."""
        self.complete = self.complete and bool(one.name)
        name = self._source(one.name)
        self.missed[name if _is_name(one.name) else spelt_out(name)] = _small(one.evidence)

    def fail(self, error: str) -> None:
        """The fetcher itself could not go on."""
        self.miss(NotFetched("", {"error": error}))

    def _source(self, name: str) -> str:
        return f"{self.entry.name}/{name}" if name else self.entry.name


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a delivery."""

    figures: Mapping[str, int] = field(default_factory=dict)
    changed: bool = False
    fault: str | None = None


def record_delivery(
    project: Project, recipe: Recipe, delivery: Delivery, *, accept_removals: bool = False
) -> Recorded:
    """Publish what came. A build that is at work ends first: it counts on the sources that it found."""
    with project_lock(project, "build"), recording(project, recipe) as recorder:
        declared = read_declared(project.root)
        entry = declared.named(delivery.entry.name)
        if entry is None or request_of(entry) != request_of(delivery.entry):
            return Recorded(fault=f"{delivery.entry.name}: its entry changed meanwhile: fetch it again")
        mine = {
            source.name: source
            for source in recorder.known.values()
            if place_of(source) == entry.name and not is_undeclared(source, declared)
        }
        sources = {source.name: source for source in recorder.known.values()}
        figures = _put(recorder, delivery, entry, sources)
        caution = Caution(unconfirmed(recorder.entries), None, accept_removals)
        kept = _let_go(delivery, mine, sources, caution)
        entries = [
            told
            for told in recorder.entries
            if owner_of(told.source) != entry.name
            or (told.rule != FETCHED and told.reason is not Reason.SOURCE_ABSENT)
        ]
        entries += _told(delivery, entry, sources, kept)
        figures |= {
            "files": len(delivery.files),
            "absent": sum(
                source.state == "present" and sources[name].state == "absent" for name, source in mine.items()
            ),
            "kept": len(kept),
            "refused": len(delivery.refused),
            "not_fetched": len(delivery.missed),
        }
        return Recorded(figures, recorder.publish(list(sources.values()), entries, None))


def _put(
    recorder: Recorder, delivery: Delivery, entry: Declaration, sources: dict[str, SourceFile]
) -> dict[str, int]:
    """Put the files beside the recorded ones, and their sources into the catalogue."""
    keys = {source_key(name): name for name in sources}
    figures = {"added": 0, "changed": 0}
    most = recorder.recipe.source_files.max_file_bytes
    for name, arrived in sorted(delivery.files.items()):
        rival = keys.setdefault(source_key(name), name)
        if rival != name:
            delivery.refused[name] = (Reason.UNSAFE_NAME, {"same_key_as": rival})
            continue
        if arrived.bytes > most:
            delivery.refused[name] = (Reason.FILE_TOO_LARGE, {"bytes": arrived.bytes, "most": most})
            continue
        place = recorder.staged / FILES / arrived.sha256
        if not place.exists():
            os.link(arrived.path, place)
        earlier = sources.get(name)
        source = described(SourceFile(name, arrived.sha256, arrived.bytes), entry, entry.via)
        sources[name] = source
        figures["added"] += earlier is None or earlier.state == "absent"
        figures["changed"] += earlier is not None and earlier.version not in ("absent", source.version)
    return figures


def _let_go(
    delivery: Delivery, mine: Mapping[str, SourceFile], sources: dict[str, SourceFile], caution: Caution
) -> list[SourceFile]:
    """What was there before and was not told of is gone, unless that is doubtful; returns what stays so."""
    if not delivery.complete:
        return []
    told = {*delivery.files, *delivery.missed, *delivery.refused}
    gone = [source for name, source in mine.items() if source.state == "present" and name not in told]
    moved = {arrived.sha256 for name, arrived in delivery.files.items() if name not in mine}
    away = [source for source in gone if source.sha256 not in moved]
    doubtful = set() if caution.accept_removals else doubtful_places(mine.values(), away, away, caution)
    kept = away if doubtful else []
    for source in gone:
        if source not in kept:
            sources[source.name] = replace(source, state="absent")
    return kept


def _told(
    delivery: Delivery, entry: Declaration, sources: Mapping[str, SourceFile], kept: list[SourceFile]
) -> list[Entry]:
    """What the ledger says of the entry's sources."""
    present = {name for name, source in sources.items() if source.state == "present"}
    entries = [
        entry_of(name, Reason.NOT_FETCHED, evidence, Verdict.FLAGGED, FETCHED)
        for name, evidence in delivery.missed.items()
    ]
    entries += [
        entry_of(name, reason, evidence, _verdict(name in present), FETCHED)
        for name, (reason, evidence) in delivery.refused.items()
    ]
    entries += [entry_of(one.name, Reason.SOURCE_ABSENT, {}, Verdict.FLAGGED, FETCHED) for one in kept]
    entries += [
        entry_of(name, Reason.SOURCE_ABSENT, {})
        for name, source in sources.items()
        if source.state == "absent" and owner_of(name) == entry.name
    ]
    return entries


def _verdict(stays: bool) -> Verdict:  # noqa: FBT001 - a private choice between two
    """What was recorded before stays where another version of it is refused."""
    return Verdict.FLAGGED if stays else Verdict.DROPPED


def _is_name(name: str) -> bool:
    """Whether a file may have this name below its entry's; one file has none."""
    parts = PurePosixPath(name).parts
    fits = len(name.encode("utf-8", "surrogatepass")) <= _MOST_NAME_BYTES
    return is_safe(name) and fits and "/".join(parts) == name and not {"/", ".."} & set(parts)


def _small(evidence: Mapping[str, object]) -> dict[str, object]:
    """Evidence that the ledger can hold: small, and plain values alone."""
    plain: dict[str, object] = {}
    for name, value in evidence.items():
        if value is None or isinstance(value, str | int | float):
            plain[str(name)] = value
    return plain if len(json.dumps(plain)) <= _MOST_EVIDENCE else {"values": len(plain)}
