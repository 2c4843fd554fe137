"""Where shards run: the only thing that a larger deployment changes."""

from __future__ import annotations

import dagster as dg

from danlu.door.engine import GuardedEngine, LocalEngine


class EngineResource(dg.ConfigurableResource[None]):
    """Local processes; as many as there are processors unless `processes` says otherwise."""

    processes: int = 0

    def engine(self) -> GuardedEngine:
        """The engine that the stages map their tasks over."""
        return LocalEngine(self.processes)
