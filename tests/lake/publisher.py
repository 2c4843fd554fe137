"""A process that publishes without end, for tests that kill it."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from danlu.lake import publish as publication
from danlu.lake.layout import Project
from danlu.lake.manifest import Manifest, describe_file
from danlu.lake.publish import project_lock, publish, staging

FILES = 4


def stage_version(folder: Path, number: int) -> Manifest:
    """Files that all tell which version they belong to."""
    folder.mkdir(parents=True)
    for name in range(FILES):
        path = folder / f"part-{name}" / "rows.txt"
        path.parent.mkdir()
        path.write_text(f"version {number}\n" * (200 * (name + 1)), encoding="utf-8")
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.txt"))
    files = {name: describe_file(folder / name) for name in names}
    return Manifest("deduplicated", None, "print", {"cleaned": str(number)}, files)


def publish_version(project: Project, number: int) -> None:
    with project_lock(project, "deduplicated"), staging(project) as folder:
        manifest = stage_version(folder / "staged", number)
        publish(folder / "staged", manifest, project.stage("deduplicated"))


def publish_without_end(root: str, way: str) -> None:
    if way == "two steps":
        publication._exchange = publication.exchange_in_two_steps
    for number in itertools.count():
        publish_version(Project(Path(root)), number)
        sys.stdout.write(".")
        sys.stdout.flush()


if __name__ == "__main__":
    publish_without_end(sys.argv[1], sys.argv[2])
