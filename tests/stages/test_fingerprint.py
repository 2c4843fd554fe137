"""What computes a stage is found, not declared: the closure of its imports, and what DVC is told of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from danlu.graph import STAGES, up_to
from danlu.recipe import Recipe, parse_recipe
from danlu.stages.fingerprint import PACKAGE, code_files, fingerprint, libraries
from danlu.stages.pipeline import PLOTS, pipeline_yaml
from tests.scratch import ROOT, environment

LOADED = """
import importlib, json, sys
found = {}
for module in sys.argv[1:]:
    for name in [name for name in sys.modules if name.split(".")[0] == "danlu"]:
        del sys.modules[name]
    importlib.import_module(module)
    found[module] = [sys.modules[name].__file__ for name in sys.modules if name.split(".")[0] == "danlu"]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def loaded() -> dict[str, set[str]]:
    """The files of danlu that importing each stage's module really loads, empty ones apart."""
    modules = [stage.module for stage in STAGES.values()]
    command = [sys.executable, "-c", LOADED, *modules]
    done = subprocess.run(command, env=environment(), cwd=ROOT, capture_output=True, check=True, timeout=60)
    told = json.loads(done.stdout)
    return {
        name: {
            Path(file).relative_to(PACKAGE).as_posix()
            for file in told[stage.module]
            if Path(file).stat().st_size
        }
        for name, stage in STAGES.items()
    }


def closure(stage: str) -> set[str]:
    return {path.relative_to(PACKAGE).as_posix() for path in code_files(stage)}


def says_something(name: str) -> bool:
    """Whether a file is more than a docstring: one that is not cannot change a byte."""
    import ast

    return len(ast.parse((PACKAGE / name).read_bytes()).body) > 1


@pytest.mark.parametrize("stage", list(STAGES))
def test_the_closure_is_what_the_stages_module_really_loads(loaded: dict[str, set[str]], stage: str) -> None:
    code = {name for name in closure(stage) if name.endswith(".py")}
    forgotten = {name for name in loaded[stage] - code if says_something(name)}
    assert forgotten == set()
    assert code - loaded[stage] == set()


@pytest.mark.parametrize("stage", list(STAGES))
def test_no_stage_stands_on_the_furnace_the_commands_or_the_mirror(stage: str) -> None:
    """A change there must not recompute a dataset."""
    rooms = {name.split("/")[0] for name in closure(stage)}
    assert not rooms & {"cli", "furnace", "mirror", "audit", "journey", "progress.py"}


def test_a_fingerprint_is_of_this_stage_and_recipe_alone() -> None:
    prints = {fingerprint(name, Recipe()) for name in STAGES}
    assert len(prints) == len(STAGES)
    other = parse_recipe({"balanced": {"cap": 7}})
    changed = {name for name in STAGES if fingerprint(name, other) != fingerprint(name, Recipe())}
    assert changed == {"balanced"}


def test_a_borrowed_section_counts_too() -> None:
    other = parse_recipe({"annotated": {"length_bands": [10]}})
    changed = {name for name in STAGES if fingerprint(name, other) != fingerprint(name, Recipe())}
    assert changed == {name for name, stage in STAGES.items() if "annotated" in stage.recipe}


def test_a_fingerprint_is_the_same_in_another_process() -> None:
    code = (
        "from danlu.recipe import Recipe; from danlu.stages.fingerprint import fingerprint;"
        "print(fingerprint('raw', Recipe()))"
    )
    prints = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=environment(PYTHONHASHSEED=seed, LC_ALL="C"),
            cwd="/",
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert prints == {fingerprint("raw", Recipe())}


def test_the_libraries_that_write_the_bytes_count() -> None:
    assert "pyarrow" in libraries("raw")
    assert {"duckdb", "pyarrow", "polars"} <= set(libraries("balanced"))
    assert "danlu" not in libraries("raw")
    assert not set(libraries("exported")) & {"dagster", "dvc", "rich", "click"}


def test_dvc_is_told_what_the_manifests_follow() -> None:
    assert (ROOT / "dvc.yaml").read_text(encoding="utf-8") == pipeline_yaml(), "run `make pipeline`"


@pytest.mark.parametrize("name", list(STAGES))
def test_a_stage_of_dvc_reads_what_the_stage_reads(name: str) -> None:
    stage, told = STAGES[name], yaml.safe_load(pipeline_yaml())["stages"][name]
    data = [dep for dep in told["deps"] if dep.startswith("data/")]
    beside = ["data/recorded/held_out"] if name == "deduplicated" else []
    assert data == [*(f"data/{each}" for each in stage.inputs), *beside] or (
        name == "source_files" and data == ["data/sources"]
    )
    assert told["params"] == list(stage.recipe)
    assert told["outs"] == [{f"data/{name}": {"persist": True}}]
    assert told["cmd"].endswith(f"danlu build --only {name}")


@pytest.mark.parametrize("name", list(STAGES))
def test_the_deps_of_dvc_cover_the_code_and_no_more(name: str) -> None:
    deps = [
        ROOT / dep
        for dep in yaml.safe_load(pipeline_yaml())["stages"][name]["deps"]
        if dep.startswith("danlu/")
    ]
    covered = {path for dep in deps for path in (dep.rglob("*") if dep.is_dir() else [dep])}
    files = {
        path for path in covered if path.is_file() and "__pycache__" not in path.parts and path.stat().st_size
    }
    assert {path.relative_to(PACKAGE).as_posix() for path in files} == closure(name)


def test_what_is_plotted_and_measured_is_exported(example: object) -> None:
    from tests.scratch import manifest_of

    files = set(manifest_of(example, "exported").files)  # type: ignore[arg-type]
    pipeline = yaml.safe_load(pipeline_yaml())
    named = [*pipeline["metrics"], *(name for plot in pipeline["plots"] for name in plot)]
    assert {name.removeprefix("data/exported/") for name in named} <= files
    assert len(pipeline["plots"]) == len(PLOTS)


def test_stages_come_after_what_they_read() -> None:
    names = list(STAGES)
    for name, stage in STAGES.items():
        assert all(names.index(upstream) < names.index(name) for upstream in stage.inputs)
    assert [stage.name for stage in up_to("cleaned")] == ["source_files", "raw", "cleaned"]
