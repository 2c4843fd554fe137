"""The catalogue of `source_files`: every source by name, with the bytes that were taken in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from danlu.errors import DanluError
from danlu.lake.layout import Project, source_key

NAME = "catalogue.json"
FILES = "files"


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One source. An absent one is a tombstone: it was there, and its rows are gone with it."""

    name: str
    sha256: str
    bytes: int
    state: Literal["present", "absent"] = "present"

    @property
    def key(self) -> str:
        """The partition that holds the source's rows."""
        return source_key(self.name)

    @property
    def version(self) -> str:
        """The data version of the source."""
        return self.sha256 if self.state == "present" else "absent"


def content_path(project: Project, source: SourceFile) -> Path:
    """The recorded bytes of a present source: all that a reader ever opens."""
    return project.stage("source_files") / FILES / source.sha256


def catalogue_json(sources: Iterable[SourceFile]) -> str:
    """The catalogue as it is stored, sorted by name."""
    entries = [asdict(source) for source in sorted(sources, key=lambda source: source.name)]
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
        sources = [SourceFile(**entry) for entry in json.loads(path.read_bytes().decode())]
    except (ValueError, TypeError) as error:
        raise DanluError(
            f"source_files/{NAME} is damaged ({type(error).__name__}): restore it with `dvc checkout`"
        ) from error
    return {source.key: source for source in sources}
