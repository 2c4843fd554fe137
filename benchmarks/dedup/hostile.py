"""Corpora made to hurt: templates, copies, long and short rows, giant buckets just below the threshold.

`python -m benchmarks.dedup.hostile NAME SHARE` measures one of them, as a process of its own.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

import numpy as np

from danlu.dedup.index.compile import warm
from danlu.dedup.near.merge import merge
from danlu.dedup.near.rows import Near, NearRows

_TEMPLATE = "判断下面这句话表达的情感是积极的还是消极的，只回答一个词，不要解释，也不要输出别的内容："
_TEMPLATE_AFTER = (
    "Read the sentence above with care and then say in one single word whether the mood of its writer is "
    "positive or rather negative, without any further comment."
)
_HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 2500)]
_LETTERS = "etaoinshrdlcumwfgypb"

Parts = tuple[str, str, str]
"""Head, what is asked, the answer."""


class _Writer:
    """Text of no meaning, in which few words are frequent and many are rare."""

    def __init__(self) -> None:
        self._random = Random(20261120)
        self._words = [self._word() for _ in range(5000)]
        self._weights = list(np.cumsum(1 / np.arange(1, 5001)))

    def _word(self) -> str:
        return "".join(self._random.choices(_LETTERS, k=self._random.randint(2, 8)))

    def english(self, characters: int) -> str:
        """About so many characters of words."""
        return " ".join(
            self._random.choices(self._words, cum_weights=self._weights, k=max(1, characters // 5))
        )

    def chinese(self, characters: int) -> str:
        """So many Han characters."""
        return "".join(self._random.choices(_HAN, k=characters))

    def edited(self, text: str, places: int) -> str:
        """The text with some letters replaced."""
        letters = list(text)
        for place in self._random.sample(range(len(letters)), places):
            letters[place] = self._random.choice(_LETTERS)
        return "".join(letters)


@dataclass(frozen=True, slots=True)
class Case:
    """Rows, how many there are, and how many of them must be merged; None where the truth is not built in."""

    rows: int
    merged: Callable[[int], int] | None
    make: Callable[[_Writer, int], Iterator[Parts]]


def _boilerplate(write: _Writer, rows: int) -> Iterator[Parts]:
    """Rows that share 3,200 of 4,000 characters: similarity about 0.67."""
    common = write.english(3200)
    for _ in range(rows):
        yield "", common + " " + write.chinese(790), ""


def _natural_boilerplate(write: _Writer, rows: int) -> Iterator[Parts]:
    """The same in one language, so that bodies share words too: similarity about 0.65."""
    common = write.english(800)
    for _ in range(rows):
        yield "", common + " " + write.english(250), ""


def _copies(write: _Writer, rows: int, places: int) -> Iterator[Parts]:
    text = write.english(1000)
    for _ in range(rows):
        yield "", write.edited(text, places), ""


def _same_question(write: _Writer, rows: int) -> Iterator[Parts]:
    question = write.english(800)
    for _ in range(rows):
        yield _TEMPLATE, question, write.english(300)


def _lines(write: _Writer, rows: int) -> Iterator[Parts]:
    """Prompts of three hundred lines, all the same but for one in the middle."""
    lines = [write.english(40) for _ in range(300)]
    for _ in range(rows):
        yield "", "\n".join([*lines[:150], write.english(100), *lines[150:]]), "\ngood"


CASES = {
    "labelled sentences of one template, Chinese": Case(
        50_000, lambda _: 0, lambda w, n: ((_TEMPLATE, w.chinese(24), '"积极"') for _ in range(n))
    ),
    "labelled sentences of one template, English": Case(
        50_000, lambda _: 0, lambda w, n: ((_TEMPLATE, w.english(120), '"good"') for _ in range(n))
    ),
    "template above the sentence, Chinese": Case(
        50_000, lambda _: 0, lambda w, n: (("", f"{_TEMPLATE}\n{w.chinese(24)}", "\n积极") for _ in range(n))
    ),
    "template below the sentence, English": Case(
        50_000,
        lambda _: 0,
        lambda w, n: (("", f"{w.english(60)}. {_TEMPLATE_AFTER}", "\ngood") for _ in range(n)),
    ),
    "three hundred lines, one distinct": Case(20_000, lambda _: 0, _lines),
    "very short rows": Case(50_000, lambda _: 0, lambda w, n: (("", w.chinese(12), "") for _ in range(n))),
    "rows of 100 KB": Case(1_000, lambda _: 0, lambda w, n: (("", w.english(90_000), "") for _ in range(n))),
    "copies of one row": Case(20_000, lambda n: n - 1, lambda w, n: _copies(w, n, 0)),
    "near copies of one row": Case(20_000, lambda n: n - 1, lambda w, n: _copies(w, n, 4)),
    "copies around the threshold": Case(20_000, None, lambda w, n: _copies(w, n, 18)),
    "boilerplate, distinct bodies": Case(50_000, lambda _: 0, _boilerplate),
    "boilerplate, bodies of common words": Case(50_000, None, _natural_boilerplate),
    "one long question, distinct answers": Case(50_000, lambda _: 0, _same_question),
}


def flat(rows: Iterator[Parts]) -> NearRows:
    """Rows as flat vectors; equal heads have equal numbers."""
    data, bounds, heads = bytearray(), [], []
    for head, asked, answered in rows:
        places = [len(data)]
        for part in (head, asked, answered):
            data += part.encode()
            places.append(len(data))
        bounds.append(places)
        heads.append(1 if head else 0)
    strata = np.ones(len(heads), np.uint64)
    return NearRows(
        np.frombuffer(bytes(data), np.uint8), np.array(bounds), np.array(heads, np.uint64), strata
    )


def main(name: str, share: float) -> None:
    """Measure one case, on a share of its rows."""
    case = CASES[name]
    count = max(2, int(case.rows * share))
    rows = flat(case.make(_Writer(), count))
    warm()
    started, wall = time.process_time(), time.perf_counter()
    found = merge(rows, np.arange(count), Near(), 2)
    figures = {
        "rows": count,
        "megabytes": len(rows.data) / 1e6,
        "merged": int((found.survivors >= 0).sum()),
        "expected": case.merged(count) if case.merged else None,
        "cpu": time.process_time() - started,
        "wall": time.perf_counter() - wall,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
