"""Where a local entry's files are: a base, and what is taken below it.

Patterns are matched name by name: `*`, `?` and `[…]` stay within one name, `**` stands for any
number of folders. A name that is written out matches itself, whatever characters it holds.
"""

from __future__ import annotations

import glob
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

ANY_DEPTH = "**"
_SPECIAL = "*?["


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is taken: the names of a path below `base`, one after another, match `parts`."""

    base: Path
    parts: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        """Whether the base itself is meant, with all that it holds."""
        return self.parts == (ANY_DEPTH,)

    def matches(self, names: Sequence[str]) -> bool:
        """Whether a file is meant, given the names of its path below the base."""
        return len(self.parts) in self._reached(names)

    def may_hold(self, names: Sequence[str]) -> bool:
        """Whether something in a folder can be meant."""
        return any(state < len(self.parts) for state in self._reached(names))

    def moved_below(self, folder: Path) -> Pattern:
        """The same files, told from a folder above the base."""
        names = self.base.relative_to(folder).parts
        return Pattern(folder, (*map(glob.escape, names), *self.parts))

    def _reached(self, names: Iterable[str]) -> set[int]:
        """How many parts the names can have used up, in every way of reading `**`."""
        states = self._past_any({0})
        for name in names:
            used = {state + 1 for state in states if self._fits(state, name)}
            stayed = {state for state in states if self.parts[state : state + 1] == (ANY_DEPTH,)}
            states = self._past_any(used | stayed)
        return states

    def _past_any(self, states: set[int]) -> set[int]:
        found = set(states)
        for state, part in enumerate(self.parts):
            if state in found and part == ANY_DEPTH:
                found.add(state + 1)
        return found

    def _fits(self, state: int, name: str) -> bool:
        if state >= len(self.parts) or self.parts[state] == ANY_DEPTH:
            return False
        return name == self.parts[state] or fnmatchcase(name, self.parts[state])


def pattern_of(root: Path, location: str) -> Pattern:
    """A location as a pattern: relative to the project's root, absolute, or below `~`."""
    full = os.path.normpath(root / os.path.expanduser(location))  # noqa: PTH111 - takes unknown users
    names = Path(full).parts
    plain = [_written_out(name) for name in names]
    known = next((place for place, name in enumerate(plain) if name is None), len(names))
    base = Path(*(name for name in plain[:known] if name is not None))
    return Pattern(base, names[known:] or (ANY_DEPTH,))


def is_pattern(location: str) -> bool:
    """Whether a location stands for whatever matches it."""
    return any(_written_out(name) is None for name in Path(location).parts)


def _written_out(name: str) -> str | None:
    """The one name that a part of a pattern stands for; None where it stands for several.

    >>> _written_out("a[[]1].csv"), _written_out("a*.csv")
    ('a[1].csv', None)
    """
    found, at = "", 0
    while at < len(name):
        if name[at] == "[" and name[at + 1 : at + 2] in (*_SPECIAL,) and name[at + 2 : at + 3] == "]":
            found += name[at + 1]
            at += 3
        elif name[at] in _SPECIAL:
            return None
        else:
            found += name[at]
            at += 1
    return found
