"""The whole corpus, laid out as sources with a good neighbour beside each, and what became of it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from danlu.lake.layout import Project
from danlu.lake.parquet import read_all
from danlu.lake.published import published_files
from danlu.rows import ROW_SCHEMA
from tests.hostile import archives, damaged, documents, injected, pages, places, records, texts
from tests.hostile.case import Case, line
from tests.scratch import ledger_of

CATEGORIES = {
    "damaged": damaged.cases,
    "texts": texts.cases,
    "records": records.cases,
    "injected": injected.cases,
    "archives": archives.cases,
    "documents": documents.cases,
    "pages": pages.cases,
    "places": places.cases,
}


@dataclass(frozen=True, slots=True)
class Laid:
    """A case in its folder, under the name by which danlu speaks of it."""

    case: Case
    category: str
    number: int

    @property
    def source(self) -> str:
        """The name of the source, unprintable characters by their escapes, as the ledger has it."""
        name = os.fsdecode(self.case.name)
        shown = name.replace("\u3000", " ")
        if self.case.taken or shown.isprintable():
            return f"{self.category}/{name}"
        spelt = (one if one.isprintable() else one.encode("unicode_escape").decode() for one in name)
        return f"{self.category}/{''.join(spelt)}"

    @property
    def neighbour(self) -> str:
        """The good file beside it and the nine that follow."""
        return f"{self.category}/beside-{self.number // 10:02d}.jsonl"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a source: whether it is one, its rows, and the reasons of what was refused."""

    rows: int
    reasons: Mapping[str, int]
    taken: bool


def corpus() -> list[Laid]:
    """Every case."""
    return [
        Laid(case, category, number)
        for category, cases in CATEGORIES.items()
        for number, case in enumerate(cases())
    ]


def lay(cases: Sequence[Laid], sources: Path) -> None:
    """Write the cases and their neighbours."""
    for laid in cases:
        folder = sources / laid.category
        folder.mkdir(parents=True, exist_ok=True)
        content = laid.case.content
        path = folder / os.fsdecode(laid.case.name)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            content(path)
        (sources / laid.neighbour).write_text(line(90_000 + laid.number // 10), encoding="utf-8")


def outcomes(project: Project) -> dict[str, Outcome]:
    """What became of every source, from the published files alone."""
    rows = read_all(published_files(project, "raw", None, "rows"), ROW_SCHEMA, ["source"])
    counts = Counter(rows.column("source").to_pylist())
    reasons: dict[str, Counter[str]] = {}
    declined = set()
    for stage in ("source_files", "raw"):
        for entry in ledger_of(project, stage):
            reasons.setdefault(entry["source"], Counter())[entry["reason"]] += 1
            if stage == "source_files":
                declined.add(entry["source"])
    names = {*counts, *reasons}
    return {name: Outcome(counts[name], dict(reasons.get(name, {})), name not in declined) for name in names}


def expected(laid: Laid) -> Outcome:
    """What has to become of a case."""
    return Outcome(laid.case.rows, laid.case.reasons, laid.case.taken)
