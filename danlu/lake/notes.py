"""Small notes beside the data: written whole, by any number of threads and processes at once."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_note(path: Path, text: str) -> None:
    """Put a text in the place of a file in one step. It is not synced: a lost note costs time, not truth."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, partial = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
