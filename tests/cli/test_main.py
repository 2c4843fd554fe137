from __future__ import annotations

import importlib
import socket
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import click
import pytest

from danlu.cli import main as program
from danlu.errors import DanluError, LawBrokenError
from danlu.lake.layout import Project
from danlu.lake.publish import project_lock
from tests.cli.conftest import Run
from tests.scratch import ROOT, environment


def test_help_lists_every_command_in_both_languages(danlu: Run, tmp_path: Path) -> None:
    said = danlu(tmp_path, "--help")
    assert said.code == 0
    assert all(name in said.out for name in program.COMMANDS)
    assert "各阶段状态" in said.out


@pytest.mark.parametrize("name", list(program.COMMANDS))
def test_every_command_that_is_listed_is_there_and_explains_itself(
    danlu: Run, tmp_path: Path, name: str
) -> None:
    said = danlu(tmp_path, name, "--help")
    assert said.code == 0
    assert said.out.startswith("Usage: danlu")
    assert any("\u4e00" <= character <= "\u9fff" for character in said.out)


def test_help_loads_no_command() -> None:
    code = (
        "import sys; from danlu.cli.main import cli; cli.main(['--help'], standalone_mode=False);"
        "print([name for name in sys.modules if 'danlu.cli.' in name or name in ('duckdb', 'pyarrow')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "['danlu.cli.main']"


def test_the_version_is_told(danlu: Run, tmp_path: Path) -> None:
    said = danlu(tmp_path, "--version")
    assert (said.code, version("danlu") in said.out) == (0, True)


@pytest.mark.parametrize(
    "arguments",
    [["biuld"], ["build", "--untill", "raw"], ["build", "--until", "rows"], ["sql", "--format", "xml"]],
)
def test_wrong_usage_is_told_and_ends_with_2(danlu: Run, tmp_path: Path, arguments: list[str]) -> None:
    said = danlu(tmp_path, *arguments)
    assert said.code == 2
    assert "Error" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "arguments", [["build"], ["status"], ["sql", "SELECT 1"], ["rebuild"], ["audit"], ["ui"]]
)
def test_outside_a_project_a_command_says_what_to_do(
    danlu: Run, tmp_path: Path, arguments: list[str]
) -> None:
    said = danlu(tmp_path, *arguments)
    assert said.code == 2
    assert said.err.startswith("danlu: no danlu project here: no params.yaml beside a dvc.yaml")
    assert "DANLU_PROJECT" in said.err
    assert said.out == ""


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (DanluError("the disk is full of tea"), 2),
        (LawBrokenError("a row was lost"), 1),
        (click.exceptions.Exit(1), 1),
        (click.exceptions.Exit(3), 3),
        (click.UsageError("not so"), 2),
        (KeyboardInterrupt(), 130),
    ],
)
def test_exit_codes(
    danlu: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException, code: int
) -> None:
    @click.command()
    def failing() -> None:
        raise fault

    monkeypatch.setattr(importlib.import_module("danlu.cli.status"), "status", failing)
    said = danlu(tmp_path, "status")
    assert said.code == code
    assert "Traceback" not in said.err


def test_a_fault_of_our_own_is_not_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def failing() -> None:
        raise RuntimeError("ours")

    monkeypatch.setattr(importlib.import_module("danlu.cli.status"), "status", failing)
    monkeypatch.setattr(sys, "argv", ["danlu", "status"])
    with pytest.raises(RuntimeError, match="ours"):
        program.main()


def test_a_command_may_be_run_from_any_folder_of_the_project(danlu: Run, built: Project) -> None:
    assert danlu(built.sources / "notes", "status").code == 0
    assert Path.cwd() == built.root


def test_danlu_runs_as_a_module() -> None:
    command = [sys.executable, "-m", "danlu", "--version"]
    done = subprocess.run(command, env=environment(), cwd=ROOT, capture_output=True, text=True, check=True)
    assert version("danlu") in done.stdout


@pytest.mark.parametrize(
    ("recipe", "key"),
    [
        ("cleand: {}", 'params.yaml: cleand: unknown key; did you mean "cleaned"?'),
        ("balanced: {cap: none at all}", "params.yaml: balanced.cap: "),
        ("raw: {max_depth: [", "params.yaml, line 1: not YAML"),
    ],
)
@pytest.mark.parametrize("arguments", [["build"], ["status"], ["build", "--only", "raw"]])
def test_a_wrong_recipe_names_the_key_and_ends_with_2(
    danlu: Run, built: Project, recipe: str, key: str, arguments: list[str]
) -> None:
    built.recipe.write_text(recipe, encoding="utf-8")
    said = danlu(built.root, *arguments)
    assert said.code == 2
    assert key in said.err
    assert "Traceback" not in said.err
    assert said.out == ""


def test_a_project_without_its_deployment_says_so(tmp_path: Path) -> None:
    for name in ("params.yaml", "dvc.yaml"):
        (tmp_path / name).touch()
    (tmp_path / "danlu").symlink_to(ROOT / "danlu", target_is_directory=True)
    code = (
        f"import sys; sys.path = [place for place in sys.path if place not in ('', {str(ROOT)!r})];"
        "sys.argv = ['danlu', 'build']; from danlu.cli.main import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(tmp_path),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "this project has no resources/runs.py: is it a clone of danlu?" in done.stderr


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What `danlu ui` sets for its children stays in the test."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DAGSTER_SENSOR_GRPC_TIMEOUT_SECONDS", "60")


@pytest.mark.usefixtures("apart")
def test_the_ui_on_a_port_that_is_taken_says_so(danlu: Run, built: Project) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = danlu(built.root, "ui", "--port", str(port))
    assert said.code == 2
    assert f"port {port} is taken" in said.err
    assert "--port" in said.err
    assert not (built.work / "service").exists()


@pytest.mark.usefixtures("apart")
def test_a_second_ui_for_one_project_is_refused(danlu: Run, built: Project) -> None:
    with project_lock(built, "service"):
        said = danlu(built.root, "ui")
    assert said.code == 2
    assert "already runs" in said.err
