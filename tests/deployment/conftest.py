from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from danlu.lake.layout import Project
from tests.scratch import ROOT, environment, example_sources, write_sources

PARTS = (
    "danlu",
    "assets",
    "resources",
    "sensors",
    "definitions.py",
    "workspace.yaml",
    "params.yaml",
    "sources.yaml",
    "dvc.yaml",
    "requirements.txt",
    ".gitignore",
    ".dvcignore",
    ".dvc/config",
    ".dvc/.gitignore",
    ".dagster/dagster.yaml",
    "data/.gitignore",
)


@dataclass(frozen=True)
class Deployment:
    """A clone of the project at work, in a folder of its own, run as a user runs it."""

    root: Path

    @property
    def project(self) -> Project:
        return Project(self.root)

    @property
    def home(self) -> Path:
        """Where Dagster keeps what it knows."""
        return self.root / ".dagster"

    def run(self, *command: str, code: int | None = 0, **variables: str) -> subprocess.CompletedProcess[str]:
        git = {
            f"GIT_{who}_{what}": f"{what}@example.org"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "DVC_NO_ANALYTICS": "1", "COLUMNS": "200"}
        caches = {"DVC_SITE_CACHE_DIR": str(self.root.parent / "dvc-site")}
        done = subprocess.run(
            command,
            cwd=self.root,
            env=environment(self.root, **git, **quiet, **caches, **variables),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        if code is not None and done.returncode != code:
            raise AssertionError(f"{command} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
        return done

    def danlu(self, *arguments: str, code: int | None = 0, **variables: str) -> str:
        """What a command says, on both of its streams."""
        done = self.run(sys.executable, "-m", "danlu", *arguments, code=code, **variables)
        return done.stdout + done.stderr

    def dvc(self, *arguments: str) -> str:
        return self.run(str(Path(sys.executable).with_name("dvc")), *arguments).stdout

    def git(self, *arguments: str) -> str:
        return self.run("git", *arguments).stdout

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)


def new_deployment(root: Path, origin: Path = ROOT) -> Deployment:
    """A working tree as a fresh clone: no data, no history of Dagster or DVC."""
    for part in PARTS:
        source, target = origin / part, root / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copyfile(source, target)
    (root / ".venv").symlink_to(sys.prefix, target_is_directory=True)
    deployment = Deployment(root)
    deployment.project.sources.mkdir()
    deployment.git("init", "--quiet")
    (root / ".git" / "info" / "exclude").write_text("/.venv\n")
    deployment.commit("clone")
    return deployment


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """The example sources built once through Dagster, whichever test process comes first; never changed."""
    base = tmp_path_factory.getbasetemp()
    base = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with (base / "deployment.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        root = base / "deployment" / "first"
        if not (root.parent / "said.txt").exists():
            shutil.rmtree(root.parent, ignore_errors=True)
            deployment = new_deployment(root)
            write_sources(deployment.project, example_sources())
            said = deployment.danlu("build")
            deployment.commit("first version")
            (root.parent / "said.txt").write_text(said, encoding="utf-8")
    return Deployment(root)


@pytest.fixture(scope="session")
def said(first: Deployment) -> str:
    """What the first build said."""
    return (first.root.parent / "said.txt").read_text(encoding="utf-8")


@pytest.fixture
def deployment(first: Deployment, tmp_path: Path) -> Deployment:
    """A copy of the first build that a test may change."""
    shutil.copytree(first.root, tmp_path / "deployment", symlinks=True)
    return Deployment(tmp_path / "deployment")


@pytest.fixture
def clone(first: Deployment, tmp_path: Path) -> Deployment:
    """A clone of the same code, in which nothing was built yet."""
    return new_deployment(tmp_path / "clone", first.root)
