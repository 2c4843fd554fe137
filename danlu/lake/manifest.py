"""The manifest of a published folder: what it is made of, from what, and by what (laws 5 and 8)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from danlu.errors import DanluError

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One published file. `md5` is the hash under which DVC knows it."""

    sha256: str
    md5: str
    bytes: int
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder holds. It appears with its files in one step, or not at all.

    `inputs` maps each input to the version that was read; `fingerprint` covers the recipe section,
    the code and the libraries; `figures` are counts for people; `details` is what the stage needs
    to say about itself (the source's name and container at `raw`).
    """

    stage: str
    key: str | None
    fingerprint: str
    inputs: Mapping[str, str]
    files: Mapping[str, FileEntry]
    figures: Mapping[str, int] = field(default_factory=dict)
    details: Mapping[str, str | int | None] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """The data version: it changes when, and only when, a byte of the data changes."""
        return folder_version({name: entry.md5 for name, entry in self.files.items()})

    def to_json(self) -> str:
        """The manifest as it is stored: sorted, so that equal manifests are equal files."""
        values = {**asdict(self), "version": self.version}
        return json.dumps(values, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def folder_version(hashes: Mapping[str, str]) -> str:
    """The version of a set of named hashes, computed as DVC computes a folder's MD5.

    >>> folder_version({"b": "2", "a": "1"}) == folder_version({"a": "1", "b": "2"})
    True
    """
    listing = [{"md5": hashes[name], "relpath": name} for name in sorted(hashes)]
    return hashlib.md5(json.dumps(listing, sort_keys=True).encode(), usedforsecurity=False).hexdigest()


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a published folder, or None where none is published.

    Raises:
        DanluError: The manifest is there but cannot be read: it was altered from outside.
    """
    path = folder / NAME
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        values = json.loads(content.decode())
        values.pop("version")
        files = {name: FileEntry(**entry) for name, entry in values.pop("files").items()}
        return Manifest(files=files, **values)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise DanluError(
            f"{path.parent.name}/{NAME} is damaged ({type(error).__name__}): restore it with "
            "`dvc checkout`, or delete it and run `danlu build`"
        ) from error


def describe_file(path: Path, rows: int | None = None) -> FileEntry:
    """Hash a file from disk, as it will be verified later."""
    sha256 = hashlib.sha256()
    md5 = hashlib.md5(usedforsecurity=False)
    size = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            sha256.update(block)
            md5.update(block)
            size += len(block)
    return FileEntry(sha256.hexdigest(), md5.hexdigest(), size, rows)
