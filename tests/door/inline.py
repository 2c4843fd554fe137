"""An engine without a door, for tests of what lies behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from danlu.door import Bounds, Guarded
from danlu.door.engine import LocalEngine
from danlu.engine import Receipt, Task


@dataclass(frozen=True, slots=True)
class InlineEngine(LocalEngine):
    """Guards nothing and starts nothing: everything runs in this process, one after another."""

    processes: int = 1

    def guarded(
        self,
        function: Callable[[Iterable[Task]], Iterator[Receipt]],
        work: Sequence[Guarded[Task]],
        bounds: Bounds,  # noqa: ARG002 - of the interface, as the others
        stopped: Callable[[Task, Mapping[str, object]], Receipt],  # noqa: ARG002
        *,
        receipt: type[Receipt],  # noqa: ARG002
        scratch: Path,  # noqa: ARG002
    ) -> Iterator[Receipt]:
        yield from function([item.task for item in work])
