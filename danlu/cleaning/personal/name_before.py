"""Where a Chinese name begins that ends at a known place: before a title, a thing of persons, a number."""

from __future__ import annotations

from danlu.cleaning.personal.closing import Closing
from danlu.cleaning.personal.name_shape import (
    LEFT,
    NEVER_LAST,
    WORDS_TOO,
    holds_word,
    is_within_word,
    is_word,
    is_word_too,
    likely_name_end,
    may_begin,
    name_length,
    not_names,
)
from danlu.cleaning.personal.name_sure import SURE, is_common, sureness
from danlu.cleaning.personal.name_words import BARE_LABELS
from danlu.cleaning.personal.surnames import given_characters, is_given, surname_length

_LABELS = Closing(BARE_LABELS)
_ADDRESSED = "尊敬的", "亲爱的", "敬爱的"
_OF_PLACES = frozenset("镇县市区村乡路街寺馆店园桥湖州府山庙塔")


def is_likely(text: str, start: int, end: int) -> bool:
    """Whether a stretch is a name of three characters or more, all of them usual for names."""
    if end - start < 3 or text[end - 1] in _OF_PLACES or text[start] in WORDS_TOO:
        return False
    usual = likely_name_end(text, start) == end and text[start - 1 : start + 1] not in not_names()
    return usual or sureness(text, start, end) >= SURE


def name_start(text: str, at: int, *, listed: bool = False) -> int:
    """Where a name begins that ends at a place, behind what may stand before names; else the place.

    If `listed`, a mark of a list may stand before, and the surname be any.
    """
    for length in (4, 3, 2):
        start = at - length
        surname = surname_length(text, start, frequent=length == 2 and not listed) if start >= 0 else 0
        if length - surname not in {1, 2} or holds_word(text[start:at], surname):
            continue
        if length == 2 and text[at - 1] not in given_characters():
            continue
        within = start > 0 and is_within_word(text, start)
        if within or (is_word_too(text, start) and start and not may_begin(text, start)):
            continue
        if surname and name_length(text, start, surname, length - surname):
            before = text[start - 1] if start else ""
            if before in LEFT or may_begin(text, start) or is_likely(text, start, at):
                return start
    return at


def titled_start(text: str, at: int) -> int:
    """Where a full name begins that ends at a place; the place itself where none does."""
    if not is_given(text[at - 1 : at]) or text[at - 1] in NEVER_LAST:
        return at
    for length in (4, 3, 2):
        start = at - length
        if start < 0:
            continue
        surname = surname_length(text, start)
        name = text[start:at]
        if not surname or not is_given(name[surname:]) or is_word(name, surname) or name[-2:] in not_names():
            continue
        before = text[start - 1 : start] if start else ""
        if is_within_word(text, start) or (start and is_common(text[start - 1 : start + 1])):
            continue
        addressed = text.endswith(_ADDRESSED, max(0, start - 3), start)
        least = SURE - (before == "予" or not "一" <= before <= "鿿")
        rare = not surname_length(text, start, frequent=True)
        if rare and not addressed and sureness(text, start, at) < least:
            continue
        free = not "一" <= before <= "鿿" or before in LEFT or before == "予" or addressed
        if free or _LABELS.at(text, start) or is_likely(text, start, at):
            return start
    return at
