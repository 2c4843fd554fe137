"""Records of comma- and tab-separated files (RFC 4180), whose header names the columns.

Every value is a string, as it stands; a quoted field may hold delimiters, line ends and doubled
quotes; a quote inside an unquoted field is text. A row that is not well formed costs its physical
line only, so that a lost quote does not swallow its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from danlu.ledger import Reason
from danlu.readers.base import Limits, Parsed, Record, refuse
from danlu.readers.buffer import TextBuffer
from danlu.readers.lines import pass_long_line
from danlu.readers.taker import Taker, decoded

_LEFT_OUT = ("Remark", "NickName", "Sender")
"""Columns that WeChatMsg names in the header of a private chat and leaves out of all its rows."""
_QUOTED = re.compile(rb'"(?>[^"]+|"")*+')


@dataclass(frozen=True, slots=True)
class Table:
    """What the header says.

    Attributes:
        delimiter: One ASCII byte.
        columns: The names, without white space around them.
        header_start: First byte of the header row in the text stream.
        header_end: The byte after its last one, before the line end.
    """

    delimiter: bytes
    columns: tuple[str, ...]
    header_start: int
    header_end: int


def row_end(data: bytes, at: int, delimiter: bytes, *, ended: bool) -> int | None:
    """Index after the row that starts at `at`, before its line end; -1 if more data is needed.

    None where the row is malformed: a quoted field with something else behind it, or without end.
    """
    end = data.find(b"\n", at)
    end = len(data) if end < 0 else end
    if data.find(b'"', at, end) < 0:
        return -1 if end == len(data) and not ended else _before_return(data, at, end)
    while True:
        if data[at : at + 1] == b'"':
            body = _QUOTED.match(data, at)
            at = body.end() + 1 if body else at
            if at >= len(data) - 1 and not ended:
                return -1
            if at > len(data):
                return None
            after = data[at : at + 2]
            if after[:1] not in {b"", delimiter, b"\n"} and after not in {b"\r\n", b"\r"}:
                return None
        else:
            at = _unquoted_end(data, at, delimiter)
        if data[at : at + 1] != delimiter:
            if at >= len(data) - 1 and not ended:
                return -1
            return _before_return(data, at, at)
        at += 1


def _unquoted_end(data: bytes, at: int, delimiter: bytes) -> int:
    line = data.find(b"\n", at)
    line = len(data) if line < 0 else line
    end = data.find(delimiter, at, line)
    return line if end < 0 else end


def _before_return(data: bytes, start: int, end: int) -> int:
    return end - 1 if end > start and data[end - 1 : end] == b"\r" else end


def split_row(text: str, delimiter: str) -> list[str]:
    """The fields of a well-formed row."""
    if '"' not in text:
        return text.split(delimiter)
    fields: list[str] = []
    at = 0
    while True:
        if text.startswith('"', at):
            end = at + 1
            while (end := text.find('"', end)) >= 0 and text.startswith('""', end):
                end += 2
            fields.append(text[at + 1 : end].replace('""', '"'))
            end += 1
        else:
            found = text.find(delimiter, at)
            end = len(text) if found < 0 else found
            fields.append(text[at:end])
        if end >= len(text):
            return fields
        at = end + 1


def fields_of(text: str, delimiter: str, columns: Sequence[str]) -> list[str]:
    """The fields of a well-formed row, empty ones for columns that its program leaves out."""
    fields = split_row(text, delimiter)
    if len(columns) - len(fields) == len(_LEFT_OUT) and tuple(columns[-len(_LEFT_OUT) :]) == _LEFT_OUT:
        fields += [""] * len(_LEFT_OUT)
    return fields


def read_rows(buffer: TextBuffer, limits: Limits, table: Table) -> Iterator[Record]:
    """The rows below the header, in the order of the file."""
    taker = Taker(buffer, limits)
    while buffer.held < table.header_end and buffer.more():
        pass
    buffer.at = table.header_end
    while True:
        end = row_end(buffer.data, buffer.at, table.delimiter, ended=buffer.ended)
        if end == -1 and buffer.held <= limits.max_record_bytes:
            buffer.more()
            continue
        if end is None or end == -1:
            yield _malformed(taker)
        elif buffer.data[buffer.at : end].strip(b" \t\r"):
            yield _take_row(taker, end, table)
        else:
            buffer.at = end
        if buffer.at >= len(buffer.data) and not buffer.more():
            return
        _pass_line_end(buffer)


def _pass_line_end(buffer: TextBuffer) -> None:
    if buffer.data[buffer.at : buffer.at + 1] == b"\r":
        buffer.at += 1
    if buffer.at >= len(buffer.data):
        buffer.more()
    if buffer.data[buffer.at : buffer.at + 1] == b"\n":
        buffer.at += 1


def _take_row(taker: Taker, end: int, table: Table) -> Record:
    buffer = taker.buffer
    size = end - buffer.at
    if size > taker.limits.max_record_bytes:
        record = taker.start_long()
        record.pass_to(end)
        return record.finish()
    return taker.take(size, _parse_row(buffer.data[buffer.at : end], table))


def _parse_row(content: bytes, table: Table) -> Parsed:
    text = decoded(content)
    if isinstance(text, Parsed):
        return text
    fields = fields_of(text, table.delimiter.decode(), table.columns)
    if len(fields) != len(table.columns):
        return refuse(Reason.RAGGED_ROW, fields=len(fields), columns=len(table.columns))
    return Parsed(dict(zip(table.columns, fields, strict=True)))


def _malformed(taker: Taker) -> Record:
    """Refuse the physical line on which a malformed row starts."""
    buffer = taker.buffer
    while (end := buffer.data.find(b"\n", buffer.at)) < 0 and buffer.held <= taker.limits.max_record_bytes:
        if not buffer.more():
            end = len(buffer.data)
            break
    if end < 0 or end - buffer.at > taker.limits.max_record_bytes:
        return pass_long_line(taker)
    size = _before_return(buffer.data, buffer.at, end) - buffer.at
    return taker.take(size, refuse(Reason.INVALID_SYNTAX, bytes=size))
