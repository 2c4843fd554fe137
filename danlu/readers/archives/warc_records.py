"""Records of WARC files (ISO 28500:2017 and its forerunner WARC/1.0), framed strictly.

A record is taken only where the length that it gives leads to its end. What is no record is told as
broken, and reading is taken up again at the next line that starts one: every byte is looked at.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from danlu.ledger import Reason
from danlu.readers.archives.warc_units import STARTS, Unit, warc_units
from danlu.readers.base import Limits, SourceRefused

_STEP = 1 << 16
_MOST_HEAD = 1 << 16
_USUAL_HEAD = 1 << 11
_VERSION = re.compile(rb"WARC/(?:0\.1[78]|1\.[01])[ \t]*\r?\n")
_BLANK = re.compile(rb"\n\r?\n")
_LENGTH = re.compile(r"[0-9]{1,15}")
_END = b"\r\n\r\n"


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """One record, in a file in which one can go back; valid until the next is asked for.

    Attributes:
        number: 1-based ordinal in the WARC file; broken stretches count.
        fields: Named fields; names in lower case, the first of several.
        start: Where it begins in `file`.
        block: Where its block begins.
        length: Bytes of its block.
    """

    number: int
    fields: Mapping[str, str]
    file: IO[bytes]
    start: int
    block: int
    length: int

    @property
    def end(self) -> int:
        """Where its block ends."""
        return self.block + self.length


@dataclass(frozen=True, slots=True)
class Broken:
    """A stretch that is no record: what is wrong with it, its size and its SHA-256."""

    number: int
    problem: str
    size: int
    digest: str


def warc_records(path: Path, limits: Limits, scratch: Path) -> Iterator[WarcRecord | Broken]:
    """Every record of a plain or compressed WARC file.

    Raises:
        SourceRefused: EMPTY_FILE; UNKNOWN_FORMAT: it does not start as WARC; FILE_TOO_LARGE.
    """
    if path.stat().st_size == 0:
        raise SourceRefused(Reason.EMPTY_FILE)
    number = 0
    for unit in warc_units(path, limits, scratch):
        if not number:
            _check_start(unit)
        for found in _of_unit(unit):
            number += 1
            yield replace(found, number=number)


def pieces(file: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    """The bytes [start, end) in steps."""
    while start < end:
        file.seek(start)
        piece = file.read(min(_STEP, end - start))
        if not piece:
            return
        start += len(piece)
        yield piece


def digest_of(file: IO[bytes], start: int, end: int) -> str:
    """The SHA-256 of the bytes [start, end), in hexadecimal."""
    taken = hashlib.sha256()
    for piece in pieces(file, start, end):
        taken.update(piece)
    return taken.hexdigest()


def _check_start(unit: Unit) -> None:
    unit.file.seek(0)
    head = unit.file.read(len(STARTS))
    if head != STARTS and not (unit.damaged and not unit.size):
        raise SourceRefused(Reason.UNKNOWN_FORMAT, {"problem": "no WARC record at the start"})


def _of_unit(unit: Unit) -> Iterator[WarcRecord | Broken]:
    at = _behind_blank(unit.file, 0, unit.size)
    if unit.damaged and at >= unit.size:
        yield Broken(0, "damaged", 0, digest_of(unit.file, 0, 0))
    while at < unit.size:
        framed = _framed(unit, at)
        if isinstance(framed, WarcRecord):
            yield framed
            at = _behind_blank(unit.file, framed.end, unit.size)
        else:
            behind = _next_start(unit, at + 1)
            yield Broken(0, framed, behind - at, digest_of(unit.file, at, behind))
            at = behind


def _framed(unit: Unit, at: int) -> WarcRecord | str:
    """The record at a place, or what is wrong with it."""
    unit.file.seek(at)
    head = unit.file.read(min(_USUAL_HEAD, unit.size - at))
    if _BLANK.search(head) is None:
        head += unit.file.read(min(_MOST_HEAD, unit.size - at) - len(head))
    version = _VERSION.match(head)
    if version is None:
        return "no record starts here"
    read = _fields(head, version.end())
    if isinstance(read, str):
        return read
    fields, size = read
    written = fields.get("content-length", "")
    if _LENGTH.fullmatch(written) is None:
        return "no length"
    record = WarcRecord(0, fields, unit.file, at, at + size, int(written))
    if record.end > unit.size:
        return "cut off"
    if not _is_closed(unit, record.end):
        return "wrong length"
    if unit.damaged and _behind_blank(unit.file, record.end, unit.size) >= unit.size:
        return "damaged"
    return record


def _fields(head: bytes, start: int) -> tuple[dict[str, str], int] | str:
    """The named fields and where the block begins, or what is wrong. Folded lines are joined."""
    fields: dict[str, str] = {}
    last = ""
    blank = _BLANK.search(head, start - 1)
    for line in head[start : blank.end() if blank is not None else None].splitlines(keepends=True):
        start += len(line)
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if not line.endswith(b"\n"):
            break
        if not text:
            return fields, start
        if text[0] in " \t" and last:
            fields[last] += f" {text.strip()}"
            continue
        name, colon, value = text.partition(":")
        last = name.strip().lower()
        if not colon or not last:
            return "malformed field"
        if last == "content-length" and last in fields:
            return "two lengths"
        fields.setdefault(last, value.strip())
    return "endless head" if len(head) >= _MOST_HEAD else "cut off"


def _is_closed(unit: Unit, end: int) -> bool:
    """Do two line ends close the block, or fewer of them before the next record or the end?"""
    unit.file.seek(end)
    peek = unit.file.read(16)
    if peek.startswith(_END):
        return True
    rest = peek.lstrip(b"\r\n")
    return not rest or (len(rest) < len(peek) and rest.startswith(STARTS))


def _behind_blank(file: IO[bytes], at: int, size: int) -> int:
    for piece in pieces(file, at, size):
        rest = piece.lstrip(b"\r\n")
        if rest:
            return at + len(piece) - len(rest)
        at += len(piece)
    return size


def _next_start(unit: Unit, at: int) -> int:
    """Where the next line that begins like a record stands; the end where there is none."""
    mark = b"\n" + STARTS
    window = b""
    for piece in pieces(unit.file, at, unit.size):
        window += piece
        found = window.find(mark)
        if found >= 0:
            return at + found + 1
        keep = len(mark) - 1
        at += max(0, len(window) - keep)
        window = window[-keep:]
    return unit.size
