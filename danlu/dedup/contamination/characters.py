"""What each character is folded to before texts are compared, as tables for the kernels.

Folded are width, case, ligatures and the like (NFKC and case folding, Unicode Standard Annex #15 and
section 3.13), accents of Latin, Greek and Cyrillic letters, and traditional Han characters (OpenCC,
character by character). Letters and digits stay; all else is dropped.
"""

from __future__ import annotations

import unicodedata
from enum import IntEnum
from functools import cache

import numpy as np
import opencc
from numpy.typing import NDArray

TABLED = 0x20000
"""Code points below it are in the tables; of those above only Han characters stay, as they are."""
_IDEOGRAPHS = ((0x2E80, 0x2FE0), (0x3005, 0x3008), (0x3040, 0x3100), (0x3400, 0xA000), (0xF900, 0xFB00))
_MOST_BYTES = 12
"""Bytes that a character is folded to at most: four for each of its own three, which buffers allow for."""


class Character(IntEnum):
    """What a character is to the comparison."""

    DROPPED = 0
    """It ends a word: white space, punctuation, symbols."""
    LETTER = 1
    DIGIT = 2
    IDEOGRAPH = 3
    """A word by itself: Han characters and kana."""
    JOINING = 4
    """Dropped without ending a word: apostrophes, accents set apart, invisible characters."""


_APOSTROPHES = frozenset("'’‘ʼ＇´\u02b9")
_WITH_ACCENTS = 0x530
"""Latin, Greek and Cyrillic letters lie below, but for some that are decomposed to these."""


@cache
def tables() -> tuple[NDArray[np.uint8], NDArray[np.int32], NDArray[np.uint8]]:
    """By code point: the kind; where its folded bytes begin in the pool (and end: the next); the pool."""
    kinds = np.zeros(TABLED, dtype=np.uint8)
    lengths = np.zeros(TABLED + 1, dtype=np.int32)
    pool = bytearray()
    simplified = _simplified()
    for code in range(TABLED):
        folded, kind = _folded(code, simplified)
        kinds[code] = kind
        lengths[code + 1] = len(folded)
        pool += folded
    offsets = np.cumsum(lengths, dtype=np.int32)
    return kinds, offsets, np.frombuffer(bytes(pool), dtype=np.uint8)


def _folded(code: int, simplified: dict[int, str]) -> tuple[bytes, Character]:
    if 0xD800 <= code < 0xF900:
        return b"", Character.DROPPED
    if 0x3400 <= code < 0xA000 and not 0x4DC0 <= code < 0x4E00:
        return simplified.get(code, chr(code)).encode(), Character.IDEOGRAPH
    if 0xAC00 <= code < 0xD7A4:
        return chr(code).encode(), Character.LETTER
    character = chr(code)
    category = unicodedata.category(character)
    if character in _APOSTROPHES or category == "Cf":
        return b"", Character.JOINING
    plain = unicodedata.normalize("NFKC", character).casefold()
    base = unicodedata.normalize("NFKD", plain)
    if base and ord(base[0]) < _WITH_ACCENTS:
        plain = "".join(one for one in base if unicodedata.category(one) != "Mn")
    kept = "".join(one for one in plain if unicodedata.category(one)[0] in "LNM")
    if not kept or 0x300 <= code < 0x370:
        return b"", Character.JOINING if category == "Mn" else Character.DROPPED
    return _cut(kept), _kind(kept[0])


def _kind(character: str) -> Character:
    if any(first <= ord(character) < end for first, end in _IDEOGRAPHS):
        return Character.IDEOGRAPH
    return Character.DIGIT if unicodedata.category(character)[0] == "N" else Character.LETTER


def _cut(text: str) -> bytes:
    while len(text.encode()) > _MOST_BYTES:
        text = text[:-1]
    return text.encode()


def _simplified() -> dict[int, str]:
    """The simplified form of the Han characters that have another."""
    codes = [code for code in range(0x3400, 0xA000) if not 0x4DC0 <= code < 0x4E00]
    converted = opencc.OpenCC("t2s").convert("\n".join(map(chr, codes))).split("\n")
    return {code: to for code, to in zip(codes, converted, strict=True) if len(to) == 1 and to != chr(code)}
