"""Words that are too frequent to be worth a look by themselves: what stands beside them decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

Look = Callable[[NDArray[Any], NDArray[Any], NDArray[Any]], None]
"""A compiled loop over the places of words.

It is given the bytes of all texts with some more behind, for each word where it and its text begin and where
they end (int64, four columns), and the truths to set: whether what the word asks for stands beside it.
"""


@dataclass(frozen=True)
class Beside:
    """Words, and what tells whether one of them counts where it stands.

    Attributes:
        words: As `danlu.cleaning.rule.Rule.words`.
        look: Looks beside the words.
    """

    words: tuple[str, ...]
    look: Look
