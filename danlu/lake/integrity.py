"""Is what lies on disk what was published? Told by hash, and by size, time and inode in between."""

from __future__ import annotations

import json
import os
from pathlib import Path

from danlu.lake.layout import Project
from danlu.lake.manifest import Manifest, describe_file
from danlu.lake.notes import write_note


class FileIndex:
    """Remembers which files were verified, so that a file is hashed again only if it was touched.

    It is a cache, like git's: a lost or damaged index costs time, never truth. The audit does not
    use it.
    """

    def __init__(self, project: Project) -> None:
        """Load the index of a project, if there is one."""
        self._root = project.data
        self._path = project.work / "verified.json"
        self._known = read_cache(self._path)
        self._changed = False

    def damaged(self, folder: Path, manifest: Manifest) -> list[str]:
        """The files of a published folder that are missing or altered, by name."""
        return [name for name, entry in manifest.files.items() if self._hash(folder / name) != entry.sha256]

    def remember(self, folder: Path, manifest: Manifest) -> None:
        """Note the files of a folder that was published a moment ago."""
        for name, entry in manifest.files.items():
            self._note(folder / name, (folder / name).stat(), entry.sha256)

    def save(self) -> None:
        """Write the index, without the files that are gone."""
        if not self._changed:
            return
        kept = {name: entry for name, entry in self._known.items() if (self._root / name).exists()}
        write_note(self._path, json.dumps(kept))
        self._changed = False

    def _hash(self, path: Path) -> str | None:
        try:
            status = path.stat()
        except OSError:
            return None
        entry = self._known.get(self._name(path))
        if entry is not None and entry[:3] == [status.st_size, status.st_mtime_ns, status.st_ino]:
            return str(entry[3])
        sha256 = describe_file(path).sha256
        self._note(path, status, sha256)
        return sha256

    def _note(self, path: Path, status: os.stat_result, sha256: str) -> None:
        self._known[self._name(path)] = [status.st_size, status.st_mtime_ns, status.st_ino, sha256]
        self._changed = True

    def _name(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()


def read_cache(path: Path) -> dict[str, list[int | str]]:
    """What a cache of files says of each: size, time, inode and hash. A damaged cache says nothing."""
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(known, dict):
        return {}
    return {name: entry for name, entry in known.items() if isinstance(entry, list) and len(entry) == 4}
