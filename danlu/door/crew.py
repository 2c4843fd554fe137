"""The children at work: each given one task at a time, watched, blamed alone, and replaced."""

from __future__ import annotations

import os
import queue
import selectors
import shutil
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from danlu.door.bounds import Bounds, Cost, Guarded
from danlu.door.child import Order, Setup
from danlu.door.process import Process
from danlu.door.watch import Evidence
from danlu.door.wire import Message, WireError
from danlu.errors import DanluError

Task = TypeVar("Task")
Receipt = TypeVar("Receipt")

TICK = 0.05
"""Seconds between two looks at a child: it can pass a bound by as much as it does in this time."""
_START_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Plan(Generic[Task, Receipt]):
    """What is to be done, and how.

    Attributes:
        function: At the top of a module. It maps tasks to receipts, one after another.
        work: The tasks.
        bounds: What each may use.
        receipt: The type of a receipt: what a child sends is held against it.
        scratch: Where children may put temporary files; on the same disk, and the caller removes it.
        processes: Most children at a time.
    """

    function: Callable[[Iterable[Task]], Iterator[Receipt]]
    work: Sequence[Guarded[Task]]
    bounds: Bounds
    receipt: type[Receipt]
    scratch: Path
    processes: int


@dataclass(frozen=True, slots=True)
class Stopped:
    """A task that passed a bound."""

    evidence: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Settled:
    """One task's end, or the fault that ends them all."""

    job: int
    outcome: object
    cost: Cost = field(default_factory=lambda: Cost(0.0, 0))


