from __future__ import annotations

from collections.abc import Callable

import pytest

from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.finding import folded


@pytest.fixture(scope="session")
def found() -> Callable[[Detector, str], list[str]]:
    """The stretches of a text that a detector finds, as they stand in the text."""

    def look(detector: Detector, text: str) -> list[str]:
        return [text[start:end] for start, end in detector.find(folded(text))]

    return look
