r"""Lines that were meant as JSON and are broken, told apart from prose that also begins with brackets.

Not meant as JSON: "[1] A. Author", "[link](address)", "[ ] task", "{name}, welcome", "{{day}}",
LaTeX groups such as "{\bf Note}", and code inside fences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from danlu.readers.json_value import STRING

_MEMBER = re.compile(
    rb"""\{\s*(?: "[^"]*"\s*: | '[^']*'\s*: | [\w$]+\s*:\s*(?:["'\d\[{-]|true\b|false\b|null\b) )""",
    re.VERBOSE,
)
_OPENING = re.compile(rb"""\{\s*(?:["'\w$\x80-\xff]|\Z) | \[\s*[\[{"]""", re.VERBOSE)
_BRACKETS = re.compile(rb"[\[\]{}]")
_FENCES = (b"```", b"~~~")


def is_broken_json(lines: Sequence[bytes]) -> bool:
    """Whether most lines begin an object or array as JSON does, though they may not end it."""
    if any(line.startswith(_FENCES) for line in lines):
        return False
    if len(lines) == 1 and _is_all_brackets(lines[0]):
        return True
    return sum(map(_begins_json, lines)) * 2 > len(lines)


def _is_all_brackets(line: bytes) -> bool:
    """Does a lone line consist of what its first bracket encloses, or never closes it?

    >>> _is_all_brackets(b"[1, tru]"), _is_all_brackets(b"[1"), _is_all_brackets(b"[1] A. Author")
    (True, True, False)
    """
    return line[:1] in {b"[", b"{"} and not (_closes(line) and _closes(line[:-1]))


def _begins_json(line: bytes) -> bool:
    """Does it begin with a member of an object, or with a bracket that it never closes?

    >>> _begins_json(b'{"a": 1, "b'), _begins_json(b"{bad"), _begins_json(b"{name}, welcome")
    (True, True, False)
    """
    if _MEMBER.match(line):
        return True
    return _OPENING.match(line) is not None and not _closes(line)


def _closes(line: bytes) -> bool:
    depth = 0
    for bracket in _BRACKETS.findall(STRING.sub(b"", line)):
        depth += 1 if bracket in b"[{" else -1
        if depth == 0:
            return True
    return False
