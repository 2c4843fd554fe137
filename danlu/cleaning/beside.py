"""Words that make a text worth a look only where a certain character stands beside one.

A label such as 老师 or 孩子 stands in many texts, and beside a surname in few. Where words are
searched anyway, looking at what stands beside a hit costs next to nothing, and an expression of words
and classes of characters costs several times the whole scan.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from danlu.cleaning.kernels.beside import CLOSE, COLON, HAN, OPEN, SEAM, WANTED

_PLANE = 1 << 16
_BRACKETS = (OPEN, "(（"), (CLOSE, ")）")
_BEHIND = (SEAM, " \t　\"“”'‘’「【】*|｜:：=是为做作"), (COLON, ":：=|｜\"”'"), *_BRACKETS
_BEFORE = ((SEAM, ' \t　,，、:："(（'),)


@dataclass(frozen=True)
class Beside:
    """Words, and the characters of which one must stand beside them.

    Attributes:
        words: As `danlu.cleaning.rule.Rule.words`.
        characters: What is looked for beside a word.
        behind: Whether it stands behind the word: at once, or after a few blanks, quotation marks, colons
            and a short remark in brackets; after a colon any Han character will do, and a capital of ASCII
            always. Else it stands before the word, with one to three Han characters between, and behind
            those at most three blanks, commas, colons and brackets.
    """

    words: tuple[str, ...]
    characters: frozenset[str]
    behind: bool

    @cached_property
    def table(self) -> NDArray[Any]:
        """What each character of the first plane is to the word."""
        table = np.zeros(_PLANE, np.uint8)
        table[0x3400:0xA000] |= HAN
        for kind, characters in _BEHIND if self.behind else _BEFORE:
            table[[*map(ord, characters)]] |= kind
        wanted = self.characters | frozenset(string.ascii_uppercase if self.behind else "")
        table[[ord(character) for character in wanted]] |= WANTED
        return table
