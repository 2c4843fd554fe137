"""Text of rows and sources on a terminal: nothing in it may steer the terminal or mislead the eye."""

from __future__ import annotations

import re
from pathlib import Path

from rich.console import Console

_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)


def visible(text: str) -> str:
    r"""The text with control, direction and invisible characters written out.

    Line feeds and tabs stay.

    >>> visible("red \x1b[31m, back \u202e")
    'red \\x1b[31m, back \\u202e'
    """
    return _UNSAFE.sub(lambda match: match.group().encode("unicode_escape").decode(), text)


def shortened(text: str, most_lines: int = 24, most_characters: int = 1600) -> str:
    """The text, cut where it is too long to be read on a terminal, with a word on what is left out."""
    kept = "\n".join(text.split("\n")[:most_lines])[:most_characters]
    left = len(text) - len(kept)
    return f"{kept}\n… {left:,} more characters; --json gives all of them" if left > 0 else kept


def own_output() -> Console:
    """A console on standard output that takes text as it is: no markup, no highlighting, no wrapping."""
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=True)


def from_here(here: Path, given: str) -> str:
    """A path, or PATH:LINE, given relative to a folder: absolute where such a file exists there."""
    if (here / given).exists():
        return str((here / given).absolute())
    path, colon, number = given.rpartition(":")
    if colon and number.isdecimal() and path and (here / path).exists():
        return f"{(here / path).absolute()}:{number}"
    return given
