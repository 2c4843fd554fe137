"""Who is told how a build is getting on.

The listener travels in a context variable, so that the command line hears of work that Dagster
runs for it in the same process, and nobody else does.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one unit of a stage."""

    stage: str
    key: str | None
    fresh: bool
    version: str
    figures: Mapping[str, int]
    details: Mapping[str, str | int | None]


class Listener(Protocol):
    """Hears of each stage as it goes."""

    def started(self, stage: str, units: int) -> None:
        """A stage starts on so many units that are stale."""

    def finished_unit(self, outcome: Outcome) -> None:
        """One unit is published, or was found fresh."""

    def finished(self, stage: str) -> None:
        """All units of the stage are done."""


class Silence:
    """Listens to nothing."""

    def started(self, stage: str, units: int) -> None:
        """See `Listener`."""

    def finished_unit(self, outcome: Outcome) -> None:
        """See `Listener`."""

    def finished(self, stage: str) -> None:
        """See `Listener`."""


LISTENER: ContextVar[Listener] = ContextVar("danlu_listener", default=Silence())  # noqa: B039 - it holds no state
