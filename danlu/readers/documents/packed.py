"""What the readers of documents share: records without lines and bytes, and the extra they need."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from danlu.ledger import Reason
from danlu.readers.base import Limits, Record, SourceRefused
from danlu.readers.parquet import canonical

_LONE = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_CONTROLS = dict.fromkeys((*range(9), *range(11, 13), *range(14, 32), 127, 0xFFFE, 0xFFFF))


@contextmanager
def extra_needed(extra: str = "ingest") -> Iterator[None]:
    """Import an optional library inside of this.

    Raises:
        SourceRefused: EXTRA_NOT_INSTALLED, with the name of the extra.
    """
    try:
        yield
    except ImportError:
        raise SourceRefused(Reason.EXTRA_NOT_INSTALLED, {"extra": extra}) from None


def printable(text: str) -> str:
    """The text without what a document's container left in it: control characters, half characters."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS).translate(_LONE)


class Numbering:
    """Numbers the records of a file that has no text stream, and holds them to the size limit.

    Attributes:
        position: Ordinal of the last record.
    """

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.position = 0

    def take(self, identity: object, value: object, part: str) -> Record:
        """A record that stands for itself as canonical JSON; refused where that is too long.

        `identity` is what it says, without the place where it stands: another page before it leaves
        its id alone.
        """
        content = canonical(identity)
        size = len(content)
        self.position += 1
        if size > self.limits.max_record_bytes:
            evidence = {"bytes": size, "max_record_bytes": self.limits.max_record_bytes}
            digest = hashlib.sha256(content).digest()
            return self._record(digest, None, part, Reason.RECORD_TOO_LARGE, evidence)
        return self._record(content, value, part)

    def refuse(
        self, identity: object, part: str, reason: Reason, evidence: Mapping[str, object] | None = None
    ) -> Record:
        """A record that is not taken. A long identity stands by its digest."""
        content = canonical(identity)
        self.position += 1
        if len(content) > self.limits.max_record_bytes:
            content = hashlib.sha256(content).digest()
        return self._record(content, None, part, reason, evidence)

    def _record(
        self,
        content: bytes,
        value: object,
        part: str,
        reason: Reason | None = None,
        evidence: Mapping[str, object] | None = None,
    ) -> Record:
        return Record(self.position, None, None, None, content, value, reason, evidence or {}, part=part)
