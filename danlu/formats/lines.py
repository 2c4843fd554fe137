"""Two texts in one message, and the line at which the second begins.

An instruction and its input are trained on as one prompt, joined by a line break as LLaMA-Factory
does (`data/converter.py`); the number of the line where the input begins parts them again and is
the same for most records of a file.
"""

from __future__ import annotations

from danlu.formats.base import Unwritable
from danlu.ledger import Reason


def join_lines(first: str, second: str) -> tuple[str, int | None]:
    """Both texts, one below the other, and the 0-based line of the second (None if it is empty)."""
    if not second:
        return first, None
    if not first:
        return second, 0
    return f"{first}\n{second}", first.count("\n") + 1


def split_lines(text: str, line: int | None) -> tuple[str, str]:
    """The two texts of `join_lines`.

    Raises:
        Unwritable: The text has fewer lines.
    """
    if line is None:
        return text, ""
    end = 0
    for _ in range(line):
        found = text.find("\n", end)
        if found < 0:
            raise Unwritable(Reason.NOT_EXPRESSIBLE, {"input_line": line})
        end = found + 1
    return text[: max(end - 1, 0)], text[end:]
