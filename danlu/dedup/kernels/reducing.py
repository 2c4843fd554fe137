"""The parts of rows that held-out rows are known by, as code points of letters and digits.

This is `danlu.dedup.held_out.parts` and `danlu.identity.reduce_text` in one pass over flat rows.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.kernels import columns, kernel
from danlu.dedup.kernels.characters import copy, decode
from danlu.dedup.kernels.columns import equals, is_null, span_of
from danlu.dedup.kernels.content import CONVERSATION, SYSTEM_ROLE, last_answer
from danlu.dedup.kernels.escaping import literal
from danlu.dedup.kernels.instructions import after_blanks, instruction_end, turn_text

USER = literal("user")
UNKNOWN = np.uint32(0xFFFFFFFF)
"""What the table says of characters that it does not know yet."""
BLOCK_BITS = 8


@kernel
def put_codes(data: Any, span: Any, tables: Any, out: Any, at: Any) -> Any:
    """Writes what is left of a text; gives where it ends. Notes characters that are not known yet."""
    (start, end), (table, unknown) = span, tables
    while start < end:
        byte = data[start]
        if byte < 0x80:
            code = table[byte]
            out[at] = code
            at += code != 0
            start += 1
            continue
        character, start = decode(data, start)
        code = table[character]
        if code == UNKNOWN:
            unknown[character >> BLOCK_BITS] = True
        elif code:
            out[at] = code
            at += 1
    return at


@kernel
def put_column(rows: Any, column: Any, item: Any, tables: Any, out: Any, at: Any) -> Any:
    """Writes a text of a column; null is none."""
    if is_null(rows, column, item):
        return at
    return put_codes(rows[0], span_of(rows, column, item), tables, out, at)


@kernel
def put_said(rows: Any, block: Any, turn: Any, tables: Any, out: Any, at: Any) -> Any:
    """Writes what a turn says: its content, its parts, its calls."""
    at = put_column(rows, block + columns.CONTENT, turn, tables, out, at)
    if not is_null(rows, block + columns.PARTS, turn):
        first, last = span_of(rows, block + columns.PARTS, turn)
        for part in range(first, last):
            at = put_column(rows, block + columns.TEXT, part, tables, out, at)
    if not is_null(rows, block + columns.CALLS, turn):
        first, last = span_of(rows, block + columns.CALLS, turn)
        names = block + columns.CALL_NAME, block + columns.ARGUMENTS
        for call in range(first, last):
            if not (is_null(rows, names[0], call) or is_null(rows, names[1], call)):
                at = put_column(rows, names[0], call, tables, out, at)
                at = put_column(rows, names[1], call, tables, out, at)
    return at


@kernel
def put_all_said(rows: Any, block: Any, row: Any, tables: Any, out: Any, at: Any) -> Any:
    """Writes what all turns of a list say."""
    if is_null(rows, block, row):
        return at
    first, last = span_of(rows, block, row)
    for turn in range(first, last):
        at = put_said(rows, block, turn, tables, out, at)
    return at


@kernel
def put_turns_of(rows: Any, span: Any, tables: Any, out: Any, at: Any) -> Any:
    """Writes what turns of a stretch say, but for one, those of the system and those without a role."""
    first, last, but = span
    role = columns.MESSAGES + columns.ROLE
    for turn in range(first, last):
        if turn != but and not (is_null(rows, role, turn) or equals(rows, role, turn, SYSTEM_ROLE)):
            at = put_said(rows, columns.MESSAGES, turn, tables, out, at)
    return at


@kernel
def put_head(rows: Any, row: Any, tables: Any, out: Any, at: Any) -> Any:
    """Writes the system prompt and what the system says."""
    at = put_column(rows, columns.SYSTEM, row, tables, out, at)
    if is_null(rows, columns.MESSAGES, row):
        return at
    first, last = span_of(rows, columns.MESSAGES, row)
    for turn in range(first, last):
        if equals(rows, columns.MESSAGES + columns.ROLE, turn, SYSTEM_ROLE):
            at = put_said(rows, columns.MESSAGES, turn, tables, out, at)
    return at


@kernel
def put_answered(rows: Any, row: Any, answer: Any, tables: Any, out: Any, at: Any) -> Any:
    """Writes the answer, if any, what was chosen and rejected, and the label."""
    if answer >= 0:
        at = put_said(rows, columns.MESSAGES, answer, tables, out, at)
    at = put_all_said(rows, columns.CHOSEN, row, tables, out, at)
    at = put_all_said(rows, columns.REJECTED, row, tables, out, at)
    return put_column(rows, columns.LABEL, row, tables, out, at)


@kernel
def prompt_of(rows: Any, row: Any) -> Any:
    """A row's first turn and the one after its prompt, the answer and the last user's turn, or -1."""
    if is_null(rows, columns.MESSAGES, row):
        return 0, 0, -1, -1
    first, last = span_of(rows, columns.MESSAGES, row)
    answer = np.int64(-1)
    if equals(rows, columns.KIND, row, CONVERSATION) and last_answer(rows, row) < last:
        answer = last = last_answer(rows, row)
    user = last - 1
    while user >= first and not equals(rows, columns.MESSAGES + columns.ROLE, user, USER):
        user -= 1
    return first, last, answer, user if user >= first else np.int64(-1)


@kernel
def put_question(rows: Any, user: Any, tables: Any, outs: Any, at: Any) -> Any:
    """Writes the instruction of the last user's turn to the head, and the rest to what is asked."""
    data, start, end = turn_text(rows, user)
    start = after_blanks(data, start, end)
    cut = instruction_end(data, start, end)
    head = put_codes(data, (start, cut), tables, outs[1], at[0])
    return head, put_codes(data, (cut, end), tables, outs[2], at[1])


@kernel
def write_parts(rows: Any, first: Any, tables: Any, outs: Any, bounds: Any) -> Any:
    """Writes rows one after another while there is room for the next; gives the row after the last.

    Args:
        rows: A batch as `danlu.dedup.flat` gives it.
        first: The row to begin with.
        tables: What each code point is reduced to, and which blocks of them are not known yet.
        outs: Where to write prompts, heads, what is asked and what is answered.
        bounds: Where each of a row begins, and that of the row behind.
    """
    row, last = first, rows[3][1] - rows[3][0] - 1
    bounds[:, 0] = 0
    while row < last:
        at, place = bounds[:, row - first], row - first + 1
        if at.max() + columns.held_by(rows, row)[0] > outs.shape[1]:
            break
        begin, end, answer, user = prompt_of(rows, row)
        head = instructed = put_head(rows, row, tables, outs[1], at[1])
        asked = others = put_turns_of(rows, (begin, end, user), tables, outs[2], at[2])
        if user >= 0:
            head, asked = put_question(rows, user, tables, outs, (head, asked))
        if user in (-1, end - 1):
            prompt = copy(outs[2], at[2], others, outs[0], at[0])
            prompt = copy(outs[1], instructed, head, outs[0], prompt)
            prompt = copy(outs[2], others, asked, outs[0], prompt)
        else:
            prompt = put_turns_of(rows, (begin, end, np.int64(-1)), tables, outs[0], at[0])
        bounds[0, place], bounds[1, place], bounds[2, place] = prompt, head, asked
        bounds[3, place] = put_answered(rows, row, answer, tables, outs[3], at[3])
        row += 1
    return row
