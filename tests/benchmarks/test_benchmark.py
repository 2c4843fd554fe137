"""A tiny benchmark from its command line: it works, adds up, and leaves the user's data alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from benchmarks.place import make_tree
from benchmarks.results import RUNGS
from benchmarks.rounds import STEPS
from tests.scratch import environment

ROWS = 60


def status_of(folder: Path) -> list[tuple[str, int, int]]:
    """Every file below a folder with its size and the time of its last change."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in paths]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone with data and Dagster storage of a user's own."""
    root = make_tree(tmp_path_factory.mktemp("benchmark") / "checkout").folder
    (root / "data" / "sources" / "mine.jsonl").write_text('{"text": "of my own"}\n', encoding="utf-8")
    (root / ".dagster" / "storage").mkdir()
    (root / ".dagster" / "storage" / "mine.db").write_bytes(b"mine")
    return root


def benchmark(checkout: Path, *arguments: str, code: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments],
        cwd=checkout,
        env=environment(checkout, GIT_CONFIG_GLOBAL=os.devnull),
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == code, done.stderr[-3000:]
    return done.stdout + done.stderr


@pytest.mark.slow
def test_a_tiny_benchmark(checkout: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    owned = [checkout / "data", checkout / ".dagster"]
    before = [status_of(folder) for folder in owned]
    options = ["--rows", str(ROWS), "--quick", "--scratch", str(scratch)]
    said = benchmark(checkout, *options, "--json", str(tmp_path / "report.json"))
    told: dict[str, Any] = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert [status_of(folder) for folder in owned] == before
    assert not list(scratch.iterdir())
    assert "nothing to do" in said
    assert str(checkout) not in said + json.dumps(told)
    assert_it_adds_up(told)


def assert_it_adds_up(told: dict[str, Any]) -> None:
    stages = {line["stage"]: line for line in told["stages"]}
    assert list(stages) == [*STEPS, "all of them", "copy-through floor"]
    assert stages["raw"]["rows_in"] == ROWS
    computed = ["raw", "cleaned", "deduplicated", "annotated"]
    for above, below in pairwise(computed):
        assert stages[below]["rows_in"] == stages[above]["rows_out"]
        assert stages[below]["rows_out"] == stages[below]["rows_in"] - stages[below]["dropped"]
    assert told["floor"][0]["bytes"] % told["corpus"]["bytes"] == 0
    for task, lines in (("build", told["builds"]), ("source", told["new_source"])):
        assert [line["rung"] for line in lines] == [rung.name for rung in RUNGS]
        for quantity in ("wall", "cpu"):
            whole = lines[-1][quantity]["median"]
            assert sum(told["parts"][task][quantity].values()) == pytest.approx(whole)
    measures = {sample["measure"] for sample in told["samples"]}
    assert measures >= {"idle", "start", "load-dagster", "build.dvc", "source.library", "stage.mirror"}
    assert all(sample["peak"] > 0 for sample in told["samples"])


def test_a_tree_is_a_clone_without_data(checkout: Path) -> None:
    tree = make_tree(checkout.parent / "tree")
    assert (tree.folder / "definitions.py").is_file()
    assert sorted(path.name for path in (tree.folder / "data" / "sources").iterdir()) == [".gitkeep"]
    assert sorted(path.name for path in (tree.folder / ".dagster").iterdir()) == ["dagster.yaml"]


def test_a_revision_that_is_not_there_is_named(checkout: Path) -> None:
    said = benchmark(checkout, "--rows", "20", "--against", "no-such-revision", code=1)
    assert "no-such-revision" in said
    assert "Traceback" not in said
