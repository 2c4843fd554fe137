"""The kernel that folds a text to the letters and digits that are compared, and marks where words begin.

What dresses a text is dropped: white space, punctuation, Markdown, the commands of LaTeX that only lay
out, the labels of choices ("A.", "(B)", "C、"), and commas between the thousands of a number. Folded text
is UTF-8 without any of these, so that spaces put in or left out change nothing; where words begin is
kept beside it. A unit is a byte of folded text: a Latin letter or a digit is one, a Han character three.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.contamination.kernels import loop

TABLED = 0x20000
DROPPED, LETTER, DIGIT, IDEOGRAPH, JOINING = 0, 1, 2, 3, 4
BACKSLASH = 0x5C
COMMAS = (0x2C, 0xFF0C)
POINTS = (0x2E, 0x3A)
"""A point and a colon, which stand behind labels, and within other things."""
CLOSERS = (0x29, 0x5D, 0x3001, 0xFF0E, 0xFF1A, 0xFF09)
"""`)]、．：）`, which stand behind labels."""
LONGEST_COMMAND = 16


@loop
def is_one_of(code: Any, codes: Any) -> Any:
    """Whether a code point is among a few."""
    found = False
    for one in codes:
        found = found or code == one
    return found


@loop
def decode(data: Any, at: Any) -> Any:
    """The code point that starts at a byte, and the bytes that it takes."""
    first = np.int64(data[at])
    if first < 0x80:
        return first, 1
    second = np.int64(data[at + 1] & 0x3F)
    if first < 0xE0:
        return (first & 0x1F) << 6 | second, 2
    third = np.int64(data[at + 2] & 0x3F)
    if first < 0xF0:
        return (first & 0x0F) << 12 | second << 6 | third, 3
    return (first & 0x07) << 18 | second << 12 | third << 6 | np.int64(data[at + 3] & 0x3F), 4


@loop
def is_letter(byte: Any) -> Any:
    """Whether a byte is a letter of ASCII."""
    return np.uint8((byte | np.uint8(0x20)) - np.uint8(0x61)) < np.uint8(26)


@loop
def is_digit(byte: Any) -> Any:
    """Whether a byte is a digit of ASCII."""
    return np.uint8(byte - np.uint8(0x30)) < np.uint8(10)


@loop
def hash_letters(data: Any, start: Any, end: Any) -> Any:
    """A hash of a short stretch of bytes (FNV-1a)."""
    found = np.uint64(0xCBF29CE484222325)
    for at in range(start, end):
        found = (found ^ np.uint64(data[at])) * np.uint64(0x100000001B3)
    return found


@loop
def is_listed(hashed: Any, listed: Any) -> bool:
    """Whether a hash is in a sorted list."""
    at = np.searchsorted(listed, hashed)
    return bool(at < listed.size and listed[at] == hashed)


@loop
def pass_command(data: Any, at: Any, end: Any, commands: Any) -> Any:
    """The byte after what dresses a text behind a backslash: a command of LaTeX, or n, r, t of an escape."""
    stop = at
    while stop < end and stop < at + LONGEST_COMMAND and is_letter(data[stop]):
        stop += 1
    if stop == at:
        return at
    if is_listed(hash_letters(data, at, stop), commands):
        return stop
    escaped = data[at] == 0x6E or data[at] == 0x72 or data[at] == 0x74
    followed = stop > at + 1 and data[at + 1] >= 0x61
    return at + 1 if escaped and not followed else at


@loop
def joins_digits(data: Any, at: Any, end: Any, kinds: Any) -> bool:
    """Whether what stands before a byte parts the thousands of a number: just three digits follow."""
    for step in range(4):
        if at >= end:
            return step == 3
        code, taken = decode(data, at)
        if (code < TABLED and kinds[code] == DIGIT) != (step < 3):
            return False
        at += taken
    return True


@loop
def is_opening(data: Any, start: Any, at: Any) -> bool:
    """Whether a label may begin at a byte: after white space or a bracket that follows white space."""
    if at <= start or data[at - 1] <= 0x20:
        return True
    before = at
    if data[at - 1] == 0x28 or data[at - 1] == 0x5B:
        before = at - 1
    elif at - 3 >= start and data[at - 3] == 0xEF and data[at - 2] == 0xBC and data[at - 1] == 0x88:
        before = at - 3
    elif at - 3 >= start and data[at - 3] == 0xE3 and data[at - 2] == 0x80 and data[at - 1] == 0x80:
        return True
    return bool(before < at and (before <= start or data[before - 1] <= 0x20))


@loop
def is_label(data: Any, start: Any, at: Any, taken: Any, end: Any) -> Any:
    """Whether a letter labels a choice: it stands alone before one of `.):]、．：）`."""
    after = at + taken
    if after >= end or not is_opening(data, start, at):
        return False
    code, _ = decode(data, after)
    if is_one_of(code, POINTS):
        following = after + 1
        return bool(following >= end or not (is_letter(data[following]) or is_digit(data[following])))
    return is_one_of(code, CLOSERS)


@loop
def fold(data: Any, start: Any, end: Any, tables: Any, room: Any) -> int:
    """Folds the bytes from start to end; gives how many units were written.

    Args:
        data: UTF-8.
        start: The first byte.
        end: The byte after the last one.
        tables: Those of `danlu.dedup.contamination.characters`, and the hashes of commands.
        room: The folded bytes, the place of each in `data`, and 1 where a word begins: at least four
            bytes for each of the text's.
    """
    kinds, offsets, pool, commands = tables
    folded, places, first = room
    written, broken, at = 0, True, start
    last: Any = DROPPED
    while at < end:
        code, taken = decode(data, at)
        kind = np.int64(kinds[code]) if code < TABLED else IDEOGRAPH if code < 0x323B0 else DROPPED
        if kind == DROPPED:
            comma = is_one_of(code, COMMAS) and last == DIGIT and not broken
            if comma and joins_digits(data, at + taken, end, kinds):
                at += taken
                continue
            broken, at = True, at + taken
            if code == BACKSLASH:
                at = pass_command(data, at, end, commands)
            continue
        if kind == JOINING:
            at += taken
            continue
        size = offsets[code + 1] - offsets[code] if code < TABLED else taken
        if kind == LETTER and broken and size == 1:
            letter = pool[offsets[code]]
            if letter <= 0x6A and is_label(data, start, at, taken, end):
                at += taken
                continue
        begins = broken or kind == IDEOGRAPH or kind != last
        for byte in range(size):
            folded[written + byte] = pool[offsets[code] + byte] if code < TABLED else data[at + byte]
            places[written + byte] = at - start
            first[written + byte] = 0
        first[written] = begins
        written += size
        last, broken, at = kind, False, at + taken
    return written
