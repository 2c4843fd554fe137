"""Templates and edits: what frames two rows makes them alike no more than it hides that they are."""

from __future__ import annotations

import numpy as np
import pytest

from danlu.dedup.contamination.leaks import find_pairs, prepare
from danlu.dedup.near.merge import merge
from danlu.dedup.near.rows import Near
from tests.dedup.near_oracle import Text, flat

NEAR = Near(7000, 40, both_sides=True)
QUESTION = (
    "A kiln holds forty bowls and twelve plates. On Monday the potter fires it three times, on Tuesday "
    "twice as often. How many bowls does she fire in both days?"
)
ANSWER = (
    "On Monday she fires 3 x 40 = 120 bowls. On Tuesday she fires the kiln six times, 6 x 40 = 240 bowls. "
    "In both days that is 120 + 240 = 360 bowls."
)
EDITS = (
    QUESTION + " Think step by step.",
    "Solve this problem. " + QUESTION,
    QUESTION.replace("forty bowls", "forty fine bowls"),
    QUESTION.replace("potter", "pottar"),
    QUESTION[:-1],
)
TEMPLATE = (
    "Read the sentence above with care and then say in one single word whether the mood of its writer is "
    "positive or rather negative, without any further comment."
)


@pytest.mark.parametrize("edited", EDITS)
def test_an_edited_question_with_the_same_long_answer_is_found(edited: str) -> None:
    rows = flat([Text(asked=QUESTION, answered="\n" + ANSWER), Text(asked=edited, answered="\n" + ANSWER)])
    assert merge(rows, np.arange(2), NEAR).survivors.tolist() == [-1, 0]
    held_out = prepare(flat([Text(asked=QUESTION, answered="\n" + ANSWER)]), NEAR, NEAR.threshold)
    found = find_pairs(flat([Text(asked=edited, answered="\n" + ANSWER)]), held_out)
    assert found.leaks.tolist() == [True]


@pytest.mark.parametrize("answers", [("\ngood", "\nbad"), ("\ngood", "\ngood")])
def test_two_sentences_of_one_template_are_two_rows(answers: tuple[str, str]) -> None:
    one, other = (
        Text(asked=f"{sentence}\n{TEMPLATE}", answered=answer)
        for sentence, answer in zip(("The tea is cold.", "What a fine bowl!"), answers, strict=True)
    )
    assert merge(flat([one, other]), np.arange(2), NEAR).survivors.tolist() == [-1, -1]
    held_out = prepare(flat([one]), NEAR, NEAR.threshold)
    assert not len(find_pairs(flat([other]), held_out).ours)
    assert find_pairs(flat([other]), held_out, close=True).leaks.tolist() == [False]
