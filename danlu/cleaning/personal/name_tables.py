"""What characters are to a Chinese name, as tables for the loops that look at all texts at once.

The tables are made of the same lists that the judges of names go by (`name_free`, `name_short`, `name_zh`,
`name_near`), so that the loops of `danlu.cleaning.kernels` know what those know.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from danlu.cleaning.kernels import name_characters as kinds
from danlu.cleaning.kernels import name_places
from danlu.cleaning.personal.name_doing import GOES_ON_FIRST, LEADING, LED_SURELY, LED_WORDS, LOOSE, PERSON
from danlu.cleaning.personal.name_near import LEFT_OF_NUMBERED
from danlu.cleaning.personal.name_peoples import LEADS
from danlu.cleaning.personal.name_shape import (
    FREQUENT,
    SHORT_GIVEN,
    SURNAMES_ALONE,
    SURNAMES_MOSTLY,
    WORDS_TOO,
    not_names,
)
from danlu.cleaning.personal.name_short import CAREFUL, OF_WORDS
from danlu.cleaning.personal.name_sure import GIVEN, OF_PLACES, common_pairs
from danlu.cleaning.personal.name_verbs import CERTAIN_WORDS, DOES
from danlu.cleaning.personal.name_words import FOLLOWS_FIRST, RELATED, SAID, TITLES
from danlu.cleaning.personal.surnames import KNOWN_GIVEN, NEVER_GIVEN, surnames

_SEAMS = (
    (name_places.SEAM, " \t\n　\"“”'‘’「【】*|｜:：=是为做作"),
    (name_places.COLON, ":：=|｜\"”'"),
    (name_places.OPEN, "(（"),
    (name_places.CLOSE, ")）"),
    (name_places.BEFORE, " \t\n,，、:：\"'(（/"),
)


def table() -> NDArray[Any]:
    """The table of the loops (uint32), as `danlu.cleaning.kernels.name_characters` lays it out."""
    made = np.zeros(kinds.SEAMS + kinds.PLANE, np.uint32)
    for parts, begin in ((_characters(), 0), (_pairs(), kinds.KEYS), (_seams(), kinds.SEAMS)):
        made[begin : begin + len(parts)] = parts
    return made


def _place(character: str) -> int:
    return ord(character) - kinds.FIRST_POINT


def _is_han(character: str) -> bool:
    return 0 <= _place(character) < kinds.POINTS


def _seams() -> NDArray[Any]:
    """What each character of the first plane is between a word and a name."""
    found = np.zeros(kinds.PLANE, np.uint32)
    for kind, characters in _SEAMS:
        found[[*map(ord, characters)]] |= kind
    return found


def _characters() -> NDArray[Any]:
    """What each Han character is to a name."""
    compound = surnames().compound
    # a label that is spelt with a blank inside has no pair: its last character stands for it
    spaced = {word[-1] for word in RELATED if not _is_han(word[-2])}
    lists: tuple[tuple[np.uint32, Iterable[str]], ...] = (
        (kinds.SECOND, {*GIVEN, *SHORT_GIVEN, *(surname[1] for surname in compound)}),
        (kinds.SURNAME, surnames().single),
        (kinds.COMPOUND, {surname[0] for surname in compound}),
        (kinds.FREQUENT, FREQUENT),
        (kinds.ALONE, SURNAMES_ALONE),
        (kinds.MOSTLY, SURNAMES_MOSTLY),
        (kinds.CAREFUL, CAREFUL),
        (kinds.WORD_TOO, WORDS_TOO - surnames().frequent),
        (kinds.GIVEN, GIVEN),
        (kinds.SHORT_GIVEN, SHORT_GIVEN),
        (kinds.OF_WORDS, OF_WORDS),
        (kinds.PLACE, OF_PLACES),
        (kinds.PERSON, PERSON | spaced),
        (kinds.LEFT, LEFT_OF_NUMBERED | spaced),
        (kinds.LEADING, LEADING),
        (kinds.LOOSE, LOOSE),
        (kinds.GOES_ON, GOES_ON_FIRST),
        (kinds.PAST, "了过"),
        (kinds.NEVER, NEVER_GIVEN - {character for name in KNOWN_GIVEN for character in name}),
        (kinds.FOLLOWS, FOLLOWS_FIRST),
        (kinds.CALLS, LEADS),
    )
    made = np.zeros(kinds.POINTS, np.uint32)
    for kind, found in lists:
        made[[_place(character) for character in found if _is_han(character)]] |= kind
    return made


def _pairs() -> NDArray[Any]:
    """The pairs of characters that lists hold, by open addressing, and then what each of them is."""
    lists: tuple[tuple[np.uint32, Iterable[str]], ...] = (
        (kinds.COMMON, {*common_pairs(), *not_names()}),
        (kinds.SURNAME_OF_TWO, surnames().compound),
        (kinds.LABEL, {word[-2:] for word in (*RELATED, *LED_SURELY)}),
        (kinds.LEADS, {word[-2:] for word in LED_WORDS}),
        (kinds.DOES, DOES),
        (kinds.CERTAIN, CERTAIN_WORDS),
        (kinds.TITLE, TITLES),
        (kinds.SAYS, {"敬的", "爱的", *(word[-2:] for word in SAID)}),
    )
    known: dict[int, int] = {}
    for kind, found in lists:
        for pair in found:
            if len(pair) == 2 and all(map(_is_han, pair)):
                key = int(kinds.pair_key(_place(pair[0]), _place(pair[1])))
                known[key] = known.get(key, 0) | int(kind)
    made = np.zeros(2 * kinds.SLOTS, np.uint32)
    for key, value in known.items():
        at = int(kinds.slot(key))
        while made[at]:
            at = (at + 1) % kinds.SLOTS
        made[at], made[at + kinds.SLOTS] = key, value
    return made
