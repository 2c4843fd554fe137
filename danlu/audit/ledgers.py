"""Law 3: every verdict and reason is one of the closed lists, and every entry says what it must."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc

from danlu.audit.breach import MOST_NAMED, Breach
from danlu.audit.files import Folder
from danlu.audit.survey import Survey
from danlu.export.sets import TARGET_SETS
from danlu.lake.parquet import read_parquet
from danlu.ledger import Reason, Verdict

MOST_EVIDENCE = 500
"""Most characters of evidence: counts and names fit, a text would not."""

_WHOLE_FILES = frozenset({"source_files", "raw"})


def prove_ledgers(lake: Survey, folder: Folder) -> list[Breach]:
    """Prove the ledger files of one folder; each breach names the entry's row or record."""
    breaches: list[Breach] = []
    for place, path in folder.filled("ledger"):
        key = folder.key or path.stem
        source = lake.sources[key].name if key is not None and key in lake.sources else None
        faults = _faults(folder.stage, read_parquet(path), source)
        breaches += [Breach(folder.stage, place, "3", fault) for fault in islice(faults, MOST_NAMED)]
    return breaches


def _faults(stage: str, ledger: pa.Table, source: str | None) -> Iterator[str]:
    yield from _unless(
        _within(ledger, "verdict", Verdict), ledger, "has a verdict that is not in the closed list"
    )
    yield from _unless(
        _within(ledger, "reason", Reason), ledger, "has a reason that is not in the closed list"
    )
    yield from _unless(_within(ledger, "stage", [stage]), ledger, "is of another stage")
    if source is not None:
        yield from _unless(_within(ledger, "source", [source]), ledger, "is of another source")
    if stage not in _WHOLE_FILES:
        yield from _unless(pc.is_valid(ledger.column("key")), ledger, "names no row")
    targets = (
        _within(ledger, "target", TARGET_SETS) if stage == "exported" else pc.is_null(ledger.column("target"))
    )
    yield from _unless(targets, ledger, "names a target that there is not, or none")
    ruled = pc.and_(pc.not_equal(ledger.column("rule"), ""), pc.greater(ledger.column("rule_version"), 0))
    yield from _unless(ruled, ledger, "names no rule, or no version of it")
    evidence = ledger.column("evidence")
    faulty = [text for text in pc.unique(evidence).to_pylist() if text is not None and not _is_small(text)]
    sound = pc.invert(pc.is_in(evidence, value_set=pa.array(faulty, pa.string())))
    yield from _unless(
        sound, ledger, f"has evidence that is no JSON object of at most {MOST_EVIDENCE} characters"
    )


def _within(ledger: pa.Table, column: str, known: Iterable[str]) -> pa.ChunkedArray:
    return pc.is_in(ledger.column(column), value_set=pa.array([str(name) for name in known], pa.string()))


def _is_small(text: str) -> bool:
    if len(text) > MOST_EVIDENCE:
        return False
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _unless(fine: pa.ChunkedArray, ledger: pa.Table, fault: str) -> Iterator[str]:
    for number in pc.indices_nonzero(pc.invert(pc.fill_null(fine, False))).to_pylist():  # noqa: FBT003
        key = ledger.column("key")[number].as_py()
        yield f"entry {number + 1}, of {_named(key)}, {fault}"


def _named(key: uuid.UUID | None) -> str:
    return f"row or record {key}" if key is not None else "a whole file"
