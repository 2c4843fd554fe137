"""The graph of stages: the one list that the manifests, Dagster, DVC and the audit follow."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """One dataset of the graph.

    `inputs` are the stages whose published files it reads; a `partitioned` stage has a folder per
    source, the others one folder for the whole corpus. `sections` are recipe sections that it reads
    besides its own. `module` computes it: its import closure
    is the code that its fingerprint covers.
    """

    name: str
    inputs: tuple[str, ...]
    partitioned: bool
    module: str
    sections: tuple[str, ...] = ()

    @property
    def recipe(self) -> tuple[str, ...]:
        """The sections of the recipe that it reads: its own, and those it borrows."""
        return (self.name, *self.sections)


_STAGES = (
    Stage("source_files", (), partitioned=False, module="danlu.stages.source_files"),
    Stage("raw", ("source_files",), partitioned=True, module="danlu.stages.raw"),
    Stage("cleaned", ("raw",), partitioned=True, module="danlu.stages.cleaned"),
    Stage("deduplicated", ("cleaned",), partitioned=False, module="danlu.stages.deduplicated"),
    Stage("annotated", ("cleaned", "deduplicated"), partitioned=False, module="danlu.stages.annotated"),
    Stage(
        "augmented",
        ("cleaned", "deduplicated", "annotated"),
        partitioned=False,
        module="danlu.stages.augmented",
        sections=("annotated", "deduplicated"),
    ),
    Stage("balanced", ("cleaned", "augmented"), partitioned=False, module="danlu.stages.balanced"),
    Stage(
        "exported",
        ("raw", "cleaned", "deduplicated", "annotated", "augmented", "balanced"),
        partitioned=False,
        module="danlu.stages.exported",
    ),
)

STAGES: dict[str, Stage] = {stage.name: stage for stage in _STAGES}
"""All stages by name, upstream first."""


def up_to(name: str) -> list[Stage]:
    """The stages from the first to `name`, which is included."""
    names = list(STAGES)
    return [STAGES[stage] for stage in names[: names.index(name) + 1]]
