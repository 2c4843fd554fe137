"""Splits that are for ever (law 9): a side is a pure function of the group.

The same rule stands here twice, as SQL for whole corpora and in Python for single groups. The audit
has a third form of it, which shares no code with this one (`danlu.audit.placing`).
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable
from typing import Literal

from danlu.dedup_knobs import Split
from danlu.identity import share

Side = Literal["train", "validation", "test"]
SIDES: tuple[Side, ...] = ("train", "validation", "test")
STRICTEST: tuple[Side, ...] = ("test", "validation", "train")
"""The sides in the order in which they win where several are asked for."""

SHARE_MACRO = """
CREATE MACRO split_share(salt, key) AS (
    ('0x' || sha256(salt || chr(0) || replace(key::VARCHAR, '-', ''))[1:13])::UBIGINT / 4503599627370496
)
"""
"""`danlu.identity.share` as SQL: 52 bits of SHA-256 over the salt and the group."""

SIDE_MACRO = """
CREATE MACRO split_side(place, validation, test) AS (
    CASE WHEN place < test THEN 'test' WHEN place >= 1 - validation THEN 'validation' ELSE 'train' END
)
"""
"""The side of a group by its share: what `side_of` does, as SQL."""


def side_of(group: bytes, split: Split) -> Side:
    """The side of a group: test upward from 0, validation downward from 1.

    So a share that grows takes from train alone.
    """
    place = share(split.salt, group)
    if place < split.test:
        return "test"
    return "validation" if place >= 1 - split.validation else "train"


def declared_sides(sources: Iterable[str], split: Split) -> dict[str, Side]:
    """The sources whose side the recipe declares; the first pattern that fits counts."""
    declared: dict[str, Side] = {}
    for source in sources:
        for pattern, side in split.sides.items():
            if fnmatch.fnmatchcase(source, pattern):
                declared[source] = side
                break
    return declared


def strictest(sides: Iterable[Side]) -> Side:
    """Of several sides that are asked for, the one that is held out most.

    >>> strictest(["train", "test", "validation"])
    'test'
    """
    return min(sides, key=STRICTEST.index)
