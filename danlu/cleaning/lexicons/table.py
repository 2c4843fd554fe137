"""All lexicons of a recipe as one automaton (Aho and Corasick 1975), and what it finds in a text.

Overlapping matches are asked for, so that a term of one lexicon never hides one of another; within
a lexicon a term that lies in a longer one counts once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

import ahocorasick_rs

from danlu.cleaning.lexicons.folding import ALNUM, fold, forms, is_short
from danlu.cleaning.lexicons.lexicon import CATEGORIES, Lexicon, Term, parse_lexicon, shipped, user_texts
from danlu.lexicon_knobs import Lexicons

_PIECE, _LAP = 1 << 14, 512
_NEAR_HAN, _NEAR_ASCII = (14, 12), (60, 40)
_STEM, _OFTEN, _PLENTY = 3, 256, 4096


@dataclass(frozen=True, slots=True)
class Found:
    """How many different terms of a lexicon a text holds, and how many of them decide alone."""

    terms: int
    strong: int


@dataclass(slots=True)
class _Tally:
    """What was seen of one lexicon so far. `recent` holds weak terms: key, start, end."""

    strong: set[str] = field(default_factory=set)
    weak: set[str] = field(default_factory=set)
    recent: list[tuple[str, int, int]] = field(default_factory=list)
    decided: bool = False


class Table:
    """Lexicons ready to be matched."""

    def __init__(self, lexicons: Iterable[Lexicon], weak_terms: int, window: int) -> None:
        self._entries = [
            (lexicon.name, max(weak_terms, lexicon.weak_terms), term)
            for lexicon in lexicons
            for term in lexicon.terms
        ]
        self._window = window
        patterns = [term.text for _, _, term in self._entries]
        self._automaton = ahocorasick_rs.AhoCorasick(
            patterns, matchkind=ahocorasick_rs.MatchKind.Standard, store_patterns=False
        )

    def find(self, text: str) -> dict[str, Found]:
        """The lexicons that a text matches: by a strong term, or by weak ones that stand together."""
        return self.find_folded(fold(text))

    def find_folded(self, folded: str) -> dict[str, Found]:
        """What `find` gives for the text of which this is the folded form.

        Of each term the first `_OFTEN` places are looked at, a piece that comes again with such terms alone
        is passed over, and a text that is found already is not read on after `_PLENTY` places of any terms,
        so that no text takes long.
        """
        tallies: dict[str, _Tally] = {}
        often: defaultdict[int, int] = defaultdict(int)
        seen: dict[str, tuple[int, frozenset[int]]] = {}
        places = 0
        for base, last, piece in _pieces(folded):
            if places > _PLENTY and any(tally.strong or tally.decided for tally in tallies.values()):
                break
            count, terms = seen.get(piece, (0, frozenset()))
            if count and all(often[index] > _OFTEN for index in terms):
                places += count
                continue
            matches = self._automaton.find_matches_as_indexes(piece, overlapping=True)
            seen[piece] = len(matches), frozenset(index for index, _, _ in matches)
            places += len(matches)
            for index, start, end in matches:
                often[index] += base + end > last
                if base + end > last and often[index] <= _OFTEN:
                    self._take(tallies, index, folded, base + start, base + end)
        return {
            name: Found(len(tally.strong) + len(tally.weak), len(tally.strong))
            for name, tally in sorted(tallies.items())
            if tally.strong or tally.decided
        }

    def _take(self, tallies: dict[str, _Tally], index: int, folded: str, start: int, end: int) -> None:
        """Count a match where it is a word, and nothing near it makes it harmless."""
        name, needed, term = self._entries[index]
        tally = tallies.setdefault(name, _Tally())
        if term.text in tally.strong or (tally.decided and term.text in tally.weak):
            return
        if not is_word(folded, start, end) or _harmless(folded, start, end, term):
            return
        if term.strong:
            tally.strong.add(term.text)
        else:
            self._weigh(tally, term.text, start, end)
            tally.decided = tally.decided or len(tally.recent) >= needed

    def _weigh(self, tally: _Tally, text: str, start: int, end: int) -> None:
        """Count a weak term; inflected forms are one, and so are terms that lie upon each other."""
        tally.weak.add(text)
        recent = [seen for seen in tally.recent if end - seen[1] <= self._window]
        if recent and start < recent[-1][2]:
            if end - start <= recent[-1][2] - recent[-1][1]:
                return
            recent.pop()
        stem = text[:_STEM] if text.isascii() and " " not in text else text
        recent = [seen for seen in recent if seen[0] not in stem and stem not in seen[0]]
        tally.recent = [*recent, (stem, start, end)]


def _pieces(folded: str) -> Iterator[tuple[int, int, str]]:
    """Pieces that lap over the one before: where each begins, where that ended, and its text."""
    last = -1
    for offset in range(0, len(folded), _PIECE):
        base = max(0, offset - _LAP)
        yield base, last, folded if len(folded) <= _PIECE else folded[base : offset + _PIECE]
        last = offset + _PIECE


def is_word(folded: str, start: int, end: int) -> bool:
    """Whether ASCII ends of a match are ends of words. A digit may follow a Chinese term (加vx123)."""
    if start and folded[start - 1] in ALNUM and (folded[start] in ALNUM or is_short(folded[start:end])):
        return False
    if end == len(folded) or folded[end] not in ALNUM or folded[end - 1] not in ALNUM:
        return True
    return folded[end].isdigit() and not folded[start:end].isascii()


def _harmless(folded: str, start: int, end: int, term: Term) -> bool:
    if not term.unless:
        return False
    before, after = _NEAR_ASCII if term.text.isascii() else _NEAR_HAN
    near = folded[max(0, start - before) : end + after]
    return any(word in near for word in term.unless)


def table(lexicons: Lexicons) -> Table | None:
    """The table of what a recipe switches on, with the user's own lists; None where that is nothing.

    Raises:
        DanluError: A list of the user's cannot be read.
    """
    return _table(lexicons, user_texts(lexicons))


@cache
def _table(lexicons: Lexicons, texts: tuple[tuple[str, str, str], ...]) -> Table | None:
    chosen = list(_chosen(lexicons, texts))
    return Table(chosen, lexicons.weak_terms, lexicons.window) if any(each.terms for each in chosen) else None


def _chosen(lexicons: Lexicons, texts: tuple[tuple[str, str, str], ...]) -> Iterator[Lexicon]:
    """The lexicons that are on. The user's are named `file:NAME`, which no category is."""
    on = {category.value for category in CATEGORIES if getattr(lexicons, category.value) != "off"}
    yield from (lexicon for lexicon in shipped() if lexicon.name in on)
    for name, path, text in texts:
        yield parse_lexicon(text, f"file:{name}", path)


