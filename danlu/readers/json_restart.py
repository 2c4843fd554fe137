"""Where to go on after a damaged JSON record: the start of the next record that is whole.

A lost quote or bracket makes everything behind it look like something else, so the next record is
looked for by the way in which records of this file begin: the first key, and the indentation where
each record starts on a line of its own. A place counts only if a whole value starts there and what
follows it fits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from danlu.readers.base import Limits
from danlu.readers.json_scan import Scan, ValueScan
from danlu.readers.json_value import parse_value

_FIRST_KEY = re.compile(rb'(?:"(?:[^"\\]|\\.)*"\s*:\s*)?\{\s*("(?:[^"\\\n]|\\.)*")\s*:')
_ANY_START = rb"(?:\{\s*[\"}]|\[\s*[\[{\"])"
_MEMBER = rb'"(?:[^"\\\n]|\\.)*"\s*:\s*'
_FOLLOWS = re.compile(rb"\s*(?:\Z|[,\]}\[{\"])")


@dataclass(slots=True)
class Surroundings:
    """How records of this file begin, learnt from those that were whole.

    Attributes:
        first_key: First key of the last whole record, with its quotes.
        indent: White space before the current record if a line starts with it, else None.
        members: Records are members of an object, each behind its key.
    """

    first_key: bytes | None = None
    indent: bytes | None = None
    members: bool = False

    def learn(self, data: bytes, at: int) -> None:
        """Remember how a whole record begins."""
        match = _FIRST_KEY.match(data, at)
        if match is not None:
            self.first_key = match[1]

    def look(self, data: bytes, at: int) -> None:
        """Note the indentation of the record that starts at `at`."""
        line = data.rfind(b"\n", max(0, at - 256), at)
        lead = data[line + 1 : at]
        self.indent = lead if line >= 0 and not lead.strip(b" \t") else None


def find_restart(data: bytes, at: int, end: int, surroundings: Surroundings, limits: Limits) -> int | None:
    """Index of the first whole record that starts after `at` and before `end`, if there is one."""
    own = _FIRST_KEY.match(data, at)
    keys = [key for key in (surroundings.first_key, own and own[1]) if key]
    starts = b"|".join(rb"\{\s*" + re.escape(key) + rb"\s*:" for key in keys) or _ANY_START
    prefix = _MEMBER if surroundings.members else b""
    pattern = re.compile(rb"(?<=[\s,}\]\[{])(" + prefix + rb")(?=" + starts + rb")")
    for match in pattern.finditer(data, at + 1, end):
        if surroundings.indent is not None and not _indented(data, match.start(), surroundings.indent):
            continue
        if _is_whole(data, match.end(), limits):
            return match.start()
    return None


def _indented(data: bytes, at: int, indent: bytes) -> bool:
    line = data.rfind(b"\n", max(0, at - 256), at)
    return line >= 0 and data[line + 1 : at] == indent


def _is_whole(data: bytes, at: int, limits: Limits) -> bool:
    scan = ValueScan(at)
    if scan.run(data) is not Scan.FOUND or _FOLLOWS.match(data, scan.at) is None:
        return False
    return parse_value(data[at : scan.at], limits).reason is None
