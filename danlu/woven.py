"""What becomes of the records of a source: some of them together are rows, or are refused together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from danlu.ledger import Reason
from danlu.rows import Row

Piece_contra = TypeVar("Piece_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class Woven:
    """Records with a common fate. Each record of a source is in exactly one of these.

    Attributes:
        handles: The records, by the numbers under which they were handed over, ascending.
        rows: The rows made of all of them; empty where they are refused.
        format: The name of what they were read as; None where it is unknown.
        reason: Why they give no rows; None where they do.
        evidence: Counts and names of fields; never text.
    """

    handles: Sequence[int]
    rows: Sequence[Row] = ()
    format: str | None = None
    reason: Reason | None = None
    evidence: Mapping[str, object] = field(default_factory=dict)


class Weaver(Protocol[Piece_contra]):
    """Makes rows of pieces that come one after another, such as messages or paragraphs.

    It holds what is not yet complete, and gives each fate as soon as it is settled.
    """

    def take(self, handle: int, piece: Piece_contra) -> Iterator[Woven]:
        """The next piece of the source, and the fates that it settles."""
        ...

    def finish(self) -> Iterator[Woven]:
        """The fates of all that is still held. Nothing follows, or what follows stands apart."""
        ...
