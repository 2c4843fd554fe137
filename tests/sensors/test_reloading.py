"""Loading the definitions anew: once for a change that is whole, and never for a recipe that is wrong."""

from __future__ import annotations

import logging
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from danlu.lake.layout import Project
from resources import reloading
from resources.reloading import Reloading
from tests.conftest import MakeProject


class Loads:
    """How often was loaded."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self) -> None:
        self.count += 1


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    project = make_project()
    project.recipe.write_text("raw: {max_depth: 32}\n", encoding="utf-8")
    for name in ("danlu/stages", "assets", "resources", "sensors"):
        (project.root / name).mkdir(parents=True)
        (project.root / name / "code.py").write_text(f"name = {name!r}\n", encoding="utf-8")
    (project.root / "danlu" / "stages" / "words.txt").write_text("茶\n", encoding="utf-8")
    (project.root / "definitions.py").write_text("defs = 1\n", encoding="utf-8")
    return project


@pytest.fixture
def loads() -> Loads:
    return Loads()


def change(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def test_what_is_there_at_the_start_is_loaded(project: Project, loads: Loads) -> None:
    watcher = Reloading(project, loads)
    for _ in range(3):
        watcher.look()
    assert loads.count == 0


def move(root: Path) -> None:
    (root / "danlu" / "stages").rename(root / "danlu" / "steps")


CHANGES: dict[str, Callable[[Path], object]] = {
    "recipe": lambda root: change(root / "params.yaml", "raw: {max_depth: 16}\n"),
    "definitions": lambda root: change(root / "definitions.py", "defs = 22\n"),
    "code": lambda root: change(root / "danlu" / "stages" / "code.py", "name = 'longer than before'\n"),
    "same size": lambda root: os.utime(root / "sensors" / "code.py", ns=(7, 7)),
    "lexicon": lambda root: change(root / "danlu" / "stages" / "words.txt", "茶馆\n"),
    "new file": lambda root: change(root / "assets" / "new.py", "x = 1\n"),
    "deleted file": lambda root: (root / "resources" / "code.py").unlink(),
    "moved files": move,
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_loaded_once_when_it_has_settled(project: Project, loads: Loads, what: str) -> None:
    watcher = Reloading(project, loads)
    CHANGES[what](project.root)
    watcher.look()
    assert loads.count == 0
    for _ in range(3):
        watcher.look()
    assert loads.count == 1


def test_what_is_no_code_loads_nothing(project: Project, loads: Loads) -> None:
    watcher = Reloading(project, loads)
    caches = project.root / "danlu" / "__pycache__"
    caches.mkdir()
    (caches / "code.cpython-311.pyc").write_bytes(b"\0")
    change(project.sources / "a.jsonl", "{}\n")
    change(project.root / "README.md", "hello\n")
    for _ in range(3):
        watcher.look()
    assert loads.count == 0


def test_what_changes_at_each_look_is_not_whole(project: Project, loads: Loads) -> None:
    watcher = Reloading(project, loads)
    for length in range(1, 6):
        change(project.root / "danlu" / "stages" / "code.py", "x = 1\n" * length)
        watcher.look()
    assert loads.count == 0
    watcher.look()
    watcher.look()
    assert loads.count == 1


@pytest.mark.parametrize("broken", ["raw: {max_depth: 'deep'}\n", "raw: {\n", "unknown: 1\n", None])
def test_a_wrong_recipe_is_refused_until_it_is_mended(
    project: Project, loads: Loads, caplog: pytest.LogCaptureFixture, broken: str | None
) -> None:
    watcher = Reloading(project, loads)
    if broken is None:
        project.recipe.unlink()
    else:
        change(project.recipe, broken)
    change(project.root / "definitions.py", "defs = 333\n")
    with caplog.at_level(logging.WARNING, logger="danlu.service"):
        for _ in range(4):
            watcher.look()
    assert loads.count == 0
    assert sum("params.yaml is not loaded" in record.getMessage() for record in caplog.records) == 1
    change(project.recipe, "raw: {max_depth: 16}\n")
    for _ in range(3):
        watcher.look()
    assert loads.count == 1


def test_code_that_cannot_be_loaded_is_left_until_it_is_mended(
    project: Project, loads: Loads, caplog: pytest.LogCaptureFixture
) -> None:
    watcher = Reloading(project, loads)
    change(project.root / "definitions.py", "import nothing_of_this_name\n")
    with caplog.at_level(logging.WARNING, logger="danlu.service"):
        for _ in range(3):
            watcher.look()
    assert loads.count == 0
    assert sum("cannot be loaded" in record.getMessage() for record in caplog.records) == 1
    change(project.root / "definitions.py", "import json\n")
    for _ in range(3):
        watcher.look()
    assert loads.count == 1


def until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    ends = time.monotonic() + seconds
    while not condition() and time.monotonic() < ends:
        time.sleep(0.01)
    return condition()


def test_it_looks_by_itself_and_stops(
    project: Project, loads: Loads, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reloading, "_LOOK_SECONDS", 0.02)
    watcher = Reloading(project, loads)
    watcher.start()
    change(project.root / "definitions.py", "defs = 4444\n")
    assert until(lambda: loads.count == 1)
    watcher.stop()
    assert until(lambda: not watcher._thread.is_alive())


def test_a_folder_that_goes_while_it_is_read_does_not_end_the_looks(
    project: Project, loads: Loads, monkeypatch: pytest.MonkeyPatch
) -> None:
    # as when another branch is checked out
    scandir = os.scandir
    faults = []

    def gone(path: str) -> object:
        if str(path).endswith("stages") and not faults:
            faults.append(path)
            raise FileNotFoundError(2, "No such file or directory", path)
        return scandir(path)

    watcher = Reloading(project, loads)
    monkeypatch.setattr(reloading, "_LOOK_SECONDS", 0.02)
    monkeypatch.setattr(os, "scandir", gone)
    watcher.start()
    try:
        assert until(lambda: bool(faults))
        shutil.rmtree(project.root / "sensors")
        assert until(lambda: loads.count >= 1, 2)
    finally:
        watcher.stop()
