"""What was published and what lies on disk: told by hash, with a cache that may be lost."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from danlu.lake import integrity
from danlu.lake.integrity import FileIndex
from danlu.lake.layout import Project
from danlu.lake.manifest import Manifest, describe_file
from tests.conftest import MakeProject

NAMES = ("rows-00000.parquet", "text/茶.parquet", "metrics.json")


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    return make_project()


@pytest.fixture
def folder(project: Project) -> Path:
    folder = project.stage("exported")
    for name in NAMES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"content of {name}")
    return folder


@pytest.fixture
def manifest(folder: Path) -> Manifest:
    return Manifest("exported", None, "", {}, {name: describe_file(folder / name) for name in NAMES})


def test_what_was_published_is_whole(project: Project, folder: Path, manifest: Manifest) -> None:
    assert FileIndex(project).damaged(folder, manifest) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_or_altered_file_is_named(
    project: Project, folder: Path, manifest: Manifest, name: str
) -> None:
    index = FileIndex(project)
    assert index.damaged(folder, manifest) == []
    index.save()
    status = (folder / name).stat()
    (folder / name).write_text(f"CONTENT of {name}")
    assert (folder / name).stat().st_size == status.st_size
    assert FileIndex(project).damaged(folder, manifest) == [name]
    (folder / name).unlink()
    assert FileIndex(project).damaged(folder, manifest) == [name]


def test_a_file_that_was_not_touched_is_not_hashed_again(
    project: Project, folder: Path, manifest: Manifest, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = FileIndex(project)
    first.damaged(folder, manifest)
    first.save()
    hashed: list[str] = []

    def watched(path: Path) -> object:
        hashed.append(path.name)
        return describe_file(path)

    monkeypatch.setattr(integrity, "describe_file", watched)
    assert FileIndex(project).damaged(folder, manifest) == []
    assert hashed == []
    os.utime(folder / "metrics.json", ns=(1, 1))
    assert FileIndex(project).damaged(folder, manifest) == []
    assert hashed == ["metrics.json"]


def test_a_new_inode_is_hashed_again(project: Project, folder: Path, manifest: Manifest) -> None:
    """A checkout may bring other bytes of the same size and time."""
    first = FileIndex(project)
    first.damaged(folder, manifest)
    first.save()
    path = folder / "metrics.json"
    status = path.stat()
    other = folder / "other"
    other.write_bytes(path.read_bytes().upper())
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    other.replace(path)
    assert FileIndex(project).damaged(folder, manifest) == ["metrics.json"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b"null",
        b"\xff",
        b'"text"',
        b'{"exported/metrics.json": 5}',
        b'{"exported/metrics.json": [1]}',
    ],
)
def test_a_lost_or_damaged_cache_costs_time_and_never_truth(
    project: Project, folder: Path, manifest: Manifest, content: bytes
) -> None:
    project.work.mkdir(parents=True)
    (project.work / "verified.json").write_bytes(content)
    assert FileIndex(project).damaged(folder, manifest) == []
    (folder / "metrics.json").write_text("other")
    assert FileIndex(project).damaged(folder, manifest) == ["metrics.json"]


def test_files_that_are_gone_leave_the_cache(project: Project, folder: Path, manifest: Manifest) -> None:
    index = FileIndex(project)
    index.remember(folder, manifest)
    (folder / "metrics.json").unlink()
    index.save()
    known = json.loads((project.work / "verified.json").read_text(encoding="utf-8"))
    assert sorted(known) == ["exported/rows-00000.parquet", "exported/text/茶.parquet"]
