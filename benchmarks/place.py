"""Scratch projects: clones of the working tree, or of another revision, that the benchmark works in.

A place has its own data, its own Dagster storage and its own caches of DVC. The user's `data/` and
`.dagster/` are never copied, opened or written.
"""

from __future__ import annotations

import compileall
import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from benchmarks.timing import Run, run

ROOT = Path(__file__).parents[1]
WORKING_TREE = "working tree"
_OWN_VARIABLES = ("DANLU_", "DAGSTER_", "DVC_", "GIT_", "PYTHON")


class UnusableTreeError(Exception):
    """There is nothing to measure: no checkout, or no such revision."""


@dataclass(frozen=True, slots=True)
class Tree:
    """Code to be measured, as a clean clone without data."""

    name: str
    folder: Path


def make_tree(folder: Path, revision: str | None = None) -> Tree:
    """Lay out a clone of the working tree as it stands, or of a revision, committed and compiled.

    The probe and the floor are always those of the working tree.

    Raises:
        UnusableTreeError: This is no git checkout, or the revision is not in it.
    """
    folder.mkdir(parents=True)
    if revision is None:
        for name in _known_to_git():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target, follow_symlinks=False)
    else:
        archive = _git(ROOT, "archive", "--format=tar", revision)
        with tarfile.open(fileobj=BytesIO(archive)) as tar:
            tar.extractall(folder, filter="data")
        shutil.copytree(Path(__file__).parent, folder / "benchmarks", dirs_exist_ok=True)
    _git(folder, "init", "--quiet")
    _git(folder, "add", "--all")
    _git(folder, "commit", "--quiet", "--message", "clone")
    # without it every start of a process would compile danlu anew, which no installed copy does
    compileall.compile_dir(folder, quiet=2, workers=1)
    return Tree(revision or WORKING_TREE, folder)


def _known_to_git() -> list[str]:
    """Files that git knows or would take, without what lies in `data/sources/`."""
    listed = _git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").decode()
    names = sorted(set(listed.split("\0")) - {""})
    return [name for name in names if (ROOT / name).is_file()]


def _git(folder: Path, *arguments: str) -> bytes:
    who = {
        f"GIT_{role}_{field}": "benchmark" for role in ("AUTHOR", "COMMITTER") for field in ("NAME", "EMAIL")
    }
    quiet = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    # a checkout may belong to somebody else, as on build servers
    command = ["git", "-c", f"safe.directory={folder}", "-c", "core.quotepath=off", *arguments]
    done = subprocess.run(
        command, cwd=folder, env={**os.environ, **who, **quiet}, capture_output=True, check=False
    )
    if done.returncode:
        raise UnusableTreeError(f"git {arguments[0]}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


class Place:
    """A scratch project made from a tree, with the sources in it and nothing built."""

    def __init__(self, folder: Path, tree: Tree, sources: Path, *, versioned: bool = True) -> None:
        """Make it anew, whatever was there before; without `versioned` it is not under DVC."""
        self.tree = tree
        self.root = folder / "project"
        self._log = folder / "errors.log"
        self._caches = folder / "dvc"
        shutil.rmtree(folder, ignore_errors=True)
        # copied with their times: compiled code is taken for current by the time of its source
        shutil.copytree(tree.folder, self.root, symlinks=True)
        self.sources = self.root / "data" / "sources"
        self.sources.mkdir(parents=True, exist_ok=True)
        # never linked: a link more or less changes the state of a file, which the lake watches
        shutil.copytree(sources, self.sources, dirs_exist_ok=True)
        if not versioned:
            shutil.rmtree(self.root / ".dvc")

    def danlu(self, *arguments: str) -> Run:
        """Measure a command of danlu, run as a user runs it."""
        return self._python("-m", "danlu", *arguments)

    def probe(self, *arguments: str) -> Run:
        """Measure what `benchmarks.probe` does in a process of its own."""
        return self._python("-m", "benchmarks.probe", *arguments)

    def floor(self, paths: Sequence[Path]) -> Run:
        """Measure the copy-through floor over some files."""
        copy = self.root.parent / "copy.jsonl"
        done = self._python("-m", "benchmarks.floor", *map(str, paths), str(copy))
        copy.unlink()
        return done

    def _python(self, *arguments: str) -> Run:
        return run([sys.executable, *arguments], cwd=self.root, env=self._environment(), log=self._log)

    def _environment(self) -> dict[str, str]:
        """This place's danlu and storage, and nothing that the shell says of another."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(_OWN_VARIABLES)}
        return {
            **inherited,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
            "PYTHONPATH": str(self.root),
            "DANLU_PROJECT": str(self.root),
            "DAGSTER_HOME": str(self.root / ".dagster"),
            "DVC_SITE_CACHE_DIR": str(self._caches),
            "DVC_NO_ANALYTICS": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
        }
