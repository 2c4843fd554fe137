"""The messages of a mailbox file (mbox, RFC 4155), one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

MOST_MESSAGE_BYTES = 64 * 1024**2
"""Longest message that is taken apart, attachments included."""
_FROM = re.compile(rb"From [^\r\n]{1,300}(?:[0-9]{4}|[0-9]{2}:[0-9]{2})[^\r\n]{0,40}\r?\n")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)
_LINE = 1 << 20


@dataclass(frozen=True, slots=True)
class Mail:
    """One message: its bytes, or only their number where there are too many."""

    data: bytes | None
    size: int


def is_mailbox(head: bytes) -> bool:
    """Does a file begin as a mailbox does?"""
    return _FROM.match(head) is not None


def mails_of(path: Path) -> Iterator[Mail]:
    """The messages of a mailbox, or the one message that the file is."""
    with path.open("rb") as file:
        first = file.readline(_LINE)
        if is_mailbox(first):
            yield from _split(file)
        else:
            data = first + file.read(MOST_MESSAGE_BYTES + 1 - len(first))
            size = path.stat().st_size
            yield Mail(data if len(data) <= MOST_MESSAGE_BYTES else None, size)


def _split(file: BinaryIO) -> Iterator[Mail]:
    """Cut before every line `From …` that follows a blank one."""
    lines: list[bytes] = []
    size = 0
    blank = False
    while line := file.readline(_LINE):
        if blank and _FROM.match(line):
            yield _mail(lines, size)
            lines, size, blank = [], 0, False
            continue
        blank = not line.strip()
        size += len(line)
        if size <= MOST_MESSAGE_BYTES:
            lines.append(line)
    yield _mail(lines, size)


def _mail(lines: list[bytes], size: int) -> Mail:
    return Mail(_QUOTED.sub(rb"\1", b"".join(lines)) if size <= MOST_MESSAGE_BYTES else None, size)
