"""Files within a file: what an archive, a mail or a crawl gives to be read by itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from danlu.ledger import Reason


@dataclass(frozen=True, slots=True)
class Member:
    """One file within a file.

    Attributes:
        name: Its name as the container has it, made printable; unique within the container.
        path: Where its bytes were put, until the next member is asked for; None when refused.
        reason: Why it is not taken out; None when it is.
        evidence: Counts and sizes; never text.
        about: What the container says of it, such as a page's address and date.
    """

    name: str
    path: Path | None
    reason: Reason | None = None
    evidence: Mapping[str, object] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)


_BLOCK = 1 << 20
_DRIVE = re.compile(r"[A-Za-z]:")
_LONGEST_NAME = 1024


def member_name(written: str) -> tuple[str, bool]:
    r"""A member's name in printable characters with forward slashes, and whether it stays inside.

    >>> member_name("chat\\day 1.json")
    ('chat/day 1.json', True)
    >>> member_name("../../etc/passwd")
    ('../../etc/passwd', False)
    """
    name = written.replace("\\", "/").removeprefix("./")
    steps = PurePosixPath(name).parts
    leads_out = name.startswith("/") or ".." in steps or _DRIVE.match(name) is not None
    plain = name.isprintable() and 0 < len(name) <= _LONGEST_NAME
    shown = name if plain else ascii(name[:_LONGEST_NAME])[1:-1]
    return shown, plain and not leads_out


def copy_bounded(source: IO[bytes], target: Path, most: int) -> int | None:
    """Copy a stream into a file; its size, or None where it is longer than `most` bytes."""
    size = 0
    with target.open("wb") as file:
        while block := source.read(_BLOCK):
            size += len(block)
            if size > most:
                return None
            file.write(block)
    return size
