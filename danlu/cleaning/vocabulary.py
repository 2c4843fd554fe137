"""The words that rules ask for, and the scan of a vector of texts for words and signs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import hyperscan
import numpy as np
import polars as pl
from numpy.typing import NDArray

from danlu.cleaning.beside import Beside
from danlu.cleaning.kernels.signs import find_signs
from danlu.cleaning.searching import Hits, Search, forms, lines, literal
from danlu.cleaning.signs import FIRST_WORD_BIT, MOST_WORD_GROUPS, Sign

_HIDDEN = (
    Sign.AT | Sign.DIGITS | Sign.MANY_DIGITS | Sign.DOTTED | Sign.COLONS | Sign.HEX | Sign.TOKEN | Sign.URL
)
"""Signs that full-width characters hide."""


Glance = Callable[[NDArray[Any], NDArray[Any], NDArray[Any]], None]
"""A loop over texts, each on a line of its own (`kernels.lines`), that sets a truth for each worth a look."""


class WordError(ValueError):
    """A word that the scan cannot find."""


@dataclass(frozen=True)
class Vocabulary:
    """Groups of words, each with a bit of its own.

    Attributes:
        bits: The bit of each group that has words.
        words: The bits of each word, in lower case.
        least: How often words of a group must stand in a text, by bit, where once is not enough.
        patterns: Each pattern, and the bit of its group.
        beside: Words that count only beside certain characters, and the bit of their group.
        glances: Loops that look at the bytes of texts, and the bit of their group.
    """

    bits: Mapping[str, int]
    words: Mapping[str, int]
    least: Mapping[int, int]
    patterns: Sequence[tuple[str, int]] = ()
    beside: Sequence[tuple[Beside, int]] = ()
    glances: Sequence[tuple[Glance, int]] = ()

    @classmethod
    def of(
        cls,
        groups: Mapping[str, Iterable[str]],
        least: Mapping[str, int] | None = None,
        patterns: Mapping[str, Sequence[str]] | None = None,
        beside: Mapping[str, Sequence[Beside]] | None = None,
        glances: Mapping[str, Glance] | None = None,
    ) -> Vocabulary:
        """The vocabulary of the groups that have words.

        Args:
            groups: The words of each group.
            least: How often words of a group must stand in a text; once where nothing is said.
            patterns: Patterns (Hyperscan syntax, Unicode); a match of one sets the bit of the group.
            beside: Words that count only beside certain characters.
            glances: Loops that look at the bytes of texts.

        Raises:
            WordError: A word is too short, or there are more groups than bits.
        """
        named = {name: {word.lower() for word in words} for name, words in groups.items()}
        named = {name: words for name, words in named.items() if words}
        names = [*dict.fromkeys([*named, *(patterns or {}), *(beside or {}), *(glances or {})])]
        if len(names) > MOST_WORD_GROUPS:
            raise WordError(f"{len(names)} groups of words, more than {MOST_WORD_GROUPS}")
        bits = {name: 1 << (FIRST_WORD_BIT + number) for number, name in enumerate(names)}
        by_word: dict[str, int] = {}
        for name, words in named.items():
            for word in sorted({form for plain in words for form in forms(plain)}):
                if not word or (len(word) == 1 and word.isascii() and word.isalnum()):
                    raise WordError(f"{word!r}: a word has at least two characters, or is a sign")
                by_word[word] = by_word.get(word, 0) | bits[name]
        often = {bits[name]: count for name, count in (least or {}).items() if count > 1 and name in bits}
        searched = tuple(
            (pattern, bits[name]) for name, several in (patterns or {}).items() for pattern in several
        )
        near = tuple((words, bits[name]) for name, several in (beside or {}).items() for words in several)
        looks = tuple((glance, bits[name]) for name, glance in (glances or {}).items())
        return cls(bits, dict(sorted(by_word.items())), often, searched, near, looks)

    def mask(self, name: str, signs: Sign) -> int:
        """The bits of which a text must have one: signs, the group's words, and what may hide them."""
        words = self.bits.get(name, 0)
        hidden = Sign.WIDE if words or signs & _HIDDEN else Sign.NONE
        return int(signs | hidden) | words

    def scan(self, values: pl.Series) -> pl.Series:
        """The signs of each text, as `UInt64`. Nulls have none."""
        found = np.zeros(len(values), np.uint64)
        if len(values):
            offsets, data = lines(values)
            find_signs(offsets, data, found)
            self._find_words(offsets, data, found)
            for glance, bit in self.glances:
                worth = np.zeros(len(found), np.bool_)
                glance(offsets, data, worth)
                found[worth] |= np.uint64(bit)
        return pl.Series("signs", found)

    def _find_words(self, offsets: NDArray[Any], data: NDArray[Any], found: NDArray[Any]) -> None:
        if self.patterns:
            hits = self._pattern_search.hits(offsets, data)
            np.bitwise_or.at(found, hits.texts, self._pattern_masks[hits.numbers])
        if not self.words and not self.beside:
            return
        hits = self._word_search.hits(offsets, data)
        plain = hits.numbers < len(self.words)
        texts, masks = hits.texts[plain], self._word_masks[hits.numbers[plain]]
        self._find_beside(offsets, data, hits, found)
        for bit, least in self.least.items():
            counted = np.bincount(texts[(masks & np.uint64(bit)) != 0], minlength=len(found))
            found[counted >= (1 if hits.flooded else least)] |= np.uint64(bit)
        np.bitwise_or.at(found, texts, masks & ~np.uint64(sum(self.least)))

    def _find_beside(
        self, offsets: NDArray[Any], data: NDArray[Any], hits: Hits, found: NDArray[Any]
    ) -> None:
        """Set the bits of words that have beside them what they ask for."""
        for number, (one, bit) in enumerate(self.beside):
            words = self._beside_words
            first, last = np.searchsorted(words[:, 0], [number, number + 1]) + len(self.words)
            own = np.flatnonzero((hits.numbers >= first) & (hits.numbers < last))
            texts, ends = hits.texts[own], hits.ends[own]
            sizes = words[hits.numbers[own] - len(self.words), 1]
            columns = (ends - sizes, offsets[texts], ends, offsets[texts + 1] - 1)
            kept = np.full(len(own), hits.flooded)
            if not hits.flooded:
                one.look(data, np.stack(columns, axis=1), kept)
            found[texts[kept]] |= np.uint64(bit)

    @cached_property
    def _word_masks(self) -> NDArray[Any]:
        return np.array(list(self.words.values()), np.uint64)

    @cached_property
    def _pattern_masks(self) -> NDArray[Any]:
        return np.array([bit for _, bit in self.patterns], np.uint64)

    @cached_property
    def _word_search(self) -> Search:
        words = (*self.words, *(word for one, _ in self.beside for word in one.words))
        return Search(tuple(map(literal, words)), hyperscan.HS_FLAG_CASELESS)

    @cached_property
    def _beside_words(self) -> NDArray[Any]:
        """For each word that must stand beside something: the place of what it is of, and its bytes."""
        pairs = [
            (place, len(word.encode())) for place, (one, _) in enumerate(self.beside) for word in one.words
        ]
        return np.array(pairs, np.int64).reshape(-1, 2)

    @cached_property
    def _pattern_search(self) -> Search:
        return Search(tuple(pattern.encode() for pattern, _ in self.patterns), hyperscan.HS_FLAG_UTF8)
