"""`dvc.lock` through a kill: DVC writes it in place, so that a kill can leave it empty or cut off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from danlu.errors import DanluError
from danlu.lake.layout import Project
from danlu.lake.notes import write_note
from danlu.lake.publish import project_lock


@contextmanager
def lock_file_kept(project: Project) -> Iterator[None]:
    """While DVC writes: a copy of the file lies beside, from which the next writer mends what a kill left.

    Raises:
        DanluError: It is damaged, and not by a kill of danlu's.
    """
    path = project.root / "dvc.lock"
    copy = project.root / ".dvc" / "tmp" / "danlu.dvc.lock"
    with project_lock(project, "versions"):
        _mend(path, copy)
        # an empty copy stands for a file that was not there
        write_note(copy, path.read_text(encoding="utf-8") if path.exists() else "")
        yield
        copy.unlink()


def _mend(path: Path, copy: Path) -> None:
    """Put a damaged file back as it was before it was written; one that can be read stays."""
    if _is_readable(path):
        return
    before = copy.read_text(encoding="utf-8") if copy.exists() else ""
    if before:
        write_note(path, before)
    elif copy.exists() or not path.stat().st_size:
        path.unlink()
    else:
        raise DanluError(
            "dvc.lock is damaged, so that DVC cannot record anything: bring it back with "
            "`git checkout dvc.lock`, or remove it; the next `danlu build` writes it anew"
        )


def _is_readable(path: Path) -> bool:
    try:
        said = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return True
    except (yaml.YAMLError, ValueError):
        return False
    return isinstance(said, dict) and "schema" in said
