"""One file put in the place of another, whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def replace_file(staged: Path, target: Path) -> None:
    """Publish one file: synced, renamed over the old one, its folder synced."""
    sync(staged)
    target.parent.mkdir(parents=True, exist_ok=True)
    staged.replace(target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Flush a file or a folder to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
