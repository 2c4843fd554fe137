"""The frame of two rows: the segments that both begin and end with, and whether the rest is alike.

What a template gives to its rows can be told from no row alone, only from two: so the frame hangs on the
pair. A segment is a line, or a sentence of one: it ends after a line break, after 。！？；：… or a dash as
wide as a letter, and after . ! ? ; : | or - where a blank follows (after - where one stands before it too,
or another -). Segments are compared folded, and those that fold to nothing do not count.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from danlu.dedup.near.kernels import kernel
from danlu.dedup.near.kernels.folding import SPACE, decode, fold, hash_codes, mixed

NARROW = np.isin(np.arange(128), [ord(sign) for sign in ".!?;:|"])
"""Which ASCII characters end a segment where a blank follows."""
WIDE = tuple(int.from_bytes(sign.encode(), "big") for sign in "。！？；：…—–")
"""What ends a segment wherever it stands: three bytes each, as one number."""
BREAK, BLANK, DASH = 0x0A, 0x20, 0x2D
BLOCK = 32
"""Bytes that are compared at once."""


@kernel
def ends_segment(data: Any, origin: Any, at: Any) -> Any:
    """Whether a segment of a text that begins at `origin` ends before a byte inside of it."""
    last = np.int64(data[at - 1])
    if last == BREAK:
        return True
    if last >= 0x80:
        if at - origin < 3 or data[at - 3] < 0xE2:
            return False
        sign, ends = np.int64(data[at - 3]) << 16 | np.int64(data[at - 2]) << 8 | last, False
        for wide in WIDE:
            ends |= sign == wide
        return ends
    if data[at] > BLANK:
        return False
    if last == DASH:
        return at - origin >= 2 and (data[at - 2] <= BLANK or data[at - 2] == DASH)
    return NARROW[last]


@kernel
def first_segment(text: Any, start: Any, folded: Any, codes: Any) -> Any:
    """Writes the first segment from `start` on that does not fold to nothing.

    Gives its characters, 0 where there is none, and where it ends.
    """
    data, origin, end = text
    count, at = 0, start
    while count == 0 and at < end:
        begin = at
        at += 1
        while at < end and not ends_segment(data, origin, at):
            at += 1
        count = fold(data, begin, at, folded, codes)
    return count, at


@kernel
def last_segment(text: Any, span: Any, folded: Any, codes: Any) -> Any:
    """Writes the last segment of a span of the text that does not fold to nothing.

    Gives its characters, 0 where there is none, and where it begins.
    """
    data, origin, _ = text
    start, at = span
    count = 0
    while count == 0 and at > start:
        stop = at
        at -= 1
        while at > start and not ends_segment(data, origin, at):
            at -= 1
        count = fold(data, at, stop, folded, codes)
    return count, at


@kernel
def same_codes(one: Any, other: Any, count: Any) -> Any:
    """Whether the first characters of two texts are equal."""
    at = 0
    while at < count and one[at] == other[at]:
        at += 1
    return at == count


@kernel
def equal_bytes(one: Any, start: Any, other: Any, begin: Any, most: Any) -> Any:
    """How many bytes of two texts are equal from a place on; looked at in blocks, most of which are."""
    at = 0
    while at + BLOCK <= most:
        left, right = one[start + at : start + at + BLOCK], other[begin + at : begin + at + BLOCK]
        differs = np.uint8(0)
        for byte in range(BLOCK):
            differs |= left[byte] ^ right[byte]
        if differs:
            break
        at += BLOCK
    while at < most and one[start + at] == other[begin + at]:
        at += 1
    return at


@kernel
def equal_bytes_before(one: Any, end: Any, other: Any, stop: Any, most: Any) -> Any:
    """How many bytes of two texts are equal before a place."""
    at = 0
    while at + BLOCK <= most:
        left, right = one[end - at - BLOCK : end - at], other[stop - at - BLOCK : stop - at]
        differs = np.uint8(0)
        for byte in range(BLOCK):
            differs |= left[byte] ^ right[byte]
        if differs:
            break
        at += BLOCK
    while at < most and one[end - at - 1] == other[stop - at - 1]:
        at += 1
    return at


@kernel
def take_front(one: Any, other: Any, folded: Any, rooms: Any) -> Any:
    """Where two texts go on behind the segments that both begin with. A text: bytes, its first, its end."""
    left, right = rooms
    data, origin, end = one
    others, begin, stop = other
    # what is equal byte by byte need not be folded
    taken = equal_bytes(data, origin, others, begin, min(end - origin, stop - begin)) - 1
    while taken > 0 and not ends_segment(data, origin, origin + taken):
        taken -= 1
    start, begin = origin + max(taken, 0), begin + max(taken, 0)
    while start < end and begin < stop:
        count, after = first_segment(one, start, folded, left)
        second, behind = first_segment(other, begin, folded, right)
        if count == 0 or count != second or not same_codes(left, right, count):
            break
        start, begin = after, behind
    return start, begin


@kernel
def take_back(one: Any, other: Any, rest: Any, folded: Any, rooms: Any) -> Any:
    """Where two texts end before the segments that both end with, when they begin where `rest` says."""
    left, right = rooms
    data, origin, end = one
    others, _, stop = other
    start, begin = rest
    # a segment's end is told by three bytes before it
    taken = equal_bytes_before(data, end, others, stop, min(end - start, stop - begin)) - 3
    while taken > 0 and not ends_segment(data, origin, end - taken):
        taken -= 1
    end, stop = end - max(taken, 0), stop - max(taken, 0)
    while start < end and begin < stop:
        count, before = last_segment(one, (start, end), folded, left)
        second, ahead = last_segment(other, (begin, stop), folded, right)
        if count == 0 or count != second or not same_codes(left, right, count):
            break
        end, stop = before, ahead
    return end, stop


@kernel
def take_frame(one: Any, other: Any, folded: Any, rooms: Any) -> Any:
    """What two texts leave when their frame is taken off both. A text: bytes, where it begins and ends.

    Returns:
        Where the rest of the one begins and ends, the same of the other, and whether there was a frame.
    """
    data, origin, close = one
    start, begin = take_front(one, other, folded, rooms)
    end, stop = take_back(one, other, (start, begin), folded, rooms)
    framed = has_text(data, origin, start, folded) or has_text(data, end, close, folded)
    return start, end, begin, stop, framed


@kernel
def has_text(data: Any, start: Any, end: Any, folded: Any) -> Any:
    """Whether a text is more than blanks."""
    at = start
    while at < end:
        code, at = decode(data, at, folded)
        if code != SPACE:
            return True
    return False


@kernel
def are_short(texts: Any, spans: Any, least: Any, longest: Any) -> Any:
    """Which stretches of text have fewer characters than the least."""
    data, folded = texts
    codes = np.empty(longest + 8, np.uint32)
    short = np.zeros(spans.shape[0], np.bool_)
    for text in range(spans.shape[0]):
        short[text] = fold(data, spans[text, 0], spans[text, 1], folded, codes) < least
    return short


@kernel
def list_segments(texts: Any, spans: Any, longest: Any) -> Any:
    """The segments of some stretches of text, each with hashes of all from the first to it, and from it on.

    Args:
        texts: Bytes, and the folding table.
        spans: Where each text begins and ends.
        longest: Bytes of the longest.

    Returns:
        Where the segments of each text begin among all; the first byte of each segment, the byte after its
        last, and both hashes.
    """
    data, folded = texts
    codes = np.empty(longest + 8, np.uint32)
    starts = np.zeros(spans.shape[0] + 1, np.int64)
    places, chains = np.empty((1024, 2), np.int64), np.empty((1024, 2), np.uint64)
    written = 0
    for text in range(spans.shape[0]):
        origin, end = spans[text, 0], spans[text, 1]
        at, hashed, first = origin, np.uint64(1), written
        while at < end:
            count, after = first_segment((data, origin, end), at, folded, codes)
            if count == 0:
                break
            if written == places.shape[0]:
                places = np.concatenate((places, np.empty_like(places)))
                chains = np.concatenate((chains, np.empty_like(chains)))
            chains[written, 1] = hash_codes(codes, count)
            hashed = mixed(hashed + chains[written, 1])
            chains[written, 0] = hashed
            places[written, 0], places[written, 1] = at, after
            written, at = written + 1, after
        hashed = np.uint64(2)
        for segment in range(written - 1, first - 1, -1):
            hashed = mixed(hashed + chains[segment, 1])
            chains[segment, 1] = hashed
        starts[text + 1] = written
    return starts, places[:written], chains[:written]
