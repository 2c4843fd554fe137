"""The plan: what is measured, in which order, in which places.

Everything that is compared with something is measured in turn with it, in rounds, and every second
round runs backwards, so that a machine that grows slower or faster favours neither.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.corpus import write_corpus, write_source
from benchmarks.machine import load, machine_facts
from benchmarks.place import Place, Tree, make_tree
from benchmarks.results import RUNGS, WHOLE, Results, Rung, Sample
from benchmarks.timing import Run, RunFailedError
from danlu.graph import STAGES

STEPS = (*STAGES, "mirror")
SMALL_ROWS = 20
"""Rows of the one new source that is added to a lake."""
_FAR = 100_000_000
"""Rows of new sources start here, beyond those of any corpus."""

Each = TypeVar("Each")


@dataclass(frozen=True, slots=True)
class Settings:
    """What to measure."""

    rows: int
    repeat: int
    sources: Path | None = None
    against: str | None = None
    warm: bool = True


@dataclass(slots=True)
class Rounds:
    """A benchmark at work in a scratch folder; `say` hears of each measured process."""

    settings: Settings
    scratch: Path
    say: Callable[[str], None]
    results: Results = field(init=False)
    _trees: list[Tree] = field(init=False)
    _corpus: Path = field(init=False)

    def run(self) -> Results:
        """Measure everything.

        Raises:
            RunFailedError: A measured process failed.
            UnusableTreeError: There is no code to measure.
        """
        self.say("laying out the code and the sources")
        self._trees = [make_tree(self.scratch / "trees" / "0")]
        if self.settings.against is not None:
            self._trees.append(make_tree(self.scratch / "trees" / "1", self.settings.against))
        self._corpus = self.scratch / "sources"
        if self.settings.sources is None:
            write_corpus(self._corpus, self.settings.rows)
        else:
            _copy_sources(self.settings.sources, self._corpus)
        self.results = Results(
            machine=machine_facts(self.scratch),
            corpus=self._corpus_facts(),
            small={},
            repeat=self.settings.repeat,
            trees=[tree.name for tree in self._trees],
        )
        if self.settings.warm:
            self._warm_up()
        for number in range(self.settings.repeat):
            self._floor()
            self._stages(number)
        self._builds_and_what_follows()
        self.results.machine["load_at_end"] = load()
        return self.results

    def _corpus_facts(self) -> dict[str, str | int]:
        files = [path for path in self._corpus.rglob("*") if path.is_file()]
        return {
            "origin": "generated" if self.settings.sources is None else "given",
            "files": len(files),
            "bytes": sum(path.stat().st_size for path in files),
        }

    def _warm_up(self) -> None:
        """Read every program once, so that the first figure is not that of a cold disk."""
        tiny = self.scratch / "tiny"
        tiny.mkdir()
        write_source(tiny / "warm.jsonl", SMALL_ROWS, _FAR)
        for tree in self._trees:
            self._tell("warm-up", tree, self._place("warm", tree, tiny).danlu("build"))
        shutil.rmtree(self.scratch / "warm")
        shutil.rmtree(tiny)

    def _floor(self) -> None:
        """The floor reads JSON Lines; where there are none, a corpus of our own stands in."""
        paths = sorted(self._corpus.rglob("*.jsonl"))
        if not paths:
            substitute = self.scratch / "floor.jsonl"
            write_source(substitute, 10_000, 0)
            paths = [substitute]
        empty = self.scratch / "empty"
        empty.mkdir(exist_ok=True)
        place = self._place("floor", self._trees[0], empty)
        done = place.floor(paths)
        self.results.floor.append(json.loads(done.said))
        self._tell("copy-through floor", self._trees[0], done)

    def _stages(self, number: int) -> None:
        """Each stage in a process of its own: its peak is its own."""
        for tree in _in_turn(self._trees, number):
            place = self._place("stages", tree, self._corpus)
            try:
                for step in STEPS:
                    told = self._probe(f"stage.{step}", number, place, "stage", step)
                    if tree is self._trees[0]:
                        self.results.rows.update(told["figures"])
            except RunFailedError:
                if tree is self._trees[0]:
                    raise
                note = f"{tree.name}: its stages cannot be measured one by one by this benchmark"
                self.results.notes.append(note)
        shutil.rmtree(self.scratch / "stages")

    def _builds_and_what_follows(self) -> None:
        """Whole builds from nothing; on the last lakes then builds with nothing new and with little."""
        ladder = [(rung, tree) for tree in self._trees for rung in RUNGS if _is_measured(rung, tree, self)]
        lakes: dict[tuple[str, str], Place] = {}
        for number in range(self.settings.repeat):
            for rung, tree in _in_turn(ladder, number):
                name = f"{rung.name}-{self._trees.index(tree)}"
                place = self._place(name, tree, self._corpus, versioned=rung.versioned)
                lakes[rung.name, tree.name] = place
                self._climb(f"build.{rung.name}", rung, number, place)
        self._idle(lakes)
        self._small_sources(ladder, lakes)

    def _idle(self, lakes: dict[tuple[str, str], Place]) -> None:
        for number in range(self._first_round(), self.settings.repeat):
            for tree in _in_turn(self._trees, number):
                self._keep("idle", number, tree, lakes[WHOLE, tree.name].danlu("build"))

    def _small_sources(
        self, ladder: Sequence[tuple[Rung, Tree]], lakes: dict[tuple[str, str], Place]
    ) -> None:
        """A new source a round, on every lake."""
        for number in range(self._first_round(), self.settings.repeat):
            for rung, tree in _in_turn(ladder, number):
                place = lakes[rung.name, tree.name]
                path = place.sources / f"new-{number + 1:04}.jsonl"
                write_source(path, SMALL_ROWS, _FAR + (number + 2) * SMALL_ROWS)
                self.results.small = {"rows": SMALL_ROWS, "bytes": path.stat().st_size}
                self._climb(f"source.{rung.name}", rung, number, place)
            library = lakes[RUNGS[0].name, self._trees[0].name]
            for command in ("start", "load-dagster"):
                self._probe(command, number, library, command)

    def _first_round(self) -> int:
        """Rounds below zero are warm-ups, which are not counted."""
        return -1 if self.settings.warm else 0

    def _climb(self, measure: str, rung: Rung, number: int, place: Place) -> None:
        if rung.probe:
            self._probe(measure, number, place, *rung.probe)
        else:
            self._keep(measure, number, place.tree, place.danlu("build"))

    def _probe(self, measure: str, number: int, place: Place, *arguments: str) -> dict[str, Any]:
        done = place.probe(*arguments)
        told: dict[str, Any] = json.loads(done.said.splitlines()[-1])
        self._keep(measure, number, place.tree, done, told)
        return told

    def _keep(
        self, measure: str, number: int, tree: Tree, done: Run, told: dict[str, Any] | None = None
    ) -> None:
        self._tell(measure, tree, done)
        if number < 0:
            return
        work = told or {}
        self.results.samples.append(
            Sample(
                measure=measure,
                tree=tree.name,
                round=number,
                wall=done.wall,
                cpu=done.cpu,
                peak=done.peak,
                work_wall=work.get("wall"),
                work_cpu=work.get("cpu"),
                peak_before=work.get("peak_before"),
            )
        )

    def _tell(self, measure: str, tree: Tree, done: Run) -> None:
        which = f"{measure} ({tree.name})" if len(self._trees) > 1 else measure
        self.say(f"{which:32} {done.wall:8.2f} s  CPU {done.cpu:8.2f} s  {done.peak / 1e6:7,.0f} MB")

    def _place(self, name: str, tree: Tree, sources: Path, *, versioned: bool = True) -> Place:
        return Place(self.scratch / name, tree, sources, versioned=versioned)


def _is_measured(rung: Rung, tree: Tree, rounds: Rounds) -> bool:
    """Another revision is measured as a user runs it; the working tree on every rung."""
    return tree.name == rounds.results.trees[0] or rung.name == WHOLE


def _in_turn(these: Sequence[Each], number: int) -> Sequence[Each]:
    return these[::-1] if number % 2 else these


def _copy_sources(given: Path, target: Path) -> None:
    if given.is_dir():
        shutil.copytree(given, target)
    else:
        target.mkdir()
        shutil.copyfile(given, target / given.name)
