from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from tests.scratch import ROOT


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    """Dagster without a disk."""
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A storage on disk, as the deployment's settings make it."""
    home = tmp_path_factory.mktemp("home")
    shutil.copy(ROOT / ".dagster" / "dagster.yaml", home)
    with dg.DagsterInstance.from_config(str(home)) as instance:
        instance.get_runs_count()
        instance.event_log_storage.get_concurrency_keys()
    return home


@pytest.fixture
def stored(empty_home: Path, tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    """Dagster with a storage on disk, in which nothing is yet."""
    shutil.copytree(empty_home, tmp_path / "home")
    with dg.DagsterInstance.from_config(str(tmp_path / "home")) as instance:
        yield instance
