"""Records become rows: each record goes to what reads its kind, and comes back with its fate."""

from __future__ import annotations

from collections.abc import Iterator

from danlu.formats import Unreadable, find_format
from danlu.ledger import Reason
from danlu.reading_knobs import Hints, Raw
from danlu.readers import Record
from danlu.woven import Woven


class Assembler:
    """Gives every record of one source its fate, alone or together with others.

    Attributes:
        held: How many records wait for those that follow.
    """

    def __init__(self, source: str, recipe: Raw, hints: Hints) -> None:
        self._source = source
        self._recipe = recipe
        self._hints = hints
        self.held = 0

    def take(self, handle: int, record: Record) -> Iterator[Woven]:
        """The next record, and the fates that it settles."""
        self.held += 1
        for woven in self._take(handle, record):
            self.held -= len(woven.handles)
            yield woven

    def finish(self) -> Iterator[Woven]:
        """The fates of all that is still held, at the end of the source."""
        yield from ()

    def _take(self, handle: int, record: Record) -> Iterator[Woven]:
        if record.reason is not None:
            yield Woven([handle], reason=record.reason, evidence=record.evidence)
        else:
            yield _by_format(handle, record)


def _by_format(handle: int, record: Record) -> Woven:
    """A record of a format that is a row, or several rows, by itself."""
    try:
        known = find_format(record.value)
        if known is None:
            return Woven([handle], reason=Reason.UNKNOWN_RECORD_FORMAT)
        return Woven([handle], known.read(record.value), known.name)
    except Unreadable as refusal:
        return Woven(
            [handle], format=known.name if known else None, reason=refusal.reason, evidence=refusal.evidence
        )
    except RecursionError:
        return Woven([handle], reason=Reason.TOO_DEEP)
