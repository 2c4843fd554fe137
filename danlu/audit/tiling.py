"""Law 1 on bytes: records and separators tile a text stream from its first byte to its last.

The recorded file is read again. Each record's bytes must give its id (law 2), each stretch between
records must be a separator, and each record must start on the line that it names.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from danlu.audit.pieces import Pieces
from danlu.identity import record_id
from danlu.ledger import Reason
from danlu.readers import is_separator

_DAMAGE = frozenset({Reason.CORRUPT_FILE, Reason.FILE_TOO_LARGE})


class Stated(NamedTuple):
    """What `raw` says of one record."""

    identifier: bytes
    line: int | None
    start: int | None
    end: int | None
    reason: str | None

    @property
    def name(self) -> str:
        """The record's id as it is written everywhere."""
        return str(uuid.UUID(bytes=self.identifier))


@dataclass(slots=True)
class Occurrences:
    """Recomputes record ids, which count equal records of a file."""

    source: str
    _seen: dict[bytes, int] = field(default_factory=dict)

    def next_id(self, content: bytes) -> bytes:
        """The id of the file's next record."""
        digest = hashlib.sha256(content).digest()
        number = self._seen.get(digest, 0)
        self._seen[digest] = number + 1
        return record_id(self.source, content, number)


@dataclass(slots=True)
class Tiling:
    """One walk over a text stream, record by record.

    `excused`: the ledger refuses the file from some point on, so that what follows the last record
    needs no record of its own.
    """

    container: str
    stream: Pieces
    occurrences: Occurrences
    excused: bool
    _at: int = 0
    _line: int = 1

    @property
    def place(self) -> int:
        """How many bytes of the stream were read."""
        return self._at

    def faults(self, records: Sequence[Stated]) -> Iterator[str]:
        """What does not tile, in the order of the stream."""
        for number, record in enumerate(records):
            if record.start is None or record.end is None or not self._at <= record.start <= record.end:
                yield f"record {record.name} has no byte range behind the record before it"
                return
            yield from self._gap(record.start, f"before record {record.name}", first=number == 0)
            yield from self._record(record, record.end - record.start)
        yield from self._end(records)

    def _gap(self, end: int, where: str, *, first: bool) -> Iterator[str]:
        start = self._at
        gap = self._take(end - start)
        if (gap or first) and not is_separator(self.container, gap, first=first):
            yield f"bytes {start} to {end}, {where}, are neither a record nor a separator"

    def _record(self, record: Stated, size: int) -> Iterator[str]:
        if record.line != self._line:
            yield f"record {record.name} starts on line {self._line}, not {record.line}"
        if record.reason == Reason.RECORD_TOO_LARGE:
            content, taken, lines = self.stream.digest(size)
            self._at += taken
            self._line += lines
        else:
            content = self._take(size)
            taken = len(content)
        if taken < size:
            yield f"record {record.name} ends {size - taken} bytes behind the end of the source"
        elif self.occurrences.next_id(content) != record.identifier:
            yield f"record {record.name} is not the id of bytes {record.start} to {record.end}"

    def _end(self, records: Sequence[Stated]) -> Iterator[str]:
        last = records[-1] if records else None
        broken = last is not None and last.start == last.end and last.reason in _DAMAGE
        if broken and last is not None and last.reason == Reason.FILE_TOO_LARGE:
            return
        start = self._at
        rest = self._take(1 << 62)
        if broken and last is not None and (rest or not self.stream.damaged):
            yield f"record {last.name} says that the source is damaged at byte {start}, which it is not"
        elif self.stream.damaged and not broken and not self.excused:
            yield f"the source is damaged at byte {self._at}, and neither a record nor the ledger says so"
        elif not self.excused and (rest or not records) and not self._closes(rest, alone=not records):
            yield f"bytes {start} to {self._at}, the last of the source, are neither a record nor a separator"

    def _closes(self, rest: bytes, *, alone: bool) -> bool:
        return is_separator(self.container, rest, first=alone, last=True)

    def _take(self, size: int) -> bytes:
        piece = self.stream.take(size)
        self._at += len(piece)
        self._line += piece.count(b"\n")
        return piece
