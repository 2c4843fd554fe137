"""Parts that are kept alive: what dies is started again, and what is stopped leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from resources import children as looking_after
from resources.children import Children, Part
from tests.scratch import ROOT, environment

pytestmark = pytest.mark.slow

SLEEP = "import time; time.sleep(60)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEP}"
Keep = Callable[..., Children]


def with_child(note: Path, script: str) -> str:
    """A process with one below it that runs a script; the note holds its number."""
    return (
        "import subprocess, sys, time, pathlib\n"
        f"child = subprocess.Popen([sys.executable, '-c', {script!r}])\n"
        f"pathlib.Path({str(note)!r}).write_text(str(child.pid))\n"
        "time.sleep(60)\n"
    )


def lives(number: int) -> bool:
    try:
        return bool(psutil.Process(number).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def until(condition: Callable[[], bool], seconds: float = 15) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends:
            raise AssertionError(f"not so after {seconds} s")
        time.sleep(0.02)


def written(note: Path) -> int:
    """The number in a note, once it is written."""
    until(lambda: note.exists() and note.read_text(encoding="utf-8").isdecimal())
    return int(note.read_text(encoding="utf-8"))


@pytest.fixture
def keep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Keep]:
    """Starts parts that are looked after often, and stops them at the end."""
    monkeypatch.setattr(looking_after, "_LOOK_SECONDS", 0.02)
    monkeypatch.setattr(looking_after, "_GRACE_SECONDS", 1.0)
    monkeypatch.setattr(looking_after, "_SOON_SECONDS", 0.0)
    started: list[Children] = []

    def start(*parts: Part) -> Children:
        children = Children(parts, ROOT, environment(), tmp_path / "logs")
        started.append(children)
        children.start()
        return children

    yield start
    for children in started:
        children.stop()


def part(script: str, name: str = "one", **options: Callable[[], bool] | Callable[[], None]) -> Part:
    return Part(name, ["-c", script], **options)  # type: ignore[arg-type]


def first(children: Children, name: str = "one") -> int:
    until(lambda: name in children.processes())
    return children.processes()[name]


def test_what_is_killed_is_started_again(keep: Keep) -> None:
    began: list[float] = []
    children = keep(part(SLEEP, before=lambda: began.append(time.monotonic())))
    number = first(children)
    for times in (2, 3):
        os.kill(number, signal.SIGKILL)
        until(lambda: len(began) == times and children.processes()["one"] != number)  # noqa: B023
        number = children.processes()["one"]
        assert lives(number)


@pytest.mark.parametrize("script", [SLEEP, DEAF], ids=["willing", "deaf"])
def test_what_is_stopped_leaves_nothing_below_it(keep: Keep, tmp_path: Path, script: str) -> None:
    note = tmp_path / "note"
    children = keep(part(with_child(note, script)), part(SLEEP, "two"))
    numbers = [first(children), first(children, "two"), written(note)]
    assert all(lives(number) for number in numbers)
    children.stop()
    assert not lives(numbers[0])
    # the kernel takes a moment for what it was told to kill
    until(lambda: not any(lives(number) for number in numbers), 2)


def test_a_part_waits_for_the_one_before_it(keep: Keep, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    children = keep(part(SLEEP, is_well=ready.exists), part(SLEEP, "two"))
    first(children)
    time.sleep(0.3)
    assert "two" not in children.processes()
    ready.touch()
    assert lives(first(children, "two"))


def test_a_part_that_does_not_answer_is_started_again(
    keep: Keep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_after, "_UNWELL_SECONDS", 0.3)
    well = tmp_path / "well"
    well.touch()
    children = keep(part(SLEEP, is_well=well.exists), part(SLEEP, "two"))
    number, other = first(children), first(children, "two")
    well.unlink()
    until(lambda: children.processes().get("one", number) != number)
    assert not lives(number)
    assert lives(other)
    # it may take its time to start
    again = children.processes()["one"]
    time.sleep(0.6)
    assert children.processes()["one"] == again


def test_what_dies_again_and_again_is_started_ever_more_slowly(
    keep: Keep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking_after, "_SOON_SECONDS", 30.0)
    began: list[float] = []
    children = keep(part("raise SystemExit(3)", before=lambda: began.append(time.monotonic())))
    until(lambda: len(began) == 3)
    assert began[2] - began[1] > 1.8
    stops = time.monotonic()
    children.stop()
    assert time.monotonic() - stops < 1.5


def test_what_a_part_says_goes_to_its_log_anew(keep: Keep, tmp_path: Path) -> None:
    log = tmp_path / "logs" / "code-server.log"
    for word in ("茶", "tea"):
        said = (
            f"import sys; print({word!r}, flush=True); print('fault', file=sys.stderr, flush=True); {SLEEP}"
        )
        children = keep(part(said, "code server"))
        until(lambda: log.exists() and len(log.read_text(encoding="utf-8").split()) == 2)
        assert sorted(log.read_text(encoding="utf-8").split()) == sorted(["fault", word])
        children.stop()


PARENT = """
import os, pathlib, time
from resources.children import Children, Part
script = "import os, pathlib, time; pathlib.Path({note!r}).write_text(str(os.getpid())); time.sleep(60)"
here, logs = pathlib.Path.cwd(), pathlib.Path({logs!r})
Children([Part("one", ["-c", script])], here, os.environ, logs).start()
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux's kernel tells a child of its parent's death")
def test_a_part_dies_with_a_killed_parent(tmp_path: Path) -> None:
    note = tmp_path / "note"
    script = PARENT.format(note=str(note), logs=str(tmp_path / "logs"))
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, env=environment())
    try:
        number = written(note)
        assert lives(number)
        parent.kill()
        parent.wait(10)
        until(lambda: not lives(number))
    finally:
        parent.kill()
        parent.wait(10)
