"""The catalogue of `source_files`: every source by name, with the bytes that were taken in."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal

from danlu.errors import DanluError
from danlu.lake.layout import Project, source_key
from danlu.reading_knobs import Hints

NAME = "catalogue.json"
FILES = "files"
NO_HINTS = Hints()


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One source. An absent one is a tombstone: it was there, and its rows are gone with it.

    Attributes:
        name: Its name below `data/sources/`, or that of its entry in `sources.yaml`.
        sha256: Hash of its bytes, which are recorded under it.
        bytes: Its size.
        state: Whether it is there.
        declared: The entry of `sources.yaml` that describes it.
        hints: How its bytes are read, as far as its entry says; a part of its version.
        via: How it is reached: None below `data/sources/`, else as `danlu.declared.entry.Via`.
        licence: What its entry says of it, as the other fields below; no part of its version.
        language: An IETF tag or a name, as declared.
        domain: As declared.
        task_type: As declared.
        weight: As declared.
        owner: As declared.
    """

    name: str
    sha256: str
    bytes: int
    state: Literal["present", "absent"] = "present"
    declared: str | None = None
    hints: Hints = NO_HINTS
    via: str | None = None
    licence: str | None = None
    language: str | None = None
    domain: str | None = None
    task_type: str | None = None
    weight: float | None = None
    owner: str | None = None

    @property
    def key(self) -> str:
        """The partition that holds the source's rows."""
        return source_key(self.name)

    @property
    def version(self) -> str:
        """The data version of the source: its bytes and how they are to be read."""
        if self.state != "present":
            return "absent"
        if self.hints == NO_HINTS:
            return self.sha256
        said = json.dumps(hints_given(self.hints), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(self.sha256.encode() + said.encode("utf-8", "surrogatepass")).hexdigest()


_FIELDS = tuple(field.name for field in fields(SourceFile))


def hints_given(hints: Hints) -> dict[str, Any]:
    """What hints say that is not said anyhow, as plain values."""
    return hints.model_dump(mode="json", exclude_defaults=True)


def content_path(project: Project, source: SourceFile) -> Path:
    """The recorded bytes of a present source: all that a reader ever opens."""
    return project.stage("source_files") / FILES / source.sha256


def catalogue_json(sources: Iterable[SourceFile]) -> str:
    """The catalogue as it is stored, sorted by name; what is not declared is left out."""
    entries = [_plain(source) for source in sorted(sources, key=lambda source: source.name)]
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"


def read_catalogue(project: Project) -> dict[str, SourceFile]:
    """All sources by partition key, in the order of their names; empty before the first intake.

    Raises:
        DanluError: The catalogue was altered from outside and cannot be read.
    """
    path = project.stage("source_files") / NAME
    if not path.exists():
        return {}
    try:
        sources = [_source(entry) for entry in json.loads(path.read_bytes().decode())]
    except (ValueError, TypeError) as error:
        raise DanluError(
            f"source_files/{NAME} is damaged ({type(error).__name__}): restore it with `dvc checkout`"
        ) from error
    return {source.key: source for source in sources}


def _plain(source: SourceFile) -> dict[str, Any]:
    values = {name: getattr(source, name) for name in _FIELDS} | {"hints": hints_given(source.hints) or None}
    return {name: value for name, value in values.items() if value is not None}


def _source(entry: Mapping[str, Any]) -> SourceFile:
    values = dict(entry)
    hints = values.pop("hints", None)
    return SourceFile(**values, hints=Hints.model_validate(hints) if hints else NO_HINTS)
