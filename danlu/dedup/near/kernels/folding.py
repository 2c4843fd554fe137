"""Texts as comparison sees them: folded code points, and shingles of five of them.

Folding: lower case, full-width ASCII made narrow, each run of blanks one space, no blanks at either end
nor beside a Han character, where they mean nothing. It is idempotent. A shingle is five code points in a
row, known by a 64-bit hash; a text of fewer is one shingle. The same definition serves every script: in
Chinese five characters are two or three words, in English about one.
"""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np
from numpy.typing import NDArray

from danlu.dedup.near.kernels import kernel

SHINGLE = 5
"""Code points in a shingle."""
UNICODE = unicodedata.unidata_version
"""Which characters have a lower case depends on it: part of the fingerprint."""
SPACE = np.uint32(0x20)
MULTIPLIER = np.uint64(0xD6E8FEB86659FD93)
WEIGHTS = tuple(
    np.uint64(weight)
    for weight in (
        0x8F1BBCDC5A827999,
        0xA953FD4E6ED9EBA1,
        0xC67178F2CA62C1D7,
        0xD5A79147930AA725,
        0x9B05688C2B3E6C1F,
    )
)
"""Odd constants without a pattern (parts of SHA's): fixed, so that every run hashes alike."""


def _folded(code: int) -> int:
    if 0xFF01 <= code <= 0xFF5E:
        code -= 0xFEE0
    if 0xD800 <= code <= 0xDFFF:
        return code
    character = chr(code)
    if code <= 0x20 or character.isspace():
        return 0x20
    lower = character.lower()
    return ord(lower) if len(lower) == 1 else code


FOLDED: NDArray[np.uint16] = np.array([_folded(code) for code in range(1 << 16)], np.uint16)
"""What each code point of the first plane folds to; blanks to a space."""


@kernel
def is_han(code: Any) -> Any:
    """Whether blanks beside a code point mean nothing: the Han blocks of every plane."""
    return 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or code >= 0x20000


@kernel
def is_plain(data: Any) -> Any:
    """Whether all bytes are ASCII and blanks stand alone, inside: such a text folds byte by byte."""
    size = data.size
    high = np.uint8(0)
    for at in range(size):
        high |= data[at]
    if high >= 0x80 or data[0] <= 0x20 or data[size - 1] <= 0x20:
        return False
    left, right = data[: size - 1], data[1:]
    doubled = np.uint8(0)
    for at in range(size - 1):
        doubled |= np.uint8((left[at] <= np.uint8(0x20)) & (right[at] <= np.uint8(0x20)))
    return doubled == 0


@kernel
def fold_plain(data: Any, codes: Any) -> Any:
    """Folds a text that `is_plain`, byte by byte."""
    case, letters = np.uint8(0x20), np.uint8(26)
    for at in range(data.size):
        byte = data[at]
        lower = byte | case if np.uint8(byte - np.uint8(0x41)) < letters else byte
        codes[at] = max(case, lower)
    return data.size


@kernel
def decode(data: Any, at: Any, folded: Any) -> Any:
    """The folded code point that begins at a byte, and where the next begins."""
    first = data[at]
    if first < 0x80:
        return np.uint32(folded[first]), at + 1
    if first < 0xE0:
        return np.uint32(folded[(first & 0x1F) << 6 | (data[at + 1] & 0x3F)]), at + 2
    if first < 0xF0:
        code = (first & 0x0F) << 12 | (data[at + 1] & 0x3F) << 6 | (data[at + 2] & 0x3F)
        # nothing in the Han blocks has a case
        return np.uint32(code if 0xE4 <= first <= 0xE9 else folded[code]), at + 3
    high = (first & 0x07) << 18 | (data[at + 1] & 0x3F) << 12
    return np.uint32(high | (data[at + 2] & 0x3F) << 6 | (data[at + 3] & 0x3F)), at + 4


@kernel
def fold(data: Any, start: Any, end: Any, folded: Any, codes: Any) -> Any:
    """Writes the folded code points of a UTF-8 text; gives how many there are."""
    if end <= start:
        return 0
    if is_plain(data[start:end]):
        return fold_plain(data[start:end], codes)
    written, at = 0, start
    blank, after_han = False, True
    while at < end:
        code, at = decode(data, at, folded)
        if code == SPACE:
            blank = True
            continue
        han = is_han(code)
        if blank and not (han or after_han):
            codes[written] = SPACE
            written += 1
        codes[written] = code
        written += 1
        blank, after_han = False, han
    return written


@kernel
def mixed(value: Any) -> Any:
    """A 64-bit number with every bit spread over all others."""
    value = (value ^ (value >> np.uint64(32))) * MULTIPLIER
    return value ^ (value >> np.uint64(29))


@kernel
def hash_codes(codes: Any, count: Any) -> Any:
    """A 64-bit hash of a whole folded text."""
    found = np.uint64(count) * WEIGHTS[0]
    for at in range(count):
        found = mixed(found ^ np.uint64(codes[at]) * WEIGHTS[1])
    return found


@kernel
def shingle(codes: Any, count: Any, hashes: Any) -> Any:
    """Writes the hashes of a folded text's shingles in order, repeated ones too; gives how many."""
    if count < SHINGLE:
        if count == 0:
            return 0
        hashes[0] = hash_codes(codes, count)
        return 1
    total = count - SHINGLE + 1
    one, two, three = codes[:total], codes[1 : total + 1], codes[2 : total + 2]
    four, five = codes[3 : total + 3], codes[4 : total + 4]
    for at in range(total):
        found = np.uint64(one[at]) * WEIGHTS[0] + np.uint64(two[at]) * WEIGHTS[1]
        found += np.uint64(three[at]) * WEIGHTS[2] + np.uint64(four[at]) * WEIGHTS[3]
        hashes[at] = mixed(found + np.uint64(five[at]) * WEIGHTS[4])
    return total
