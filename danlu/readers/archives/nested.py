"""Files within files: every member is opened by content, as if it were a source of its own."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from danlu.ledger import Reason
from danlu.readers.archives.members import Member
from danlu.readers.base import Limits, Record, SourceRefused
from danlu.readers.containers import PACKED, UNPACKS_ITSELF, unpack
from danlu.readers.documents.office import document_kind, refuse_legacy


@dataclass(slots=True)
class Budget:
    """What all members of a file, those of archives within it too, may still use."""

    members: int
    bytes: int

    def take(self, size: int) -> Reason | None:
        """Count one member; why it is one too many, if it is."""
        self.members -= 1
        self.bytes -= size
        if self.members < 0:
            return Reason.TOO_MANY_MEMBERS
        return Reason.FILE_TOO_LARGE if self.bytes < 0 else None


OpenMember = Callable[[Path], Iterator[Record]]


def read_packed(
    path: Path,
    container: str,
    compression: str | None,
    limits: Limits,
    budget: Budget,
    open_member: OpenMember,
) -> Iterator[Record]:
    """The records of a packed file, numbered from 1, those of its members among them.

    A file that breaks off behind its first records closes with an empty record that says why.

    Raises:
        SourceRefused: Nothing of the file can be read.
    """
    position = 0
    with tempfile.TemporaryDirectory(prefix="danlu-") as folder:
        scratch = Path(folder)
        inner = scratch / "inner"
        inner.mkdir()
        try:
            plain = path if container in UNPACKS_ITSELF else unpack(path, compression, limits, scratch)
            kind = document_kind(plain) if container == "zip" else None
            refuse_legacy(kind or "")
            for record in _records(PACKED[kind or container](plain, limits, inner), budget, open_member):
                position += 1
                yield replace(record, position=position)
        except SourceRefused as refusal:
            if not position:
                raise
            yield _refused(None, refusal.reason, dict(refusal.evidence), position + 1)


def _records(found: Iterator[Record | Member], budget: Budget, open_member: OpenMember) -> Iterator[Record]:
    for each in found:
        if isinstance(each, Record):
            yield each
            continue
        spent = budget.take(each.path.stat().st_size if each.path is not None else 0)
        if spent is not None:
            yield _refused(each.name, spent, {"rest": "not read"})
            return
        if each.path is None:
            yield _refused(each.name, each.reason or Reason.CORRUPT_FILE, dict(each.evidence))
        else:
            yield from _of_member(each, each.path, open_member)


def _of_member(member: Member, path: Path, open_member: OpenMember) -> Iterator[Record]:
    try:
        for record in open_member(path):
            yield replace(record, part=_joined(member.name, record))
    except SourceRefused as refusal:
        yield _refused(member.name, refusal.reason, dict(refusal.evidence))


def _joined(name: str, record: Record) -> str | None:
    """Where a record stands: the member, behind "!" a member of that, behind "#" a sheet or page."""
    if record.part is None:
        return name or None
    if not name:
        return record.part
    return f"{name}{'#' if '=' in record.part and '!' not in record.part else '!'}{record.part}"


def _refused(name: str | None, reason: Reason, evidence: dict[str, object], position: int = 0) -> Record:
    """A member that is not taken, named by its place; or the end of a broken file."""
    content = json.dumps({"member": name}, ensure_ascii=False).encode("utf-8", "backslashreplace")
    return Record(position, None, None, None, content, None, reason, evidence, part=name)
