"""What detectors find in a text, each place once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.rule import Stretch

_FIRST_WIDE, _WIDE_FORMS, _TO_ASCII = np.uint32(0xFF01), np.uint32(94), np.uint32(0xFEE0)
_WIDE_BLANK = "\u3000"
_FULL_WIDTH = re.compile("[０-９Ａ-Ｚａ-ｚ＠．＋－＿（）／：＝\u3000]")
_MASK = re.compile(r"\[[A-Z][A-Z_]{1,30}(?:_[0-9]{1,6})?\]")
"""What stands in place of something: never looked into."""
Find = tuple[int, int, Detector]


def folded(text: str) -> str:
    """The text with full-width ASCII as ASCII, character for character, so that places hold."""
    if not _FULL_WIDTH.search(text):
        return text
    points = np.frombuffer(text.replace(_WIDE_BLANK, " ").encode("utf-32-le", "surrogatepass"), np.uint32)
    wide = points - _FIRST_WIDE < _WIDE_FORMS
    return (points - wide * _TO_ASCII).astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def finds(text: str, detectors: Sequence[Detector]) -> list[Find]:
    """What the detectors find in a folded text, rising; where two claim one place, the first has it."""
    taken: list[Find] = []
    for detector in detectors:
        found = detector.find(text)
        if found:
            taken = _joined(taken, found, detector)
    if not taken or "[" not in text:
        return taken
    return _outside(taken, [match.span() for match in _MASK.finditer(text)])


def _outside(taken: list[Find], masks: Sequence[Stretch]) -> list[Find]:
    """The finds that no mask shares a place with; masks rise and are apart."""
    ends = [end for _, end in masks]
    kept = []
    for find in taken:
        place = bisect_right(ends, find[0])
        if place == len(masks) or masks[place][0] >= find[1]:
            kept.append(find)
    return kept


def _joined(taken: list[Find], found: Sequence[Stretch], detector: Detector) -> list[Find]:
    """What is taken, and what a further detector finds in free places; all rise, so one walk is enough."""
    free: list[Find] = []
    place = 0
    for start, end in found:
        while place < len(taken) and taken[place][1] <= start:
            place += 1
        if place == len(taken) or end <= taken[place][0]:
            free.append((start, end, detector))
    return sorted(taken + free, key=lambda find: find[0]) if free else taken


def finds_behind(before: str, text: str, detectors: Sequence[Detector]) -> list[Find]:
    """What the detectors find in a text that stands behind another one, at its places."""
    if not before:
        return finds(folded(text), detectors)
    size = len(before)
    found = finds(folded(before + text), detectors)
    return [(start - size, end - size, detector) for start, end, detector in found if start >= size]


def stretches(text: str, detectors: Sequence[Detector]) -> list[Stretch]:
    """The stretches of a text that the detectors find."""
    return [(start, end) for start, end, _ in finds(folded(text), detectors)]
