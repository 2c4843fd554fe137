"""What makes rows exact duplicates, as JSON, and what they ask, as letters: the inputs of both keys."""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.kernels import columns, kernel
from danlu.dedup.kernels.columns import equals, is_null, put_bare, put_text, room_for, span_of
from danlu.dedup.kernels.escaping import NULL, literal, put
from danlu.dedup.kernels.folding import put_folded
from danlu.dedup.kernels.letters import NARROW, put_letters

OPEN, CLOSE, COMMA, END = literal("["), literal("]"), literal(","), literal("}")
KIND, SYSTEM, MESSAGES = literal('{"kind":'), literal(',"system":'), literal(',"messages":')
TOOLS, CHOSEN, REJECTED = literal(',"tools":'), literal(',"chosen":'), literal(',"rejected":')
DESIRABLE, LABEL, SPANS = literal(',"desirable":'), literal(',"label":'), literal(',"spans":')
ROLE, CONTENT, PARTS = literal('{"role":'), literal(',"content":'), literal(',"parts":')
REASONING, CALLS = literal(',"reasoning":'), literal(',"tool_calls":')
NAME, WEIGHT = literal(',"name":'), literal(',"weight":')
TYPE, TEXT, MEDIA = literal('{"type":'), literal(',"text":'), literal(',"media":')
ID, ARGUMENTS = literal('{"id":'), literal(',"arguments":')
START, STOP = literal('{"start":'), literal(',"end":')

SYSTEM_ROLE, ASSISTANT, CONVERSATION = literal("system"), literal("assistant"), literal("conversation")


@kernel
def put_parts(rows: Any, block: Any, turn: Any, tables: Any, out: Any, at: Any) -> Any:
    """Writes the parts of a turn."""
    if is_null(rows, block + columns.PARTS, turn):
        return put(NULL, out, at)
    first, last = span_of(rows, block + columns.PARTS, turn)
    at = put(OPEN, out, at)
    for part in range(first, last):
        at = put(COMMA, out, at) if part > first else at
        at = put_text(rows, block + columns.TYPE, part, out, put(TYPE, out, at))
        at = put_folded(rows, block + columns.TEXT, part, tables, out, put(TEXT, out, at))
        at = put_text(rows, block + columns.MEDIA, part, out, put(MEDIA, out, at))
        at = put(END, out, at)
    return put(CLOSE, out, at)


@kernel
def put_calls(rows: Any, block: Any, turn: Any, out: Any, at: Any) -> Any:
    """Writes the calls of a turn."""
    if is_null(rows, block + columns.CALLS, turn):
        return put(NULL, out, at)
    first, last = span_of(rows, block + columns.CALLS, turn)
    at = put(OPEN, out, at)
    for call in range(first, last):
        at = put(COMMA, out, at) if call > first else at
        at = put_text(rows, block + columns.CALL_ID, call, out, put(ID, out, at))
        at = put_text(rows, block + columns.CALL_NAME, call, out, put(NAME, out, at))
        at = put_text(rows, block + columns.ARGUMENTS, call, out, put(ARGUMENTS, out, at))
        at = put(END, out, at)
    return put(CLOSE, out, at)


@kernel
def put_turns(rows: Any, block: Any, row: Any, tables: Any, out: Any, at: Any) -> Any:
    """Writes a list of turns of a row."""
    if is_null(rows, block, row):
        return put(NULL, out, at)
    first, last = span_of(rows, block, row)
    at = put(OPEN, out, at)
    for turn in range(first, last):
        at = put(COMMA, out, at) if turn > first else at
        at = put_text(rows, block + columns.ROLE, turn, out, put(ROLE, out, at))
        at = put_folded(rows, block + columns.CONTENT, turn, tables, out, put(CONTENT, out, at))
        at = put_parts(rows, block, turn, tables, out, put(PARTS, out, at))
        at = put_folded(rows, block + columns.REASONING, turn, tables, out, put(REASONING, out, at))
        at = put_calls(rows, block, turn, out, put(CALLS, out, at))
        at = put_text(rows, block + columns.NAME, turn, out, put(NAME, out, at))
        at = put_bare(rows, block + columns.WEIGHT, turn, out, put(WEIGHT, out, at))
        at = put(END, out, at)
    return put(CLOSE, out, at)


@kernel
def put_spans(rows: Any, row: Any, out: Any, at: Any) -> Any:
    """Writes the spans of a row."""
    if is_null(rows, columns.SPANS, row):
        return put(NULL, out, at)
    first, last = span_of(rows, columns.SPANS, row)
    at = put(OPEN, out, at)
    for span in range(first, last):
        at = put(COMMA, out, at) if span > first else at
        at = put_bare(rows, columns.SPAN_START, span, out, put(START, out, at))
        at = put_bare(rows, columns.SPAN_END, span, out, put(STOP, out, at))
        at = put_text(rows, columns.SPAN_LABEL, span, out, put(LABEL, out, at))
        at = put(END, out, at)
    return put(CLOSE, out, at)


