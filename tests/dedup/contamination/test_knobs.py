"""What the recipe may say of evaluation sets."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from danlu.contamination_knobs import Contamination, EvaluationSet, named_once


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"layout": "gsm8"}, 'unknown layout "gsm8"; did you mean "gsm8k"?'),
        ({"layout": "zzz"}, "known layouts: mmlu"),
        ({}, "either layout or fields"),
        ({"layout": "mmlu", "fields": {"question": "q"}}, "either layout or fields"),
        ({"layout": "mmlu", "path": "/data/mmlu"}, "within the project"),
        ({"layout": "mmlu", "path": "../mmlu"}, "within the project"),
        ({"layout": "mmlu", "name": "No Blanks"}, "name"),
        ({"fields": {"choices": ["a"]}}, "question"),
    ],
)
def test_faults_are_named(values: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as fault:
        EvaluationSet.model_validate({"name": "own", "path": "evaluation/own", **values})
    assert said in str(fault.value)


def test_two_sets_of_one_name() -> None:
    one = EvaluationSet(name="own", path="a", layout="mmlu")
    with pytest.raises(ValueError, match='two evaluation sets are named "own"'):
        named_once((one, one))


def test_bounds() -> None:
    assert Contamination().share == 0.7
    with pytest.raises(ValidationError):
        Contamination(likeness=0.3)
