"""Declared sources and what is known of each, for people and programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from danlu.declared.entry import Entry
from danlu.declared.file import FILE, Declared, read_declared
from danlu.furnace.intake import NEVER
from danlu.furnace.recording import owner_of
from danlu.lake.catalogue import SourceFile
from danlu.lake.layout import Project
from danlu.lake.manifest import folder_version
from danlu.lake.parquet import read_all
from danlu.lake.published import Published
from danlu.ledger import LEDGER_SCHEMA, Reason, Verdict, evidence_json


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry, or the undeclared files of `data/sources/` together, whose name is None.

    Attributes:
        name: The entry.
        kind: What it is read as.
        via: How it is reached.
        state: In a few words.
        files: Sources that are there.
        rows: Rows that they gave; None where that is not computed yet.
        licence: As declared.
        version: Of all its files together; None where there is none.
    """

    name: str | None
    kind: str
    via: str
    state: str
    files: int
    rows: int | None
    licence: str | None
    version: str | None

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


def list_sources(project: Project) -> list[Listed]:
    """Every entry in its order, then what lies in `data/sources/` and is not declared.

    Raises:
        DanluError: `sources.yaml` is wrong, or the catalogue is damaged.
    """
    declared = read_declared(project.root)
    published = Published(project)
    own: dict[str | None, list[SourceFile]] = defaultdict(list)
    for source in published.sources.values():
        own[source.declared].append(source)
    told = _told(published)
    taken = published.manifest("source_files", None)
    known = taken is not None and dict(taken.inputs) == declared.inputs
    listed = [
        _listed(published, entry, own[entry.name], _state(entry, own[entry.name], told, known=known))
        for entry in declared.entries
    ]
    rest = [source for name in own if not _is_declared(declared, name) for source in own[name]]
    here = any(source.state == "present" for source in rest)
    return [*listed, _listed(published, None, rest, "present" if here else "nothing found")]


def _is_declared(declared: Declared, name: str | None) -> bool:
    return name is not None and declared.named(name) is not None


def _listed(published: Published, entry: Entry | None, sources: Sequence[SourceFile], state: str) -> Listed:
    present = [source for source in sources if source.state == "present"]
    manifests = [published.manifest("raw", source.key) for source in present]
    rows = [manifest.figures.get("rows", 0) for manifest in manifests if manifest is not None]
    version = folder_version({source.name: source.version for source in present}) if present else None
    return Listed(
        name=entry.name if entry is not None else None,
        kind=entry.kind if entry is not None else "auto",
        via=entry.via if entry is not None else "local",
        state=state,
        files=len(present),
        rows=sum(rows) if rows else None,
        licence=entry.licence if entry is not None else None,
        version=present[0].version if len(present) == 1 else version,
    )


def _state(
    entry: Entry,
    sources: Sequence[SourceFile],
    told: Mapping[str, set[tuple[str, str]]],
    *,
    known: bool,
) -> str:
    said = told.get(entry.name, set())
    here = any(source.state == "present" for source in sources)
    if Reason.NOT_FETCHED in {reason for reason, _ in said} and here:
        return "present; not all could be fetched"
    if (Reason.SOURCE_ABSENT, Verdict.FLAGGED) in said:
        return "present; some are missing and kept"
    if any(reason == Reason.UNREADABLE_FILE for reason, _ in said):
        return "cannot be reached" + ("; kept" if here else "")
    if here:
        return "present" if known else f"present; {FILE} has changed"
    if entry.is_remote:
        tried = Reason.NOT_FETCHED in {reason for reason, _ in said}
        return "could not be fetched" if tried else "absent" if sources else "never fetched"
    return "nothing found" if known else "not taken in yet"


def _told(published: Published) -> dict[str, set[tuple[str, str]]]:
    """What the ledger of `source_files` says, by the first part of the names."""
    paths = [path for path in published.files("source_files", None, "ledger") if path.exists()]
    table = read_all(paths, LEDGER_SCHEMA)
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    columns = (table.column(name).to_pylist() for name in ("source", "reason", "verdict", "evidence"))
    for source, reason, verdict, evidence in zip(*columns, strict=True):
        if evidence != evidence_json(NEVER):
            found[owner_of(source)].add((reason, verdict))
    return found
