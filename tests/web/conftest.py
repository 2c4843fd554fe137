from __future__ import annotations

import pytest

from danlu.lake.layout import Project
from danlu.web.guard import Guard
from tests.told import told
from tests.web.lax import open_application


@pytest.fixture(scope="session")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A built lake that tells every story: to be read, never changed."""
    return told(tmp_path_factory.getbasetemp())


@pytest.fixture(scope="session")
def guarded() -> Guard:
    return Guard(open_application())
