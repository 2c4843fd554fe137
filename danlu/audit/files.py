"""Law 5 for one published folder: it holds exactly the files that its manifest says, byte for byte.

Every file is hashed from disk; no index and no modification time is believed. Parquet files are
read to their last page, with checksums, and must have the documented columns.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pyarrow as pa

from danlu.annotation import ANNOTATION_SCHEMA
from danlu.audit.breach import Breach
from danlu.audit.report import Tally
from danlu.errors import DanluError
from danlu.export.lineage import LINEAGE_SCHEMA
from danlu.lake.manifest import NAME, FileEntry, Manifest, describe_file, read_manifest
from danlu.lake.parquet import read_parquet
from danlu.ledger import LEDGER_SCHEMA
from danlu.rows import ROW_SCHEMA
from danlu.stages import annotated, augmented, balanced, deduplicated, raw

SCHEMAS: dict[tuple[str, str], pa.Schema] = {
    ("raw", "rows"): ROW_SCHEMA,
    ("raw", "records"): raw.RECORD_SCHEMA,
    ("cleaned", "rows"): ROW_SCHEMA,
    ("deduplicated", "rows"): deduplicated.SCHEMA,
    ("annotated", "rows"): annotated.SCHEMA,
    ("augmented", "rows"): augmented.SCHEMA,
    ("augmented", "text"): ROW_SCHEMA,
    ("balanced", "rows"): balanced.SCHEMA,
    ("exported", "lineage"): LINEAGE_SCHEMA,
}
"""Columns of each kind of Parquet file, by stage; a ledger has the same ones everywhere."""

TAGS = tuple(name for name in ANNOTATION_SCHEMA.names if name != "row_id")
_COUNTED = ("records", "rows", "lines")
_UNREADABLE = (pa.ArrowException, OSError, ValueError)


@dataclass(slots=True)
class Folder:
    """A published folder with its manifest.

    Attributes:
        sound: All of its files can be read as they should.
        counted: Rows of each Parquet file, counted as they were read.
    """

    stage: str
    key: str | None
    path: Path
    manifest: Manifest
    sound: bool = True
    tally: Tally = field(default_factory=Tally)
    counted: dict[str, int] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """The partition, or nothing."""
        return self.key or ""

    def files(self, kind: str, key: str | None = None) -> list[Path]:
        """The files of a kind, in order; of one source where `key` names one."""
        prefixes = (f"{kind}/{key}.parquet",) if key else (f"{kind}-", f"{kind}/")
        return [self.path / name for name in sorted(self.manifest.files) if name.startswith(prefixes)]

    def filled(self, kind: str, key: str | None = None) -> Iterator[tuple[str, Path]]:
        """The files of a kind that hold a row at all, each with its place."""
        for path in self.files(kind, key):
            name = path.relative_to(self.path).as_posix()
            if self.counted[name]:
                yield f"{self.place}/{name}".strip("/"), path


def kind_of(name: str) -> str:
    """The kind of a published file.

    >>> kind_of("rows-00000.parquet"), kind_of("ledger/demo-1234.parquet")
    ('rows', 'ledger')
    """
    return name.split("/", maxsplit=1)[0] if "/" in name else name.rsplit("-", 1)[0]


def inspect_folder(stage: str, key: str | None, path: Path) -> tuple[Folder | None, list[Breach]]:
    """Check one folder against its manifest. No folder is given where the manifest cannot be used."""
    place = key or ""
    if not (path / NAME).exists():
        left = next((item.name for item in sorted(path.iterdir())), None) if path.is_dir() else None
        message = f"holds files ({left}) but no {NAME}"
        return None, [Breach(stage, place, "5", message)] if left else []
    try:
        manifest = read_manifest(path)
        stated = json.loads((path / NAME).read_text(encoding="utf-8"))["version"]
    except (DanluError, *_UNREADABLE) as error:
        message = f"{NAME} is damaged ({type(error).__name__})"
        return None, [Breach(stage, place, "5", message)]
    faults = list(_manifest_faults(stage, key, manifest, stated)) if manifest else []
    if manifest is None or faults:
        return None, [Breach(stage, place, "5", fault) for fault in faults]
    folder = Folder(stage, key, path, manifest)
    breaches = [Breach(stage, f"{place}/{name}".strip("/"), "5", fault) for name, fault in _faults(folder)]
    return folder, breaches


def _manifest_faults(stage: str, key: str | None, manifest: Manifest, stated: object) -> Iterator[str]:
    if (manifest.stage, manifest.key) != (stage, key):
        yield f"{NAME} is that of another folder"
    if not all(isinstance(entry.md5, str) for entry in manifest.files.values()):
        yield f"{NAME} has a file without a hash"
    elif stated != manifest.version:
        yield f"{NAME} states a version that is not that of the files it lists"
    if not all(isinstance(part, dict) for part in (manifest.inputs, manifest.figures, manifest.details)):
        yield f"{NAME} lacks its inputs, figures or details"
    for name in manifest.files:
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            yield f"{NAME} names a file outside its folder"


def _faults(folder: Folder) -> Iterator[tuple[str, str]]:
    listed = set(folder.manifest.files)
    found = {path.relative_to(folder.path).as_posix() for path in folder.path.rglob("*") if path.is_file()}
    for name in sorted(found - listed - {NAME}):
        yield name, f"lies here, but {NAME} does not know it"
    folder.tally.units = 1
    for name, entry in sorted(folder.manifest.files.items()):
        if name not in found:
            folder.sound = False
            yield name, f"is missing, but {NAME} lists it"
            continue
        yield from ((name, fault) for fault in _file_faults(folder, name, entry))
    for figure in _COUNTED if folder.stage != "exported" else ("lines",):
        stated = folder.manifest.figures.get(figure)
        if folder.sound and stated is not None and stated != getattr(folder.tally, figure):
            yield NAME, f"speaks of {stated} {figure}, but there are {getattr(folder.tally, figure)}"


def _file_faults(folder: Folder, name: str, entry: FileEntry) -> Iterator[str]:
    path = folder.path / name
    try:
        actual = describe_file(path)
    except OSError as error:
        folder.sound = False
        yield f"cannot be read ({type(error).__name__})"
        return
    folder.tally.files += 1
    folder.tally.bytes += actual.bytes
    if actual.bytes != entry.bytes:
        yield f"has {actual.bytes} bytes, not the {entry.bytes} of {NAME}"
    if actual.sha256 != entry.sha256 or actual.md5 != entry.md5:
        yield f"has been altered: its hash is not that of {NAME}"
    if not name.endswith(".parquet"):
        if entry.rows is not None:
            yield f"has no rows, but {NAME} counts {entry.rows}"
    else:
        yield from _table_faults(folder, name, entry)


def _table_faults(folder: Folder, name: str, entry: FileEntry) -> Iterator[str]:
    kind = kind_of(name)
    expected = LEDGER_SCHEMA if kind == "ledger" else SCHEMAS.get((folder.stage, kind))
    try:
        table = read_parquet(folder.path / name)
    except _UNREADABLE as error:
        folder.sound = False
        yield f"cannot be read as Parquet ({type(error).__name__})"
        return
    if expected is None or not table.schema.equals(expected):
        folder.sound = False
        yield "is no documented kind of file" if expected is None else "has not the documented columns"
    folder.counted[name] = table.num_rows
    if entry.rows != table.num_rows:
        yield f"has {table.num_rows} rows, not the {entry.rows} of {NAME}"
    counted = "lines" if kind == "lineage" else kind
    if counted in {"rows", "records", "ledger", "lines"}:
        setattr(folder.tally, counted, getattr(folder.tally, counted) + table.num_rows)
