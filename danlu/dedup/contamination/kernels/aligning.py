"""The kernel that aligns an item with a stretch of a row, code point by code point.

Edit distance (Levenshtein 1966) with both ends of the row's stretch free, so that the item is found
within longer text, in a band about the distance at which n-grams met; time and room are the item's length
times the band's width.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.contamination.kernels import loop
from danlu.dedup.contamination.kernels.folding import decode

MOST_CODES = 2048
"""Characters of an item that are compared; what follows counts for nothing."""
MOST_ROW_CODES = 2 * MOST_CODES
ABSENT = -1
"""What an item's character that the row leaves out is aligned to. One that the row has another character
for is aligned to `SUBSTITUTED` less the place of that."""
SUBSTITUTED = -2
DIAGONAL, LEFT_OUT, PUT_IN = 0, 1, 2
FAR = 1 << 20
"""More edits than there can be: what lies outside the band."""
LOOK_ALIKES = np.zeros(128, np.int64)
"""The digit that optical recognition takes a letter for, or the other way round."""
for letter, digit in zip("oqlizsbg", "00112589", strict=True):
    LOOK_ALIKES[ord(letter)] = ord(digit)


@loop
def unpack(folded: Any, marks: Any, start: Any, end: Any, most: Any, unpacked: Any) -> int:
    """Folded bytes as code points, with their marks and places; gives how many there are, `most` at most."""
    codes, flags, places = unpacked
    count, at = 0, start
    while at < end and count < most:
        code, taken = decode(folded, at)
        codes[count], flags[count], places[count] = code, marks[at], at
        count += 1
        at += taken
    places[count] = at
    return count


@loop
def is_same(own: Any, other: Any) -> Any:
    """Whether a row's character stands for an item's: equal, or a letter and a digit that look alike."""
    if own == other:
        return True
    return own < 0x80 and other < 0x80 and (LOOK_ALIKES[other] == own or LOOK_ALIKES[own] == other)


@loop
def share_trigrams(own: Any, size: Any, other: Any, length: Any, counts: Any) -> bool:
    """Whether two fifths of the item's runs of three characters stand in the row's stretch, in any order.

    Fewer means that more than a fifth of the item's characters are edited, as each edit costs three runs
    at most (the q-gram lemma: Ukkonen 1992, *Approximate string-matching with q-grams*).
    """
    mask = counts.size - 1
    for at in range(size - 2):
        counts[(own[at] * 31 + own[at + 1] * 1009 + own[at + 2] * 65537) & mask] += 1
    shared = 0
    for at in range(length - 2):
        place = (other[at] * 31 + other[at + 1] * 1009 + other[at + 2] * 65537) & mask
        if counts[place] > 0:
            counts[place] -= 1
            shared += 1
    for at in range(size - 2):
        counts[(own[at] * 31 + own[at + 1] * 1009 + own[at + 2] * 65537) & mask] = 0
    return bool(shared >= 0.4 * size - 2)


@loop
def start_line(line: Any, band: Any, length: Any, room: Any) -> Any:
    """Prepares a line of the table: what borders its band is far. Gives the band's columns."""
    trace, _, now = room
    low, high = band
    first, last = max(0, line + low), min(length, line + high)
    if first == 0:
        now[0] = line
        trace[line * (high - low + 1) - line - low] = LEFT_OUT
    elif first <= length + 1:
        now[first - 1] = FAR
    if last < length:
        now[last + 1] = FAR
    return max(1, first), last


@loop
def fill(item: Any, row: Any, band: Any, room: Any) -> int:
    """Fills the band of the table of steps; gives the place in the row behind the best alignment, or -1."""
    (own, size), (other, length) = item, row
    trace, before, now = room
    low, high = band
    for column in range(length + 1):
        before[column] = 0 if low <= column <= high else FAR
        now[column] = FAR
    for line in range(1, size + 1):
        code, base = own[line - 1], line * (high - low + 1) - line - low
        first, last = start_line(line, band, length, (trace, before, now))
        for column in range(first, last + 1):
            best = before[column - 1] + (0 if is_same(code, other[column - 1]) else 1)
            step = DIAGONAL
            if before[column] + 1 < best:
                best, step = before[column] + 1, LEFT_OUT
            if now[column - 1] + 1 < best:
                best, step = now[column - 1] + 1, PUT_IN
            now[column] = best
            trace[base + column] = step
        before, now = now, before
    least = max(0, min(length, size + low))
    for column in range(least, min(length, size + high) + 1):
        if before[column] < before[least]:
            least = column
    return least if before[least] < FAR else -1


@loop
def align(item: Any, row: Any, band: Any, room: Any, to: Any) -> bool:
    """Writes for each of the item's characters where it stands in the row (`to`); False where it cannot be.

    Args:
        item: Code points, and how many there are.
        row: The same of a stretch of the row.
        band: The least and the most distance between a place in the row and one in the item.
        room: For the steps of the band, and two lines of the table.
        to: What is written.
    """
    own, other, trace = item[0], row[0], room[0]
    column = fill(item, row, band, room)
    line, low, width = item[1], band[0], band[1] - band[0] + 1
    if column < 0:
        return False
    while line > 0:
        step = trace[line * width + column - line - low]
        if step == DIAGONAL:
            line, column = line - 1, column - 1
            to[line] = column if is_same(own[line], other[column]) else SUBSTITUTED - column
        elif step == LEFT_OUT:
            line -= 1
            to[line] = ABSENT
        else:
            column -= 1
    return True
