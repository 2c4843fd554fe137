"""What Dagster is told of a published unit: numbers that plot, why rows left, charts; never row text.

Everything is counted from published files by `danlu.facts`. Names that come from sources are values of
table cells or of drawings that escape them, never Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import dagster as dg

from danlu.facts.unit import Facts, gather
from danlu.facts.verdicts import Verdicts
from danlu.facts.words import VERDICTS
from danlu.lake.layout import Project
from danlu.ledger_text import explain
from danlu.progress import Outcome
from resources.tables import shown_table

DATA_VERSION = "dagster/data_version"
Metadata = dict[str, int | float | str | dg.MetadataValue]

_DETAILS = ("container", "compression", "encoding", "formats", "state", "declared", "via", "licence")
_NATIVE = {"rows", "bytes"}
"""Figures that have a name of Dagster's own."""
_FRESH = {
    True: "found up to date · 已是最新",
    False: "computed by this run · 本次计算",
}
_WHY = "reason · 原因"
_NOTHING = Facts()


def metadata_of(outcome: Outcome, facts: Facts = _NOTHING) -> Metadata:
    """The entries of one unit: the stage's own figures under names that plot, and the facts beside them."""
    size = facts.bytes if facts.bytes is not None else outcome.figures.get("bytes")
    entries: Metadata = {}
    if "rows" in outcome.figures:
        name = "dagster/partition_row_count" if outcome.key is not None else "dagster/row_count"
        entries[name] = outcome.figures["rows"]
    if size is not None:
        entries["dagster/size_bytes"] = size
    entries |= {f"danlu/{name}": value for name, value in outcome.figures.items() if name not in _NATIVE}
    entries |= _entries_by_verdict(facts.verdicts)
    details = {name: outcome.details.get(name) for name in _DETAILS}
    entries |= {f"danlu/{name}": str(value) for name, value in details.items() if value}
    entries["danlu/fresh"] = _FRESH[outcome.fresh]
    if facts.verdicts:
        # what was not taken of the folder is of no source, so it is no source's ledger
        name = "danlu/not_taken" if outcome.stage == "source_files" else "danlu/ledger"
        entries[name] = ledger_table(facts.verdicts, outcome.stage)
    entries |= {f"danlu/{name}": value for name, value in facts.figures.items()}
    entries |= {f"danlu/{name}": shown_table(table) for name, table in facts.tables.items()}
    if facts.charts:
        entries["danlu/charts"] = dg.MetadataValue.md(facts.charts)
    return entries


def _entries_by_verdict(verdicts: Sequence[Verdicts]) -> Metadata:
    """What no stage counts itself: how often rules edited and flagged rows; a row has one for each rule."""
    sums = {
        name: sum(one.keys for one in verdicts if one.verdict == verdict)
        for name, verdict in (("danlu/edits", "edited"), ("danlu/flags", "flagged"))
    }
    return {name: entries for name, entries in sums.items() if entries}


def ledger_table(verdicts: Sequence[Verdicts], stage: str) -> dg.TableMetadataValue:
    """Why rows were dropped, merged, made, flagged or edited, with what each reason means.

    Three or four narrow columns: a page shows the table in a cell, and cuts off what is wider.
    """
    by_set = any(one.target for one in verdicts)
    first = "left out of · 未写入" if by_set else "what happened · 结论"
    counts = {"records · 记录" if stage == "raw" else "rows · 行": [one.keys for one in verdicts]}
    if any(one.files for one in verdicts):
        counts["files · 文件"] = [one.files for one in verdicts]
    counts = {name: numbers for name, numbers in counts.items() if any(numbers)}
    records = [
        dg.TableRecord(
            {
                first: one.target or VERDICTS[one.verdict],
                **{name: numbers[place] for name, numbers in counts.items()},
                _WHY: f"{one.reason}: {' · '.join(explain(one.reason))}",
            }
        )
        for place, one in enumerate(verdicts)
    ]
    columns = [dg.TableColumn(first), *(dg.TableColumn(name, "int") for name in counts), dg.TableColumn(_WHY)]
    return dg.MetadataValue.table(records, dg.TableSchema(columns=columns))


def materializations(project: Project, outcomes: Iterable[Outcome]) -> Iterator[dg.AssetMaterialization]:
    """Units as events of their own, each with the version of its bytes; counted in one go for all."""
    found = list(outcomes)
    for outcome, facts in zip(found, gather(project, found), strict=True):
        yield materialization(outcome, facts)


def materialization(outcome: Outcome, facts: Facts = _NOTHING) -> dg.AssetMaterialization:
    """One unit as an event of its own."""
    return dg.AssetMaterialization(
        outcome.stage,
        partition=outcome.key,
        metadata=metadata_of(outcome, facts),
        tags={DATA_VERSION: outcome.version},
    )


def result(project: Project, outcome: Outcome) -> dg.MaterializeResult[None]:
    """One unit as what a step yields."""
    (facts,) = gather(project, [outcome])
    return dg.MaterializeResult(
        metadata=metadata_of(outcome, facts), data_version=dg.DataVersion(outcome.version)
    )
