"""What the tests of detectors share: finds as text, and whether the scan's words would show a text at all."""

from __future__ import annotations

import time
from functools import cache

import polars as pl

from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.detectors import DETECTORS
from danlu.cleaning.personal.finding import folded
from danlu.cleaning.plan import needed, vocabulary_of
from danlu.cleaning.vocabulary import Vocabulary


def finds(detector: Detector, text: str) -> list[str]:
    """What is found in a text, after the promises of every detector are checked."""
    plain = folded(text)
    stretches = detector.find(plain)
    ends = [place for stretch in stretches for place in stretch]
    assert ends == sorted(ends)
    assert all(0 <= start < end <= len(text) for start, end in stretches)
    if stretches:
        assert is_shown(detector, plain), "found in a text that the scan would not show"
    return [text[start:end] for start, end in stretches]


def is_shown(detector: Detector, text: str) -> bool:
    """Whether the scan gives the text a sign, a word or a match of the detector's, whatever is beside it."""
    vocabulary = _vocabulary(detector.kind)
    values = pl.Series([text])
    found = vocabulary.scan(pl.Series(["说一说", text, "说一说"]))[1]
    signs = found & vocabulary.mask(detector.kind, detector.signs)
    return bool(signs) and (detector.needs is None or bool(needed(detector).matching(values)[0]))


@cache
def _vocabulary(kind: str) -> Vocabulary:
    [detector] = [detector for detector in DETECTORS if detector.kind == kind]
    return vocabulary_of([detector])


def masked(detector: Detector, text: str) -> str:
    plain = folded(text)
    for start, end in reversed(detector.find(plain)):
        text = text[:start] + detector.mask + text[end:]
    return text


def seconds(detector: Detector, text: str) -> float:
    start = time.process_time()
    detector.find(text)
    return time.process_time() - start
