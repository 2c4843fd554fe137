"""Recorded held-out rows: files of sketches that are added and never changed or taken away (law 4).

They lie in `data/recorded/held_out/`, each named by the SHA-256 of its bytes, with the name that it was
frozen under inside. All of them count: what any of them holds out stays held out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from danlu.dedup.held_out.sketch import SCHEMA, VERSION
from danlu.errors import DanluError
from danlu.lake.files import replace_file
from danlu.lake.layout import Project
from danlu.lake.manifest import describe_file, folder_version
from danlu.lake.parquet import read_parquet, write_parquet

_METADATA = b"danlu.held_out"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One recorded file: the name that it was frozen under, the hash of its bytes, and its sketches."""

    name: str
    sha256: str
    sketches: pa.Table


def recorded_folder(project: Project) -> Path:
    """Where recorded held-out rows lie."""
    return project.data / "recorded" / "held_out"


def recorded_version(project: Project) -> str:
    """The version of all that is recorded, by the names of the files, which tell what is in them."""
    return folder_version({name: name for name in recorded_names(project)})


def recorded_names(project: Project) -> list[str]:
    """The hashes of the recorded files, in order."""
    return [path.stem for path in _files(project)]


def read_recorded(project: Project) -> list[Recorded]:
    """All recorded files, by the hash of their bytes.

    Raises:
        DanluError: A file is not what it was when it was recorded, or is of a later version of danlu.
    """
    return [_read(path) for path in _files(project)]


def all_sketches(recorded: Iterable[Recorded]) -> pa.Table:
    """The sketches of all files; a row that was frozen twice stands there twice."""
    tables = [one.sketches for one in recorded]
    return pa.concat_tables([pa.table([pa.nulls(0, one.type) for one in SCHEMA], schema=SCHEMA), *tables])


def record(project: Project, name: str, sketches: pa.Table) -> Recorded:
    """Record sketches; where the same are recorded under the name already, nothing is written.

    Raises:
        DanluError: Other rows are recorded under the name.
    """
    about = json.dumps({"name": name, "version": VERSION}, sort_keys=True)
    described = sketches.cast(SCHEMA).replace_schema_metadata({_METADATA: about.encode()})
    project.work.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=project.work, prefix="held_out-") as folder:
        staged = Path(folder) / "sketches.parquet"
        write_parquet(described, staged)
        sha256 = describe_file(staged).sha256
        rivals = [one for one in read_recorded(project) if one.name == name and one.sha256 != sha256]
        if rivals:
            raise DanluError(
                f"{name}: other held-out rows are recorded under this name, and what is recorded "
                "never changes; choose another name"
            )
        target = recorded_folder(project) / f"{sha256}.parquet"
        if not target.exists():
            replace_file(staged, target)
    return _read(target)


def require_all(project: Project, known: str) -> None:
    """Nothing that a published dataset was made with may be gone, or held-out rows would be trained on.

    Args:
        project: The project.
        known: The hashes of the recorded files that were used, separated by commas, as the manifest says.

    Raises:
        DanluError: A file that was used is missing.
    """
    missing = sorted(set(filter(None, known.split(","))) - set(recorded_names(project)))
    if missing:
        raise DanluError(
            f"data/recorded/held_out/{missing[0]}.parquet is missing ({len(missing)} in all): the published "
            "dataset was made with it, and without it rows that were held out could be trained on. Put it "
            "back from a copy of data/recorded/"
        )


def _files(project: Project) -> list[Path]:
    return sorted(recorded_folder(project).glob("*.parquet"))


def _read(path: Path) -> Recorded:
    if describe_file(path).sha256 != path.stem:
        raise DanluError(
            f"data/recorded/held_out/{path.name} is not what was recorded: its name is the SHA-256 of its "
            "bytes; put it back from a copy of data/recorded/"
        )
    table = read_parquet(path)
    try:
        about = json.loads(table.schema.metadata[_METADATA])
        name, version = str(about["name"]), int(about["version"])
    except (TypeError, KeyError, ValueError) as error:
        raise DanluError(f"data/recorded/held_out/{path.name} holds no sketches of danlu") from error
    if version != VERSION:
        raise DanluError(
            f"data/recorded/held_out/{path.name} was made by another version of danlu "
            f"(sketches {version}, here {VERSION}): update danlu"
        )
    return Recorded(name, path.stem, table.replace_schema_metadata(None).cast(SCHEMA))
