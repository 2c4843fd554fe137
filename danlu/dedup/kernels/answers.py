"""What rows say to their prompt, and under which setting: the inputs of the keys of conflicts."""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.kernels import columns, kernel
from danlu.dedup.kernels.columns import equals, is_null, put_bare, put_text, room_for, span_of
from danlu.dedup.kernels.content import CLOSE, COMMA, CONVERSATION, OPEN, last_answer, put_said
from danlu.dedup.kernels.escaping import ESCAPED, KINDS, NULL, SPACE, literal, put, put_escaped
from danlu.dedup.kernels.letters import WIDE, put_letters

LABELLED, SPANS = literal("labelled"), literal("spans")
QUOTE = 0x22
ESCAPING, BARE = np.uint8(1), np.uint8(0)
LETTERS, SIGNS = np.uint8(1), np.uint8(0)


@kernel
def put_unspaced(rows: Any, column: Any, item: Any, escape: Any, out: Any, at: Any) -> Any:
    """Writes a text without ASCII white space, escaped as in JSON or not; gives where it ends."""
    if is_null(rows, column, item):
        return at
    start, end = span_of(rows, column, item)
    for place in range(start, end):
        byte = rows[0][place]
        if escape and KINDS[byte] == ESCAPED:
            at = put_escaped(byte, out, at)
        elif KINDS[byte] != SPACE:
            out[at] = byte
            at += 1
    return at


@kernel
def put_setting(rows: Any, row: Any, tables: Any, out: Any, at: Any) -> Any:
    """Writes a row's kind, the letters and digits of its system prompt, and its tools, as a JSON list."""
    at = put_text(rows, columns.KIND, row, out, put(OPEN, out, at))
    at = put(COMMA, out, at)
    begin = at + 1
    end = begin
    if not is_null(rows, columns.SYSTEM, row):
        end = put_letters(rows[0], span_of(rows, columns.SYSTEM, row), tables, WIDE, out, begin)
        if end == begin:
            end = put_unspaced(rows, columns.SYSTEM, row, ESCAPING, out, begin)
    if end == begin:
        at = put(NULL, out, at)
    else:
        out[at], out[end] = QUOTE, QUOTE
        at = end + 1
    at = put_text(rows, columns.TOOLS, row, out, put(COMMA, out, at))
    return put(CLOSE, out, at)


@kernel
def put_calls(rows: Any, turn: Any, tables: Any, letters: Any, out: Any, at: Any) -> Any:
    """Writes the calls of a turn: their letters and digits, or all but white space."""
    block = columns.MESSAGES
    if is_null(rows, block + columns.CALLS, turn):
        return at
    first, last = span_of(rows, block + columns.CALLS, turn)
    names = block + columns.CALL_NAME, block + columns.ARGUMENTS
    for call in range(first, last):
        if is_null(rows, names[0], call) or is_null(rows, names[1], call):
            continue
        for column in names:
            if letters:
                at = put_letters(rows[0], span_of(rows, column, call), tables, WIDE, out, at)
            else:
                at = put_unspaced(rows, column, call, BARE, out, at)
    return at


@kernel
def put_signs(rows: Any, turn: Any, tables: Any, out: Any, at: Any) -> Any:
    """Writes a turn without letters and digits, white space aside."""
    block = columns.MESSAGES
    at = put_unspaced(rows, block + columns.CONTENT, turn, BARE, out, at)
    if not is_null(rows, block + columns.PARTS, turn):
        first, last = span_of(rows, block + columns.PARTS, turn)
        for part in range(first, last):
            at = put_unspaced(rows, block + columns.TEXT, part, BARE, out, at)
    return put_calls(rows, turn, tables, SIGNS, out, at)


@kernel
def put_answer(rows: Any, row: Any, tables: Any, out: Any, at: Any) -> Any:
    """Writes the last answer of a conversation."""
    if is_null(rows, columns.MESSAGES, row):
        return at
    turn = last_answer(rows, row)
    if turn == span_of(rows, columns.MESSAGES, row)[1]:
        return at
    end = put_said(rows, turn, tables, WIDE, out, at)
    end = put_calls(rows, turn, tables, LETTERS, out, end)
    return put_signs(rows, turn, tables, out, at) if end == at else end


@kernel
def write_answers(rows: Any, first: Any, tables: Any, outs: Any, found: Any) -> Any:
    """Writes rows one after another while there is room for the next; gives the row after the last.

    The arguments are those of `danlu.dedup.kernels.content.write_content`, for settings and answers. What
    spans cover is left to SQL.
    """
    ends, held, rare_rows = found
    table, lower = tables
    rare = np.zeros(1, np.bool_)
    row, at, answer_at = first, np.int64(0), np.int64(0)
    while row < held.size:
        if max(at, answer_at) + room_for(rows, row) > outs.shape[1]:
            break
        rare[0] = False
        at = put_setting(rows, row, (table, lower, rare), outs[0], at)
        if is_null(rows, columns.DESIRABLE, row):
            if equals(rows, columns.KIND, row, CONVERSATION):
                begin = answer_at
                answer_at = put_answer(rows, row, (table, lower, rare), outs[1], begin)
                held[row] = answer_at > begin
            elif equals(rows, columns.KIND, row, LABELLED):
                held[row] = not is_null(rows, columns.LABEL, row)
                answer_at = put_bare(rows, columns.LABEL, row, outs[1], answer_at)
            elif equals(rows, columns.KIND, row, SPANS):
                rare[0] = True
        ends[0, row], ends[1, row] = at, answer_at
        rare_rows[row] = rare[0]
        row += 1
    return row