class Crew:
    """Keeps the children, in a thread of its own: they are watched while the caller is busy."""

    def __init__(self, plan: Plan[Any, Any], settled: queue.SimpleQueue[Settled]) -> None:
        self._thread = threading.Thread(target=self._run, name="danlu-door", daemon=True)
        self._plan = plan
        self._settled = settled
        self._pending = deque(range(len(plan.work)))
        self._tried: set[int] = set()
        self._crew: dict[int, Process] = {}
        self._folders = 0
        self._scratch: dict[int, Path] = {}
        self._started: dict[int, float] = {}
        self._selector = selectors.DefaultSelector()
        self._wake, self._waker = os.pipe()
        self._stopping = False
        self._root = Path(os.path.commonpath([plan.scratch, *(item.folder for item in plan.work)]))

    def start(self) -> None:
        """Begin; what becomes of each task goes into the queue."""
        self._thread.start()

    def stop(self) -> None:
        """End every child, and wait until they have ended."""
        self._stopping = True
        os.write(self._waker, b"x")
        self._thread.join()
        os.close(self._wake)
        os.close(self._waker)

    def _run(self) -> None:
        try:
            self._selector.register(self._wake, selectors.EVENT_READ)
            self._supervise()
        except BaseException as error:  # noqa: BLE001 - raised again where the receipts are awaited
            self._settled.put(Settled(-1, error))
        finally:
            for child in list(self._crew.values()):
                self._dismiss(child)
            self._selector.close()

    def _supervise(self) -> None:
        looked = 0.0
        while not self._stopping:
            self._man()
            if not self._crew:
                return
            for key, _ in self._selector.select(TICK):
                child = self._crew.get(key.fd)
                if child is not None:
                    self._listen(child)
            now = time.monotonic()
            if now - looked >= TICK:
                looked = now
                for child in list(self._crew.values()):
                    self._look(child, now)

    def _man(self) -> None:
        """As many children as there is work for; idle ones get some or go."""
        for child in list(self._crew.values()):
            if child.ready and child.job is None:
                self._give(child)
        wanted = min(self._plan.processes - len(self._crew), len(self._pending))
        for _ in range(wanted):
            child = Process([self._plan.function.__module__])
            self._crew[child.answers] = child
            self._started[child.answers] = time.monotonic()
            self._selector.register(child.answers, selectors.EVENT_READ)

    def _give(self, child: Process) -> None:
        """Give an idle child the first task that it may have: a second try is for a fresh one."""
        job = next((job for job in self._pending if child.served == 0 or job not in self._tried), None)
        if job is None:
            self._dismiss(child)
            return
        item = self._plan.work[job]
        order = Order(item.task, item.folder, item.input_bytes)
        try:
            child.give(job, order, self._plan.bounds, (item.folder, self._scratch[child.answers]))
        except WireError:
            # it has gone before it saw the task
            self._dismiss(child)
            return
        self._pending.remove(job)

    def _listen(self, child: Process) -> None:
        try:
            alive = child.inbox.fill()
            while (message := child.take()) is not None:
                self._hear(child, message)
                if child.answers not in self._crew:
                    return
        except WireError:
            self._blame(child, {"limit": "crash"})
            return
        if not alive:
            self._bury(child)

    def _hear(self, child: Process, message: Message) -> None:
        if message.kind == "failed":
            raise DanluError(f"sources cannot be read: {message.fault}")
        if message.kind == "ready" and not child.ready:
            self._set_up(child)
        elif message.kind == "done" and child.job is not None:
            self._take(child, child.job, message)
        elif message.kind == "stopped" and child.job is not None:
            self._blame(child, dict(message.evidence))
        else:
            raise WireError("a child says what nobody asked")

    def _set_up(self, child: Process) -> None:
        self._folders += 1
        scratch = self._plan.scratch / str(self._folders)
        scratch.mkdir(parents=True)
        self._scratch[child.answers] = scratch
        child.ready = True
        child.set_up(Setup(self._plan.function, self._plan.receipt, self._plan.bounds, self._root, scratch))

    def _take(self, child: Process, job: int, message: Message) -> None:
        try:
            receipt = msgspec.json.decode(message.receipt, type=self._plan.receipt)
        except msgspec.MsgspecError as error:
            raise WireError("a receipt is not understood") from error
        self._settled.put(Settled(job, receipt, child.watch.cost()))
        child.job = None
        child.served += 1
        # what a child keeps is no longer free for the next task, and nobody's fault
        if child.watch.memory() > self._plan.bounds.memory_bytes // 4:
            self._dismiss(child)

    def _look(self, child: Process, now: float) -> None:
        if child.job is not None:
            evidence = child.watch.passed()
            if evidence is not None:
                self._listen_once_more(child, evidence)
        elif not child.ready and now - self._started[child.answers] > _START_SECONDS:
            raise DanluError("the process that reads sources does not start; is the machine out of memory?")

    def _listen_once_more(self, child: Process, evidence: Evidence) -> None:
        """What has been finished meanwhile is finished."""
        if any(key.fd == child.answers for key, _ in self._selector.select(0)):
            self._listen(child)
        if child.job is not None and child.answers in self._crew:
            self._blame(child, evidence)

    def _bury(self, child: Process) -> None:
        """A child has gone by itself."""
        code = child.code()
        if child.job is None:
            self._dismiss(child)
            if not child.ready:
                raise DanluError(
                    f"the process that reads sources does not start (it ended with {code}): try "
                    f"python -c 'import {self._plan.function.__module__}'"
                )
            return
        if code == -signal.SIGXCPU:
            self._blame(child, {"limit": "time"})
        elif code < 0:
            self._blame(child, {"limit": "crash", "signal": signal.Signals(-code).name})
        else:
            self._blame(child, {"limit": "crash", "exit_code": code})

    def _blame(self, child: Process, evidence: Evidence) -> None:
        """The child's task has ended it. What an earlier task may have caused is tried once more.

        So is what killed it from outside, such as a kernel that is short of memory.
        """
        job, served = child.job, child.served
        if job is None:
            self._dismiss(child)
            raise DanluError("the process that reads sources says what nobody asked")
        item = self._plan.work[job]
        doubtful = evidence["limit"] in {"crash", "memory"} and (
            served > 0 or evidence.get("signal") == signal.SIGKILL.name
        )
        cost = child.watch.cost()
        child.job = None
        self._dismiss(child)
        _empty(item.folder)
        if doubtful and job not in self._tried:
            self._tried.add(job)
            self._pending.appendleft(job)
        else:
            self._settled.put(Settled(job, Stopped(self._with_bound(evidence, item)), cost))

    def _with_bound(self, evidence: Evidence, item: Guarded[Any]) -> Evidence:
        """The bound beside its name, whoever found that it was passed."""
        bounds = self._plan.bounds
        known: dict[object, Evidence] = {
            "memory": {"bytes": bounds.memory_bytes},
            "output": {"bytes": bounds.output_bytes},
            "open_files": {"files": bounds.open_files},
            "time": {"seconds": round(bounds.seconds_for(item.input_bytes), 3)},
        }
        return {**evidence, **known.get(evidence["limit"], {})}

    def _dismiss(self, child: Process) -> None:
        self._selector.unregister(child.answers)
        del self._crew[child.answers]
        scratch = self._scratch.pop(child.answers, None)
        child.end()
        if scratch is not None:
            shutil.rmtree(scratch, ignore_errors=True)


def _empty(folder: Path) -> None:
    """Away with what a task has left in its folder."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
