"""What a child may use for one task, and what it did use."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

Task = TypeVar("Task")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds of one task.

    Attributes:
        seconds: Time that any task is given.
        bytes_per_second: How fast it must read beyond that.
        memory_bytes: Most resident memory beyond that of an idle child.
        output_bytes: Most bytes of the files that it writes, temporary ones included.
        open_files: Most files open at once.
    """

    seconds: float
    bytes_per_second: int
    memory_bytes: int
    output_bytes: int
    open_files: int

    def seconds_for(self, input_bytes: int) -> float:
        """How long a task may take that has so much to read."""
        return self.seconds + input_bytes / self.bytes_per_second


@dataclass(frozen=True, slots=True)
class Guarded(Generic[Task]):
    """A task that is not trusted.

    Attributes:
        task: What the function is given.
        folder: The one folder that it may write to, beside the child's own for temporary files.
        input_bytes: How much it has to read.
    """

    task: Task
    folder: Path
    input_bytes: int


@dataclass(frozen=True, slots=True)
class Cost:
    """What a task used: seconds from when it was given out, and the most memory seen beyond the base."""

    seconds: float
    memory_bytes: int
