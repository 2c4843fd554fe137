"""Where everything lies in a project, and how a source's name becomes a safe key."""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from danlu.errors import DanluError

MARKER = "params.yaml"
_UNSAFE = re.compile(r"[^0-9a-z\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Project:
    """A danlu project: the folder that holds `params.yaml`, `dvc.yaml` and `data/`."""

    root: Path

    @property
    def recipe(self) -> Path:
        """The recipe file."""
        return self.root / MARKER

    @property
    def data(self) -> Path:
        """All that danlu writes."""
        return self.root / "data"

    @property
    def sources(self) -> Path:
        """The user's own files; danlu only reads here."""
        return self.data / "sources"

    @property
    def warehouse(self) -> Path:
        """The DuckDB mirror."""
        return self.data / "warehouse.duckdb"

    @property
    def work(self) -> Path:
        """Staging, memos, locks and caches: all of it can be deleted while nothing runs."""
        return self.data / ".work"

    def stage(self, name: str) -> Path:
        """The published folder of a stage."""
        return self.data / name

    def unit(self, stage: str, key: str | None) -> Path:
        """The published folder of one partition, or of the whole stage where `key` is None."""
        return self.stage(stage) / key if key else self.stage(stage)


def find_project(start: Path | None = None) -> Project:
    """The project that holds `start` (the working directory by default).

    `DANLU_PROJECT` names another one.

    Raises:
        DanluError: No folder upward from `start` holds a recipe beside a pipeline.
    """
    named = os.environ.get("DANLU_PROJECT")
    place = Path(named) if named else (start or Path.cwd())
    for folder in (place.resolve(), *place.resolve().parents):
        if (folder / MARKER).is_file() and (folder / "dvc.yaml").is_file():
            if "," in str(folder):
                raise DanluError("the project's path holds a comma, which DuckDB's search path cannot")
            return Project(folder)
    raise DanluError(
        f"no danlu project here: no {MARKER} beside a dvc.yaml in this folder or above it; "
        "change into a clone of danlu, or set DANLU_PROJECT"
    )


def source_key(name: str) -> str:
    """A key that is safe as a folder, a Dagster partition and SQL text, and unique to `name`.

    The readable part keeps ASCII letters, digits and Han characters of the name's end; the rest
    is the start of the name's SHA-256.

    >>> source_key("demo/问答 v2.jsonl")
    'demo_问答_v2_jsonl-07801729d4ec1b8e'
    """
    readable = _UNSAFE.sub("_", name.lower()).strip("_")[-48:].strip("_")
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{readable}-{digest}" if readable else digest
