"""The columns of rows as compiled loops read them: a number each, and where a text of one lies.

A row is `(data, starts, nulls, places)`: see `danlu.dedup.flat`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.kernels import kernel
from danlu.dedup.kernels.characters import copy
from danlu.dedup.kernels.escaping import NULL, put, put_string

ROW = (
    "kind",
    "system",
    "tools",
    "desirable",
    "label",
    "spans",
    "spans.start",
    "spans.end",
    "spans.label",
)
"""A row's columns, then come three blocks: a list of turns, and the columns of `TURN`."""
KIND, SYSTEM, TOOLS, DESIRABLE, LABEL, SPANS, SPAN_START, SPAN_END, SPAN_LABEL = range(len(ROW))

TURN = (
    "role",
    "content",
    "reasoning",
    "name",
    "weight",
    "parts",
    "parts.type",
    "parts.text",
    "parts.media",
    "tool_calls",
    "tool_calls.id",
    "tool_calls.name",
    "tool_calls.arguments",
)
"""The columns of a list of turns, numbered from the list's own."""
ROLE, CONTENT, REASONING, NAME, WEIGHT, PARTS, TYPE, TEXT, MEDIA, CALLS, CALL_ID, CALL_NAME, ARGUMENTS = (
    range(1, len(TURN) + 1)
)

MESSAGES, CHOSEN, REJECTED, END = (len(ROW) + block * (len(TURN) + 1) for block in range(4))

GROWTH = 6
"""A byte becomes at most so many: a control character is written as an escape."""
ROW_ROOM, ITEM_ROOM = 256, 160
"""More than the names of a row's fields take, and than those of a turn, a part, a call or a span."""


@kernel
def span_of(rows: Any, column: Any, item: Any) -> Any:
    """Where a text begins and ends, or the first value of a list and the one after its last."""
    starts, place = rows[1], rows[3][column] + item
    return starts[place], starts[place + 1]


@kernel
def is_null(rows: Any, column: Any, item: Any) -> Any:
    """Whether a text or list is null."""
    return rows[2][rows[3][column] + item]


@kernel
def equals(rows: Any, column: Any, item: Any, wanted: Any) -> Any:
    """Whether a text is a literal; null is none."""
    start, end = span_of(rows, column, item)
    if is_null(rows, column, item) or end - start != wanted.size:
        return False
    same = True
    for place in range(wanted.size):
        same &= rows[0][start + place] == wanted[place]
    return same


@kernel
def put_text(rows: Any, column: Any, item: Any, out: Any, at: Any) -> Any:
    """Writes a text as a JSON string, or null."""
    if is_null(rows, column, item):
        return put(NULL, out, at)
    start, end = span_of(rows, column, item)
    return put_string(rows[0], start, end, out, at)


@kernel
def put_bare(rows: Any, column: Any, item: Any, out: Any, at: Any) -> Any:
    """Writes a text that is JSON itself, or null."""
    if is_null(rows, column, item):
        return put(NULL, out, at)
    start, end = span_of(rows, column, item)
    return copy(rows[0], start, end, out, at)


@kernel
def bytes_of(rows: Any, column: Any, first: Any, last: Any) -> Any:
    """How many bytes some texts of a column hold, or values some lists."""
    starts, place = rows[1], rows[3][column]
    return starts[place + last] - starts[place + first]


@kernel
def held_by(rows: Any, row: Any) -> Any:
    """How many bytes a row's texts hold, and how many turns, parts, calls and spans it has."""
    size = np.int64(0)
    for column in range(SPANS):
        size += bytes_of(rows, column, row, row + 1)
    first, last = span_of(rows, SPANS, row)
    items = last - first
    for column in range(SPANS + 1, MESSAGES):
        size += bytes_of(rows, column, first, last)
    for block in range(MESSAGES, END, len(TURN) + 1):
        first, last = span_of(rows, block, row)
        if last > first:
            items += last - first
            for column in range(block + ROLE, block + PARTS):
                size += bytes_of(rows, column, first, last)
            for column in (block + PARTS, block + CALLS):
                start, place = rows[1], rows[3][column]
                one, other = start[place + first], start[place + last]
                items += other - one
                for inner in range(column + 1, column + 4):
                    size += bytes_of(rows, inner, one, other)
    return size, items


@kernel
def room_for(rows: Any, row: Any) -> Any:
    """How many bytes what is written of a row takes at most."""
    size, items = held_by(rows, row)
    return size * GROWTH + items * ITEM_ROOM + ROW_ROOM
