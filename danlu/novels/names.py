"""The names that a text has used for those who speak, learnt as it is read."""

from __future__ import annotations

import re
from collections import Counter

from danlu.novels.words import COMPOUND_SURNAMES, SURNAMES

_MOST_NAMES = 4096
_LONGEST_NAME = 7
_OUTSTANDING = 4
_FULL = re.compile(
    f"(?=(?P<surname>{'|'.join(COMPOUND_SURNAMES)}|[{''.join(sorted(SURNAMES))}])(?P<given>[\u4e00-\u9fff]))"
)
_CERTAIN = 2


class Names:
    """Names that introductions gave; what was named twice, or plainly once, is known.

    Only the first `_MOST_NAMES` are kept, so that no text makes it grow without end.
    """

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def learn(self, name: str, *, plain: bool) -> None:
        """A text has introduced somebody by this name.

        It counts twice where nothing else was told, and where it is a surname and a given name.
        """
        plain = plain or 1 <= len(name) - len(_surname(name)) <= 2
        if name in self._counts or len(self._counts) < _MOST_NAMES:
            self._counts[name] += _CERTAIN if plain else 1

    def knows(self, name: str) -> bool:
        """Whether the name introduced somebody so surely."""
        return self._counts[name] >= _CERTAIN

    def knows_well(self, name: str) -> bool:
        """Whether the name introduced somebody more often than once."""
        return self._counts[name] > _CERTAIN

    def begins(self, clause: str) -> str | None:
        """The longest known name of two characters or more with which a clause begins."""
        for length in range(min(_LONGEST_NAME, len(clause)), 1, -1):
            if self.knows(clause[:length]):
                return clause[:length]
        return None


def full_names(short: set[str], text: str) -> dict[str, str]:
    """For each given name of one character the full name in `text` that ends in it, if one stands out.

    So 飞 is 张飞 where a scene names no other person of that given name nearly as often; classical
    Chinese calls people so once they are introduced.
    """
    found: dict[str, Counter[str]] = {name: Counter() for name in short}
    for match in _FULL.finditer(text):
        if match["given"] in found:
            found[match["given"]][match["surname"] + match["given"]] += 1
    return {name: full for name, counts in found.items() if (full := _outstanding(counts)) is not None}


def _outstanding(counts: Counter[str]) -> str | None:
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or (len(ranked) > 1 and ranked[0][1] < _OUTSTANDING * ranked[1][1]):
        return None
    return ranked[0][0]


def _surname(name: str) -> str:
    """The surname with which a name begins; all of the name where it begins with none."""
    if name[:2] in COMPOUND_SURNAMES:
        return name[:2]
    return name[0] if name[0] in SURNAMES else name
