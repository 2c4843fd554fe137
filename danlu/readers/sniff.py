"""Which container a text stream is, by its content and never by its name.

Looked at are the first bytes, up to `WINDOW`. What is broken there must not hide what the file is:
a JSON Lines file whose first line is cut off is still JSON Lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from danlu.ledger import Reason
from danlu.readers.base import Limits, SourceRefused, Told
from danlu.readers.conll import split_line
from danlu.readers.delimited import Table
from danlu.readers.header import declared_table, find_table
from danlu.readers.json_broken import is_broken_json
from danlu.readers.json_scan import Scan, ValueScan
from danlu.readers.json_value import SYNTAX, parse_value
from danlu.readers.prose import find_marked, find_prose

WINDOW = 1 << 20
_MOST_LINES = 400
_OBJECT_LINE = re.compile(rb"[{]\s*[\"'}].*\}", re.DOTALL)
_ARRAY_LINE = re.compile(rb"\[\s*[\[{\"].*\]", re.DOTALL)
_JSON_START = re.compile(rb"\s*(?:\[\s*\{\s*[\"}]|\{\s*\"(?:[^\"\\\n]|\\.)*\"\s*:|\[\s*\]\s*\Z|\{\s*\}\s*\Z)")
_MAYBE_JSON = re.compile(rb"\s*(?=\[\s*[-\[\"0-9tfn])")
_FORBIDDEN = bytes([*range(9), *range(14, 27), *range(28, 32)])


@dataclass(frozen=True, slots=True)
class Sniffed:
    """The container, and for CSV and TSV what the header says."""

    container: str
    table: Table | None = None


def find_container(window: bytes, limits: Limits, told: Told, *, complete: bool) -> Sniffed:
    """The container of a text stream that starts with `window`; `complete` if that is all of it.

    `told` is what the user declares of it.

    Raises:
        SourceRefused: EMPTY_FILE, or UNKNOWN_FORMAT of binary data, of tables without a header, and
            of lines of JSON that are all broken, which are no prose to train on.
    """
    if not window.strip():
        if complete:
            raise SourceRefused(Reason.EMPTY_FILE, {"blank_bytes": len(window)})
        raise SourceRefused(Reason.UNKNOWN_FORMAT, {"blank_bytes": len(window)})
    _refuse_binary(window)
    marked = find_marked(window)
    if marked is not None:
        return Sniffed(marked)
    if told.columns:
        return _table(declared_table(window, told.columns, complete=complete))
    lines = _whole_lines(window, complete=complete)
    listed = _find_records(window, lines, limits, complete=complete)
    if listed is not None:
        return Sniffed(listed)
    prose = find_prose(window, told.kind)
    if prose is not None:
        return Sniffed(prose)
    table = find_table(window, complete=complete)
    if table is not None:
        return _table(table)
    if told.kind == "chat":
        return Sniffed("transcript")
    return _left_over(lines, limits)


def _find_records(window: bytes, lines: Sequence[bytes], limits: Limits, *, complete: bool) -> str | None:
    """Whether it is a list of records that needs no header, and which."""
    if _is_json_lines(lines, limits):
        return "jsonl"
    if _is_json(window, limits, complete=complete):
        return "json"
    return "conll" if _is_conll(lines) else None


def _refuse_binary(window: bytes) -> None:
    controls = len(window) - len(window.translate(None, _FORBIDDEN))
    if controls > 2 and controls * 50 > len(window):
        raise SourceRefused(Reason.UNKNOWN_FORMAT, {"problem": "binary", "control_bytes": controls})


def _table(table: Table) -> Sniffed:
    return Sniffed("tsv" if table.delimiter == b"\t" else "csv", table)


def _left_over(lines: Sequence[bytes], limits: Limits) -> Sniffed:
    """Plain text, unless it is JSON that is broken from line to line."""
    if not is_broken_json(lines):
        return Sniffed("text")
    if any(_is_value(line, limits) for line in lines):
        return Sniffed("jsonl")
    raise SourceRefused(Reason.UNKNOWN_FORMAT, {"problem": "broken JSON", "lines": len(lines)})


def _whole_lines(window: bytes, *, complete: bool) -> list[bytes]:
    """The first lines that are not blank and do not run over the window."""
    lines = window.split(b"\n", _MOST_LINES)
    if len(lines) > _MOST_LINES or not complete:
        lines.pop()
    return [stripped for line in lines if (stripped := line.strip(b" \t\r"))]


def _is_json_lines(lines: Sequence[bytes], limits: Limits) -> bool:
    """Are at least half of the lines whole objects or arrays, or look as if they should be?

    One line is left to the JSON reader, which also knows objects that wrap lists.
    """
    if len(lines) < 2:
        return False
    alike = sum(_OBJECT_LINE.fullmatch(line) is not None for line in lines)
    arrays = [line for line in lines if _ARRAY_LINE.fullmatch(line)]
    alike += sum(parse_value(line, limits).reason not in SYNTAX for line in arrays)
    return alike * 2 >= len(lines)


def _is_value(line: bytes, limits: Limits) -> bool:
    return line[:1] in {b"{", b"["} and parse_value(line, limits).reason not in SYNTAX


def _is_json(window: bytes, limits: Limits, *, complete: bool) -> bool:
    """Does it start as JSON does? Text such as "[1] A. Author" or "{{name}}" does not count."""
    if _JSON_START.match(window):
        return True
    maybe = _MAYBE_JSON.match(window)
    if maybe is None:
        return False
    scan = ValueScan(maybe.end())
    outcome = scan.run(window)
    if outcome is Scan.MORE:
        return not complete or window.lstrip()[:2] in {b"[[", b'["'}
    rest = window[scan.at : scan.at + 64].strip()
    follows = not rest or rest[:1] in b"[{,"
    if outcome is not Scan.FOUND or not follows:
        return False
    return parse_value(window[maybe.end() : scan.at], limits).reason not in SYNTAX


def _is_conll(lines: Sequence[bytes]) -> bool:
    """Do at least nine of ten lines end in a BIO tag, with some tag that is not O?"""
    texts = [line.decode("utf-8", "replace") for line in lines if not line.startswith(b"-DOCSTART-")]
    pairs = [pair for text in texts if (pair := split_line(text)) is not None]
    return len(pairs) * 10 >= len(texts) * 9 and any(tag != "O" for _, tag in pairs)
