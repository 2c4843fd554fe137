"""Where to go on after a damaged JSON record: the start of the next record that is whole.

A lost quote or bracket makes everything behind it look like something else, so the next record is
looked for by the way in which records of this file begin: the first keys, and the indentation where
each record starts on a line of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from danlu.readers.base import Limits, Parsed
from danlu.readers.json_scan import Scan, ValueScan
from danlu.readers.json_value import parse_value

_ANY_START = rb"(?:\{\s*[\"}]|\[\s*[\[{\"])"
_STRING = rb'"(?:[^"\\\n]|\\.)*+"'
_MEMBER = _STRING + rb"\s*:\s*"
_PLAIN = rb"\s*(?:" + _STRING + rb"|[-+.0-9A-Za-z]++)\s*,\s*"
_HEAD = re.compile(
    rb"(?:" + _MEMBER + rb")?\{\s*(" + _STRING + rb")\s*:(?:" + _PLAIN + rb"(" + _STRING + rb")\s*:)?"
)
_NEAR = 256


@dataclass(slots=True)
class Surroundings:
    """How records of this file begin, learnt from those that were whole.

    Attributes:
        head: First key of the last whole record, and its second where the first has a plain value.
        keys: All its keys.
        indent: White space before the current record if a line starts with it, else None.
        members: Records are members of an object, each behind its key.
    """

    head: tuple[bytes, bytes | None] | None = None
    keys: frozenset[str] = frozenset()
    indent: bytes | None = None
    members: bool = False

    def learn(self, data: bytes, at: int, value: object) -> None:
        """Remember how a whole record begins."""
        match = _HEAD.match(data, at)
        if match is not None and isinstance(value, dict):
            self.head = (match[1], match[2])
            self.keys = frozenset(value)

    def look(self, data: bytes, at: int) -> None:
        """Note the indentation of the record that starts at `at`."""
        line = data.rfind(b"\n", max(0, at - _NEAR), at)
        lead = data[line + 1 : at]
        self.indent = lead if line >= 0 and not lead.strip(b" \t") else None

    def alike(self, value: object) -> bool:
        """Does a value have at least half of the keys, taken together, of the last whole record?

        What is nested in a damaged record may begin like a record, but is seldom built like one.
        """
        if not self.keys:
            return True
        return isinstance(value, dict) and 2 * len(self.keys & set(value)) >= len(self.keys | set(value))


def find_restart(data: bytes, at: int, around: Surroundings, limits: Limits) -> int | None:
    """Index of the next record behind the damaged one at `at`, if one is in sight.

    It is whole and built like the others; or it is damaged too, but starts like a record behind a
    closing bracket, so that each damaged record is refused by itself.
    """
    own = _HEAD.match(data, at)
    heads = {head for head in (around.head, own and (own[1], own[2])) if head}
    starts = b"|".join(sorted(map(_start, heads))) or _ANY_START
    prefix = _MEMBER if around.members else b""
    pattern = re.compile(rb"(?<=[\s,}\]])" + prefix + rb"(?=" + starts + rb")")
    for match in pattern.finditer(data, at + 1):
        near = data[max(at, match.start() - _NEAR) : match.start()]
        before = near.rstrip(b" \t\r\n")
        if not _fits(near, before, around.indent):
            continue
        parsed = _parse_at(data, match.end(), limits)
        if parsed is None or parsed.reason is not None:
            if heads and before.rstrip(b", \t\r\n").endswith(b"}"):
                return match.start()
        elif around.alike(parsed.value):
            return match.start()
    return None


def _start(head: tuple[bytes, bytes | None]) -> bytes:
    """A pattern for objects that begin with these keys."""
    first, second = head
    begin = rb"\{\s*" + re.escape(first) + rb"\s*:"
    return begin if second is None else begin + _PLAIN + re.escape(second) + rb"\s*:"


def _fits(near: bytes, before: bytes, indent: bytes | None) -> bool:
    """Is this a place for a record: behind a separator or on a new line, and indented like others?"""
    line = near.rfind(b"\n", len(before))
    if indent is not None:
        return line >= 0 and near[line + 1 :] == indent
    return line >= 0 or before[-1:] in {b",", b"}", b"]"}


def _parse_at(data: bytes, at: int, limits: Limits) -> Parsed | None:
    scan = ValueScan(at)
    if scan.run(data) is not Scan.FOUND:
        return None
    return parse_value(data[at : scan.at], limits)
