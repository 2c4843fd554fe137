"""The rule of sides and folds once more, for the audit: it shares no code with `danlu.dedup`.

Law 9 as its text says it: the hash is taken with the standard library, intervals are compared as whole
numbers of 2^-52, and a recorded or declared side is looked up. What the stage computes in SQL and in
floating-point numbers is computed here in Python, in integers and fractions.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

_STEPS = 2**52
_ORDER = {"test": 0, "validation": 1, "train": 2}


@dataclass(frozen=True, slots=True)
class Rule:
    """The recipe's split, and what settles the side of some groups before their hash does.

    Attributes:
        salt: The recipe's salt.
        test: Its share of test.
        validation: Its share of validation.
        folds: How many folds there are; 0 for none.
        recorded: For groups that match recorded held-out rows, the sides that these have.
        declared: For groups that a declared source touches, the sides that are declared.
    """

    salt: str
    test: float
    validation: float
    folds: int = 0
    recorded: Mapping[bytes, Collection[str]] = field(default_factory=dict)
    declared: Mapping[bytes, Collection[str]] = field(default_factory=dict)

    def side(self, group: bytes) -> str:
        """The side on which every row of a group must lie."""
        for settled in (self.recorded, self.declared):
            if sides := settled.get(group):
                return min(sides, key=_ORDER.__getitem__)
        place = Fraction(_hashed(self.salt, group), _STEPS)
        if place < Fraction(self.test):
            return "test"
        # the bound is the floating-point number that the recipe's share gives
        return "validation" if place >= Fraction(1 - self.validation) else "train"

    def fold(self, group: bytes) -> int | None:
        """The fold of a group's rows: none where they are held out, or where there are no folds."""
        if not self.folds or self.side(group) != "train":
            return None
        place = Fraction(_hashed(f"{self.salt}\0fold", group), _STEPS)
        return next(fold for fold in range(self.folds) if place < Fraction(fold + 1, self.folds))

    def fault(self, group: bytes, side: str, fold: int | None) -> str | None:
        """What is wrong with where a row of a group was placed; None where nothing is."""
        if side != self.side(group):
            return f"lies on {side}, but its group gives {self.side(group)}"
        if fold != self.fold(group):
            return f"lies in fold {fold}, but its group gives {self.fold(group)}"
        return None


def _hashed(salt: str, group: bytes) -> int:
    message = salt.encode() + b"\0" + group.hex().encode("ascii")
    return int(hashlib.sha256(message).hexdigest()[:13], 16)
