"""Texts as exact duplicates see them: white space and the width of ASCII folded, written as JSON.

This is the `fold` of `danlu.dedup.exact` in one pass. A stretch of white space between two characters
depends on nothing else than these two, so each is written when what stands behind it is known.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.kernels import kernel
from danlu.dedup.kernels.characters import (
    BLANK,
    CLASS_BITS,
    FIRST_HAN,
    FIRST_WIDE,
    HAN,
    LAST_COMMON_HAN,
    LAST_WIDE,
    RARE,
    WIDE_OFFSET,
    copy,
    decode,
    known,
)
from danlu.dedup.kernels.columns import is_null, span_of
from danlu.dedup.kernels.escaping import ESCAPED, KINDS, LEAD, NUL, NULL, PLAIN, SPACE, put, put_escaped

FEED, FORM, RETURN, SPACE_BYTE = np.uint8(0x0A), np.uint8(0x0C), np.uint8(0x0D), np.uint8(0x20)
QUOTE, SLASH, HIGH = np.uint8(0x22), np.uint8(0x5C), np.uint8(0x80)
STRETCH = 32
"""Bytes that are looked at together, and copied if they stand for themselves."""


@kernel
def is_blank(data: Any, at: Any, table: Any) -> Any:
    """How many bytes of white space stand at a place, 0 if none."""
    kind = KINDS[data[at]]
    if kind != LEAD:
        return 1 if kind == SPACE else 0
    code, after = decode(data, at)
    return after - at if known(table, code) & BLANK else 0


@kernel
def blank_run(data: Any, start: Any, end: Any, table: Any) -> Any:
    """Where a run of white space ends, and whether it holds no line break, form feed or return."""
    simple = True
    while start < end:
        size = is_blank(data, start, table)
        if size == 0:
            break
        byte = data[start]
        simple &= byte not in (FEED, FORM, RETURN)
        start += size
    return start, simple


@kernel
def line_start(data: Any, start: Any, end: Any) -> Any:
    """Behind the last line break of a run of blank lines; the run's start if no line break ends it."""
    found = start
    for place in range(start, end):
        if data[place] == FORM:
            break
        if data[place] == FEED:
            found = place + 1
    return found


@kernel
def put_lines(data: Any, start: Any, end: Any, beside: Any, out: Any, at: Any) -> Any:
    """Writes a run of white space inside a text that holds line breaks, form feeds or returns.

    Blank lines and blanks at line ends go; blanks at the start of a line stay, others become one. A
    space beside a Han character goes, which `beside` tells of the characters before and behind.
    """
    # whether blanks become one; whether nothing was written yet; whether a space was written last
    folding, first, spaced = True, True, False
    line = line_start(data, start, end)
    while start < end:
        byte = data[start]
        if line > start:
            at, start = put_escaped(FEED, out, at), line
            folding, spaced = False, False
        elif byte in (FORM, RETURN):
            at, start = put_escaped(byte, out, at), start + 1
            folding, spaced = False, False
            line = line_start(data, start, end) if byte == FORM else line
        else:
            after = start
            while after < end and data[after] not in (FORM, RETURN):
                after += 1
            if not folding:
                at, spaced = put_blanks(data, start, after, out, at)
            elif not (first and beside[0]):
                out[at] = SPACE_BYTE
                at, spaced = at + 1, True
            start = after
        first = False
    return at - 1 if spaced and beside[1] else at


@kernel
def put_blanks(data: Any, start: Any, end: Any, out: Any, at: Any) -> Any:
    """Writes blanks as they stand; gives where they end and whether the last is a space."""
    for place in range(start, end):
        if KINDS[data[place]] == SPACE and data[place] != SPACE_BYTE:
            at = put_escaped(data[place], out, at)
        else:
            out[at] = data[place]
            at += 1
    return at, data[end - 1] == SPACE_BYTE


