"""Markdown that untrusted names cannot break out of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_RUN = re.compile(r"`+")


def code(name: str) -> str:
    r"""A name as a code span that is safe in a table cell: no markup, link, mention or HTML in it acts.

    Pipes, control and format characters (line feeds, changes of writing direction) are shown as escapes.

    >>> code("a|b")
    '`a\\u{7c}b`'
    """
    shown = "".join(_shown(character) for character in name) or "(empty)"
    runs = {len(run) for run in _RUN.findall(shown)}
    fence = "`" * next(length for length in range(1, len(runs) + 2) if length not in runs)
    pad = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def _shown(character: str) -> str:
    hidden = unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    return f"\\u{{{ord(character):x}}}" if hidden or character == "|" else character


def table(head: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    """A table; cells that are numbers are grouped by thousands and stand at the right."""
    body = [list(row) for row in rows]
    right = [bool(body) and all(isinstance(row[column], int) for row in body) for column in range(len(head))]
    lines = [_line(head), _line(["---:" if number else "---" for number in right])]
    lines += [_line([f"{cell:,}" if isinstance(cell, int) else cell for cell in row]) for row in body]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
