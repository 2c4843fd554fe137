"""A child that was started ahead of its work, while something else takes time.

It travels in a context variable, so that nobody else's work finds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from danlu.door.process import Process

_WAITING: ContextVar[list[Process] | None] = ContextVar("danlu_warm_child", default=None)


@contextmanager
def warmed(module: str) -> Iterator[None]:
    """Start a child that imports `module` now; the first guarded work within takes it over.

    A child that nobody took is ended.
    """
    waiting = [Process([module])]
    token = _WAITING.set(waiting)
    try:
        yield
    finally:
        _WAITING.reset(token)
        for child in waiting:
            child.end()


def take_warm() -> Process | None:
    """The child that was started ahead, for its one taker."""
    waiting = _WAITING.get()
    return waiting.pop() if waiting else None
