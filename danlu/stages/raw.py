"""raw: each record of a source parsed into canonical rows, verbatim, with its place."""

from __future__ import annotations

import fnmatch
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from danlu.content import with_content_hash
from danlu.formats import Unreadable, find_format
from danlu.identity import record_id, row_id
from danlu.lake.connection import connect
from danlu.lake.parquet import SHARD_ROWS, write_parquet
from danlu.ledger import Entry, Reason, Verdict, ledger_table
from danlu.readers import Limits, Reading, Record, SourceRefused, open_source
from danlu.reading_knobs import Raw
from danlu.rows import Row, rows_table, with_identity
from danlu.stages.work import Receipt

STAGE = "raw"

RECORD_SCHEMA = pa.schema(
    [
        pa.field("record_id", pa.uuid(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("position", pa.int64(), nullable=False),
        pa.field("line", pa.int64()),
        pa.field("byte_start", pa.int64()),
        pa.field("byte_end", pa.int64()),
        pa.field("rows", pa.int32(), nullable=False),
        pa.field("format", pa.string()),
        pa.field("reason", pa.string()),
    ]
)
"""Every record of a source, taken or refused, in the order of the file: what law 1 is proved on."""

SHARD_BYTES = 64 * 1024**2
"""Most bytes of records in one shard, however few they are."""


@dataclass(frozen=True, slots=True)
class Task:
    """One source to read. `path` is None for a tombstone, which gives no rows."""

    source: str
    path: Path | None
    staged: Path
    recipe: Raw


@dataclass(slots=True)
class _Pending:
    """What has been read and not yet written, and what is counted over the whole source."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    records: list[dict[str, object]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    size: int = 0
    occurrences: dict[bytes, int] = field(default_factory=dict)
    formats: Counter[str] = field(default_factory=Counter)
    figures: Counter[str] = field(default_factory=Counter)

    def is_full(self) -> bool:
        """Whether there is as much as one shard should hold."""
        return max(len(self.rows), len(self.records)) >= SHARD_ROWS or self.size >= SHARD_BYTES


def read_sources(tasks: Sequence[Task]) -> list[Receipt]:
    """Read a batch of sources. Data never makes this fail: it gives rows or reasons."""
    with connect() as connection:
        return [_read_source(task, connection) for task in tasks]


def _read_source(task: Task, connection: duckdb.DuckDBPyConnection) -> Receipt:
    """Read one source into shards; each holds the rows, the records and the ledger of a stretch of it."""
    pending = _Pending()
    details: dict[str, str | int | None] = {"source": task.source, "state": "absent"}
    written = 0
    if task.path is None:
        pending.entries.append(_file_entry(task.source, Reason.SOURCE_ABSENT, {}))
    else:
        for _ in _read_until_full(task, task.path, pending, details):
            _write_shard(pending, task.staged, written, connection)
            written += 1
    if written == 0 or pending.records or pending.entries:
        _write_shard(pending, task.staged, written, connection)
    details["formats"] = ", ".join(f"{name} {count}" for name, count in sorted(pending.formats.items()))
    counted = {name: pending.figures[name] for name in ("records", "refused", "rows")}
    return Receipt(counted, details)


_RECORD_STORAGE = RECORD_SCHEMA.set(0, pa.field("record_id", pa.binary(16), nullable=False))


def _write_shard(pending: _Pending, staged: Path, number: int, connection: duckdb.DuckDBPyConnection) -> None:
    rows = with_content_hash(rows_table(pending.rows), connection)
    records = pa.Table.from_pylist(pending.records, schema=_RECORD_STORAGE).cast(RECORD_SCHEMA)
    write_parquet(rows, staged / f"rows-{number:05d}.parquet")
    write_parquet(records, staged / f"records-{number:05d}.parquet")
    write_parquet(ledger_table(pending.entries), staged / f"ledger-{number:05d}.parquet")
    refused = sum(record["reason"] is not None for record in pending.records)
    pending.figures.update(records=records.num_rows, refused=refused, rows=rows.num_rows)
    pending.rows.clear()
    pending.records.clear()
    pending.entries.clear()
    pending.size = 0


def _read_until_full(
    task: Task, path: Path, pending: _Pending, details: dict[str, str | int | None]
) -> Iterator[None]:
    """Fill `pending` from the source, stopping whenever it is full."""
    details["state"] = "present"
    limits = Limits(task.recipe.max_record_bytes, task.recipe.max_depth, task.recipe.max_expansion)
    reading: Reading | None = None
    try:
        reading = open_source(path, limits, _declared_encoding(task))
        for record in reading:
            _take_record(task.source, record, pending)
            if pending.is_full():
                yield
    except SourceRefused as refusal:
        pending.entries.append(_file_entry(task.source, refusal.reason, refusal.evidence))
    except (ArithmeticError, LookupError, OSError, RecursionError, TypeError, ValueError) as error:
        # a fault that the readers do not know: blame this file alone, and say what kind it was
        fault = {"error": type(error).__name__}
        pending.entries.append(_file_entry(task.source, Reason.UNREADABLE_FILE, fault))
    if reading is not None:
        details |= {
            "container": reading.container,
            "compression": reading.compression,
            "encoding": reading.encoding,
            "stream_bytes": reading.stream_bytes,
        }


def _declared_encoding(task: Task) -> str | None:
    declared = task.recipe.encodings.items()
    return next((name for pattern, name in declared if fnmatch.fnmatchcase(task.source, pattern)), None)


def _take_record(source: str, record: Record, pending: _Pending) -> None:
    digest = hashlib.sha256(record.content).digest()[:16]
    occurrence = pending.occurrences.get(digest, 0)
    pending.occurrences[digest] = occurrence + 1
    identifier = record_id(source, record.content, occurrence)
    name, rows, reason, evidence = _interpret(record)
    pending.size += len(record.content)
    place = {
        "position": record.position,
        "line": record.line,
        "byte_start": record.byte_start,
        "byte_end": record.byte_end,
    }
    pending.records.append(
        {
            "record_id": identifier,
            "source": source,
            **place,
            "rows": len(rows),
            "format": name,
            "reason": reason,
        }
    )
    if reason is not None:
        entry = Entry(
            STAGE,
            Verdict.DROPPED,
            reason,
            name or "reader",
            source=source,
            key=identifier,
            evidence=evidence,
            position=record.position,
            line=record.line,
            byte_start=record.byte_start,
            byte_end=record.byte_end,
        )
        pending.entries.append(entry)
    for ordinal, row in enumerate(rows):
        pending.rows.append(
            with_identity(row, source, [identifier], row_id([identifier], ordinal, len(rows)), place)
        )
    if name is not None and rows:
        pending.formats[name] += 1


def _interpret(record: Record) -> tuple[str | None, list[Row], Reason | None, Mapping[str, object]]:
    """The format's name and the rows of a record, or the reason why it gives none."""
    if record.reason is not None:
        return None, [], record.reason, record.evidence
    try:
        known = find_format(record.value)
        if known is None:
            return None, [], Reason.UNKNOWN_RECORD_FORMAT, {}
        return known.name, known.read(record.value), None, {}
    except Unreadable as refusal:
        return None, [], refusal.reason, refusal.evidence
    except RecursionError:
        return None, [], Reason.TOO_DEEP, {}


def _file_entry(source: str, reason: Reason, evidence: Mapping[str, object]) -> Entry:
    return Entry(STAGE, Verdict.DROPPED, reason, "reader", source=source, evidence=evidence)
