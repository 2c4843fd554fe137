"""Every file of the corpus ends as it should, and nobody suffers for it."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from danlu.door import Cost
from danlu.door.engine import LocalEngine
from danlu.lake.layout import Project
from danlu.stages.raw import Task
from tests.conftest import MakeProject
from tests.deployment.conftest import Deployment, new_deployment
from tests.door.inline import InlineEngine
from tests.hostile.case import CANARY
from tests.hostile.corpus import CATEGORIES, Laid, Outcome, corpus, expected, lay, outcomes
from tests.scratch import refresh, take_in

CASES = corpus()
BUILT = [laid for laid in CASES if laid.case.rows < 10_000]
"""What is small enough for whole builds."""
LEAST_CASES = 150
GIBI = 1024**3
SECONDS, BYTES_PER_SECOND = 60, 5_000_000
WORDS = (CANARY, CANARY.split("-")[0], "紫貂", "\\u7d2b\\u8c82", "taken over", "smuggled")
"""Text of rows in the spellings in which it may leak, and what obeyed text would write."""


def unlike(cases: Sequence[Laid], project: Project) -> dict[str, tuple[Outcome | None, Outcome]]:
    """What did not end as it should: what became of it, and what should have."""
    became = outcomes(project)
    good = Outcome(1, {}, taken=True)
    wrong = {
        laid.source: (became.get(laid.source), expected(laid))
        for laid in cases
        if became.get(laid.source) != expected(laid)
    }
    harmed = {
        laid.neighbour: (became.get(laid.neighbour), good)
        for laid in cases
        if became.get(laid.neighbour) != good
    }
    return wrong | harmed


def tree(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


def test_the_corpus_is_large_and_its_names_are_its_own() -> None:
    assert len(CASES) >= LEAST_CASES
    assert len({laid.source for laid in CASES}) == len(CASES)
    assert {laid.source for laid in CASES}.isdisjoint(laid.neighbour for laid in CASES)


@pytest.mark.parametrize("category", CATEGORIES)
def test_a_third_of_it_without_the_door(make_project: MakeProject, category: str) -> None:
    cases = [laid for laid in CASES if laid.category == category][::3]
    project = make_project()
    lay(cases, project.sources)
    before = tree(project.root.parent) - tree(project.root)
    take_in(project)
    refresh(project, "raw", InlineEngine())
    assert unlike(cases, project) == {}
    assert {name for name in tree(project.root.parent) if not name.startswith(project.root.name)} <= before


@pytest.mark.slow
def test_all_of_it_within_the_bounds_of_the_door(make_project: MakeProject) -> None:
    project = make_project()
    lay(CASES, project.sources)
    costs: dict[str, tuple[Cost, int]] = {}

    def told(task: object, cost: Cost) -> None:
        assert isinstance(task, Task)
        costs[task.source] = (cost, task.path.stat().st_size if task.path else 0)

    take_in(project)
    refresh(project, "raw", LocalEngine(2, told))
    assert unlike(CASES, project) == {}
    assert costs.keys() >= {laid.source for laid in CASES if laid.case.taken}
    slow = [name for name, (cost, size) in costs.items() if cost.seconds > SECONDS + size / BYTES_PER_SECOND]
    large = [name for name, (cost, _) in costs.items() if cost.memory_bytes > GIBI]
    assert (slow, large) == ([], [])


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Deployment, str, set[str]]:
    """The corpus in a clone, built as a user builds it; what was said, and what lay around it before."""
    place = tmp_path_factory.mktemp("attacked")
    deployment = new_deployment(place / "project")
    lay(BUILT, deployment.project.sources)
    before = {path.name for path in place.iterdir()}
    # in two runs, so that each stays within the patience of `Deployment`
    said = deployment.danlu("build", "--until", "annotated") + deployment.danlu("build")
    return deployment, said, before


@pytest.mark.slow
def test_a_build_takes_what_is_good(attacked: tuple[Deployment, str, set[str]]) -> None:
    deployment, said, _ = attacked
    assert unlike(BUILT, deployment.project) == {}
    assert "done in" in said


@pytest.mark.slow
def test_the_audit_finds_nothing(attacked: tuple[Deployment, str, set[str]]) -> None:
    attacked[0].danlu("audit")


@pytest.mark.slow
def test_nothing_is_written_outside(attacked: tuple[Deployment, str, set[str]]) -> None:
    deployment, _, before = attacked
    assert {path.name for path in deployment.root.parent.iterdir()} <= before | {"dvc-site"}
    for name in ("slipped.jsonl", "taken-over"):
        assert not list(deployment.root.rglob(name))
        assert not Path("/tmp", name).exists()
    assert not list((deployment.project.work / "staging").iterdir())


@pytest.mark.slow
def test_no_text_of_a_row_is_told_anywhere(attacked: tuple[Deployment, str, set[str]]) -> None:
    """Not in Dagster's storage, its events and its logs, in notes, or on the terminal."""
    deployment, said, _ = attacked
    folders = (deployment.home, deployment.project.work, deployment.root / ".dvc" / "tmp")
    files = [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".parquet"
    ]
    assert any(path.suffix == ".db" for path in files)
    spellings = [word.encode(encoding) for word in WORDS for encoding in ("utf-8", "utf-16-le")]
    leaks = {
        path.relative_to(deployment.root).as_posix()
        for path in files
        if (data := path.read_bytes()) and any(spelling in data for spelling in spellings)
    }
    assert leaks == set()
    assert [word for word in WORDS if word in said] == []


@pytest.mark.slow
def test_no_text_of_a_row_is_in_the_ledger(attacked: tuple[Deployment, str, set[str]]) -> None:
    deployment, _, _ = attacked
    told = deployment.danlu("sql", "SELECT count(*) FROM ledger WHERE evidence LIKE '%quartz%'")
    assert "0" in told.split()
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(deployment.project.data / "warehouse.duckdb").execute("SELECT 1 FROM rows")


@pytest.mark.slow
def test_commands_take_hostile_names(attacked: tuple[Deployment, str, set[str]]) -> None:
    """As they are, or with an error that a user can act on; never with a traceback."""
    deployment = attacked[0]
    names = [laid for laid in BUILT if laid.category == "places" and laid.case.taken]
    for laid in names[::2]:
        done = subprocess.run(
            [sys.executable, "-m", "danlu", "whynot", "--", laid.source],
            cwd=deployment.root,
            env={"PYTHONPATH": str(deployment.root), "PATH": "/usr/bin:/bin", "HOME": str(deployment.root)},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stderr, laid.source
        assert done.returncode == 0, (laid.source, done.stderr)
        assert not (deployment.root / "taken-over").exists()
