"""Which texts the detector of names is shown: all but those that a loop over characters finds free of any.

A word that persons are told by counts where a name may stand beside it; a name of talk, of a field or beside
a number needs no word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from danlu.cleaning.beside import Beside
from danlu.cleaning.kernels.name_places import names_before, names_behind
from danlu.cleaning.kernels.names import find_names
from danlu.cleaning.kernels.signs import PADDING
from danlu.cleaning.personal.name_again import COUNTED_WORDS
from danlu.cleaning.personal.name_groups import GROUP_WORDS, PARENTS
from danlu.cleaning.personal.name_near import NEAR_WORDS
from danlu.cleaning.personal.name_tables import table
from danlu.cleaning.personal.name_zh import CHINESE_LABELS

Array = NDArray[Any]


@dataclass(frozen=True)
class Glance:
    """Looks for names that no word tells.

    Attributes:
        table: See `name_tables.table`.
    """

    table: Array

    def __call__(self, offsets: Array, data: Array, out: Array) -> None:
        """Set `out[n]` where text n may hold a name (`danlu.cleaning.vocabulary.Glance`)."""
        find_names(offsets, data, self.table, out)

    def at(self, text: str) -> bool:
        """Whether one text may hold such a name."""
        said = bytearray(text.encode("utf-8", "surrogatepass"))
        out = np.zeros(1, np.bool_)
        offsets = np.array([0, len(said) + 1], np.int64)
        self(offsets, np.frombuffer(said + bytes(PADDING), np.uint8), out)
        return bool(out[0])


@dataclass(frozen=True)
class Behind:
    """Looks for names behind words."""

    table: Array

    def __call__(self, data: Array, words: Array, out: Array) -> None:
        """Set `out[n]` where a name may stand behind word n (`danlu.cleaning.beside.Look`)."""
        names_behind(data, words, self.table, out)


@dataclass(frozen=True)
class Before:
    """Looks for names before words; if `listed`, before words that close a list of them."""

    table: Array
    listed: bool

    def __call__(self, data: Array, words: Array, out: Array) -> None:
        """Set `out[n]` where a name may stand before word n (`danlu.cleaning.beside.Look`)."""
        names_before(data, words, self.table, self.listed, out)


_TABLE = table()
GLANCE = Glance(_TABLE)
NAME_BESIDE = (
    Beside((*CHINESE_LABELS, *GROUP_WORDS), Behind(_TABLE)),
    Beside((*NEAR_WORDS, *PARENTS), Before(_TABLE, listed=False)),
    Beside(COUNTED_WORDS, Before(_TABLE, listed=True)),
)
"""The words that count beside a name."""
