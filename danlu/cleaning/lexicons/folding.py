"""A copy of a text in which disguised words read as they sound: for matching only, never written.

Full-width letters become ASCII, letters lower case, invisible characters vanish, digits in known words
become letters (p0rn), hearts and plus signs in contact codes become what they stand for (V❤ is v信), and
Han characters set apart by marks or blanks (加·微·信, 加 V 信) close up, where one of `DISGUISES` tells
of it. Places in the copy are not places in the text.
"""

from __future__ import annotations

import re
import string
from functools import cache
from itertools import product

import ahocorasick_rs
import numpy as np

ALNUM = frozenset(string.ascii_letters + string.digits)
_MOST, _SHORT = 200_000, 4
_LIKE = {":": "：", "!": "！", "%": "％", "+": "＋", "'": "’"}
"""Marks in terms, and how they are written as well."""
_ODD = re.compile("[\u00ad\u200b\u2060-\u2064\ufeff\uff10-\uff19\uff20-\uff3a\uff41-\uff5a]")
_TABLE: dict[int, int | None] = dict.fromkeys([0xAD, 0x200B, *range(0x2060, 0x2065), 0xFEFF])
_TABLE |= {
    code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF20, 0xFF3B), *range(0xFF41, 0xFF5B))
}
_BEYOND, _GONE = 0x10000, 0x110000
_PLAIN = np.array(
    [_GONE if code is None else code for code in (_TABLE.get(code, code) for code in range(_BEYOND))],
    np.uint32,
)
"""The table as a vector: each character of the basic plane beside what it becomes."""

_HEARTS = "❤♥♡💗💖💕💚💙💛💜🧡🖤🤍💓💞💝🛰"
_PLUS = "➕✚"
_BEFORE_HEARTS, _AFTER_PLUS = "加威微薇徽溦嶶v", "加微薇vwq群"
_SIGNS = re.compile(rf"[{_BEFORE_HEARTS}][{_HEARTS}]|[{_PLUS}]\ufe0f?(?=[{_HEARTS}{_AFTER_PLUS}])")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_LOOSE, _HARD = r" \u3000.\-/+,，、", r"·•・∙⋅*_|~^`#&=@"
_APART = re.compile(rf"(?<=[{_HAN}vqwx])(?:[{_LOOSE}{_HARD}]{{1,2}}[{_HAN}vqwx](?![a-z0-9]))+")
_MARKS = re.compile(rf"[{_LOOSE}{_HARD}]")
_HARD_MARKS = re.compile(rf"[{_HARD}]")
_PAIRS = "微信 加微 加薇 加v v信 薇信 加q 扣扣 加群 私聊 发票 贷款 赌博 兼职"
_PAIR_MARKS = "·•*_-.~ |/\u3000"

_LEET_LETTERS = {"o": "o0", "i": "i1!", "e": "e3", "a": "a4@", "s": "s5$", "t": "t7", "b": "b8"}
_LEET_WORDS = (
    "bitch bitcoin cash casino cialis cocaine cock dick earn escort free fuck fucking gambling heroin "
    "horny loan loans money nude nudes offer penis poker porn porno profit pussy sex sexy shit slots "
    "telegram viagra weed whatsapp whore win xanax "
)
"""Words whose disguise is undone."""


def _leet() -> dict[str, str]:
    """The disguised forms of words in which digits and signs stand for letters, and what they mean."""
    words = _LEET_WORDS.split()
    written = {
        "".join(letters): word
        for word in words
        for letters in product(*(_LEET_LETTERS.get(letter, letter) for letter in word))
    }
    return {form: word for form, word in written.items() if form not in words}


_LEET = _leet()
_APART_PAIRS = tuple(f"{pair[0]}{mark}{pair[1]}" for pair in _PAIRS.split() for mark in _PAIR_MARKS)
_SIGNED = (
    *(a + heart for a in _BEFORE_HEARTS for heart in _HEARTS),
    *(plus + gap + b for plus in _PLUS for gap in ("", "\ufe0f") for b in _HEARTS + _AFTER_PLUS),
)
DISGUISES = tuple(sorted({*_LEET, *_APART_PAIRS, *_SIGNED}))
"""The beginnings of disguised words, as the scan must look for them: without them `fold` is `plain`.

Full-width letters and invisible characters have signs of their own.
"""


def forms(word: str) -> list[str]:
    """The word as it stands in texts whose folded form holds it: with its marks in every way of writing.

    >>> forms("微信:")
    ['微信:', '微信：']
    """
    return ["".join(letters) for letters in product(*(letter + _LIKE.get(letter, "") for letter in word))]


def is_short(word: str) -> bool:
    """Whether the scan sees the word only where no ASCII letter or digit stands before it."""
    return len(word) < _SHORT and word.isascii()


def plain(text: str) -> str:
    """The copy of a text that disguises nothing: lower case, and marks in one way of writing."""
    if text.isascii():
        return text.lower()
    text = text.replace("\u212a", "\ufffd").replace("\u0130", "\ufffd").lower()
    for mark, like in _LIKE.items():
        text = text.replace(like, mark)
    return text


def fold(text: str) -> str:
    """The copy for matching. Behind the first `_MOST` characters only wide letters are undone."""
    if not text.isascii() and _ODD.search(text):
        text = _without_odd(text)
    text = plain(text)
    text, rest = text[:_MOST], text[_MOST:]
    found = [
        (start, end)
        for _, start, end in _automaton().find_matches_as_indexes(text)
        if not (start and text[start - 1] in ALNUM and is_short(text[start:end]))
    ]
    if not found:
        return text + rest
    text = _unleet(text, [(start, end) for start, end in found if text[start:end] in _LEET])
    if text.isascii():
        return text + rest
    said, closed = cache(_said), cache(_closed)
    text = _SIGNS.sub(lambda match: said(match[0]), text)
    return _APART.sub(lambda match: closed(match[0]), text) + rest


def _without_odd(text: str) -> str:
    """The text in which each character of the table is what the table says."""
    points = np.frombuffer(text.encode("utf-32-le"), np.dtype("<u4"))
    fresh = np.where(points < _BEYOND, _PLAIN[np.minimum(points, _BEYOND - 1)], points)
    return str(fresh[fresh != _GONE].astype("<u4").tobytes(), "utf-32-le")


@cache
def _automaton() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(DISGUISES, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)


def _unleet(text: str, places: list[tuple[int, int]]) -> str:
    pieces, last = [], 0
    for start, end in places:
        if not (start and _is_leet(text[start - 1])) and not (end < len(text) and _is_leet(text[end])):
            pieces += [text[last:start], _LEET[text[start:end]]]
            last = end
    return "".join([*pieces, text[last:]])


def _is_leet(character: str) -> bool:
    return character in "@$" or character in ALNUM


def _said(found: str) -> str:
    if found[0] in _PLUS:
        return "加"
    return "加v信" if found[0] == "加" else "v信"


def _closed(found: str) -> str:
    """Close up after a Han character: always over marks such as ·, over blanks from three on."""
    closed = _MARKS.sub("", found)
    return closed if len(closed) > 1 or _HARD_MARKS.search(found) else found
