"""Families of a crowd: rows whose prompts begin and end with the same segments, as those of a template do.

Two rows of a family, whose answers are short, are alike only where what its frame leaves of them is, which is
short, and of which few other rows have much. So a family finds its alike rows by that, and each with each is
compared only across families. What a frame leaves of two rows may begin and end with segments that both have
and the family has not: the pair's own frame is wider, and the pair may be alike though a few shingles, those
across the borders of segments, are not: so many as a row has borders count as little as if it had them not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from danlu.dedup.near.kernels.folding import SHINGLE
from danlu.dedup.near.kernels.framing import are_short, list_segments
from danlu.dedup.near.rows import Hashes, Integers

COMMON = 16
"""Frames of one row among so many make wide families."""


@dataclass(frozen=True, slots=True)
class Families:
    """Rows that belong to families.

    Attributes:
        rows: The rows.
        number: The family of each.
        salts: 64 bits that tell the families apart.
        rest: Four bounds a row of what the frame of its family leaves of its prompt: as a whole.
        slack: How many shingles of a row may be missing in a row that is alike.
    """

    rows: Integers
    number: Integers
    salts: Hashes
    rest: Integers
    slack: Integers


def find_families(
    texts: tuple[Any, ...], rows: Integers, question: int, crowded: int, least: int
) -> list[Families]:
    """The families of a crowd, wide ones and narrow ones; rows without an answer, or a long one, have none.

    Args:
        texts: Bytes, bounds of the rows' parts, folding table.
        rows: The rows of the crowd.
        question: The bound with which the prompt begins.
        crowded: Frames that more rows have make families.
        least: Answers of so many characters are long.
    """
    data, bounds, folded, *_ = texts
    answered = _answered(texts, rows, least)
    if len(answered) <= crowded:
        return []
    spans = np.stack([bounds[answered, question], bounds[answered, 2]], axis=1)
    listed = list_segments((data, folded), spans, int((spans[:, 1] - spans[:, 0]).max()))
    often = [_often(listed[2][:, side]) for side in range(2)]
    bounds = sorted({max(crowded, len(answered) // COMMON), crowded}, reverse=True)
    found = (_families(answered, spans, listed, [each > most for each in often]) for most in bounds)
    return [families for families in found if len(families.rows)]


def _answered(texts: tuple[Any, ...], rows: Integers, least: int) -> Integers:
    """The rows that answer shortly."""
    data, bounds, folded, *_ = texts
    spans = bounds[rows][:, 2:]
    size = spans[:, 1] - spans[:, 0]
    spans, some = spans[size > 0], rows[size > 0]
    short: Integers = some[are_short((data, folded), spans, least, int(size.max(initial=0)))]
    return short


def _often(chains: NDArray[np.uint64]) -> Integers:
    """How many rows have each."""
    _, places, counts = np.unique(chains, return_inverse=True, return_counts=True)
    often: Integers = counts[places.ravel()]
    return often


def _families(rows: Integers, spans: Integers, listed: tuple[Any, ...], common: list[Any]) -> Families:
    starts, places, chains = listed
    segments = np.diff(starts)
    front, back = (np.diff(np.concatenate([[0], np.cumsum(side)])[starts]) for side in common)
    back = np.minimum(back, segments - front)
    first, last = starts[:-1] + front, starts[1:] - back
    keys = np.zeros(len(rows), np.uint64)
    for taken, place, side in ((front, first - 1, 0), (back, last, 1)):
        some = taken > 0
        keys[some] ^= chains[place[some], side]
    borders = np.maximum(last - first - 1, 0)
    left = last > first
    fits = front + back > 0
    number = np.full(len(rows), -1)
    _, number[fits], counts = np.unique(keys[fits], return_inverse=True, return_counts=True)
    fits[fits] = counts[number[fits]] > 1
    left &= fits
    rest = np.repeat(spans[:, :1], 4, axis=1)
    rest[left, :2] = places[first[left], :1]
    rest[left, 2:] = places[last[left] - 1, 1:]
    slack = SHINGLE * borders
    return Families(rows[fits], number[fits], keys[fits], rest[fits], slack[fits])


def nested(kinds: list[Families], rows: Integers) -> Iterator[Integers]:
    """The family of each of some rows, kind by kind; -1 where it has none. Rows ascend, as all do."""
    for each in kinds:
        number = np.full(len(rows), -1, np.int64)
        held = np.isin(each.rows, rows)
        number[np.searchsorted(rows, each.rows[held])] = each.number[held]
        yield number
