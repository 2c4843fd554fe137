"""The one primitive of scale: a function mapped over tasks, each of which reads and writes files.

A task is small and picklable: it names the files that it reads and writes. The function returns a
small receipt. So the same stage runs inline, in local processes, or on a cluster, and writes the
same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

Task = TypeVar("Task")
Receipt = TypeVar("Receipt")

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
