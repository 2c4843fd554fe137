"""Opens one source file and reads its records."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from danlu.ledger import Reason
from danlu.readers.base import Limits, Record, SourceRefused, StreamDamaged
from danlu.readers.buffer import TextBuffer
from danlu.readers.compression import raw_stream
from danlu.readers.conll import read_blocks
from danlu.readers.delimited import Table, read_rows
from danlu.readers.json_file import JsonFile
from danlu.readers.json_lines import read_json_lines
from danlu.readers.parquet import open_parquet, read_parquet
from danlu.readers.sniff import WINDOW, find_container
from danlu.readers.stream import find_stream, text_stream
from danlu.readers.text import read_text


@dataclass(slots=True)
class Reading:
    """A source that is understood as far as its container. Iterate over it for its records.

    Attributes:
        path: The file.
        limits: The bounds.
        container: "json", "jsonl", "csv", "tsv", "parquet", "conll" or "text".
        compression: "gz", "xz", "bz2", "zst" or None.
        encoding: A codec's name such as "utf-8" or "gb18030"; None for Parquet.
        stream_bytes: Length of the text stream, once it has been read to its end.
        table: Delimiter, columns and place of the header of a CSV or TSV file.
    """

    path: Path
    limits: Limits
    container: str
    compression: str | None
    encoding: str | None
    stream_bytes: int | None = None
    table: Table | None = None

    @property
    def header_range(self) -> tuple[int, int] | None:
        """Byte range of the header row in the text stream, for CSV and TSV."""
        return (self.table.header_start, self.table.header_end) if self.table else None

    def __iter__(self) -> Iterator[Record]:
        """The records in the order of the file, refused ones among them.

        A stream that ends before its end closes with an empty record that says why.

        Raises:
            SourceRefused: Parquet inside a compressed file turns out to be corrupt.
        """
        if self.container == "parquet":
            yield from self._parquet()
            return
        buffer = TextBuffer(text_stream(self.path, self.compression, self.encoding, self.limits))
        position = 0
        for record in self._records(buffer):
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

    def _records(self, buffer: TextBuffer) -> Iterator[Record]:
        match self.container:
            case "jsonl":
                return read_json_lines(buffer, self.limits)
            case "json":
                return iter(JsonFile(buffer, self.limits))
            case "conll":
                return read_blocks(buffer, self.limits)
            case _ if self.table is not None:
                return read_rows(buffer, self.limits, self.table)
            case _:
                return read_text(buffer, self.limits)

    def _parquet(self) -> Iterator[Record]:
        """Parquet is read at random, so a compressed file is unpacked into a nameless one first."""
        if self.compression is None:
            with self.path.open("rb") as file:
                yield from read_parquet(open_parquet(file), self.limits)
            return
        with tempfile.TemporaryFile() as file:
            for chunk in raw_stream(self.path, self.compression, self.limits):
                file.write(chunk)
            yield from read_parquet(open_parquet(file), self.limits)


def open_source(path: Path, limits: Limits, encoding: str | None = None) -> Reading:
    """Find out what a file is. `encoding` is what the user declares; it is used as it is, strictly.

    Raises:
        SourceRefused: The file is empty, unreadable, an archive, corrupt from its start, in an
            unknown encoding, or nothing that danlu reads.
    """
    try:
        compression, found = find_stream(path, limits, encoding)
        if found is None:
            reading = Reading(path, limits, "parquet", compression, None)
            _check_parquet(reading)
            return reading
        window, complete = _window(text_stream(path, compression, found, limits))
    except OSError as error:
        raise SourceRefused(Reason.UNREADABLE_FILE, {"error": type(error).__name__}) from None
    sniffed = find_container(window, limits, complete=complete)
    return Reading(path, limits, sniffed.container, compression, found, table=sniffed.table)


def _check_parquet(reading: Reading) -> None:
    if reading.compression is None:
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
