"""Whether two rows are alike: the exact Jaccard similarity of their sets of shingles.

Of two prompts that share a frame (see `danlu.dedup.near.kernels.framing`) the rest must be alike as well, and
equal where it is short on either side: what a template says of its rows makes none of them alike. Not so
where two long answers are alike: they tell of one row that was written twice.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.near.kernels import kernel
from danlu.dedup.near.kernels.folding import fold, shingle
from danlu.dedup.near.kernels.framing import same_codes, take_frame
from danlu.dedup.near.kernels.sketching import ANSWERED, ASKED, PROMPT, WHOLE, part_bounds

SCALE = 10_000
"""Thresholds are whole numbers of its parts, so that no float decides."""
ROW, PART, STAMP, DISTINCT, CHARACTERS, CLOCK, STATE = range(7)
"""What is remembered of the text whose shingles lie in the table."""
NONE = -1
UNFRAMED, EQUAL, ALIKE, APART = range(4)
"""Two prompts share no segment at either end; they are equal; the rest of both is alike; it is not."""


@kernel
def workspace(longest: Any) -> Any:
    """Scratch for comparing texts of at most so many bytes.

    The code points and hashes of one text, the code points of another; a hash table, when each of its
    slots was taken and when it was last met; and the state.
    """
    size = 1024
    while size < 3 * longest:
        size *= 2
    state = np.zeros(STATE, np.int64)
    state[ROW] = NONE
    return (
        np.empty(longest + 8, np.uint32),
        np.empty(longest + 8, np.uint64),
        np.empty(longest + 8, np.uint32),
        np.empty(size, np.uint64),
        np.zeros(size, np.int64),
        np.zeros(size, np.int64),
        state,
    )


@kernel
def hold(texts: Any, row: Any, part: Any, space: Any) -> None:
    """Puts the distinct shingles of a row's part into the table, unless they lie there."""
    state = space[6]
    if state[ROW] == row and state[PART] == part:
        return
    data, bounds, folded = texts
    start, end = part_bounds(bounds, row, part)
    hold_codes(fold(data, start, end, folded, space[0]), space)
    state[ROW], state[PART] = row, part


@kernel
def hold_codes(count: Any, space: Any) -> None:
    """Puts the distinct shingles of a folded text, the first of the space, into the table."""
    codes, hashes, _, table, taken, _, state = space
    total = shingle(codes, count, hashes)
    state[CLOCK] += 1
    stamp, mask, distinct = state[CLOCK], np.int64(table.size - 1), 0
    for at in range(total):
        hashed = hashes[at]
        slot = np.int64(hashed >> np.uint64(20)) & mask
        while taken[slot] == stamp and table[slot] != hashed:
            slot = (slot + 1) & mask
        if taken[slot] != stamp:
            taken[slot], table[slot] = stamp, hashed
            distinct += 1
    state[ROW], state[STAMP] = NONE, stamp
    state[DISTINCT], state[CHARACTERS] = distinct, count


@kernel
def compare(codes: Any, count: Any, threshold: Any, space: Any) -> Any:
    """Compares a folded text with what is held: shared shingles and their union, both exact.

    Gives (0, 0) where the similarity is below the threshold, as soon as that is certain. Two texts without
    a shingle are equal: (1, 1).

    A slot that another text took counts as free: what is held was put in first, and so stands before
    any such slot wherever it is looked for.
    """
    _, hashes, _, table, taken, met, state = space
    total = shingle(codes, count, hashes)
    held, union = state[STAMP], state[DISTINCT]
    if total == 0 and union == 0:
        return 1, 1
    state[CLOCK] += 1
    now, mask, shared = state[CLOCK], np.int64(table.size - 1), 0
    if min(total, union) * SCALE < threshold * union:
        return 0, 0
    for at in range(total):
        hashed = hashes[at]
        slot = np.int64(hashed >> np.uint64(20)) & mask
        while (taken[slot] == held or taken[slot] == now) and table[slot] != hashed:
            slot = (slot + 1) & mask
        if taken[slot] == held:
            shared += met[slot] != now
            met[slot] = now
        elif taken[slot] != now:
            taken[slot], table[slot] = now, hashed
            union += 1
            if min(shared + total - at - 1, state[DISTINCT]) * SCALE < threshold * union:
                return 0, 0
    return (shared, union) if shared * SCALE >= threshold * union else (0, 0)


