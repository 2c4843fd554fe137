"""How surely a stretch of Chinese is a person's name, by its characters alone.

A surname and two characters that are usual in given names are a name more surely the less their
characters stand side by side in ordinary text (`common_pairs.txt`): 石一鸣 is one, 高兴地 is none.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from danlu.cleaning.personal.name_shape import (
    FIRST,
    WORDS_TOO,
    ends,
    is_within_word,
    is_word_too,
    name_length,
    not_names,
)
from danlu.cleaning.personal.name_verbs import DOES
from danlu.cleaning.personal.name_words import TITLES
from danlu.cleaning.personal.surnames import given_characters, surname_length, surnames

COMMON_PAIRS_FILE = Path(__file__).with_name("common_pairs.txt")
"""Pairs of characters of ordinary text; they belong to the fingerprint."""
GIVEN = "".join(sorted(given_characters()))
COMPOUND_RESTS = "".join(sorted({surname[1] for surname in surnames().compound}))
MAY_BE_NAME = re.compile(rf"[{FIRST}](?=[{GIVEN}]{{2}}|[{COMPOUND_RESTS}][{GIVEN}])")
"""The beginning of what may be a sure name."""
SURE = 3
"""A name whatever stands around it, so long as a word may begin and end there."""
OF_PLACES = frozenset("镇县市区村乡路街寺馆店园桥府庙庄省")
_RELATIVES = frozenset("妈爸爷奶妹姐哥弟姨叔伯婶嫂姑")


@cache
def common_pairs() -> frozenset[str]:
    """The pairs of `common_pairs.txt`."""
    lines = COMMON_PAIRS_FILE.read_text("utf-8").splitlines()
    return frozenset(pair for line in lines if not line.startswith("#") for pair in line.split())


def is_common(pair: str) -> bool:
    """Whether two characters stand side by side in ordinary text."""
    return pair in common_pairs() or pair in not_names()


def sureness(text: str, start: int, end: int) -> int:
    """How sure a name of three and more characters is: 3 is sure, 2 needs a label, 1 and 0 are no name.

    The characters around count only where they make another word with those of the name.
    """
    name = text[start:end]
    surname = surname_length(text, start)
    given = name[surname:]
    if not surname or len(name) < 3 or not given_characters().issuperset(given):
        return 0
    if not name_length(text, start, surname, len(given)) or given[-1] in _RELATIVES:
        return 0
    sure = SURE + (surname > 1)
    sure -= 2 * is_common(name[:2]) if surname == 1 else 0
    sure -= len(given) == 2 and is_common(given)
    sure -= is_word_too(text, start)
    sure -= given[-1] in OF_PLACES
    sure -= 2 * (start > 0 and (is_common(text[start - 1 : start + 1]) or is_within_word(text, start)))
    if not ends(text, end):
        sure -= 2 * (text[end - 1 : end + 1] in TITLES) + is_common(text[end - 1 : end + 1])
    return max(sure, 0)


def sure_end(text: str, start: int) -> tuple[int, int]:
    """Where the surest name ends that begins at a place, and how sure it is; (0, 0) where none does."""
    surname = surname_length(text, start)
    best = (0, 0)
    for given in (2, 1) if surname > 1 else (2,):
        end = start + surname + given
        sure = sureness(text, start, end) if end <= len(text) else 0
        if sure > best[1] and (
            given == 2 or ends(text, end) or text[end : end + 2] in DOES or text[end] in "的家说"
        ):
            best = end, sure
    return best


def told_end(text: str, at: int) -> int:
    """Where a name ends that a label tells: less sure than others by its characters, or of two of them."""
    end, sure = sure_end(text, at)
    if sure > 1 or (sure and ends(text, end) and text[at] not in WORDS_TOO):
        return end
    end = at + 2
    short = surname_length(text, at) == 1 and text[at + 1 : end] in given_characters() and ends(text, end)
    return end if short and text[at] not in WORDS_TOO and not is_common(text[at:end]) else 0
