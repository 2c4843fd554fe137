from __future__ import annotations

import hashlib
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from danlu.stages.occurrences import Occurrences


def digest(number: int) -> bytes:
    return hashlib.sha256(number.to_bytes(8, "big")).digest()[:16]


@given(st.lists(st.integers(0, 40), max_size=300))
def test_it_counts_as_a_dictionary_does(numbers: list[int]) -> None:
    occurrences, seen = Occurrences(), Counter[int]()
    for number in numbers:
        assert occurrences.count(digest(number)) == seen[number]
        seen[number] += 1


def test_many_are_told_apart_while_the_tables_grow() -> None:
    occurrences = Occurrences()
    assert [occurrences.count(digest(number)) for number in range(30_000)] == [0] * 30_000
    assert [occurrences.count(digest(number)) for number in range(30_000)] == [1] * 30_000


@given(st.sets(st.binary(min_size=1, max_size=1), min_size=1, max_size=40))
def test_digests_that_share_all_but_a_byte_are_told_apart(ends: set[bytes]) -> None:
    """They would all be wanted in one slot."""
    for place in (1, 8, 15):
        digests = [bytes(place) + end + bytes(15 - place) for end in sorted(ends)]
        occurrences = Occurrences()
        assert [occurrences.count(each) for each in digests * 2] == [0] * len(ends) + [1] * len(ends)
