from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.cleaning.personal.context import apart
from danlu.cleaning.personal.windows import in_windows
from danlu.cleaning.rule import Stretch

WORD = re.compile(r"no (?P<number>[0-9]{1,20})(?![0-9])")
PIECES = ("no 12345 ", "no 7", "\n", "什么", "x" * 30, "no 99999999999999999999 no", "0")


def numbers(text: str) -> list[Stretch]:
    """Numbers behind a word: told by what stands within a few characters."""
    return [match.span("number") for match in WORD.finditer(text)]


@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=40).map("".join),
    st.lists(st.sampled_from(PIECES), max_size=3).map("".join),
    st.integers(16_000, 60_000),
)
@settings(max_examples=60)
def test_a_text_that_repeats_itself_is_searched_as_a_whole_would_be(
    unit: str, ending: str, size: int
) -> None:
    text = unit * (size // len(unit)) + ending
    assert apart(in_windows(numbers, text)) == numbers(text)


def test_what_is_said_again_and_again_is_looked_at_a_few_times() -> None:
    looked = [0]

    def find(text: str) -> list[Stretch]:
        looked[0] += len(text)
        return numbers(text)

    text = "no 12345, no 67890;\n" * 50_000
    assert len(in_windows(find, text)) == 100_000
    assert looked[0] < len(text) / 10
