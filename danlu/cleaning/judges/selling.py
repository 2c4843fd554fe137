"""How much of a document's beginning is what sellers say: a weighted share of its words.

An advertisement in English rarely needs a single telling word. It praises, names goods and prices,
speaks to the reader (you, your) and tells where to turn to, all in few words, where a report, a story or
a diary speaks of persons and of what was. Different words of each kind are counted per 100 words and
weighed; the weights are rounded ones of a logistic regression on web pages that were read by eye.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from danlu.cleaning.code import ascii_words
from danlu.cleaning.judges.word_lists import word_lists
from danlu.cleaning.lexicons.folding import forms
from danlu.cleaning.lexicons.hits import Hits
from danlu.cleaning.lexicons.table import fewest

_LISTS = word_lists("selling_words")
_KINDS = {
    "seller": ("seller",),
    "praise": ("praise", "common_praise"),
    "trade": ("trade", "common_trade"),
    "home": ("home", "common_home"),
    "invites": ("invites",),
}
_WEIGHTS = {"seller": 1.1, "praise": 0.8, "trade": 0.6, "home": 0.3, "invites": 0.25}
_TO_READER, _OF_PERSONS = 0.1, -0.15
_MOST_TO_READER = 1.0
_READER = ascii_words(r"(?i)\b(?:you|your|yours|you['’](?:ll|re))\b")
_PERSONS = ascii_words(
    r"(?i)\b(?:i|i['’](?:m|ve|d)|my|me|he|she|his|him|her|said|says|was|were|had|according|study|research"
    r"|reported|percent|government|police|lol|posted)\b"
)
_BEGINNING, _FEWEST_WORDS, _LEAST_HITS = 2_500, 60, 6
_NUMBERED = r"(?m)^[ \t]*[0-9]{1,2}[.)] "
_MOST_NUMBERED = 2
"""A text with more numbered points than this explains something."""
ENOUGH = 3.5
"""From this on a document is taken for advertising."""

WORDS = fewest(
    form for kind in ("seller", "praise", "trade", "home") for word in _LISTS[kind] for form in forms(word)
)
"""The rarer words, by which the scan chooses the documents to be weighed."""


@cache
def _hits() -> Hits:
    return Hits.of(
        {kind: [word for name in names for word in _LISTS[name]] for kind, names in _KINDS.items()}
    )


def weighed(texts: pl.Series) -> NDArray[np.float64]:
    """The weight of what sellers say in the beginning of each text; 0 where it cannot be `ENOUGH`.

    Texts in which more than a fifth of the bytes are not ASCII weigh nothing: the words are English.
    """
    beginnings = texts.str.head(_BEGINNING)
    counts = _hits().count(beginnings)
    english = beginnings.str.len_bytes().to_numpy() <= 1.25 * beginnings.str.len_chars().to_numpy()
    sells = (counts["seller"] > 0) & ((counts["invites"] > 0) | (counts["praise"] > 1))
    places = np.flatnonzero(english & sells & (sum(counts.values()) >= _LEAST_HITS))
    beginnings = beginnings.gather(places)
    words = beginnings.str.count_matches(r"[^ \n]+").clip(_FEWEST_WORDS).to_numpy()
    sold = 100 * sum(_WEIGHTS[kind] * count[places] for kind, count in counts.items()) / words
    enough = sold >= ENOUGH - _MOST_TO_READER
    weights = np.zeros(len(texts))
    if enough.any():
        chosen = np.flatnonzero(enough)
        weights[places[chosen]] = sold[chosen] + _manner(beginnings.gather(chosen), words[chosen])
    return weights


def _manner(texts: pl.Series, words: NDArray[np.uint32]) -> NDArray[np.float64]:
    """What is added where a text speaks to its reader, and taken away where it tells or explains."""
    reader, persons = (
        100 * texts.str.count_matches(shape).to_numpy() / words for shape in (_READER, _PERSONS)
    )
    explains = texts.str.count_matches(_NUMBERED).to_numpy() > _MOST_NUMBERED
    added: NDArray[np.float64] = np.minimum(_TO_READER * reader, _MOST_TO_READER) + _OF_PERSONS * persons
    return np.where(explains, -np.inf, added)
