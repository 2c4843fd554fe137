"""Tasks over a few warm children: given out one at a time, watched at all times, blamed alone."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from danlu.door.bounds import Cost
from danlu.door.crew import Crew, Plan, Settled, Stopped

Task = TypeVar("Task")
Receipt = TypeVar("Receipt")


def run(
    plan: Plan[Task, Receipt],
    stopped: Callable[[Task, Mapping[str, object]], Receipt],
    told: Callable[[Task, Cost], None],
) -> Iterator[Receipt]:
    """Receipts in the order of the tasks, as they are ready.

    Raises:
        DanluError: Children cannot be started, or the disk fails; no task is blamed for that.
    """
    if not plan.work:
        return
    settled: queue.SimpleQueue[Settled] = queue.SimpleQueue()
    crew = Crew(plan, settled)
    crew.start()
    waiting: dict[int, Settled] = {}
    try:
        for job, item in enumerate(plan.work):
            while job not in waiting:
                came = settled.get()
                if isinstance(came.outcome, BaseException):
                    raise came.outcome
                waiting[came.job] = came
            done = waiting.pop(job)
            told(item.task, done.cost)
            outcome: Any = done.outcome
            yield stopped(item.task, outcome.evidence) if isinstance(outcome, Stopped) else outcome
    finally:
        crew.stop()
