"""What can be seen of a JSON object that is too large, or too damaged, to be looked at whole."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from danlu.readers.base import Parsed
from danlu.readers.buffer import TextBuffer
from danlu.readers.json_scan import Scan

MEMBER = re.compile(rb'("(?>[^"\\]+|\\.)*+")[ \t\r\n]*:[ \t\r\n]*(?=[^ \t\r\n])')
"""A key and its colon, up to the value."""
WRAPPED = re.compile(rb"\[[ \t\r\n]*(?=[\[{])")
"""The bracket of a list that holds objects or lists."""
_SPACE = re.compile(rb"[ \t\r\n,]*")
_MOST_MEMBERS = 64

Peek = Callable[[int], tuple[Scan, int, Parsed | None]]
"""Scans and parses the value so many bytes after the current one, taking nothing."""


def probe(buffer: TextBuffer, peek: Peek, at: int = 1, depth: int = 3) -> dict[str, object]:
    """The first members of the object that starts a byte before `at`, lists by their first element.

    Args:
        buffer: The stream; `at` counts from its current place.
        peek: Looks at one value.
        at: Where the first member is looked for.
        depth: How many objects deep it looks into a member that is too large itself.
    """
    seen: dict[str, object] = {}
    while len(seen) < _MOST_MEMBERS:
        space = _SPACE.match(buffer.data, buffer.at + at)
        at = space.end() - buffer.at if space else at
        head = MEMBER.match(buffer.data, buffer.at + at)
        key = decode_key(head)
        if head is None or key is None:
            break
        at = head.end() - buffer.at
        wrapped = WRAPPED.match(buffer.data, head.end())
        if wrapped:
            start = wrapped.end() - buffer.at
            _, _, element = peek(start)
            whole = element is not None and element.reason is None
            seen[key] = [element.value if element and whole else _deeper(buffer, peek, start, depth)]
        _, end, member = peek(at)
        if member is None:
            seen.setdefault(key, _deeper(buffer, peek, at, depth))
            break
        at = end
        seen.setdefault(key, member.value)
    return seen


def _deeper(buffer: TextBuffer, peek: Peek, at: int, depth: int) -> dict[str, object]:
    start = buffer.at + at
    is_object = buffer.data[start : start + 1] == b"{"
    return probe(buffer, peek, at + 1, depth - 1) if is_object and depth else {}


def decode_key(head: re.Match[bytes] | None) -> str | None:
    """The key of a member; None where there is none, or it is no valid text."""
    if head is None:
        return None
    try:
        return msgspec.json.decode(head[1], type=str)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
