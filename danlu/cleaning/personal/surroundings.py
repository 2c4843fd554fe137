"""What stands around a find, and whether a value is a real one: shared by the kinds told by context."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from itertools import pairwise

from danlu.cleaning.rule import Stretch

_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
_PLACEHOLDER = re.compile(
    r"x{3}|\*{3}|\.{3}|#{4}|…|<[^<>]{0,40}>|[$#]\{|\$[A-Za-z_]{2}|\{\w{0,40}\}|\{\{|%[sd]\b|%\(|%[A-Z_]{3,}%|^\[\w*\]$"
    r"|example|sample|placeholder|dummy|change_?-?me|redacted|masked|hidden|your|here\b|todo|insert|replace"
    r"|\bnull\b|\bnone\b|undefined|foobar|lorem|deadbeef|0123456789|123456789|abcdef|password|passwd|secret"
    r"|p@ssw0rd|\btoken|api[_-]?key|access[_-]?(?:key|token)",
    re.IGNORECASE,
)
_FEW_CHARACTERS = 4
_CLASSES = tuple(map(re.compile, ("[a-z]", "[A-Z]", "[0-9]", r"[\W_]")))


def lowered(text: str) -> str:
    """The text in lower case, character for character, so that places hold."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text.translate(_LOWER)


def is_word_character(text: str, at: int) -> bool:
    """Whether an ASCII letter or digit stands at a place, which may lie outside of the text."""
    return 0 <= at < len(text) and text[at].isascii() and text[at].isalnum()


def holds_word(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words (lower case) stands in the text as the scan sees words: see `Rule.words`."""
    lower = lowered(text)
    return any(_stands(lower, word) for word in words)


def _stands(lower: str, word: str) -> bool:
    begins_a_word = is_word_character(word, 0)
    place = lower.find(word)
    while begins_a_word and place > 0 and is_word_character(lower, place - 1):
        place = lower.find(word, place + 1)
    return place >= 0


def apart(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The stretches in rising order; of those that overlap, the one that starts first, else the longer."""
    given = list(stretches)
    if all(start < end for start, end in given) and all(one[1] <= next_[0] for one, next_ in pairwise(given)):
        return given
    kept: list[Stretch] = []
    for start, end in sorted(given, key=lambda stretch: (stretch[0], -stretch[1])):
        if start < end and (not kept or start >= kept[-1][1]):
            kept.append((start, end))
    return kept


def entropy(value: str) -> float:
    """Shannon's entropy of the characters of a value, in bits per character."""
    size = len(value)
    return -sum(count / size * math.log2(count / size) for count in Counter(value).values()) if size else 0.0


def is_placeholder(value: str) -> bool:
    """Whether a value only stands for one: `xxxx`, `<password>`, `your_api_key`, `${TOKEN}`, `******`."""
    return len(set(value)) < _FEW_CHARACTERS or _PLACEHOLDER.search(value) is not None


def classes(value: str) -> int:
    """How many of the four classes (lower case, upper case, digits, others) a value has."""
    return sum(one.search(value) is not None for one in _CLASSES)
