"""What a person sees while a build runs: a line per stage, with rows in, out, dropped and time."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from danlu.progress import Outcome

_IN = ("rows_in", "records", "sources")
_OUT = ("rows", "lines", "sources")
_GONE = ("dropped", "merged", "refused")


@contextmanager
def own_console() -> Iterator[Console]:
    """A console on a descriptor of its own: Dagster redirects the standard ones while a step runs."""
    with os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding="utf-8") as stream:
        yield Console(file=stream, highlight=False, soft_wrap=True)


class Display:
    """Listens to a build and draws it; plain lines where there is no terminal."""

    def __init__(self, console: Console) -> None:
        """Draw on this console."""
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description:13}"),
            BarColumn(24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._figures: Counter[str] = Counter()
        self._computed = 0
        self._started = 0.0
        self._tasks = {}  # type: ignore[var-annotated]

    def __enter__(self) -> Self:
        """Start drawing."""
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop drawing."""
        self._progress.stop()

    def started(self, stage: str, units: int) -> None:
        """See `danlu.progress.Listener`."""
        self._figures.clear()
        self._computed = 0
        self._started = time.perf_counter()
        self._tasks[stage] = self._progress.add_task(stage, total=max(units, 1))

    def finished_unit(self, outcome: Outcome) -> None:
        """See `danlu.progress.Listener`."""
        self._figures.update(outcome.figures)
        self._computed += not outcome.fresh
        self._progress.advance(self._tasks[outcome.stage])

    def finished(self, stage: str) -> None:
        """See `danlu.progress.Listener`."""
        self._progress.remove_task(self._tasks.pop(stage))
        seconds = time.perf_counter() - self._started
        if not self._computed:
            self._console.print(f"{stage:13} up to date", style="dim")
            return
        self._console.print(
            f"{stage:13} in {self._first(_IN):>9,}  out {self._first(_OUT):>9,}  "
            f"dropped {sum(self._figures[name] for name in _GONE):>7,}  {seconds:6.1f} s"
        )

    def _first(self, names: tuple[str, ...]) -> int:
        return next((self._figures[name] for name in names if name in self._figures), 0)
