"""How often each verdict was passed, and why: counted from the published ledgers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from danlu.graph import STAGES
from danlu.lake.connection import ParquetFiles, connect
from danlu.lake.layout import source_key
from danlu.lake.published import Published
from danlu.ledger import LEDGER_SCHEMA

Unit = tuple[str, str | None]

_COUNT = """
SELECT
    stage,
    source,
    target,
    verdict,
    reason,
    count(DISTINCT key) AS keys,
    count(*) FILTER (key IS NULL) AS files
FROM ledger
GROUP BY ALL
ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class Verdicts:
    """One verdict for one reason: on how many rows (records at `raw`), and on how many whole files.

    `target` is the set that a row was left out of, at `exported` only.
    """

    verdict: str
    reason: str
    target: str | None
    keys: int
    files: int

    @property
    def count(self) -> int:
        """Rows, records and files together."""
        return self.keys + self.files


def count_verdicts(published: Published, units: Sequence[Unit]) -> dict[Unit, list[Verdicts]]:
    """The verdicts of some units, in the order of the ledger's words; all ledgers are read in one query.

    What was not taken of `data/sources/` belongs to no source: each unit of `source_files` has all of it.

    Raises:
        duckdb.Error: A ledger is damaged.
    """
    ledgers = {unit: _ledgers(published, unit) for unit in units}
    files = sorted({path for paths in ledgers.values() for path in paths})
    counted: dict[Unit, dict[tuple[str, str, str | None], list[int]]] = defaultdict(dict)
    with connect(tables={"ledger": ParquetFiles(files, LEDGER_SCHEMA)}) as connection:
        for stage, source, target, verdict, reason, keys, whole in connection.execute(_COUNT).fetchall():
            key = source_key(source) if STAGES[stage].partitioned else None
            sums = counted[stage, key].setdefault((verdict, reason, target), [0, 0])
            sums[0] += keys
            sums[1] += whole
    return {unit: _in_order(counted.get(_place(unit), {})) for unit in units}


def _ledgers(published: Published, unit: Unit) -> list[Path]:
    stage, key = _place(unit)
    return [path for path in published.files(stage, key, "ledger") if path.is_file()]


def _place(unit: Unit) -> Unit:
    stage, key = unit
    return stage, key if STAGES[stage].partitioned else None


def _in_order(counted: Mapping[tuple[str, str, str | None], Sequence[int]]) -> list[Verdicts]:
    found = [
        Verdicts(verdict, reason, target, keys, files)
        for (verdict, reason, target), (keys, files) in counted.items()
    ]
    order = ("dropped", "merged", "generated", "flagged", "edited")
    return sorted(found, key=lambda one: (order.index(one.verdict), one.target or "", -one.count, one.reason))


def total(verdicts: Sequence[Verdicts], verdict: str) -> int:
    """How many rows or records have a verdict; a row that several reasons have counts for each."""
    return sum(one.keys for one in verdicts if one.verdict == verdict)
