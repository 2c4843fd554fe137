"""The signals of leaflets: words of promises, calls, chats and links, and shapes of numbers and prices."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import NamedTuple

import ahocorasick_rs

from danlu.cleaning.judges.word_lists import word_lists
from danlu.cleaning.lexicons.folding import forms
from danlu.cleaning.lexicons.hits import Hits
from danlu.cleaning.lexicons.table import fewest, is_word

_WORDS = word_lists("bait_words")
_LISTS = {
    "chat": _WORDS["chats"],
    "mark": _WORDS["marks"],
    "phone": _WORDS["phones"],
    "link": _WORDS["links"],
    "urge": _WORDS["urges"],
    "mild": _WORDS["mild_urges"],
    "claim": _WORDS["claims"],
    "soft": _WORDS["soft_claims"],
    "help": _WORDS["helps"],
}
_REACHED = frozenset({"chat", "mark", "phone"})
_MASKED_LINKS = ("[email", "[url")


def _written(*kinds: str) -> Iterator[str]:
    return (form for kind in kinds for word in _LISTS[kind] for form in forms(word))


WORDS = fewest((*_written("chat", "mark", "phone"), *_MASKED_LINKS))
"""Chats and numbers to call: of what is found, all but leaflets that `MIXED_WORDS` show."""
MIXED_WORDS = fewest(_written("claim", "urge"))
"""Promises and calls to act. `may_be` says how many of them it takes."""

MOST_EVENTS = 4096
"""So many words, and shapes of each kind, are looked at in a text."""
_BEGINNING = 1 << 16
"""So many characters are searched first."""
_LONGEST = max(len(word) for words in _LISTS.values() for word in words)
_PRICE_SIGNS = ("¥", "￥", "$", "€", "£", "元", "块钱", "折", "%", "off", "充")
_PRICE_SHAPE = r"充\d+送\d|[¥￥$€£]\s?\d|\d(?:元|块钱|折|[%％] ?off)|x(?:元|块钱|折)"
_PRICE = re.compile(_PRICE_SHAPE)
_NUMBER = re.compile(
    r"[0148(](?<![0-9a-z].)(?:(?<=1)(?:[3-9]\d-?\d{4}-?\d{4}|-[89]00-\d{3}-\d{4})|(?<=[48])00-?\d{3}-?\d{4}"
    r"|(?<=0)(?:\d{2,3}-\d{7,8}|9\d{9}|8(?:00|7[01])\d{6,7})|(?<=\()\d{3}\) ?\d{3}-\d{4})(?!\d)"
)
_MASKED = re.compile(r"x(?<![a-z].)(?:x{10}(?!x)|x{2,3}-x{7,8}(?!x)|x{6,7}(?!x)|(?<=1[3-9].)x{8}(?!x))")
"""A number to call whose digits were made x, as in published collections of messages."""
_PICTURES = "🔥💰👉📞☎💯🎁💥📢🎉⭐✅📱💎🏆❤➕👇💌🈶🆓🚀"
_SIGN = re.compile(f"[{_PICTURES}]")
FOR_VECTORS = (
    r"[0-9][0-9)-][0-9 -]|(?i)xxxxx",
    rf"(?i){_PRICE_SHAPE}",
    f"[{_PICTURES}]",
    r"(?i)(?:to|on) [0-9]{5}",
)
"""Where numbers to call, prices, pictures and numbers for messages may be."""


class Event(NamedTuple):
    """A signal in a folded text."""

    start: int
    end: int
    kind: str
    key: str


@cache
def _automaton() -> tuple[ahocorasick_rs.AhoCorasick, tuple[tuple[str, str], ...]]:
    entries = tuple((kind, word) for kind, words in _LISTS.items() for word in words)
    automaton = ahocorasick_rs.AhoCorasick(
        [word for _, word in entries], matchkind=ahocorasick_rs.MatchKind.LeftmostLongest
    )
    return automaton, entries


_SHORT_CODE = re.compile(r"(?:to|on) (\d{5})(?![\d,.]\d|\d)")
_MESSAGE = re.compile(r"\b(?:txt|text|reply|send)\b")
_BEFORE_CODE = 60
"""A short number to which a message is to be sent stands so many characters behind the word for it."""


def worded(folded: str) -> list[Event]:
    """The signals that words are; of a text full of them, its beginning is enough."""
    automaton, entries = _automaton()
    matches = automaton.find_matches_as_indexes(folded[:_BEGINNING])
    if len(folded) > _BEGINNING and (
        len(matches) < MOST_EVENTS or matches[MOST_EVENTS - 1][1] > _BEGINNING - _LONGEST
    ):
        matches = automaton.find_matches_as_indexes(folded)
    return [
        Event(start, end, *entries[index])
        for index, start, end in matches[:MOST_EVENTS]
        if is_word(folded, start, end)
    ]


def shaped(folded: str) -> list[Event]:
    """The signals that prices, numbers and pictures are."""
    shapes = [("phone", _NUMBER)]
    if "xxxxx" in folded:
        shapes.append(("phone", _MASKED))
    if any(sign in folded for sign in _PRICE_SIGNS):
        shapes.append(("price", _PRICE))
    if not folded.isascii() and any(sign in folded for sign in _PICTURES):
        shapes.append(("sign", _SIGN))
    codes = [
        Event(*match.span(), "urge", "code")
        for match in islice(_SHORT_CODE.finditer(folded), MOST_EVENTS)
        if _MESSAGE.search(folded, max(0, match.start() - _BEFORE_CODE), match.start())
    ]
    return codes + [
        Event(*match.span(), kind, match[0] if kind == "sign" else "")
        for kind, shape in shapes
        for match in islice(shape.finditer(folded), MOST_EVENTS)
    ]


def may_be(folded: str, events: list[Event]) -> bool:
    """Whether words say enough to look closer: what the scan for `WORDS` and `MIXED_WORDS` can tell."""
    kinds = [event.kind for event in events]
    calls = kinds.count("claim") + kinds.count("urge")
    if calls > 1 or not _REACHED.isdisjoint(kinds):
        return True
    if "link" in kinds:
        return calls > 0 or any(event.key in _MASKED_LINKS for event in events)
    return calls > 0 and _NUMBER.search(folded) is not None


@cache
def hits() -> Hits:
    """The words, but those that speak against a leaflet, to be counted in vectors of texts."""
    return Hits.of({kind: words for kind, words in _LISTS.items() if kind != "help"})
