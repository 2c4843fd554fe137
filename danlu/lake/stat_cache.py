"""Which files were hashed already, told by what the file system says of them."""

from __future__ import annotations

import json
import os
from pathlib import Path


class StatCache:
    """Sizes, times and inodes of the files that were read, so that nothing is hashed twice.

    The time of the last change of state is among them, which no program can set back. It is a
    cache: without it everything is read again and nothing else changes.
    """

    def __init__(self, path: Path) -> None:
        """Load the cache, if there is one."""
        self._path = path
        try:
            known = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            known = {}
        self._known: dict[str, list[int | str]] = known if isinstance(known, dict) else {}

    def hash_of(self, name: str, status: os.stat_result) -> str | None:
        """The hash of a file whose state is as it was, else None."""
        entry = self._known.get(name)
        now = _state(status)
        if not isinstance(entry, list) or len(entry) != 5 or entry[:4] != now:
            return None
        return str(entry[4])

    def remember(self, name: str, status: os.stat_result, sha256: str) -> None:
        """Note what a file hashed to in this state."""
        self._known[name] = [*_state(status), sha256]

    def save(self, names: set[str]) -> None:
        """Write the cache, with these names alone."""
        kept = {name: entry for name, entry in self._known.items() if name in names}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        partial = self._path.with_suffix(".new")
        partial.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        partial.replace(self._path)


def mark_of(status: os.stat_result) -> str:
    """The state of a file as one text, to be kept between two looks."""
    return ":".join(str(part) for part in _state(status))


def _state(status: os.stat_result) -> list[int]:
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
