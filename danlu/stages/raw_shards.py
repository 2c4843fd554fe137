"""What is read of one source and written as shards: rows, records and ledger in the order of the file."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from danlu.content import with_content_hash
from danlu.identity import record_id, row_id
from danlu.lake.parquet import SHARD_ROWS, write_parquet
from danlu.ledger import Entry, Reason, Verdict, ledger_table
from danlu.readers import Record
from danlu.rows import rows_table, with_identity
from danlu.stages.occurrences import Occurrences
from danlu.woven import Woven

STAGE = "raw"

RECORD_SCHEMA = pa.schema(
    [
        pa.field("record_id", pa.uuid(), nullable=False),
        pa.field("source", pa.string(), nullable=False),
        pa.field("position", pa.int64(), nullable=False),
        pa.field("line", pa.int64()),
        pa.field("byte_start", pa.int64()),
        pa.field("byte_end", pa.int64()),
        pa.field("part", pa.string()),
        pa.field("rows", pa.int32(), nullable=False),
        pa.field("format", pa.string()),
        pa.field("reason", pa.string()),
    ]
)
"""Every record of a source, taken or refused, in the order of the file: what law 1 is proved on."""

SHARD_BYTES = 16 * 1024**2
"""Most bytes of records in one shard, however few they are."""

_RECORD_STORAGE = RECORD_SCHEMA.set(0, pa.field("record_id", pa.binary(16), nullable=False))


class _Held(NamedTuple):
    """A record whose fate is not settled."""

    identifier: bytes
    place: Mapping[str, int | str | None]
    size: int


@dataclass(slots=True)
class Shards:
    """Collects the fates of one source's records and writes them, a stretch of the file at a time.

    Records may be settled out of order. A shard holds all up to the first that still waits, so that
    every file rises by position.
    """

    source: str
    staged: Path
    connection: duckdb.DuckDBPyConnection
    figures: Counter[str] = field(default_factory=Counter)
    formats: Counter[str] = field(default_factory=Counter)
    _held: dict[int, _Held] = field(default_factory=dict)
    _rows: list[dict[str, Any]] = field(default_factory=list)
    _records: list[dict[str, Any]] = field(default_factory=list)
    _entries: list[Entry] = field(default_factory=list)
    _occurrences: Occurrences = field(default_factory=Occurrences)
    _size: int = 0
    _left: int = 0
    _written: int = 0

    def hold(self, record: Record) -> int:
        """Give a record its id, and a handle until it is settled: its position."""
        digest = hashlib.sha256(record.content).digest()[:16]
        occurrence = self._occurrences.count(digest)
        place: dict[str, int | str | None] = {
            "position": record.position,
            "line": record.line,
            "byte_start": record.byte_start,
            "byte_end": record.byte_end,
            "part": record.part,
        }
        identifier = record_id(self.source, record.content, occurrence)
        self._held[record.position] = _Held(identifier, place, len(record.content))
        return record.position

    def settle(self, woven: Woven) -> None:
        """What became of some records."""
        held = [self._held.pop(handle) for handle in woven.handles]
        for one in held:
            self._records.append(
                {
                    "record_id": one.identifier,
                    "source": self.source,
                    **one.place,
                    "rows": len(woven.rows),
                    "format": woven.format,
                    "reason": woven.reason,
                }
            )
            self._size += one.size
            if woven.reason is not None:
                self._entries.append(_entry(self.source, one, woven, woven.reason))
        identifiers = [one.identifier for one in held]
        for ordinal, row in enumerate(woven.rows):
            identifier = row_id(identifiers, ordinal, len(woven.rows))
            self._rows.append(with_identity(row, self.source, identifiers, identifier, held[0].place))
        if woven.rows and woven.format is not None:
            self.formats[woven.format] += 1

    def refuse_file(self, reason: Reason, evidence: Mapping[str, object]) -> None:
        """The source as a whole, or from here on, is refused."""
        rule = "reader"
        self._entries.append(
            Entry(STAGE, Verdict.DROPPED, reason, rule, source=self.source, evidence=evidence)
        )

    def is_empty(self) -> bool:
        """Whether nothing at all was said of the source."""
        return not (self._written or self._records or self._entries)

    def abandon(self) -> None:
        """Refuse what was held when its reader broke, so that no record is without a fate."""
        for handle in list(self._held):
            self.settle(Woven([handle], reason=Reason.UNREADABLE_FILE))

    def write_if_full(self) -> None:
        """Write a shard once there is as much as one should hold."""
        if max(len(self._rows), len(self._records)) >= SHARD_ROWS + self._left or self._size >= SHARD_BYTES:
            self._write(next(iter(self._held), None))
            # what a session that is still open holds back is looked at again only with a shard's worth more
            self._left = max(len(self._rows), len(self._records))
            self._size = 0

    def close(self) -> None:
        """Write what is left; a source without anything has one empty shard."""
        if self._records or self._entries or not self._written:
            self._write(None)

    def _write(self, before: int | None) -> None:
        """Write what stands before a position, or all; what follows waits for the next shard."""
        self._records.sort(key=_position)
        self._rows.sort(key=_position)
        self._entries.sort(key=_entry_position)
        end = len(self._records) if before is None else bisect_left(self._records, before, key=_position)
        last = len(self._rows) if before is None else bisect_left(self._rows, before, key=_position)
        until = (
            len(self._entries) if before is None else bisect_left(self._entries, before, key=_entry_position)
        )
        if end == 0 and before is not None:
            return
        rows = with_content_hash(rows_table(self._rows[:last]), self.connection)
        records = pa.Table.from_pylist(self._records[:end], schema=_RECORD_STORAGE).cast(RECORD_SCHEMA)
        number = f"{self._written:05d}"
        write_parquet(rows, self.staged / f"rows-{number}.parquet")
        write_parquet(records, self.staged / f"records-{number}.parquet")
        write_parquet(ledger_table(self._entries[:until]), self.staged / f"ledger-{number}.parquet")
        refused = sum(record["reason"] is not None for record in self._records[:end])
        self.figures.update(records=records.num_rows, refused=refused, rows=rows.num_rows)
        del self._rows[:last], self._records[:end], self._entries[:until]
        self._written += 1


def _position(record: Mapping[str, Any]) -> int:
    position: int = record["position"]
    return position


def _entry_position(entry: Entry) -> int:
    """Entries of the whole file come last: they speak of what follows the last record."""
    return entry.position if entry.position is not None else 1 << 62


def _entry(source: str, held: _Held, woven: Woven, reason: Reason) -> Entry:
    place: Mapping[str, Any] = held.place
    return Entry(
        STAGE,
        Verdict.DROPPED,
        reason,
        woven.format or "reader",
        source=source,
        key=held.identifier,
        evidence=woven.evidence,
        position=place["position"],
        line=place["line"],
        byte_start=place["byte_start"],
        byte_end=place["byte_end"],
    )