@kernel
def put_character(data: Any, start: Any, after: Any, code: Any, out: Any, at: Any) -> Any:
    """Writes a character beyond ASCII, full-width ASCII made narrow; gives where it ends."""
    if FIRST_WIDE <= code <= LAST_WIDE:
        byte = code - WIDE_OFFSET
        if KINDS[byte] == ESCAPED:
            return put_escaped(byte, out, at)
        out[at] = byte
        return at + 1
    return copy(data, start, after, out, at)


@kernel
def starts_han(data: Any, at: Any, table: Any) -> Any:
    """Whether a Han character begins at a place."""
    return KINDS[data[at]] == LEAD and known(table, decode(data, at)[0]) & HAN != 0


@kernel
def is_settled(data: Any) -> Any:
    """Whether bytes but the last stand for themselves: ASCII without escapes, blanks alone and inside."""
    odd = np.uint8(0)
    left, right = data[:STRETCH], data[1 : STRETCH + 1]
    for at in range(STRETCH):
        byte, behind = left[at], right[at]
        odd |= np.uint8(byte < SPACE_BYTE) | np.uint8(byte >= HIGH)
        odd |= np.uint8(byte == QUOTE) | np.uint8(byte == SLASH)
        odd |= np.uint8((byte == SPACE_BYTE) & ((behind <= SPACE_BYTE) | (behind >= HIGH)))
    return odd == 0


@kernel
def copy_stretch(source: Any, target: Any) -> None:
    """Copies a stretch; its constant length makes a few instructions of it."""
    for at in range(STRETCH):
        target[at] = source[at]


@kernel
def fold(data: Any, span: Any, tables: Any, out: Any, at: Any) -> Any:  # noqa: C901, PLR0912 - one pass
    """Writes a text folded, escaped as JSON; gives where it ends. Sets `rare` if SQL must fold it."""
    (start, end), (table, _, rare) = span, tables
    first, han, order, looked = at, False, 0, start
    while start < end:
        byte = data[start]
        if looked <= start < end - STRETCH and (byte != SPACE_BYTE or (at > first and not han)):
            looked = start + STRETCH
            if is_settled(data[start : looked + 1]):
                copy_stretch(data[start:looked], out[at : at + STRETCH])
                at, start, han, order = at + STRETCH, looked, False, 0
                continue
        kind = KINDS[byte]
        if kind == PLAIN:
            out[at] = byte
            at, start, han, order = at + 1, start + 1, False, 0
            continue
        if (
            byte == SPACE_BYTE
            and at > first
            and not han
            and start + 1 < end
            and KINDS[data[start + 1]] == PLAIN
        ):
            out[at] = byte
            at, start, order = at + 1, start + 1, 0
            continue
        if kind == LEAD:
            code, after = decode(data, start)
            if FIRST_HAN <= code <= LAST_COMMON_HAN:
                out[at], out[at + 1], out[at + 2] = byte, data[start + 1], data[start + 2]
                at, start, han, order = at + 3, after, True, 0
                continue
            about = known(table, code)
            if not about & BLANK:
                own = about >> CLASS_BITS
                if about & RARE or 0 < own < order:
                    rare[0] = True
                    return at
                at = put_character(data, start, after, code, out, at)
                start, han, order = after, about & HAN != 0, own
                continue
        elif kind == ESCAPED:
            at, start, han, order = put_escaped(byte, out, at), start + 1, False, 0
            continue
        elif kind == NUL:
            rare[0] = True
            return at
        after, simple = blank_run(data, start, end, table)
        if at > first and after < end:
            beside = han, starts_han(data, after, table)
            if not simple:
                at = put_lines(data, start, after, beside, out, at)
            elif not (beside[0] or beside[1]):
                out[at] = SPACE_BYTE
                at += 1
        start, order = after, 0
    return at


@kernel
def put_folded(rows: Any, column: Any, item: Any, tables: Any, out: Any, at: Any) -> Any:
    """Writes a text of a column folded, as a JSON string, or null."""
    if is_null(rows, column, item):
        return put(NULL, out, at)
    out[at] = QUOTE
    at = fold(rows[0], span_of(rows, column, item), tables, out, at + 1)
    out[at] = QUOTE
    return at + 1
