"""Law 4: same sources and recipe, same bytes; whatever the host, its threads, and the order of arrival."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from danlu.lake.layout import Project
from tests.conftest import MakeProject
from tests.scratch import (
    ROOT,
    build,
    contents,
    conversations,
    environment,
    example_sources,
    take_in,
    write_sources,
)

MANY = {f"part {n}/茶 {n % 3}.jsonl": conversations(12, n * 9) for n in range(9)}

CHILD = """
import sys
from pathlib import Path
import danlu.door.engine
from danlu.lake import connection
from danlu.lake.layout import Project
from tests.scratch import build, refresh, take_in
import pyarrow

threads, processes, spawned = int(sys.argv[2]), int(sys.argv[3]), sys.argv[4].split(",")
connection._SETTINGS = (*connection._SETTINGS, f"SET threads = {threads}")
pyarrow.set_cpu_count(threads)
project = Project(Path(sys.argv[1]))
take_in(project)
engines = danlu.door.engine.LocalEngine(processes)
for stage in ("raw", "cleaned", "deduplicated", "annotated", "augmented", "balanced", "exported"):
    danlu.door.engine.INLINE_BYTES = 0 if stage in spawned else 1 << 40
    refresh(project, stage, engines)
"""


def build_elsewhere(project: Project, threads: int, processes: int, spawned: str, **variables: str) -> None:
    """Build in a process of another host's make."""
    arguments = [str(project.root), str(threads), str(processes), spawned]
    subprocess.run(
        [sys.executable, "-c", CHILD, *arguments],
        env=environment(ROOT, **variables),
        cwd=project.root,
        check=True,
        timeout=120,
    )


def assert_equal(first: Project, second: Project) -> None:
    ours, theirs = contents(first), contents(second)
    assert sorted(ours) == sorted(theirs)
    assert [name for name in ours if ours[name] != theirs[name]] == []


def test_another_host_makes_the_same_bytes(make_project: MakeProject) -> None:
    here, there = make_project(MANY), make_project(MANY)
    build(here)
    variables = {
        "TZ": "Asia/Shanghai",
        "LANG": "C",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "7",
        "POLARS_MAX_THREADS": "1",
    }
    build_elsewhere(there, 1, 2, "cleaned", **variables)
    assert_equal(here, there)


@pytest.mark.slow
def test_processes_and_threads_make_the_same_bytes_at_every_stage(make_project: MakeProject) -> None:
    sources = {**example_sources(), **MANY}
    here, there = make_project(sources), make_project(sources)
    build_elsewhere(here, 4, 1, "", TZ="America/St_Johns", PYTHONHASHSEED="1")
    every = "raw,cleaned,deduplicated,annotated,augmented,balanced,exported"
    build_elsewhere(there, 1, 3, every, TZ="Asia/Kathmandu", PYTHONHASHSEED="2", POLARS_MAX_THREADS="1")
    assert_equal(here, there)


def test_a_source_that_comes_later_makes_the_same_bytes(example: Project, make_project: MakeProject) -> None:
    """Duplicates across sources, splits, quotas and augmentation must not know who came first."""
    sources = example_sources()
    late = make_project({name: text for name, text in sources.items() if not name.startswith("flawed")})
    build(late)
    write_sources(late, sources)
    build(late)
    assert_equal(example, late)


@pytest.mark.slow
def test_the_order_of_arrival_decides_nothing(make_project: MakeProject) -> None:
    """The same rows in several sources: whoever survives, it is not whoever came first."""
    names = sorted(MANY)
    one, other = make_project(), make_project()
    for project, order in ((one, names), (other, names[::-1])):
        write_sources(project, {name: MANY[name] for name in order[:2]})
        build(project, until="balanced")
        write_sources(project, MANY)
        build(project)
    assert_equal(one, other)


def test_a_source_that_went_and_came_back_makes_the_same_bytes(built: Project, example: Project) -> None:
    path = built.sources / "pairs.csv"
    text = path.read_bytes()
    path.unlink()
    build(built)
    path.write_bytes(text)
    build(built)
    assert_equal(built, example)


def test_no_bytes_tell_of_this_machine(example: Project) -> None:
    import getpass
    import socket

    words = [str(example.root), str(Path.home()), socket.gethostname(), str(ROOT)]
    words += [getpass.getuser()] if getpass.getuser() not in ("user", "test", "root") else []
    for name, content in contents(example).items():
        assert not [word for word in words if len(word) > 4 and word.encode() in content], name


def test_an_interrupted_intake_and_a_second_one_agree(make_project: MakeProject) -> None:
    first, second = make_project(MANY), make_project()
    take_in(first)
    for name in sorted(MANY, reverse=True):
        write_sources(second, {name: MANY[name]})
        take_in(second)
    assert_equal(first, second)
