"""Replaces names in texts: exactly, the longest first, whole words where the script has words.

Names come from the data, so no pattern is made of them. They are found by their first two
characters, which costs a look at each character of a text however many names there are.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_LONGEST = 40
_FEW = 12
"""So many names are sought one by one before a text is walked through."""


def is_han(character: str) -> bool:
    """Whether a character is a Han one, of which a name needs no word's end."""
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U000323af"


@dataclass(slots=True)
class Replacer:
    """Names and what stands in their place."""

    _names: dict[str, str] = field(default_factory=dict)
    _lengths: dict[str, list[int]] = field(default_factory=dict)

    def learn(self, name: str, replacement: str) -> None:
        """Replace `name` from now on; names of fewer than 2 or more than 40 characters are not sought."""
        if not 2 <= len(name) <= _LONGEST:
            return
        self._names[name] = replacement
        lengths = self._lengths.setdefault(name[:2], [])
        if len(name) not in lengths:
            lengths.append(len(name))
            lengths.sort(reverse=True)

    def replaced(self, text: str) -> str:
        """The text with every name replaced."""
        if not self._names or not self._may_hold(text):
            return text
        pieces: list[str] = []
        done = at = 0
        while at < len(text) - 1:
            lengths = self._lengths.get(text[at : at + 2])
            size = self._name_at(text, at, lengths) if lengths else 0
            if size:
                pieces += (text[done:at], self._names[text[at : at + size]])
                done = at = at + size
            else:
                at += 1
        return "".join([*pieces, text[done:]])

    def _may_hold(self, text: str) -> bool:
        return len(self._names) > _FEW or any(name in text for name in self._names)

    def _name_at(self, text: str, at: int, lengths: list[int]) -> int:
        """The length of the longest name that stands at `at` as a whole; 0 where none does."""
        if at > 0 and _joins(text[at - 1], text[at]):
            return 0
        for size in lengths:
            end = at + size
            if text[at:end] in self._names and not (end < len(text) and _joins(text[end - 1], text[end])):
                return size
        return 0


def _joins(before: str, after: str) -> bool:
    """Whether two neighbouring characters belong to one word."""
    return before.isalnum() and after.isalnum() and not is_han(before) and not is_han(after)
