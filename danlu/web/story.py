"""A row's journey as chapters, one for each stage: what the stage did, and with which verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from danlu.graph import STAGES
from danlu.journey.model import Fate, Source, Step, Trace
from danlu.web.words import STAGES as STAGE_WORDS
from danlu.web.words import STATES, Words

_ORDER = list(STAGES)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One stage of a journey. `state` is a key of `STATES`; `link` is the stage's page in Dagster."""

    stage: str
    state: str
    link: str
    steps: list[Step]

    @property
    def title(self) -> Words:
        """The name of the stage."""
        return STAGE_WORDS[self.stage]

    @property
    def told(self) -> Words:
        """The state in words."""
        return STATES[self.state]


def chapters(journey: Trace) -> list[Chapter]:
    """All stages in order; those that a row has not reached say so."""
    return [
        Chapter(
            stage=stage,
            state=_state(journey, stage),
            link=asset_page(stage, journey.source),
            steps=[step for step in journey.steps if step.stage == stage],
        )
        for stage in _ORDER
    ]


def asset_page(stage: str, source: Source | None = None) -> str:
    """The page of a dataset in Dagster's UI; of one source's partition, where it has them."""
    if source is None or not STAGES[stage].partitioned:
        return f"/assets/{stage}"
    return f"/assets/{stage}?{urlencode({'view': 'partitions', 'partition': source.key})}"


def _state(journey: Trace, stage: str) -> str:
    fate, number = journey.fate, _ORDER.index(stage)
    if journey.generated and number < _ORDER.index("augmented"):
        return "parent"
    if fate.stopped is not None and number >= _ORDER.index(fate.stopped.stage):
        return "stopped" if stage == fate.stopped.stage else "beyond"
    if fate.unbuilt is not None and number >= _ORDER.index(fate.unbuilt):
        return "unbuilt"
    if stage == "exported" and not fate.lines:
        return "stopped"
    return _deed({step.verdict for step in journey.steps if step.stage == stage})


def _deed(verdicts: set[str]) -> str:
    for verdict, state in (("generated", "made"), ("edited", "edited"), ("flagged", "flagged")):
        if verdict in verdicts:
            return state
    return "kept"


def outcome(fate: Fate) -> Words:
    """Where a row is now, in one sentence."""
    lines = len(fate.lines)
    if fate.stopped is not None:
        name = STAGE_WORDS[fate.stopped.stage]
        if fate.stopped.verdict == "merged":
            return Words("It was merged into another row.", "它已并入另一行。")
        return Words(f"It was stopped at {name.english}.", f"它止于“{name.chinese}”阶段。")
    if fate.unbuilt is not None:
        name = STAGE_WORDS[fate.unbuilt]
        return Words(
            f"The stage {name.english} is not built with it yet: run `danlu build`.",
            f"“{name.chinese}”阶段尚未随之构建：请运行 `danlu build`。",
        )
    if not lines:
        return Words("No target can take it.", "没有任何目标格式能容纳它。")
    counted = "1 exported line" if lines == 1 else f"{lines} exported lines"
    return Words(f"It stands in {counted}.", f"它出现在 {lines} 个导出行中。")
