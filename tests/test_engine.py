from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from danlu.door import Bounds, Guarded, engine
from danlu.door.engine import LocalEngine

HERE = os.getpid()


def identify(task: int) -> tuple[int, int]:
    return task, os.getpid()


def late_first(task: int) -> int:
    """The first task is the slowest, so that receipts would come out of order if nobody cared."""
    time.sleep(0.2 if task == 0 else 0)
    return task * 10


def environment_of(_: int) -> tuple[str | None, str | None, bool]:
    import danlu.door.engine as module

    return os.environ.get("POLARS_MAX_THREADS"), os.environ.get("OMP_NUM_THREADS"), hasattr(module, "MARK")


def fail_at_once(task: tuple[int, str]) -> int:
    number, folder = task
    if number == 0:
        raise ValueError("shard 0 is broken")
    time.sleep(0.1)
    Path(folder, str(number)).touch()
    return number


def where(tasks: Iterable[int]) -> Iterator[list[int]]:
    for task in tasks:
        if task == 13:
            raise LookupError(task)
        yield [task, os.getpid()]


@pytest.fixture
def always_processes(monkeypatch: pytest.MonkeyPatch) -> LocalEngine:
    monkeypatch.setattr(engine, "INLINE_BYTES", 0)
    return LocalEngine(2)


def test_small_work_runs_inline() -> None:
    receipts = list(LocalEngine(4).map(identify, [1, 2, 3], input_bytes=100))
    assert receipts == [(1, HERE), (2, HERE), (3, HERE)]


def test_one_process_or_one_task_runs_inline() -> None:
    assert list(LocalEngine(1).map(identify, [1, 2], input_bytes=1 << 40)) == [(1, HERE), (2, HERE)]
    assert list(LocalEngine(8).map(identify, [1], input_bytes=1 << 40)) == [(1, HERE)]


def test_no_task_gives_no_receipt(always_processes: LocalEngine) -> None:
    assert list(always_processes.map(identify, [], input_bytes=1 << 40)) == []


def test_processes_are_spawned_and_receipts_keep_their_order(
    always_processes: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "MARK", "only in a forked child", raising=False)
    assert list(always_processes.map(late_first, range(6), input_bytes=1)) == [0, 10, 20, 30, 40, 50]
    assert set(always_processes.map(environment_of, range(4), input_bytes=1)) == {("1", "1", False)}


def test_the_parents_environment_is_left_alone(
    always_processes: LocalEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("POLARS_MAX_THREADS", raising=False)
    assert {pid for _, pid in always_processes.map(identify, range(3), input_bytes=1)}.isdisjoint({HERE})
    assert "POLARS_MAX_THREADS" not in os.environ


def test_a_failure_is_told_and_cancels_what_has_not_begun(
    always_processes: LocalEngine, tmp_path: Path
) -> None:
    tasks = [(number, str(tmp_path)) for number in range(60)]
    with pytest.raises(ValueError, match="shard 0 is broken"):
        list(always_processes.map(fail_at_once, tasks, input_bytes=1))
    assert len(list(tmp_path.iterdir())) < 50


def test_inline_work_stops_at_a_failure(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="shard 0 is broken"):
        list(LocalEngine(1).map(fail_at_once, [(0, str(tmp_path)), (1, str(tmp_path))], input_bytes=1))
    assert list(tmp_path.iterdir()) == []


def test_guarded_work_is_done_in_a_child_however_small(tmp_path: Path) -> None:
    bounds = Bounds(10, 1 << 20, 1 << 28, 1 << 20, 64)
    work = [Guarded(task, tmp_path / str(task), 1) for task in (7, 13, 8)]
    for item in work:
        item.folder.mkdir()
    told = list(
        LocalEngine(1).guarded(
            where, work, bounds, lambda task, _: [task, 0], receipt=list[int], scratch=tmp_path / "scratch"
        )
    )
    assert [task for task, _ in told] == [7, 13, 8]
    assert told[1] == [13, 0]
    assert {HERE, 0}.isdisjoint({told[0][1], told[2][1]})


def test_no_guarded_work_starts_nothing(tmp_path: Path) -> None:
    bounds = Bounds(10, 1 << 20, 1 << 28, 1 << 20, 64)
    nothing: list[Guarded[int]] = []
    told = LocalEngine(1).guarded(
        where, nothing, bounds, lambda task, _: [task, 0], receipt=list[int], scratch=tmp_path / "scratch"
    )
    assert list(told) == []
    assert list(tmp_path.iterdir()) == []
