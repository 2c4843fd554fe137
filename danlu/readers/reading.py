"""Opens one source file and reads its records."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from danlu.ledger import Reason
from danlu.readers.archives.nested import Budget, read_packed
from danlu.readers.base import Limits, Record, SourceRefused, StreamDamaged, Told
from danlu.readers.buffer import TextBuffer
from danlu.readers.conll import read_blocks
from danlu.readers.containers import ARCHIVES, PACKED, packed_container
from danlu.readers.delimited import Table, read_rows
from danlu.readers.dialogues.transcript import read_transcript
from danlu.readers.dialogues.whatsapp import read_whatsapp
from danlu.readers.documents.html import read_html
from danlu.readers.json_file import JsonFile
from danlu.readers.json_lines import read_json_lines
from danlu.readers.novel import read_novel
from danlu.readers.ntriples import read_ntriples
from danlu.readers.parquet import open_parquet
from danlu.readers.sniff import WINDOW, find_container
from danlu.readers.stream import find_compressed, find_encoding, text_stream
from danlu.readers.text import read_text

_STREAMED: Mapping[str, Callable[[TextBuffer, Limits], Iterator[Record]]] = {
    "jsonl": read_json_lines,
    "json": lambda buffer, limits: iter(JsonFile(buffer, limits)),
    "conll": read_blocks,
    "html": read_html,
    "whatsapp": read_whatsapp,
    "transcript": read_transcript,
    "novel": read_novel,
    "ntriples": read_ntriples,
    "text": read_text,
}
"""What reads each container that is a text stream, tables apart, which need their header."""


def has_stream(container: str) -> bool:
    """Whether records and separators tile the text stream of such a file."""
    return container not in PACKED


@dataclass(slots=True)
class Reading:
    """A source that is understood as far as its container. Iterate over it for its records.

    Attributes:
        path: The file.
        limits: The bounds.
        container: "json", "csv", "text", "zip", "pdf" and so on: a key of the readers' tables.
        compression: "gz", "xz", "bz2", "zst" or None.
        encoding: A codec's name such as "utf-8" or "gb18030"; None for what is no text.
        stream_bytes: Length of the text stream, once it has been read to its end.
        table: Delimiter, columns and place of the header of a CSV or TSV file.
        told: What the user declares; it counts for the members of an archive too.
        depth: In how many archives the file lies.
        budget: What the archive around it may still use; None for a source of its own.
    """

    path: Path
    limits: Limits
    container: str
    compression: str | None
    encoding: str | None
    stream_bytes: int | None = None
    table: Table | None = None
    told: Told = field(default_factory=Told)
    depth: int = 0
    budget: Budget | None = None

    @property
    def header_range(self) -> tuple[int, int] | None:
        """Byte range of the header row in the text stream, for CSV and TSV."""
        return (self.table.header_start, self.table.header_end) if self.table else None

    def __iter__(self) -> Iterator[Record]:
        """The records in the order of the file, refused ones among them.

        A stream that ends before its end closes with an empty record that says why.

        Raises:
            SourceRefused: A packed file turns out to be unreadable.
        """
        if not has_stream(self.container):
            yield from self._packed()
            return
        buffer = TextBuffer(text_stream(self.path, self.compression, self.encoding, self.limits))
        position = 0
        for record in self._streamed(buffer):
            position = record.position
            yield record
        while buffer.more():
            buffer.at = len(buffer.data)
        buffer.at = len(buffer.data)
        self.stream_bytes = buffer.place
        if buffer.damage is not None:
            damage = buffer.damage
            end = buffer.place
            yield Record(position + 1, buffer.line(), end, end, b"", None, damage.reason, damage.evidence)

    def _streamed(self, buffer: TextBuffer) -> Iterator[Record]:
        if self.table is not None:
            return read_rows(buffer, self.limits, self.table)
        return _STREAMED[self.container](buffer, self.limits)

    def _packed(self) -> Iterator[Record]:
        budget = self.budget or Budget(self.limits.max_members, self.limits.max_unpacked_bytes)
        deeper = self.depth + (self.container in ARCHIVES)

        def open_member(path: Path) -> Iterator[Record]:
            return iter(_opened(path, self.limits, self.told, deeper, budget))

        return read_packed(self.path, self.container, self.compression, self.limits, budget, open_member)


def described(reading: Reading) -> dict[str, str | int | None]:
    """How a source was read, as `reread` takes it; nothing but the container for what has a stream."""
    details: dict[str, str | int | None] = {
        "container": reading.container,
        "compression": reading.compression,
        "encoding": reading.encoding,
        "stream_bytes": reading.stream_bytes,
    }
    if not has_stream(reading.container):
        details["limits"] = json.dumps(asdict(reading.limits))
        details |= {"encoding": reading.told.encoding, "kind": reading.told.kind}
        details["columns"] = json.dumps(reading.told.columns)
    return details


def reread(path: Path, details: Mapping[str, str | int | None]) -> Reading:
    """Read a source again exactly as it was read: bounds and declarations decide what is a record."""
    limits = Limits(**json.loads(str(details["limits"])))
    columns = tuple(json.loads(_text(details, "columns") or "[]"))
    told = Told(_text(details, "encoding"), _text(details, "kind") or "auto", columns)
    container = str(details["container"])
    return Reading(path, limits, container, _text(details, "compression"), None, told=told)


def _text(details: Mapping[str, str | int | None], name: str) -> str | None:
    value = details.get(name)
    return value if isinstance(value, str) else None


def open_source(path: Path, limits: Limits, told: Told | None = None) -> Reading:
    """Find out what a file is.

    Raises:
        SourceRefused: The file is empty, unreadable, corrupt from its start, in an unknown
            encoding, or nothing that danlu reads.
    """
    return _opened(path, limits, told or Told(), 0, None)


def _opened(path: Path, limits: Limits, told: Told, depth: int, budget: Budget | None) -> Reading:
    try:
        compression, head = find_compressed(path, limits)
        packed = packed_container(path, head, compression)
        if packed is not None:
            if packed in ARCHIVES and depth >= limits.max_packing:
                raise SourceRefused(Reason.TOO_DEEPLY_PACKED, {"depth": depth + 1})
            reading = Reading(path, limits, packed, compression, None, told=told, depth=depth, budget=budget)
            _check_parquet(reading)
            return reading
        found = find_encoding(path, compression, limits, head, told.encoding)
        window, complete = _window(text_stream(path, compression, found, limits))
    except OSError as error:
        raise SourceRefused(Reason.UNREADABLE_FILE, {"error": type(error).__name__}) from None
    sniffed = find_container(window, limits, told, complete=complete)
    encoding = found if has_stream(sniffed.container) else None
    reading = Reading(path, limits, sniffed.container, compression, encoding, table=sniffed.table)
    reading.told, reading.depth, reading.budget = told, depth, budget
    return reading


def _check_parquet(reading: Reading) -> None:
    if reading.container == "parquet" and reading.compression is None:
        with reading.path.open("rb") as file:
            open_parquet(file)


def _window(chunks: Iterator[bytes]) -> tuple[bytes, bool]:
    """The first bytes of a stream, and whether they are all of it."""
    pieces: list[bytes] = []
    size = 0
    try:
        for chunk in chunks:
            pieces.append(chunk)
            size += len(chunk)
            if size > WINDOW:
                return b"".join(pieces)[:WINDOW], False
    except StreamDamaged:
        pass
    return b"".join(pieces), True
