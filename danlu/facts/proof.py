"""The figures of a proof of law 1: how many keys stood on each of its sides."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from danlu.audit.unit import CAME_IN
from danlu.export.lineage import LINEAGE_SCHEMA
from danlu.facts.verdicts import Unit, Verdicts, count_verdicts, total
from danlu.graph import STAGES
from danlu.lake.connection import ParquetFiles, connect
from danlu.lake.parquet import parquet_rows
from danlu.lake.published import Published

Count = Callable[[str, str | None, str], int]
"""How many rows a unit has in its files of a kind."""


def proof_figures(
    published: Published, units: Sequence[Unit], *, holds: bool = True
) -> dict[Unit, dict[str, int]]:
    """Keys by side of law 1 for some units: the rows of their files, and what their ledgers say.

    keys_in + generated = keys_out + dropped + merged; at `raw` records come in, and each gives rows or
    a reason; at `exported` a row is dropped where no set can say it, and `refusals` counts each set.

    Args:
        published: What is published.
        units: Units of any stages.
        holds: The proof held: keys are as many as the rows that the manifests state. Where it did not,
            every file is asked itself, which takes a millisecond or two for each unit.
    """
    verdicts = count_verdicts(published, units)
    count = _stated(published) if holds else _counted(published)
    return {unit: _sides(published, unit, verdicts[unit], count) for unit in units}


def _sides(published: Published, unit: Unit, verdicts: Sequence[Verdicts], count: Count) -> dict[str, int]:
    stage, key = unit
    if stage == "raw":
        return {
            "records": count(stage, key, "records"),
            "refused": total(verdicts, "dropped"),
            "keys_out": count(stage, key, "rows"),
        }
    came_in = count(CAME_IN[stage], key if STAGES[stage].partitioned else None, "rows")
    if stage == "exported":
        said = _said(published)
        return {
            "keys_in": came_in,
            "keys_out": said,
            "dropped": came_in - said,
            "lines": count(stage, None, "lineage"),
            "refusals": total(verdicts, "dropped"),
        }
    sides = {verdict: total(verdicts, verdict) for verdict in ("dropped", "merged", "generated")}
    return {"keys_in": came_in, "keys_out": count(stage, key, "rows"), **sides}


def _counted(published: Published) -> Count:
    """Rows by the files' own footers."""

    def count(stage: str, key: str | None, kind: str) -> int:
        return sum(parquet_rows(path) or 0 for path in published.files(stage, key, kind))

    return count


def _stated(published: Published) -> Count:
    """Rows by the manifests, which counted footers when the files were published."""

    def count(stage: str, key: str | None, kind: str) -> int:
        if STAGES[stage].partitioned and key is None:
            return sum(count(stage, each, kind) for each in published.sources)
        manifest = published.manifest(stage, key)
        files = manifest.files if manifest is not None else {}
        return sum(
            entry.rows or 0 for name, entry in files.items() if name.startswith((f"{kind}-", f"{kind}/"))
        )

    return count


def _said(published: Published) -> int:
    """How many rows at least one set says."""
    lineage = ParquetFiles(published.files("exported", None, "lineage"), LINEAGE_SCHEMA)
    with connect(tables={"lines": lineage}) as connection:
        found = connection.execute("SELECT count(DISTINCT row_id) FROM lines").fetchall()
    return int(found[0][0])
