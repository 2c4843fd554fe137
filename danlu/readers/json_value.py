"""One JSON value, strictly (RFC 8259): exact or refused with the reason.

Refused beyond what the grammar forbids: duplicate keys, of which all but the last would be lost;
numbers that a 64-bit float cannot hold in magnitude (1e400, 1e-400), while integers stay exact up
to the 4,300 digits that Python converts; nesting beyond the limit. A fraction is read as the
nearest 64-bit float, as RFC 8259 §6 advises readers to expect.
"""

from __future__ import annotations

import math
import re
from typing import Any

import msgspec

from danlu.ledger import Reason
from danlu.readers.base import Limits, Parsed, refuse

STRING = re.compile(rb'"(?>[^"\\]+|\\.)*+"', re.DOTALL)
SYNTAX = frozenset({Reason.INVALID_SYNTAX, Reason.TRUNCATED_RECORD})
"""Reasons that say that bytes are no JSON, rather than JSON that is not taken."""
_SPACED_COLON = re.compile(rb'"[ \t\r\n]+:')
_AT_BYTE = re.compile(r"\(byte (\d+)\)")
_ZERO = re.compile(r"-?0*\.?0*(?:[eE].*)?")


def _exact_float(literal: str) -> float:
    value = float(literal)
    if not math.isfinite(value) or (value == 0 and not _ZERO.fullmatch(literal)):
        raise ValueError("number out of range")
    return value


_decode = msgspec.json.Decoder(float_hook=_exact_float).decode


def parse_value(content: bytes, limits: Limits) -> Parsed:
    """The value that `content` is, white space around it allowed, or why it is refused."""
    try:
        value = _decode(content)
    except RecursionError:
        return refuse(Reason.TOO_DEEP, max_depth=limits.max_depth)
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        return _explain(content, error, limits)
    keys, depth = _measure(value)
    if depth > limits.max_depth:
        return refuse(Reason.TOO_DEEP, depth=depth, max_depth=limits.max_depth)
    if _at_most_keys(content) != keys:
        written = STRING.sub(b"", content).count(b":")
        if written != keys:
            return refuse(Reason.DUPLICATE_KEY, keys=written, distinct_keys=keys)
    return Parsed(value)


def _at_most_keys(content: bytes) -> int:
    """A cheap upper bound of the number of keys: quotes with a colon behind them, inside strings too.

    Where it equals the number of parsed keys, no key occurred twice.
    """
    return content.count(b'":') + len(_SPACED_COLON.findall(content))


def _measure(value: object) -> tuple[int, int]:
    """Number of keys in all objects, and depth of nesting. Level by level, so that no depth hurts."""
    keys = depth = 0
    level: list[Any] = [value] if isinstance(value, dict | list) else []
    while level:
        depth += 1
        below: list[Any] = []
        for container in level:
            members = container
            if type(container) is dict:
                keys += len(container)
                members = container.values()
            below += [member for member in members if type(member) is dict or type(member) is list]
        level = below
    return keys, depth


def _explain(content: bytes, error: Exception, limits: Limits) -> Parsed:
    """Why the decoder refused: it says so in its message, except for damage to the bytes."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as fault:
        return refuse(Reason.INVALID_ENCODING, at_byte=fault.start)
    message = str(error)
    if "out of range" in message:
        return refuse(Reason.NUMBER_OUT_OF_RANGE)
    deepest, unclosed = _nesting(content)
    if deepest > limits.max_depth:
        return refuse(Reason.TOO_DEEP, max_depth=limits.max_depth)
    if "truncated" in message and unclosed:
        return refuse(Reason.TRUNCATED_RECORD, bytes=len(content))
    place = _AT_BYTE.search(message)
    return refuse(Reason.INVALID_SYNTAX, **({"at_byte": int(place[1])} if place else {}))


def _nesting(content: bytes) -> tuple[int, bool]:
    """The deepest nesting of brackets outside strings, and whether a bracket or string is left open."""
    deepest = depth = 0
    bare = STRING.sub(b"", content)
    for bracket in re.findall(rb"[\[\]{}]", bare):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest, depth > 0 or b'"' in bare
