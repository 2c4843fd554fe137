"""Pages on which a company praises what it sells: many phrases of praise near each other, and where to buy.

Or, in English, whose beginning as a whole is made of what sellers say (`danlu.cleaning.judges.selling`).

Documents alone are judged: in a dialogue such a text is what was asked for.
"""

from __future__ import annotations

from functools import cache

import ahocorasick_rs
import numpy as np
import polars as pl
from numpy.typing import NDArray

from danlu.cleaning.judges import selling
from danlu.cleaning.judges.judge import Judge
from danlu.cleaning.judges.sides import Finding, findings, having, sided
from danlu.cleaning.judges.word_lists import word_lists
from danlu.cleaning.lexicons.folding import forms, plain
from danlu.cleaning.lexicons.hits import Hits
from danlu.cleaning.lexicons.table import fewest, is_word
from danlu.cleaning.looked import Looked
from danlu.cleaning_knobs import Rules
from danlu.ledger import Reason
from danlu.rows import Kind

GROUP = "promotion"
"""The name of `WORDS`, by which texts are chosen."""

_TEXTS = [Kind.DOCUMENT.value, Kind.LABELLED.value, Kind.SPANS.value]

SELLING = "selling"
"""The name of `selling.WORDS`."""

_LISTS = word_lists("promotion_words")
WORDS = fewest(form for word in _LISTS["self"] for form in forms(word))
"""Every text that this judge finds holds one of these."""

_WINDOW_ASCII, _WINDOW_HAN = 1200, 400
_ENOUGH, _PLENTY, _MOST = 4, 7, 4096


@cache
def _automaton() -> tuple[ahocorasick_rs.AhoCorasick, tuple[tuple[str, str], ...]]:
    entries = tuple((kind, word) for kind, words in _LISTS.items() for word in words)
    patterns = [word for _, word in entries]
    return ahocorasick_rs.AhoCorasick(
        patterns, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest, store_patterns=False
    ), entries


@cache
def _hits() -> Hits:
    return Hits.of(_LISTS)


def look(text: str) -> dict[str, int]:
    """Counts of different phrases where a text is a page of praise; else nothing."""
    folded = plain(text)
    automaton, entries = _automaton()
    matches = automaton.find_matches_as_indexes(folded)
    if len(matches) < _ENOUGH:
        return {}
    window = _WINDOW_HAN if len(text.encode()) > 2 * len(text) else _WINDOW_ASCII
    held: dict[str, tuple[int, str]] = {}
    invites: set[str] = set()
    best = 0
    for index, start, end in matches[:_MOST]:
        if not is_word(folded, start, end):
            continue
        kind, word = entries[index]
        if kind == "invites":
            invites.add(word)
            continue
        held.pop(word, None)
        held[word] = start, kind
        while start - held[oldest := next(iter(held))][0] > window:
            del held[oldest]
        if len(held) > best and any(kind == "self" for _, kind in held.values()):
            best = len(held)
    if best >= _PLENTY or (best >= _ENOUGH and invites):
        return {"praise": best, "invites": len(invites)}
    return {}


def _documents(looked: Looked, group: str) -> NDArray[np.intp]:
    """The places of the texts of documents, labelled texts and the like that hold words of a group."""
    places: NDArray[np.intp] = np.flatnonzero(having(looked, group))
    is_text: NDArray[np.bool_] = looked.kinds.is_in(_TEXTS).to_numpy()
    rows: NDArray[np.uint32] = looked.texts["row"].to_numpy()[places]
    kept: NDArray[np.intp] = places[is_text[rows]]
    return kept


def _suspects(looked: Looked) -> NDArray[np.bool_]:
    """The documents with a word of the seller's, and enough praise about it."""
    chosen = np.zeros(len(looked.texts), np.bool_)
    places = _documents(looked, GROUP)
    if len(places):
        counts = _hits().count(looked.texts["text"].gather(places))
        chosen[places] = (counts["self"] > 0) & (counts["self"] + counts["praise"] >= _ENOUGH)
    return chosen


def _selling(looked: Looked) -> dict[int, int]:
    """The rows of documents that sell, and how many tenths they weigh."""
    places = _documents(looked, SELLING)
    if not len(places):
        return {}
    texts = looked.texts[places]
    weights = selling.weighed(texts["text"])
    return {
        int(row): int(10 * weight)
        for row, weight in zip(texts["row"], weights, strict=True)
        if weight >= selling.ENOUGH
    }


def _judge(looked: Looked, recipe: Rules) -> pl.DataFrame:
    action = recipe.lexicons.advertising
    found: dict[tuple[int, Reason, str], Finding] = {}
    if action != "off":
        told = {text.row: look(text.text) for text in sided(looked, _suspects(looked)) if text.side == "text"}
        for row, weight in _selling(looked).items():
            told[row] = {**told.get(row, {}), "weight": weight}
        for row, counts in told.items():
            if counts:
                found.setdefault((row, Reason.ADVERTISING, "advertising"), Finding()).add("text", counts)
    return findings(found, {"advertising": action})


PROMOTION = Judge(
    name="promotion",
    version=2,
    english="Finds documents in which a company praises its own goods and says where to buy.",
    chinese="查找企业自我宣传并招揽购买的文档。",
    knob="lexicons",
    judge=_judge,
    bad=(
        (
            "",
            "We offer a wide range of sheds at affordable prices. Our team delivers to your home. Call us.",
        ),
        ("", "本公司专业生产木门，规格齐全，价格合理，质量可靠，欢迎新老客户来电洽谈。联系人：甲先生"),
    ),
    good=(
        ("", "The library is open every day. Our team met in June to discuss the new wide range of books."),
        ("", "公司成立于一九九八年，去年营业收入增长百分之三，分析师认为行业仍有压力。"),
        ("Write a page for a shed seller.", "We offer a wide range of sheds at affordable prices. Call us."),
    ),
)
