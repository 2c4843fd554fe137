"""An engine that also runs what is not trusted, and the one of this machine."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from danlu.door.bounds import Bounds, Cost, Guarded
from danlu.door.crew import Plan
from danlu.door.pool import run
from danlu.engine import Engine, Receipt, Task

INLINE_BYTES = 48 * 1024**2
"""Below this amount of input a pool of processes costs more than it saves (each imports for 1 s)."""


class GuardedEngine(Engine, Protocol):
    """Where shards and sources run."""

    def guarded(
        self,
        function: Callable[[Iterable[Task]], Iterator[Receipt]],
        work: Sequence[Guarded[Task]],
        bounds: Bounds,
        stopped: Callable[[Task, Mapping[str, object]], Receipt],
        *,
        receipt: type[Receipt],
        scratch: Path,
    ) -> Iterator[Receipt]:
        """Run `function` on tasks that are not trusted, each held to `bounds`; receipts in order.

        A task that passes a bound, or ends the process that it runs in, harms no other.

        Args:
            function: A generator at the top of a module: a receipt for each task, one after another.
                It may be called more than once, and takes a task only when the one before is done.
            work: The tasks, each with the only folder that it may write to.
            bounds: What each may use.
            stopped: Makes the receipt of a task that passed a bound, from evidence that names it.
            receipt: The type of a receipt, of plain figures and texts.
            scratch: Where temporary files may be put; the caller removes it.

        Raises:
            DanluError: The guard itself cannot work, or the disk is full; no task is blamed.
        """
        ...


def _nobody(task: object, cost: Cost) -> None:
    """Hears what a task has used, and forgets it."""


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Processes on this machine; small work runs inline, unless it is guarded.

    Attributes:
        processes: Most processes at a time; 0 for as many as there are processors.
        told: Hears what each guarded task has used.
    """

    processes: int = 0
    told: Callable[[object, Cost], None] = _nobody

    def map(
        self, function: Callable[[Task], Receipt], tasks: Sequence[Task], *, input_bytes: int
    ) -> Iterator[Receipt]:
        """See `Engine.map`. Workers are spawned, so that no thread or lock is inherited."""
        workers = min(self.processes or os.cpu_count() or 1, len(tasks))
        if workers < 2 or input_bytes < INLINE_BYTES:
            yield from map(function, tasks)
            return
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=context, initializer=_one_thread_each) as pool:
            futures = [pool.submit(function, task) for task in tasks]
            yield from _in_order(futures)

    def guarded(
        self,
        function: Callable[[Iterable[Task]], Iterator[Receipt]],
        work: Sequence[Guarded[Task]],
        bounds: Bounds,
        stopped: Callable[[Task, Mapping[str, object]], Receipt],
        *,
        receipt: type[Receipt],
        scratch: Path,
    ) -> Iterator[Receipt]:
        """See `Engine.guarded`. Always in children: that is the point; small work in one."""
        small = sum(item.input_bytes for item in work) < INLINE_BYTES
        processes = 1 if small else self.processes or os.cpu_count() or 1
        return run(Plan(function, work, bounds, receipt, scratch, processes), stopped, self.told)


def _in_order(futures: list[Future[Receipt]]) -> Iterator[Receipt]:
    try:
        for future in futures:
            yield future.result()
    finally:
        for future in futures:
            future.cancel()


def _one_thread_each() -> None:
    """Workers share the processors: libraries that start threads of their own get one each."""
    os.environ["POLARS_MAX_THREADS"] = "1"
    os.environ["OMP_NUM_THREADS"] = "1"
