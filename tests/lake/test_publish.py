"""Publication (law 5): a reader sees the old version or the new one, whatever happens in between."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from danlu.lake import publish as publication
from danlu.lake.files import replace_file
from danlu.lake.layout import Project
from danlu.lake.manifest import NAME, describe_file, read_manifest
from danlu.lake.publish import (
    exchange_in_two_steps,
    project_lock,
    publish,
    recover,
    staging,
    sweep,
)
from tests.conftest import MakeProject
from tests.lake.publisher import publish_version, stage_version
from tests.scratch import environment

STAGE = "deduplicated"


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    return make_project()


def version_on_disk(project: Project) -> str:
    """The version that is published, after every file was held against the manifest."""
    folder = project.stage(STAGE)
    manifest = read_manifest(folder)
    assert manifest is not None
    for name, entry in manifest.files.items():
        assert describe_file(folder / name) == entry
    listed = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert listed == {*manifest.files, NAME}
    return manifest.inputs["cleaned"]


def leftovers(project: Project) -> list[str]:
    return sorted(path.name for path in (project.work / "staging").glob("*"))


def test_the_new_version_takes_the_place_of_the_old(project: Project) -> None:
    for number in range(3):
        publish_version(project, number)
        assert version_on_disk(project) == str(number)
    assert leftovers(project) == []


def test_the_old_version_is_handed_back(project: Project) -> None:
    publish_version(project, 1)
    with staging(project) as folder:
        publish(folder / "new", stage_version(folder / "new", 2), project.stage(STAGE))
        old = read_manifest(folder / "new")
        assert old is not None
        assert old.inputs["cleaned"] == "1"
    assert version_on_disk(project) == "2"


def test_a_reader_never_sees_a_mixture(project: Project) -> None:
    """A folder that is held open is one version; a path always leads to one."""
    publish_version(project, 0)
    stop = threading.Event()
    seen: set[str] = set()
    faults: list[str] = []

    def read() -> None:
        while not stop.is_set():
            try:
                held = os.open(project.stage(STAGE), os.O_RDONLY | os.O_DIRECTORY)
            except FileNotFoundError:
                faults.append("there was no version at all")
                return
            try:
                manifest = json.loads(read_below(held, NAME))
                for name, entry in manifest["files"].items():
                    if hashlib.sha256(read_below(held, name)).hexdigest() != entry["sha256"]:
                        faults.append(f"{name} is not of its manifest's version")
                seen.add(manifest["inputs"]["cleaned"])
            except FileNotFoundError:
                continue  # this version was replaced and removed while it was read
            finally:
                os.close(held)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for number in range(1, 40):
            publish_version(project, number)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert faults == []
    assert len(seen) > 1


def read_below(folder: int, name: str) -> bytes:
    with os.fdopen(os.open(name, os.O_RDONLY, dir_fd=folder), "rb") as file:
        return file.read()


@pytest.mark.parametrize(("way", "kills", "seed"), [("exchange", 20, 1), ("two steps", 10, 2)])
def test_a_kill_at_any_instant_loses_nothing(project: Project, way: str, kills: int, seed: int) -> None:
    draw = random.Random(seed)
    publish_version(project, 0)
    program = Path(__file__).with_name("publisher.py")
    for _ in range(kills):
        command = [sys.executable, str(program), str(project.root), way]
        with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE) as child:
            assert child.stdout is not None
            wanted = draw.randint(1, 4)
            assert len(child.stdout.read(wanted)) == wanted
            time.sleep(draw.random() * 0.02)
            child.send_signal(signal.SIGKILL)
        recover(project.stage(STAGE))
        version_on_disk(project)
        with project_lock(project, "staging"):
            sweep(project)
        assert leftovers(project) == []
    publish_version(project, 7)
    assert version_on_disk(project) == "7"
    assert [path.name for path in project.data.iterdir() if path.name.startswith(STAGE)] == [STAGE]


class KilledError(BaseException):
    """Stands for a kill at one system call."""


@pytest.mark.parametrize("last", range(12))
def test_a_stop_before_any_rename_loses_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch, last: int
) -> None:
    """The plain swap, stopped before each of its steps in turn."""
    publish_version(project, 1)
    monkeypatch.setattr(publication, "_exchange", exchange_in_two_steps)
    count = iter(range(100))

    def or_die(function: Callable[..., object]) -> Callable[..., object]:
        def step(*arguments: object, **options: object) -> object:
            if next(count) >= last:
                raise KilledError
            return function(*arguments, **options)

        return step

    with staging(project) as folder:
        manifest = stage_version(folder / "new", 2)
        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", or_die(Path.rename))
            patch.setattr(publication.shutil, "rmtree", or_die(publication.shutil.rmtree))
            patch.setattr(publication, "sync", or_die(publication.sync))
            done = False
            try:
                publish(folder / "new", manifest, project.stage(STAGE))
                done = True
            except KilledError:
                pass
        recover(project.stage(STAGE))
    assert version_on_disk(project) in ({"2"} if done else {"1", "2"})


def test_a_swap_in_two_steps_is_mended_after_the_first(project: Project) -> None:
    publish_version(project, 1)
    target = project.stage(STAGE)
    target.rename(target.with_name(f"{STAGE}.previous"))
    recover(target)
    assert version_on_disk(project) == "1"
    assert not target.with_name(f"{STAGE}.previous").exists()


def test_a_swap_in_two_steps_is_mended_after_the_second(project: Project, tmp_path: Path) -> None:
    publish_version(project, 1)
    target = project.stage(STAGE)
    (tmp_path / "old").mkdir()
    (tmp_path / "old").rename(target.with_name(f"{STAGE}.previous"))
    recover(target)
    assert version_on_disk(project) == "1"
    assert not target.with_name(f"{STAGE}.previous").exists()


def test_a_system_without_an_exchange_swaps_in_two_steps(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_version(project, 1)
    monkeypatch.setattr(publication.sys, "platform", "darwin")
    publish_version(project, 2)
    assert version_on_disk(project) == "2"
    assert leftovers(project) == []


@pytest.mark.skipif(sys.platform != "linux", reason="renameat2 is Linux's")
@pytest.mark.parametrize(
    ("code", "published"), [(errno.EINVAL, "2"), (errno.ENOSYS, "2"), (errno.ENOSPC, "1")]
)
def test_only_a_missing_exchange_falls_back(
    project: Project, monkeypatch: pytest.MonkeyPatch, code: int, published: str
) -> None:
    class Refusing:
        def renameat2(self, *_: object) -> int:
            return -1

    publish_version(project, 1)
    monkeypatch.setattr(publication.ctypes, "CDLL", lambda *_, **__: Refusing())
    monkeypatch.setattr(publication.ctypes, "get_errno", lambda: code)
    if published == "2":
        publish_version(project, 2)
    else:
        with pytest.raises(OSError, match="No space left"):
            publish_version(project, 2)
    assert version_on_disk(project) == published


def test_the_staging_of_a_live_process_is_left_alone(project: Project) -> None:
    with staging(project) as first:
        (first / "work").write_text("in the making")
        with staging(project) as second:
            assert first != second
            assert (first / "work").read_text() == "in the making"
        assert (first / "work").exists()
        assert not second.exists()
    assert leftovers(project) == []


def test_the_staging_of_a_dead_process_is_swept(project: Project) -> None:
    code = (
        "import os, sys; from pathlib import Path; from danlu.lake.layout import Project;"
        "from danlu.lake.publish import staging\n"
        "with staging(Project(Path(sys.argv[1]))) as folder:\n"
        "    (folder / 'half').write_text('x'); os._exit(9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(project.root)], env=environment(), timeout=60, check=False
    )
    assert done.returncode == 9
    assert len(leftovers(project)) == 2
    with staging(project) as folder:
        assert leftovers(project) == sorted([folder.name, f"{folder.name}.lock"])


@pytest.mark.parametrize("killed_after", ["mkdir", "open", "flock"])
def test_a_kill_while_staging_is_set_up_leaves_nothing(project: Project, killed_after: str) -> None:
    code = f"""