@kernel
def compare_framed(one: Any, other: Any, folded: Any, settings: Any, space: Any) -> Any:
    """What the frame of two prompts, each bytes with a first and an end, leaves of them: is it alike?

    Gives `UNFRAMED`, `EQUAL`, `ALIKE` or `APART`. What is held is lost.
    """
    threshold, least = settings[0], settings[1]
    codes, others = space[0], space[2]
    start, end, begin, stop, framed = take_frame(one, other, folded, (codes, others))
    if not framed:
        return UNFRAMED
    own = fold(one[0], start, end, folded, codes)
    count = fold(other[0], begin, stop, folded, others)
    if own == count and same_codes(codes, others, count):
        return EQUAL
    if min(own, count) < least:
        return APART
    hold_codes(own, space)
    return ALIKE if compare(others, count, threshold, space)[1] > 0 else APART


@kernel
def compare_sides(texts: Any, pair: Any, question: Any, settings: Any, space: Any) -> Any:
    """Compares two rows side by side, a question and the answer; both must be alike, the less alike counts.

    A side of fewer than the least characters in either row must be equal. The shorter side comes first.
    """
    data, bounds, folded = texts
    one, other = pair
    threshold, least, _ = settings
    shared, union, side = 1, 1, WHOLE
    asked, answered = part_bounds(bounds, one, question), part_bounds(bounds, one, ANSWERED)
    first = question if asked[1] - asked[0] <= answered[1] - answered[0] else ANSWERED
    for part in (first, question + ANSWERED - first):
        start, end = part_bounds(bounds, other, part)
        count = fold(data, start, end, folded, space[2])
        hold(texts, one, part, space)
        if min(count, space[6][CHARACTERS]) < least:
            start, end = part_bounds(bounds, one, part)
            own = fold(data, start, end, folded, space[0])
            if own != count or not same_codes(space[0], space[2], count):
                return 0, 0, part
            continue
        found, together = compare(space[2], count, threshold, space)
        if together == 0:
            return 0, 0, part
        lower = found * union - shared * together
        if side == WHOLE or lower < 0 or (lower == 0 and part == question):
            shared, union, side = found, together, part
    return shared, union, max(side, ASKED)


@kernel
def answers_agree(texts: Any, pair: Any, settings: Any, space: Any) -> Any:
    """Whether two rows answer at some length, and alike."""
    data, bounds, folded = texts
    one, other = pair
    threshold, least = settings[0], settings[1]
    start, end = part_bounds(bounds, one, ANSWERED)
    begin, stop = part_bounds(bounds, other, ANSWERED)
    if min(end - start, stop - begin) < least:
        return False
    count = fold(data, begin, stop, folded, space[2])
    hold(texts, one, ANSWERED, space)
    return min(count, space[6][CHARACTERS]) >= least and compare(space[2], count, threshold, space)[1] > 0


@kernel
def has_answer(bounds: Any, row: Any) -> Any:
    """Whether a row answers something; a document does not."""
    return bounds[row, 2] < bounds[row, 3]


@kernel
def compare_rows(texts: Any, heads: Any, pair: Any, settings: Any, spaces: Any) -> Any:
    """Whether two rows are alike: shared shingles, their union, and the part that was measured.

    The union is 0 where they are not. `spaces`: scratch for the parts of rows, and for what frames leave.
    """
    one, other = pair
    data, bounds, folded = texts
    space, rest = spaces
    one_head = heads[one] != 0 and heads[one] == heads[other]
    question = ASKED if one_head else PROMPT
    answered, framed = has_answer(bounds, one), UNFRAMED
    if answered and has_answer(bounds, other):
        start, end = part_bounds(bounds, one, question)
        begin, stop = part_bounds(bounds, other, question)
        framed = compare_framed((data, start, end), (data, begin, stop), folded, settings, rest)
        if framed == APART:
            if not answers_agree(texts, pair, settings, space):
                return 0, 0, WHOLE
            framed = UNFRAMED
    if one_head:
        return compare_sides(texts, pair, ASKED, settings, space)
    hold(texts, one, WHOLE, space)
    count = fold(data, bounds[other, 0], bounds[other, 3], folded, space[2])
    shared, union = compare(space[2], count, settings[0], space)
    sided = (settings[2] or framed == ALIKE) and (answered or has_answer(bounds, other))
    if union > 0 and sided and compare_sides(texts, pair, PROMPT, settings, space)[1] == 0:
        return 0, 0, WHOLE
    return shared, union, WHOLE
