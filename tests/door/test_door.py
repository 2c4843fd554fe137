"""What the door lets through, what it stops, and that nobody suffers for another."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from danlu.door import Bounds, Cost, Guarded
from danlu.door.engine import LocalEngine
from danlu.door.process import Process
from danlu.errors import DanluError
from tests.door.deeds import BOUNDS, CANARY, DEEDS, Deed
from tests.door.readers import MEBI, Job, Told, read
from tests.scratch import ROOT, environment

pytestmark = pytest.mark.slow


def stopped(job: Job, evidence: Mapping[str, object]) -> Told:
    assert list(job.folder.iterdir()) == []
    return Told({"stopped": 1}, {"deed": job.deed, **{name: str(value) for name, value in evidence.items()}})


@dataclass
class Room:
    """A staging folder with a neighbour for each deed, and a folder outside."""

    root: Path
    costs: dict[str, Cost] = field(default_factory=dict)

    @property
    def outside(self) -> Path:
        return self.root / "outside"

    def work(self, deeds: list[tuple[str, str]]) -> list[Guarded[Job]]:
        self.outside.mkdir(exist_ok=True)
        (self.outside / "kept").write_text("kept", encoding="utf-8")
        work = []
        for number, (deed, argument) in enumerate(deeds):
            folder = self.root / "staging" / f"{number:03d}"
            folder.mkdir(parents=True)
            work.append(Guarded(Job(deed, folder, argument), folder, 1000))
        return work

    def run(self, *deeds: str | tuple[str, str], processes: int = 2, bounds: Bounds = BOUNDS) -> list[Told]:
        return list(self.start(*deeds, processes=processes, bounds=bounds))

    def start(
        self, *deeds: str | tuple[str, str], processes: int = 2, bounds: Bounds = BOUNDS
    ) -> Iterator[Told]:
        named = [(deed, CANARY) if isinstance(deed, str) else deed for deed in deeds]
        engine = LocalEngine(processes, told=self._told)
        return engine.guarded(
            read, self.work(named), bounds, stopped, receipt=Told, scratch=self.root / "staging" / ".door"
        )

    def _told(self, job: object, cost: Cost) -> None:
        assert isinstance(job, Job)
        self.costs[job.deed] = cost


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    yield
    deadline = time.monotonic() + 5
    while kin := {child.pid for child in psutil.Process().children(recursive=True)} - before:
        if time.monotonic() > deadline:
            pytest.fail(f"{len(kin)} processes are left")
        time.sleep(0.05)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.name)
def test_each_is_blamed_alone(room: Room, deed: Deed, capfd: pytest.CaptureFixture[str]) -> None:
    if not deed.may():
        pytest.skip("this kernel does not help")
    places = {"OUT": str(room.outside / "made"), "KEPT": str(room.outside / "kept")}
    argument = places.get(deed.argument, deed.argument)
    told = room.run("well", (deed.name, argument), "well", "well")
    assert [one.details["deed"] for one in told] == ["well", deed.name, "well", "well"]
    assert {name: value for name, value in told[1].details.items() if name != "deed"} == deed.says
    assert [one.figures.get("stopped", 0) for one in told] == [0, int("limit" in deed.says), 0, 0]
    assert [path.name for path in room.outside.iterdir()] == ["kept"]
    staged = room.root / "staging"
    kept = [(staged / f"{number:03d}" / "rows").read_text(encoding="utf-8") for number in (0, 2, 3)]
    assert kept == [CANARY] * 3
    assert "".join(capfd.readouterr()) == ""
    assert CANARY not in str(told)


def test_what_a_task_uses_is_told(room: Room) -> None:
    room.run("well", "spin", "allocate")
    assert room.costs["well"].seconds < 1 > room.costs["well"].memory_bytes / (16 * MEBI)
    assert 2 < room.costs["spin"].seconds < 4
    assert room.costs["allocate"].memory_bytes > 100 * MEBI


def test_many_share_one_child_and_come_in_order(room: Room) -> None:
    told = room.run(*(("well", str(number)) for number in range(200)))
    assert len({one.figures["pid"] for one in told}) == 1
    assert [one.figures["calls"] for one in told] == list(range(1, 201))


def test_much_work_is_done_by_several(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("danlu.door.engine.INLINE_BYTES", 0)
    deeds = ["spin", *["well"] * 20]
    begun = time.monotonic()
    told = room.start(*deeds)
    names = [one.details["deed"] for one in told]
    assert names == deeds
    rows = sorted(room.root.glob("staging/*/rows"), key=lambda path: path.stat().st_mtime)
    assert len(rows) == 20
    # the others did not wait for the first
    assert rows[-1].stat().st_mtime - rows[0].stat().st_mtime < 2 < time.monotonic() - begun


def test_what_an_earlier_file_may_have_caused_is_tried_once_more(room: Room) -> None:
    told = room.run("well", "crash_unless_fresh", "well")
    assert [one.figures["calls"] for one in told] == [1, 1, 2]
    assert len({one.figures["pid"] for one in told}) == 2


def test_a_child_that_keeps_memory_is_replaced(room: Room) -> None:
    told = room.run(*["grow_and_keep"] * 4)
    assert [one.figures["calls"] for one in told] == [1, 2, 1, 2]


def test_temporary_files_are_emptied_and_go(room: Room) -> None:
    told = room.run("use_temporary_files", "use_temporary_files", "sleep", "use_temporary_files")
    assert [one.details.get("before") for one in told] == ["2", "2", None, "2"]
    folders = {Path(one.details["folder"]) for one in told if "folder" in one.details}
    assert len(folders) == 2
    assert all(folder.is_relative_to(room.root / "staging") for folder in folders)
    assert not any(folder.exists() for folder in folders)
    assert {path.name for path in room.root.glob("staging/0*/*")} == {"rows"}


def test_a_child_knows_no_secret(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF_TOKEN", "AWS_SECRET_ACCESS_KEY", "https_proxy", "DANLU_PROJECT", "SSH_AUTH_SOCK"):
        monkeypatch.setenv(name, "secret-value")
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    [told] = room.run("tell_environment")
    assert "secret-value" not in told.details.values()
    assert told.details["TZ"] == "UTC"
    assert told.details["PATH"] == os.environ["PATH"]


def test_a_full_disk_is_nobodys_fault(room: Room) -> None:
    told = room.start("well", "fail_as_full_disk", "well")
    assert next(told).details["deed"] == "well"
    with pytest.raises(DanluError, match=re.escape(os.strerror(28))) as raised:
        next(told)
    assert CANARY not in str(raised.value)


def test_a_receipt_that_is_none_is_nobodys_fault(room: Room) -> None:
    with pytest.raises(DanluError, match=r"receipt is not what it should be.*figures"):
        room.run("well", "miscount")


def test_code_that_cannot_be_imported_is_nobodys_fault(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("danlu.door.crew.Process", lambda _: Process(["danlu.no_such_module"]))
    with pytest.raises(DanluError, match="no_such_module"):
        room.run("well")


def test_who_has_enough_ends_the_children(room: Room) -> None:
    told = room.start("well", "sleep", "well")
    assert next(told).figures["calls"] == 1
    told.close()  # type: ignore[attr-defined]
    # the fixture looks for what is left


def test_nothing_reaches_a_listener(room: Room) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        room.run(("connect", str(listener.getsockname()[1])))
        with pytest.raises(TimeoutError):
            listener.accept()


KILLED = """
import sys
from pathlib import Path
from tests.door.test_door import Room

room = Room(Path(sys.argv[1]))
told = room.start("well", "spin", "sleep", processes=2)
print(next(told).figures["pid"], flush=True)
list(told)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_children_die_with_their_parent(tmp_path: Path, how: signal.Signals) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment(),
        cwd=ROOT,
        text=True,
    )
    with parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        assert child.is_running()
        parent.send_signal(how)
        parent.wait(timeout=10)
        deadline = time.monotonic() + 5
        while child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
            assert time.monotonic() < deadline
            time.sleep(0.02)
