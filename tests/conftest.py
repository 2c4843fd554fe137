from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from danlu.lake.layout import Project
from danlu.mirror import update_mirror
from tests.scratch import build, example_sources, new_project

MakeProject = Callable[..., Project]

# how long a machine takes is no law: speed is measured by the benchmarks
settings.register_profile("danlu", deadline=None)
settings.load_profile("danlu")


@pytest.fixture(autouse=True)
def no_project_of_the_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test never touches the project or the Dagster storage that the shell names."""
    for name in ("DANLU_PROJECT", "DAGSTER_HOME", "DVC_STAGE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def make_project(tmp_path: Path) -> MakeProject:
    """Makes projects without a deployment, each in a folder of its own."""

    def make(sources: Mapping[str, str | bytes] | None = None, recipe: str = "") -> Project:
        number = sum(1 for _ in tmp_path.glob("project-*"))
        return new_project(tmp_path / f"project-{number}", sources or {}, recipe)

    return make


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The example sources, built once at library level and mirrored: to be read, never changed."""
    project = new_project(tmp_path_factory.mktemp("example") / "project", example_sources())
    build(project)
    update_mirror(project)
    return project


@pytest.fixture
def built(example: Project, tmp_path: Path) -> Project:
    """A copy of the built example that a test may change."""
    shutil.copytree(example.root, tmp_path / "built", symlinks=True)
    return Project(tmp_path / "built")
