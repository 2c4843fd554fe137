"""What every reader shares: limits, records, and refusals."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from dataclasses import dataclass, field

from danlu.ledger import Reason


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds that hostile or broken input cannot pass.

    Attributes:
        max_record_bytes: Longest record, in bytes of the text stream.
        max_depth: Deepest nesting of JSON containers; a flat object has depth 1.
        max_expansion: Most decompressed bytes per compressed byte. It counts only beyond
            `expansion_floor` bytes, since small files of one repeated line are no attack.
        expansion_floor: Decompressed bytes that are always allowed.
        max_members: Most files in an archive, those in archives within it too.
        max_packing: Deepest nesting of archives; a plain archive has depth 1.
        max_unpacked_bytes: Most bytes of all members of a file together.
    """

    max_record_bytes: int = 16 * 1024**2
    max_depth: int = 64
    max_expansion: int = 200
    expansion_floor: int = 16 * 1024**2
    max_members: int = 10_000
    max_packing: int = 2
    max_unpacked_bytes: int = 16 * 1024**3


@dataclass(frozen=True, slots=True)
class Told:
    """What the user declares of a file: used as it is, strictly.

    Attributes:
        encoding: The encoding, where the bytes do not tell it.
        kind: What the file is; "auto" lets its content decide.
        columns: The names of the columns of a table that has no header row.
    """

    encoding: str | None = None
    kind: str = "auto"
    columns: tuple[str, ...] = ()


class SourceRefused(Exception):  # noqa: N818 - a verdict about data, not a fault of the program
    """The whole file is not understood, or not from some point on; `evidence` never holds its text."""

    def __init__(self, reason: Reason, evidence: Mapping[str, object] | None = None) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.evidence: Mapping[str, object] = dict(evidence or {})


_MACHINE = frozenset(
    {
        *(errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO),
        *(errno.EFBIG, errno.EMFILE, errno.ENFILE, errno.ENOMEM),
    }
)


def raise_if_of_machine(error: Exception) -> None:
    """Raise again what says nothing of the file: a full or broken disk, or a bound on the process.

    What is written beside a file while it is read, such as a member of an archive, meets these.
    """
    if isinstance(error, OSError) and error.errno in _MACHINE:
        raise error


class StreamDamaged(SourceRefused):
    """The stream ends here because what follows is corrupt, cut off or expands beyond the limit.

    It is raised after the bytes before the damage have been given.
    """


@dataclass(frozen=True, slots=True)
class Record:
    """What a reader cuts from one file.

    Attributes:
        position: 1-based ordinal in the source; refused records count.
        line: 1-based line of the text stream on which it starts; None where there are no lines.
        byte_start: First byte in the text stream; None where there is no text stream.
        byte_end: The byte after its last one.
        content: Identity bytes: exactly the bytes of that range, or canonical JSON where the
            container has no byte ranges. A record too large to be held (RECORD_TOO_LARGE) is
            represented by the 32 bytes of its SHA-256.
        value: The parsed value; None when refused.
        reason: Why it is refused; None when it is fine.
        evidence: Counts, sizes and offsets; never text.
        key: The name under which a JSON mapping holds the record, if one does.
        part: Where in a file of several parts it stands: the path of an archive's member, a sheet, a
            page; None in a file of one text stream. Line and bytes count within the part.

    An empty range with a reason marks a place where something is missing, such as the end of a
    truncated file.
    """

    position: int
    line: int | None
    byte_start: int | None
    byte_end: int | None
    content: bytes
    value: object
    reason: Reason | None = None
    evidence: Mapping[str, object] = field(default_factory=dict)
    key: str | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed value, or the reason why there is none."""

    value: object
    reason: Reason | None = None
    evidence: Mapping[str, object] = field(default_factory=dict)


def refuse(reason: Reason, **evidence: object) -> Parsed:
    """A refusal with its evidence."""
    return Parsed(None, reason, evidence)