import fcntl, os, sys
from pathlib import Path
from danlu.lake.layout import Project
from danlu.lake.publish import staging

def die_after(function, ours):
    def step(*arguments, **options):
        result = function(*arguments, **options)
        if ours(*arguments):
            os._exit(9)
        return result
    return step

name = {killed_after!r}
if name == "flock":
    locked = [0]
    def second(*_):
        locked[0] += 1
        return locked[0] == 2
    fcntl.flock = die_after(fcntl.flock, second)
else:
    setattr(Path, name, die_after(getattr(Path, name), lambda path, *_: path.parent.name == "staging"))
with staging(Project(Path(sys.argv[1]))):
    pass
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(project.root)], env=environment(), timeout=60, check=False
    )
    assert done.returncode == 9
    with staging(project):
        pass
    assert leftovers(project) == []


def test_staging_is_removed_after_a_fault(project: Project) -> None:

    def fail() -> None:
        with staging(project) as folder:
            (folder / "half").mkdir()
            raise ValueError("fault")

    with pytest.raises(ValueError, match="fault"):
        fail()
    assert leftovers(project) == []


def test_a_lock_is_waited_for_and_freed_by_death(project: Project) -> None:
    code = (
        "import sys, time; from pathlib import Path; from danlu.lake.layout import Project;"
        "from danlu.lake.publish import project_lock\n"
        "with project_lock(Project(Path(sys.argv[1])), 'build'):\n"
        "    print('held', flush=True); time.sleep(60)\n"
    )
    command = [sys.executable, "-c", code, str(project.root)]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        got = threading.Event()

        def wait() -> None:
            with project_lock(project, "build"):
                got.set()

        waiting = threading.Thread(target=wait)
        waiting.start()
        assert not got.wait(0.2)
        child.send_signal(signal.SIGKILL)
        assert got.wait(10)
        waiting.join()


def test_other_locks_do_not_wait(project: Project) -> None:
    with project_lock(project, "raw"), project_lock(project, "cleaned"):
        assert (project.work / "raw.lock").exists()


def test_one_file_is_replaced_in_one_step(project: Project, tmp_path: Path) -> None:
    for content in ("one", "two"):
        staged = tmp_path / "staged"
        staged.write_text(content)
        replace_file(staged, project.warehouse)
        assert project.warehouse.read_text() == content
        assert not staged.exists()


def test_every_file_is_synced_before_the_exchange(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[str] = []
    monkeypatch.setattr(publication, "sync", lambda path: order.append(path.name))
    exchange = publication._exchange
    monkeypatch.setattr(publication, "_exchange", lambda *paths: (order.append("exchange"), exchange(*paths)))
    publish_version(project, 1)
    order.clear()
    publish_version(project, 2)
    before, after = order[: order.index("exchange")], order[order.index("exchange") + 1 :]
    assert before.count("rows.txt") == 4
    assert {NAME, "staged", "part-0"} <= set(before)
    assert after == ["data"]