@kernel
def put_row(rows: Any, row: Any, tables: Any, out: Any, at: Any) -> Any:
    """Writes all of a row that makes it an exact duplicate."""
    at = put_text(rows, columns.KIND, row, out, put(KIND, out, at))
    at = put_folded(rows, columns.SYSTEM, row, tables, out, put(SYSTEM, out, at))
    at = put_turns(rows, columns.MESSAGES, row, tables, out, put(MESSAGES, out, at))
    at = put_text(rows, columns.TOOLS, row, out, put(TOOLS, out, at))
    at = put_turns(rows, columns.CHOSEN, row, tables, out, put(CHOSEN, out, at))
    at = put_turns(rows, columns.REJECTED, row, tables, out, put(REJECTED, out, at))
    at = put_bare(rows, columns.DESIRABLE, row, out, put(DESIRABLE, out, at))
    at = put_text(rows, columns.LABEL, row, out, put(LABEL, out, at))
    return put(END, out, put_spans(rows, row, out, put(SPANS, out, at)))


@kernel
def last_answer(rows: Any, row: Any) -> Any:
    """The last turn of the assistant; the one after the last where there is none."""
    first, last = span_of(rows, columns.MESSAGES, row)
    for turn in range(last - 1, first - 1, -1):
        if equals(rows, columns.MESSAGES + columns.ROLE, turn, ASSISTANT):
            return turn
    return last


@kernel
def put_said(rows: Any, turn: Any, tables: Any, narrow: Any, out: Any, at: Any) -> Any:
    """Writes the letters and digits of a turn's content and parts."""
    block = columns.MESSAGES
    if not is_null(rows, block + columns.CONTENT, turn):
        span = span_of(rows, block + columns.CONTENT, turn)
        at = put_letters(rows[0], span, tables, narrow, out, at)
    if not is_null(rows, block + columns.PARTS, turn):
        first, last = span_of(rows, block + columns.PARTS, turn)
        for part in range(first, last):
            if not is_null(rows, block + columns.TEXT, part):
                span = span_of(rows, block + columns.TEXT, part)
                at = put_letters(rows[0], span, tables, narrow, out, at)
    return at


@kernel
def put_asked(rows: Any, row: Any, tables: Any, out: Any, at: Any) -> Any:
    """Writes the letters and digits of what a row asks: of a conversation, the turns before the answer."""
    if is_null(rows, columns.MESSAGES, row):
        return at
    first, last = span_of(rows, columns.MESSAGES, row)
    if equals(rows, columns.KIND, row, CONVERSATION):
        last = last_answer(rows, row)
    role = columns.MESSAGES + columns.ROLE
    for turn in range(first, last):
        if not (is_null(rows, role, turn) or equals(rows, role, turn, SYSTEM_ROLE)):
            at = put_said(rows, turn, tables, NARROW, out, at)
    return at


@kernel
def count_characters(rows: Any, counts: Any) -> None:
    """Counts the characters of each row's turns, parts aside, into zeros."""
    content = columns.MESSAGES + columns.CONTENT
    for row in range(counts.size):
        if is_null(rows, columns.MESSAGES, row):
            continue
        first, last = span_of(rows, columns.MESSAGES, row)
        for turn in range(first, last):
            if not is_null(rows, content, turn):
                start, end = span_of(rows, content, turn)
                for byte in rows[0][start:end]:
                    counts[row] += byte & 0xC0 != 0x80


@kernel
def write_content(rows: Any, first: Any, tables: Any, outs: Any, found: Any) -> Any:
    """Writes rows one after another while there is room for the next; gives the row after the last.

    Args:
        rows: A batch as `danlu.dedup.flat` gives it.
        first: The row to begin with.
        tables: What is known of characters, and their lower case.
        outs: Where to write contents, and prompts.
        found: Where each row's content and its prompt end, whether it has a prompt, and whether SQL must
            do the row.
    """
    ends, held, rare_rows = found
    table, lower = tables
    rare = np.zeros(1, np.bool_)
    row, at, asked_at = first, np.int64(0), np.int64(0)
    while row < held.size:
        if max(at, asked_at) + room_for(rows, row) > outs.shape[1]:
            break
        rare[0] = False
        at = put_row(rows, row, (table, lower, rare), outs[0], at)
        begin = asked_at
        asked_at = put_asked(rows, row, (table, lower, rare), outs[1], asked_at)
        ends[0, row], ends[1, row] = at, asked_at
        held[row], rare_rows[row] = asked_at > begin, rare[0]
        row += 1
    return row
