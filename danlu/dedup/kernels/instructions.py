"""The instruction of a turn: what stands before its first line break, or before a colon near its start."""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.kernels import columns, kernel
from danlu.dedup.kernels.characters import copy, decode
from danlu.dedup.kernels.columns import bytes_of, is_null, span_of
from danlu.dedup.kernels.escaping import KINDS, SPACE

FEED, COLON, WIDE_COLON = 0x0A, 0x3A, 0xFF1A
WITHIN = 200
"""Characters of which one is the colon."""


@kernel
def join(rows: Any, names: Any, span: Any, out: Any, at: Any) -> Any:
    """Writes the texts of a list with a line break between two; gives where they end, and if there are any.

    Each is made of the columns from the first of `names` to the last, and left out where one is null. An
    empty list is an empty text, one without texts is none.
    """
    (column, other), (first, last) = names, span
    some, joined = first == last, False
    for item in range(first, last):
        if is_null(rows, column, item) or is_null(rows, other, item):
            continue
        if joined:
            out[at] = FEED
            at += 1
        for own in range(column, other + 1):
            start, end = span_of(rows, own, item)
            at = copy(rows[0], start, end, out, at)
        some = joined = True
    return at, some


@kernel
def turn_text(rows: Any, turn: Any) -> Any:
    """Bytes in which a turn's content, parts and calls stand with line breaks between, and where there."""
    block = columns.MESSAGES
    lists = (block + columns.PARTS, block + columns.CALLS)
    texts = (
        (block + columns.TEXT, block + columns.TEXT),
        (block + columns.CALL_NAME, block + columns.ARGUMENTS),
    )
    start, end = span_of(rows, block + columns.CONTENT, turn)
    some = not is_null(rows, block + columns.CONTENT, turn)
    if is_null(rows, lists[0], turn) and is_null(rows, lists[1], turn):
        return rows[0], start, end if some else start
    size = end - start + 2
    for kind in range(2):
        first, last = span_of(rows, lists[kind], turn)
        size += last - first
        for column in range(texts[kind][0], texts[kind][1] + 1):
            size += bytes_of(rows, column, first, last)
    out = np.empty(size, np.uint8)
    at = copy(rows[0], start, end, out, 0) if some else 0
    for kind in range(2):
        if not is_null(rows, lists[kind], turn):
            span = span_of(rows, lists[kind], turn)
            after, found = join(rows, texts[kind], span, out, at + some)
            if found:
                if some:
                    out[at] = FEED
                at, some = after, True
    return out, 0, at


@kernel
def after_blanks(data: Any, start: Any, end: Any) -> Any:
    """Where a text begins behind the spaces of Unicode, of which a tab and a line break are none."""
    while start < end:
        if data[start] < 0x80:
            if data[start] != 0x20:
                break
            start += 1
            continue
        code, after = decode(data, start)
        narrow = code in (0xA0, 0x1680, 0x202F, 0x205F, 0x3000)
        if not (narrow or 0x2000 <= code <= 0x200A):
            break
        start = after
    return start


@kernel
def says_something(data: Any, start: Any, end: Any) -> Any:
    """Whether anything but ASCII white space stands somewhere."""
    while start < end and KINDS[data[start]] == SPACE:
        start += 1
    return start < end


@kernel
def instruction_end(data: Any, start: Any, end: Any) -> Any:
    """Where the instruction at the start of a text ends; the start where there is none."""
    place = start
    while place < end and data[place] != FEED:
        place += 1
    if place > start and says_something(data, place, end):
        return place
    last, count, place = place, 0, start
    while place < last and count < WITHIN:
        code, after = np.int64(data[place]), place + 1
        if code >= 0x80:
            code, after = decode(data, place)
        if code in (COLON, WIDE_COLON):
            return after if count > 0 and says_something(data, after, end) else start
        place, count = after, count + 1
    return start
