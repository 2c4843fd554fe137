"""The one primitive of scale: a function mapped over tasks, each of which reads and writes files.

A task is small and picklable: it names the files that it reads and writes. The function returns a
small receipt. So the same stage runs inline, in local processes, or on a cluster, and writes the
same bytes.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Receipt = TypeVar("Receipt")

INLINE_BYTES = 48 * 1024**2
"""Below this amount of input a pool of processes costs more than it saves (each imports for 1 s)."""

BATCH_BYTES = 16 * 1024**2
BATCH_TASKS = 64
"""Most input of a batch of small tasks, and most tasks of one."""


class Engine(Protocol):
    """Where shards run."""

    def map(
        self, function: Callable[[Task], Receipt], tasks: Sequence[Task], *, input_bytes: int
    ) -> Iterator[Receipt]:
        """Run `function` on every task; receipts come in the tasks' order, as they are ready.

        Args:
            function: A function at the top of a module.
            tasks: What to run it on.
            input_bytes: How much there is to read in all, to decide how it is worth running.
        """
        ...


@dataclass(frozen=True, slots=True)
class LocalEngine:
    """Processes on this machine; small work runs inline."""

    processes: int = 0

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


def in_batches(
    tasks: Sequence[Task], size: Callable[[Task], int], apart: Callable[[Task], object] = id
) -> list[tuple[Task, ...]]:
    """Tasks in their order, small ones together: what they share (a connection) is then paid once.

    Two tasks for which `apart` gives the same value do not share a batch.
    """
    batches: list[list[Task]] = []
    seen: set[object] = set()
    room = 0
    for task in tasks:
        bytes_read = size(task)
        if not batches or bytes_read > room or len(batches[-1]) >= BATCH_TASKS or apart(task) in seen:
            batches.append([])
            seen = set()
            room = BATCH_BYTES
        batches[-1].append(task)
        seen.add(apart(task))
        room -= bytes_read
    return [tuple(batch) for batch in batches]


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
