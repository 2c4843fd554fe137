from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from danlu.lake.layout import Project
from tests.told import told


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A built lake: to be read, never changed."""
    return told(tmp_path_factory.getbasetemp())


@pytest.fixture
def copy(lake: Project, tmp_path: Path) -> Project:
    """A copy of the lake that a test may tamper with, without work files and mirror."""
    left = shutil.ignore_patterns(".work", "*.duckdb")
    shutil.copytree(lake.root, tmp_path / "copy", symlinks=True, ignore=left)
    return Project(tmp_path / "copy")
