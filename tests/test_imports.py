"""The wings stay apart: who may import whom, and what the command line does not load."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scratch import ROOT, environment

DEPLOYMENT = {"assets", "resources", "sensors", "definitions"}
FOREIGN = {"dagster", "dvc"}


def imported(path: Path) -> set[str]:
    """The packages that a file imports, at its top or anywhere within."""
    found = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_danlu_imports_neither_dagster_nor_dvc_nor_the_deployment() -> None:
    files = list((ROOT / "danlu").rglob("*.py"))
    assert len(files) > 50
    found = {path.relative_to(ROOT).as_posix(): imported(path) & (FOREIGN | DEPLOYMENT) for path in files}
    assert {name: modules for name, modules in found.items() if modules} == {}


def test_the_contracts_between_the_wings_are_kept() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    if not program.exists():
        pytest.skip("import-linter is not installed")
    done = subprocess.run(
        [program, "--no-cache"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize(
    "module", ["danlu.cli.main", "danlu.cli.status", "danlu.cli.build", "resources.runs"]
)
def test_what_a_build_with_nothing_to_do_loads(module: str) -> None:
    """Dagster and DVC take seconds to load: asking the manifests must not pay for them."""
    check = f"import sys, {module}; print(sorted({{'dagster', 'dvc', 'datasets'}} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", check],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_the_wheel_holds_danlu_alone() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"] == ["danlu"]
