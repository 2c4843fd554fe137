"""Names for entries whose user gave none."""

from __future__ import annotations

import os
from collections.abc import Collection
from itertools import count
from urllib.parse import unquote, urlsplit

from danlu.declared.entry import is_address
from danlu.declared.pattern import is_pattern

_LONGEST = 90


def name_for(telling: str, taken: Collection[str]) -> str:
    """A name like the one given, which an entry may have and nobody has.

    >>> name_for("a [1].csv", ["wiki"]), name_for("chats", ["chats"])
    ('a--1-.csv', 'chats-2')
    """
    proper = _readable(telling)
    numbered = (f"{proper}-{number}" for number in count(2))
    return proper if proper not in taken else next(name for name in numbered if name not in taken)


def telling_part(location: str) -> str:
    """The part of a location that tells most: the last name that is written out, or the host.

    >>> telling_part("https://example.org/data/%E8%8C%B6.jsonl?x=1"), telling_part("~/chats/*.json")
    ('茶.jsonl', 'chats')
    """
    if is_address(location):
        try:
            parts = urlsplit(location)
        except ValueError:
            return "source"
        return unquote(parts.path.rstrip("/").rpartition("/")[2]) or parts.hostname or "source"
    names = [name for name in os.path.normpath(location).split("/") if not is_pattern(name)]
    return names[-1] if names else "source"


def _readable(text: str) -> str:
    kept = "".join(
        character if character.isalpha() or character.isdecimal() or character in "_.-" else "-"
        for character in text
    )
    return kept.strip("-.")[:_LONGEST] or "source"
