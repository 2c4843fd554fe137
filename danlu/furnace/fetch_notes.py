"""What a fetcher wants to know the next time, such as entity tags: kept beside the data."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from danlu.declared.entry import Entry
from danlu.lake.catalogue import SourceFile, read_catalogue
from danlu.lake.layout import Project, source_key
from danlu.lake.notes import write_note

Notes = Mapping[str, Mapping[str, str]]


def recorded_of(project: Project, entry: Entry) -> dict[str, SourceFile]:
    """What is recorded of a fetched entry, by name below the entry's; "" where it is one file."""
    return {
        source.name.removeprefix(entry.name).removeprefix("/"): source
        for source in read_catalogue(project).values()
        if source.declared == entry.name and source.via not in (None, "local") and source.state == "present"
    }


def request_of(entry: Entry) -> str:
    """A hash of what is asked for. It holds no secret, only the names of variables."""
    asked = entry.model_dump(mode="json", include={"location", "urls", "query", "fetch"})
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def load_notes(project: Project, entry: Entry) -> Notes:
    """The notes of the last fetch; none where they speak of other bytes or another request.

    After a checkout of an earlier version the notes are newer than the data: a server that is asked
    whether they still hold would keep the older bytes for ever.
    """
    try:
        said = json.loads(_place(project, entry).read_text(encoding="utf-8"))
        notes = {
            str(name): {str(key): str(value) for key, value in note.items()}
            for name, note in said["notes"].items()
        }
        holds = said["files"] == _hashes(project, entry) and said["request"] == request_of(entry)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
    return notes if holds else {}


def save_notes(project: Project, entry: Entry, notes: Notes) -> None:
    """Write the notes, with the bytes and the request that they belong to."""
    said = {"files": _hashes(project, entry), "request": request_of(entry), "notes": notes}
    write_note(_place(project, entry), json.dumps(said, ensure_ascii=False, sort_keys=True))


def _hashes(project: Project, entry: Entry) -> dict[str, str]:
    return {name: source.sha256 for name, source in recorded_of(project, entry).items()}


def _place(project: Project, entry: Entry) -> Path:
    # a name may be longer than a file's name may be
    return project.work / "fetch" / f"{source_key(entry.name)}.json"