def words(lexicons: Lexicons, *, strong: bool) -> tuple[str, ...]:
    """The words for the scan: what the table finds by a strong term holds one, by weak terms two of them.

    Those two do not lie upon each other. Disguised words are `folding.DISGUISES`.
    """
    return _words(lexicons, user_texts(lexicons), strong=strong)


@cache
def _words(lexicons: Lexicons, texts: tuple[tuple[str, str, str], ...], *, strong: bool) -> tuple[str, ...]:
    terms = (term for lexicon in _chosen(lexicons, texts) for term in lexicon.terms)
    return fewest(form for term in terms if term.strong == strong for form in forms(term.text))


def fewest(terms: Iterable[str]) -> tuple[str, ...]:
    """The terms without those that hold another one where the scan would see it; sorted.

    >>> fewest(["代开发票", "开发票", "buy now", "buy now and save"])
    ('buy now', '开发票')
    """
    all_terms = set(terms)
    return tuple(sorted(term for term in all_terms if not _is_covered(term, all_terms)))


def _is_covered(term: str, terms: set[str]) -> bool:
    """Whether another term stands in this one where a word may begin."""
    for start in range(len(term)):
        if start and term[start] in ALNUM and term[start - 1] in ALNUM:
            continue
        for end in range(start + 2, len(term) + 1):
            if end - start < len(term) and term[start:end] in terms:
                return True
    return False
