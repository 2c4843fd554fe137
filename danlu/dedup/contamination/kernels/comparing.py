"""The kernels that compare a train row with a held-out row, as merging compares two rows, and exactly."""

from __future__ import annotations

from typing import Any

from danlu.dedup.contamination.kernels import loop
from danlu.dedup.contamination.kernels.listing import list_shingles
from danlu.dedup.near.kernels.folding import fold
from danlu.dedup.near.kernels.likeness import ALIKE, APART, SCALE, UNFRAMED, compare_framed, has_answer
from danlu.dedup.near.kernels.sketching import ANSWERED, ASKED, PROMPT, WHOLE, part_bounds


@loop
def overlap_of(one: Any, other: Any, needed: Any) -> int:
    """How many tokens two sorted sets share; -1 as soon as it must be fewer than needed."""
    left, right, shared = 0, 0, 0
    while left < one.size and right < other.size:
        if shared + min(one.size - left, other.size - right) < needed:
            return -1
        if one[left] == other[right]:
            shared, left, right = shared + 1, left + 1, right + 1
        elif one[left] < other[right]:
            left += 1
        else:
            right += 1
    return shared if shared >= needed else -1


@loop
def likeness(ours: Any, own: Any, theirs: Any, other: Any, measured: Any, rooms: Any) -> Any:
    """Shared shingles and their union, exact. `measured`: the part, and the least characters of one."""
    part, least = measured
    first = list_shingles(ours, own, part, least, rooms[0])
    second = list_shingles(theirs, other, part, least, rooms[1])
    shared = max(0, overlap_of(rooms[0][1][:first], rooms[1][1][:second], 0))
    return shared, first + second - shared


@loop
def sides_alike(ours: Any, own: Any, theirs: Any, other: Any, measured: Any, rooms: Any) -> Any:
    """Whether what two rows ask is alike, head and all, and what they answer too."""
    threshold, least = measured
    for side in (PROMPT, ANSWERED):
        shared, union = likeness(ours, own, theirs, other, (side, least), rooms)
        if shared * SCALE < threshold * union:
            return False
    return True


@loop
def frame_of(ours: Any, own: Any, theirs: Any, other: Any, measured: Any, space: Any) -> Any:
    """What merging has of the frame of two prompts: see `compare_framed`. `measured`: the part, settings."""
    question, settings = measured
    start, end = part_bounds(ours[1], own, question)
    begin, stop = part_bounds(theirs[1], other, question)
    return compare_framed((ours[0], start, end), (theirs[0], begin, stop), ours[3], settings, space)


@loop
def answers_long(rows: Any, row: Any, least: Any, room: Any) -> Any:
    """Whether the answer of a row has at least so many characters."""
    start, end = part_bounds(rows[1], row, ANSWERED)
    return end - start >= least and fold(rows[0], start, end, rows[3], room[0]) >= least


@loop
def answers_agree(ours: Any, own: Any, theirs: Any, other: Any, measured: Any, rooms: Any) -> Any:
    """Whether two rows answer at some length, and alike."""
    threshold, least = measured
    if not (answers_long(ours, own, least, rooms[0]) and answers_long(theirs, other, least, rooms[1])):
        return False
    shared, union = likeness(ours, own, theirs, other, (ANSWERED, least), rooms)
    return shared * SCALE >= threshold * union


@loop
def alike_part(ours: Any, own: Any, theirs: Any, other: Any, measured: Any, rooms: Any) -> Any:
    """Shared shingles and their union of two rows: of their wholes, or of the less alike of their sides."""
    part, least, floor = measured
    shared, union = likeness(ours, own, theirs, other, (part, least), rooms)
    if part == ASKED and shared * SCALE >= floor * union:
        second, together = likeness(ours, own, theirs, other, (ANSWERED, least), rooms)
        if second * union < shared * together:
            shared, union = second, together
    return shared, union


@loop
def compare_pair(ours: Any, own: Any, theirs: Any, other: Any, measured: Any, rooms: Any) -> Any:
    """Compares two rows that are compared by a part: shared shingles, their union, and whether it is a leak.

    The union is 0 where the pair is not to be listed. What is asked and answered, and the frame of what is
    asked, count only where both rows have an answer or none has.

    Args:
        ours: As for `join`; so is `theirs`.
        own: The number of our row.
        theirs: The held-out rows.
        other: The number of theirs.
        measured: The part, and the bounds as for `join`.
        rooms: Room for the shingles of both, and to compare what their frame leaves.
    """
    part, (floor, least, threshold, both_sides, _, close) = measured
    answers, answered = has_answer(ours[1], own), has_answer(theirs[1], other)
    frame = UNFRAMED
    if answers and answered:
        question = PROMPT if part == WHOLE else ASKED
        frame = frame_of(ours, own, theirs, other, (question, (threshold, least)), rooms[2])
    if frame == APART and answers_agree(ours, own, theirs, other, (threshold, least), rooms):
        frame = UNFRAMED
    if frame == APART and not close:
        return 0, 0, False
    shared, union = alike_part(ours, own, theirs, other, (part, least, floor), rooms)
    if shared * SCALE < floor * union:
        return 0, 0, False
    leak = frame != APART and shared * SCALE >= threshold * union
    if leak and part == WHOLE and answers == answered and (both_sides or frame == ALIKE):
        leak = sides_alike(ours, own, theirs, other, (threshold, least), rooms)
    if leak or close:
        return shared, union, leak
    return 0, 0, False
