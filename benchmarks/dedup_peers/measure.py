"""Each tool in each setting on the same rows, in turn, measured from outside and scored by the truth."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from types import MappingProxyType

import numpy as np

from benchmarks.dedup.texts import Corpus, write_plain
from benchmarks.dedup.truth import Outcome, Survivors, Truth
from benchmarks.dedup_peers.tools.told import DEDUP, KEPT
from benchmarks.place import ROOT
from benchmarks.timing import RunFailedError, run

OWN = "danlu"
SETTINGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        OWN: ("default",),
        "data-juicer": ("default", "characters"),
        "datatrove": ("default", "chinese", "characters"),
        "text-dedup": ("default", "spaced"),
        "datasketch": ("default", "characters"),
    }
)
"""Tools, and the settings of each; all but danlu need a Python of their own."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a run took: seconds of processors by part and for the process as a whole, wall seconds, bytes."""

    parts: Mapping[str, float]
    cpu: float
    wall: float
    peak: int

    @property
    def dedup(self) -> float:
        """Processor seconds of deduplication, without the start of the process."""
        return self.parts.get(DEDUP, sum(self.parts.values()))


@dataclass(slots=True)
class Contender:
    """A tool in a setting: its runs, what it found, or why there is none of this."""

    tool: str
    setting: str
    taken: list[Taken] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    outcome: Outcome | None = None
    survivors: Survivors | None = None
    failed: str = ""

    @property
    def name(self) -> str:
        """How it is called in tables."""
        return self.tool if self.setting == "default" else f"{self.tool}, {self.setting}"

    def middle(self, figure: Callable[[Taken], float]) -> float:
        """The median of a figure over the runs."""
        return median(figure(each) for each in self.taken)


@dataclass(frozen=True, slots=True)
class Plan:
    """How to measure: Pythons by tool, how many rounds, and processor seconds that a process may take."""

    pythons: Mapping[str, str]
    rounds: int = 1
    seconds: int = 900


def contenders(pythons: Mapping[str, str], only: Sequence[str]) -> list[Contender]:
    """danlu, and the tools that have a Python, in each setting; `only` keeps those of these names."""
    every = [Contender(tool, each) for tool in (OWN, *pythons) for each in SETTINGS[tool]]
    return [each for each in every if not only or each.tool == OWN or each.name in only]


def measure(
    corpus: Corpus,
    labels: Path,
    chosen: Sequence[Contender],
    plan: Plan,
    scratch: Path,
    say: Callable[[str], None],
) -> None:
    """Run all contenders in turn, every second round in reverse, and score what each kept.

    One that fails, or takes more than so many seconds of processors, is not run again.
    """
    rows = scratch / "rows" / "rows.jsonl"
    rows.parent.mkdir()
    write_plain(corpus, rows)
    truth = Truth(labels, corpus)
    for number in range(plan.rounds):
        for each in chosen if number % 2 == 0 else reversed(chosen):
            if each.failed:
                continue
            folder = scratch / f"{each.tool}-{each.setting}-{number}"
            folder.mkdir()
            try:
                _run(each, plan, rows, folder)
            except RunFailedError as error:
                each.failed = _reason(str(error))
                say(f"{each.name}: {error}")
                continue
            if each.outcome is None:
                _score(each, truth, folder)
            taken = each.taken[-1]
            say(f"{each.name}: {taken.dedup:.2f} s of {taken.cpu:.2f} s of processors, {taken.wall:.2f} s")


def _run(contender: Contender, plan: Plan, rows: Path, folder: Path) -> None:
    python = plan.pythons.get(contender.tool, sys.executable)
    module = f"benchmarks.dedup_peers.tools.{contender.tool.replace('-', '_')}"
    command = [python, "-m", module, str(rows), str(folder), contender.setting, str(plan.seconds)]
    done = run(command, cwd=folder, env=_environment(folder), log=folder / "log")
    if not done.said.strip():
        raise RunFailedError(f"{module} told nothing")
    told = json.loads(done.said.strip().splitlines()[-1])
    contender.taken.append(Taken(told["parts"], done.cpu, done.wall, done.peak))
    contender.versions = told["versions"]


def _reason(said: str) -> str:
    """The last line that tells of an error, or the last."""
    lines = [line for line in said.splitlines() if line.strip()]
    return next((line for line in reversed(lines) if "Error" in line), lines[-1])[:300]


def _environment(folder: Path) -> Mapping[str, str]:
    """Caches in the folder, and nothing fetched or installed while it runs."""
    own = {
        "PYTHONPATH": str(ROOT),
        "HOME": str(folder),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "HF_HOME": str(folder / "hf"),
        "HF_HUB_OFFLINE": "1",
        "UV_OFFLINE": "1",
        "PIP_NO_INDEX": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"} | own


def _score(contender: Contender, truth: Truth, folder: Path) -> None:
    kept = (folder / KEPT).read_text(encoding="ascii").split()
    contender.outcome = truth.outcome(map(int, kept))
    if contender.tool == OWN:
        contender.survivors = truth.survivors(np.load(folder / "merged.npy"))
