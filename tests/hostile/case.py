"""What a hostile file is, and what has to become of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CANARY = "quartz-ibis-紫貂-9937"
"""Stands in every row of the corpus, and may stand nowhere but in datasets."""


@dataclass(frozen=True, slots=True)
class Case:
    """One file of the corpus.

    Attributes:
        name: Its name in `data/sources/`; bytes where it is no text.
        content: Its bytes, or what makes it where it is no file of bytes.
        rows: Rows that come of it at `raw`.
        reasons: Every reason that the ledger gives for it or for a record of it, with how often.
        taken: Whether it becomes a source at all.
    """

    name: str | bytes
    content: bytes | Callable[[Path], None]
    rows: int
    reasons: dict[str, int]
    taken: bool = True


def case(name: str, content: bytes | str, rows: int = 0, /, **reasons: int) -> Case:
    """A file of bytes, or of text in UTF-8."""
    return Case(name, content.encode() if isinstance(content, str) else content, rows, reasons)


def row(number: int, **more: object) -> dict[str, object]:
    """A record that gives a row."""
    question = f"Which stone is number {number}? 第{number}块是什么石头？"
    return {"instruction": question, "output": f"Stone {number} is a {CANARY}.", **more}


def line(number: int, **more: object) -> str:
    """The same as a line of JSON."""
    return json.dumps(row(number, **more), ensure_ascii=False) + "\n"


def lines(count: int, start: int = 0) -> str:
    """Several of them."""
    return "".join(line(number) for number in range(start, start + count))


def table(count: int) -> str:
    """The same rows as CSV."""
    return "question,answer\n" + "".join(
        f"Which stone is number {number}?,Stone {number} is a {CANARY}.\n" for number in range(count)
    )
