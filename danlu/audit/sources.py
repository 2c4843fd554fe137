"""Laws 1 to 3 for each source: its recorded bytes, its records proved on them, and its reasons."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest

import pyarrow as pa
import pyarrow.compute as pc

from danlu.audit.breach import MOST_NAMED, Breach
from danlu.audit.files import Folder
from danlu.audit.pieces import Pieces
from danlu.audit.survey import Survey
from danlu.audit.tiling import Occurrences, Stated, Tiling
from danlu.lake.catalogue import FILES, NAME, SourceFile, content_path
from danlu.lake.parquet import read_all
from danlu.ledger import LEDGER_SCHEMA, Reason
from danlu.readers import Limits, Reading, SourceRefused, has_stream, reread, text_stream
from danlu.stages.raw import RECORD_SCHEMA

_UNBOUNDED = Limits(max_record_bytes=1 << 62, max_depth=512, max_expansion=1 << 40)


def recorded_bytes(lake: Survey) -> Iterator[Breach]:
    """Each present source's recorded file hashes to its name; each absent source is in the ledger."""
    folder = lake.folders.get(("source_files", None))
    if folder is None or not folder.sound:
        return
    explained = read_all(folder.files("ledger"), LEDGER_SCHEMA, ["source"]).column("source").to_pylist()
    for source in lake.sources.values():
        if source.state == "present":
            yield from _bytes_of(lake, source, folder)
        elif source.state != "absent" or source.name not in explained:
            message = f"{source.name} is {source.state}, and no ledger entry says why"
            yield Breach("source_files", NAME, "3", message)


def _bytes_of(lake: Survey, source: SourceFile, folder: Folder) -> Iterator[Breach]:
    name = f"{FILES}/{source.sha256}"
    if name not in folder.manifest.files:
        yield Breach("source_files", name, "3", f"the bytes of {source.name} are not recorded")
        return
    path = content_path(lake.project, source)
    with path.open("rb") as file:
        actual = hashlib.file_digest(file, "sha256").hexdigest()
    if actual != source.sha256 or path.stat().st_size != source.bytes:
        yield Breach("source_files", name, "3", f"are not the bytes of {source.name}: the hash differs")


def prove_source(lake: Survey, source: SourceFile, raw: Folder) -> list[Breach]:
    """Prove one source's `raw` on its recorded bytes; a tombstone must be empty and say so."""
    faults = _tombstone(raw) if source.state == "absent" else _present(lake, source, raw)
    return [Breach("raw", raw.place, "1", fault) for fault in islice(faults, MOST_NAMED)]


def _tombstone(raw: Folder) -> Iterator[str]:
    if raw.tally.rows or raw.tally.records:
        yield "has rows or records, but the source is absent"
    if Reason.SOURCE_ABSENT not in _file_reasons(raw):
        yield f"the source is absent, and no ledger entry says {Reason.SOURCE_ABSENT}"


def _present(lake: Survey, source: SourceFile, raw: Folder) -> Iterator[str]:
    records = _records(raw)
    reasons = _file_reasons(raw)
    container = _detail(raw, "container")
    path = content_path(lake.project, source)
    occurrences = Occurrences(source.name)
    if raw.manifest.details.get("source") != source.name:
        yield "its manifest names another source"
    if container is None:
        if records or not reasons:
            yield "no container is known, so the ledger must refuse the whole file, and nothing else"
    elif not has_stream(container):
        yield from _prove_rows(reread(path, raw.manifest.details), records, occurrences, reasons)
    else:
        # that it holds no record is to be proved: it excuses nothing
        reasons = [reason for reason in reasons if reason != Reason.EMPTY_FILE]
        chunks = text_stream(path, _detail(raw, "compression"), _detail(raw, "encoding"), _UNBOUNDED)
        tiling = Tiling(container, Pieces(chunks), occurrences, bool(reasons))
        yield from tiling.faults(records)
        stated = raw.manifest.details.get("stream_bytes")
        if stated != tiling.place and not reasons:
            yield f"the text stream has {tiling.place} bytes, not the {stated} that its manifest says"


def _detail(raw: Folder, name: str) -> str | None:
    value = raw.manifest.details.get(name)
    return value if isinstance(value, str) else None


def _prove_rows(
    reading: Reading, records: list[Stated], occurrences: Occurrences, reasons: Sequence[str]
) -> Iterator[str]:
    """Containers without a text stream: record by record, by what stands for its bytes.

    A file that the ledger refuses, from its start or from some point on, is refused again.
    """
    number = 0
    try:
        for number, (found, stated) in enumerate(zip_longest(reading, records), 1):
            if found is None or stated is None:
                yield f"record number {number} is {'not in the source' if found is None else 'missing here'}"
                return
            if occurrences.next_id(found.content) != stated.identifier:
                yield f"record {stated.name} is not the id of record number {number}"
    # libraries meet damaged files with whatever they raise, and did so when the file was read
    except Exception as error:  # noqa: BLE001
        reason = error.reason if isinstance(error, SourceRefused) else Reason.UNREADABLE_FILE
        if reason not in reasons or number < len(records):
            yield f"its recorded file cannot be read again ({type(error).__name__})"


def _records(raw: Folder) -> list[Stated]:
    table = read_all(raw.files("records"), RECORD_SCHEMA)
    names = ("line", "byte_start", "byte_end", "reason")
    identifiers = table.column("record_id").cast(pa.binary(16)).to_pylist()
    columns = zip(identifiers, *(table.column(name).to_pylist() for name in names), strict=True)
    return [Stated(*values) for values in columns]


def _file_reasons(raw: Folder) -> list[str]:
    """Why the ledger refuses the source as a whole, or from some point on."""
    table = read_all(raw.files("ledger"), LEDGER_SCHEMA, ["key", "reason"])
    reasons: list[str] = table.filter(pc.is_null(table.column("key"))).column("reason").to_pylist()
    return reasons
