from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest

from danlu.lake.layout import Project
from danlu.mirror import open_mirror
from tests.told import told


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A built lake: to be read, never changed."""
    return told(tmp_path_factory.getbasetemp())


@pytest.fixture
def mirror(lake: Project, monkeypatch: pytest.MonkeyPatch) -> Iterator[duckdb.DuckDBPyConnection]:
    monkeypatch.chdir(lake.root)
    with open_mirror(lake) as connection:
        yield connection
