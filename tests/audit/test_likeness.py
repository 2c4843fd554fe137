from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.audit.likeness import likeness, parts_of
from danlu.dedup.near.rows import Near
from danlu.dedup_knobs import NearDuplicates
from tests.dedup.near_oracle import Text, alike, flat
from tests.dedup.test_near import rows

LABELS = "Say in a single word whether the mood of the sentence is good or bad. Write nothing else."


@given(rows(), st.booleans())
@settings(deadline=None, max_examples=200)
def test_the_audit_measures_what_the_slow_way_measures(texts: list[Text], both_sides: bool) -> None:
    knob = NearDuplicates(threshold=0.5, least_characters=8, both_sides=both_sides)
    near = Near(threshold=5000, least_characters=8, both_sides=both_sides)
    held = flat([Text(text.head, text.asked, text.answered, text.head_number) for text in texts])
    for one in range(len(texts)):
        for other in range(len(texts)):
            measured = likeness(parts_of(held, one), parts_of(held, other), knob)
            expected = alike(
                *(Text(t.head, t.asked, t.answered, t.head_number) for t in (texts[one], texts[other])), near
            )
            assert measured.enough == (expected is not None)
            if expected is not None:
                assert measured.similarity == expected[0] * 10_000 // expected[1]


def test_what_a_template_says_makes_no_two_rows_alike() -> None:
    knob = NearDuplicates()
    asked = ("The kiln was cold again today.", "My tea came in a broken bowl.")
    texts = [Text("", f"{LABELS}\n{each}", "\nbad") for each in asked]
    held = flat([*texts, Text("", f"{LABELS}\nThe kiln was cold again today.", "\nbad")])
    first, second, third = (parts_of(held, row) for row in range(3))
    assert not likeness(first, second, knob).enough
    assert likeness(first, third, knob).enough
