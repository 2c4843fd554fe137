"""Looks at a project's sources, and what they left."""

from __future__ import annotations

from danlu.furnace.observe import Observation, observe
from danlu.lake.catalogue import read_catalogue
from danlu.lake.layout import Project
from tests.scratch import conversations, recipe_of

FIVE = {
    "a.jsonl": conversations(2),
    "b.jsonl": conversations(2, 10),
    "c.jsonl": conversations(2, 20),
    "deep/d.jsonl": conversations(2, 30),
    "茶.jsonl": conversations(2, 40),
}
QUIET = Observation(0, None)


def keeping(number: int) -> Observation:
    """Nothing new, and so many sources are kept although they are missing."""
    return Observation(0, None, number)


def at_rest(observation: Observation) -> bool:
    """Whether nothing waits and nothing was taken, however many are kept although they are missing."""
    return (observation.waiting, observation.taken) == (QUIET.waiting, QUIET.taken)


def look(project: Project) -> Observation:
    return observe(project, recipe_of(project))


def settle(project: Project, looks: int = 3) -> None:
    for _ in range(looks):
        look(project)


def published(project: Project) -> bytes:
    return (project.stage("source_files") / "manifest.json").read_bytes()


def states(project: Project) -> dict[str, str]:
    return {source.name: source.state for source in read_catalogue(project).values()}


def taken(observation: Observation) -> tuple[int, int, int, int]:
    """How many were new, changed, gone and kept although they were gone."""
    if observation.taken is None:
        raise AssertionError(f"nothing was taken: {observation}")
    intake = observation.taken.intake
    return (intake.added, intake.changed, intake.absent, intake.kept_despite_absence)
