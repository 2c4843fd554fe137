"""Where names of persons that are known from elsewhere in a row stand in a text."""

from __future__ import annotations

from collections.abc import Iterable

from danlu.cleaning.personal.name_again import stands
from danlu.cleaning.personal.surroundings import apart
from danlu.cleaning.rule import Stretch

_SHORTEST_HAN = 3
_MOST_NAMES = 64


def mentions(text: str, names: Iterable[str]) -> list[Stretch]:
    """The places, rising and apart, of names of three and more Han characters, or of two and more words.

    Shorter ones are words too often to count without anything that says so beside them.
    """
    known = sorted({name for name in names if _telling(name)}, key=lambda name: (-len(name), name))
    found: list[Stretch] = []
    for name in known[:_MOST_NAMES]:
        place = text.find(name)
        while place >= 0:
            if stands(text, place, place + len(name)):
                found.append((place, place + len(name)))
            place = text.find(name, place + len(name))
    return apart(found)


def _telling(name: str) -> bool:
    return " " in name.strip() if name.isascii() else len(name) >= _SHORTEST_HAN
