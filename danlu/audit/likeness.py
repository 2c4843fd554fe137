"""How alike two rows are, measured again with Python's own strings and sets.

It shares no code with the compiled loops that decide which rows are merged: letters are lowered and narrowed
one by one, white space is split off, sets of five characters in a row are compared, and what two prompts
begin and end with is taken off them line by line and sentence by sentence.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from danlu.dedup.near.rows import NearRows
from danlu.dedup_knobs import NearDuplicates

_SHINGLE = 5
_SCALE = 10_000
_ENDING = re.compile(r"[\n。！？；：…—–]|[.!?;:|](?=[\x00-\x20])|(?<=[\x00-\x20\-])-(?=[\x00-\x20])")
"""Where a segment of a prompt ends, see `danlu.dedup.near.kernels.framing`."""
Parts = tuple[str, str, str]
"""The head of a row, what is asked, and the answer."""


class Measured(NamedTuple):
    """How alike two rows are, in 1/10,000, and by which part; whether that is enough."""

    similarity: int
    part: str
    enough: bool


def parts_of(rows: NearRows, row: int) -> tuple[Parts, int]:
    """The parts of a row, folded, and the number of its head."""
    places = rows.bounds[row]
    texts = [bytes(rows.data[start:end]).decode() for start, end in pairwise(places)]
    return (texts[0], texts[1], texts[2]), int(rows.heads[row])


def likeness(one: tuple[Parts, int], other: tuple[Parts, int], knob: NearDuplicates) -> Measured:
    """How alike two rows are, as the recipe measures it: see `danlu.dedup.near.merge`."""
    (first, head), (second, other_head) = one, other
    same_head = head != 0 and head == other_head
    asked = (first[1], second[1]) if same_head else ("".join(first[:2]), "".join(second[:2]))
    rest = _rest_alike(asked, knob) if first[2] and second[2] else None
    if rest is False and _agree(first[2], second[2], knob):
        rest = None
    if same_head:
        measured = _sides(asked, (first[2], second[2]), knob)
        return measured._replace(enough=measured.enough and rest is not False)
    shared, union = _jaccard("".join(first), "".join(second))
    enough = shared * _SCALE >= round(knob.threshold * _SCALE) * union and rest is not False
    if enough and (knob.both_sides or rest) and (first[2] or second[2]):
        enough = _sides(asked, (first[2], second[2]), knob).enough
    return Measured(shared * _SCALE // max(union, 1), "whole", enough)


def _sides(asked: tuple[str, str], answered: tuple[str, str], knob: NearDuplicates) -> Measured:
    measured = [Measured(_SCALE, "asked", enough=True)]
    for part, pair in (("asked", asked), ("answered", answered)):
        left, right = map(folded, pair)
        if min(len(left), len(right)) < knob.least_characters:
            if left != right:
                return Measured(0, part, enough=False)
            continue
        shared, union = _jaccard(*pair)
        enough = shared * _SCALE >= round(knob.threshold * _SCALE) * union
        measured.append(Measured(shared * _SCALE // union, part, enough))
    return min(measured, key=lambda one: (one.enough, one.similarity))


def _agree(one: str, other: str, knob: NearDuplicates) -> bool:
    """Whether two answers are long, and alike: then one row was written twice, whatever frames it."""
    shared, union = _jaccard(one, other)
    long = min(len(folded(one)), len(folded(other))) >= knob.least_characters
    return long and shared * _SCALE >= round(knob.threshold * _SCALE) * union


def _rest_alike(asked: tuple[str, str], knob: NearDuplicates) -> bool | None:
    """Whether what two prompts do not share at either end is alike; None where they share nothing, or all."""
    left, right = map(_segments, asked)
    segments = len(left)
    for place in (0, -1):
        while left and right and left[place][0] == right[place][0]:
            del left[place], right[place]
    rest = "".join(text for _, text in left), "".join(text for _, text in right)
    short, other = map(folded, rest)
    if len(left) == segments or short == other:
        return None
    if min(len(short), len(other)) < knob.least_characters:
        return False
    shared, union = _jaccard(*rest)
    return shared * _SCALE >= round(knob.threshold * _SCALE) * union


def _segments(text: str) -> list[tuple[str, str]]:
    """Lines and sentences, each folded and as it stands; what folds to nothing goes with the next."""
    cut: list[tuple[str, str]] = []
    last = 0
    for ending in _ENDING.finditer(text):
        if short := folded(text[last : ending.end()]):
            cut.append((short, text[last : ending.end()]))
            last = ending.end()
    if short := folded(text[last:]):
        cut.append((short, text[last:]))
    return cut


def _jaccard(left: str, right: str) -> tuple[int, int]:
    one, other = _shingles(folded(left)), _shingles(folded(right))
    return (len(one & other), len(one | other)) if one | other else (1, 1)


def _shingles(text: str) -> set[str]:
    if len(text) < _SHINGLE:
        return {text} if text else set()
    return {text[at : at + _SHINGLE] for at in range(len(text) - _SHINGLE + 1)}


def folded(text: str) -> str:
    """The text with letters in lower case and half width, one blank between words, none beside Han."""
    narrow = (chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in text)
    lower = (c.lower() if len(c.lower()) == 1 and ord(c) < 0x10000 else c for c in narrow)
    words = "".join(" " if c <= " " or c.isspace() else c for c in lower).split(" ")
    out: list[str] = []
    for word in filter(None, words):
        if out and not _is_han(out[-1][-1]) and not _is_han(word[0]):
            out.append(" ")
        out.append(word)
    return "".join(out)


def _is_han(character: str) -> bool:
    code = ord(character)
    return 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or code >= 0x20000
