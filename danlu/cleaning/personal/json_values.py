"""The strings and numbers of JSON text, each judged behind the key that it stands under."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+\-]*|[{}]', re.DOTALL)
_QUANTITY = re.compile(
    r"(?i)bytes|size|count|total|amount|time|stamp|price|cost|width|height|length|limit|offset|population|seed|sum"
    r"|value|数量|金额|价格|人口|时间|大小|总"
)
"""Keys whose numbers are quantities."""
_LONGEST_KEY = 60


@dataclass(frozen=True, slots=True)
class _Piece:
    """A string or a number of JSON text: its place, its value, and the key that it stands under.

    `keyed` is the number of the object that a key is of; None for a value.
    """

    start: int
    end: int
    value: str
    before: str
    is_number: bool
    keyed: int | None = None


def _pieces(text: str) -> list[_Piece] | None:
    """The strings and numbers of JSON text, decoded; None where the text is no JSON.

    A value is judged behind its key, which says what it is. Numbers under a key of quantities are none.
    """
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return None
    found, key = [], ""
    objects, last = [0], 0
    for match in _JSON_TOKEN.finditer(text):
        spelt = match[0]
        if spelt == "{":
            last += 1
            objects.append(last)
        elif spelt == "}":
            objects.pop()
        elif not spelt.startswith('"'):
            if not _QUANTITY.search(key):
                found.append(_Piece(*match.span(), spelt, f"{key}: " if key else "", is_number=True))
        else:
            value = json.loads(spelt, strict=False)
            if text[match.end() : match.end() + 16].lstrip().startswith(":"):
                key = value[-_LONGEST_KEY:]
                found.append(_Piece(*match.span(), value, "", is_number=False, keyed=objects[-1]))
            else:
                found.append(_Piece(*match.span(), value, f"{key}: " if key else "", is_number=False))
    return found


def in_json(text: str, replace: Callable[[str, str], str]) -> str:
    """JSON text with personal data replaced; it stays valid, and only the tokens concerned change.

    Strings are judged decoded, so that escapes hide nothing. A number that is personal data as a
    whole becomes a string; keys of one object stay apart. Text that is not JSON is taken as plain text.
    """
    pieces = _pieces(text)
    if pieces is None:
        return replace(text, "")
    parts, done = [], 0
    keys = {(piece.keyed, piece.value) for piece in pieces if piece.keyed is not None}
    for piece in pieces:
        fresh = replace(piece.value, piece.before)
        if piece.keyed is not None and fresh != piece.value:
            fresh = _apart(fresh, piece.keyed, keys)
        if fresh == piece.value or (piece.is_number and not (fresh[:1] == "[" and fresh[-1:] == "]")):
            continue
        ascii_only = text[piece.start : piece.end].isascii()
        parts += [text[done : piece.start], json.dumps(fresh, ensure_ascii=ascii_only)]
        done = piece.end
    return "".join([*parts, text[done:]])


def _apart(key: str, keyed: int, keys: set[tuple[int, str]]) -> str:
    """The key, or with a number where its object has it already: no parser may lose a value."""
    fresh, number = key, 1
    while (keyed, fresh) in keys:
        number += 1
        fresh = f"{key[:-1]}_{number}]" if key.endswith("]") else f"{key}_{number}"
    keys.add((keyed, fresh))
    return fresh


def strings(text: str) -> list[tuple[str, str]]:
    """The decoded strings and the numbers of JSON text, each with what stands before it."""
    pieces = _pieces(text)
    return [(text, "")] if pieces is None else [(piece.value, piece.before) for piece in pieces]


def spelled_out(text: str) -> str:
    """The strings and numbers of JSON text as detectors see them: decoded, a line each, behind its key."""
    return "\n".join(f"{before}{value}" for value, before in strings(text))
