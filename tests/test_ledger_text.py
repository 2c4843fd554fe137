from __future__ import annotations

import pytest

from danlu.ledger import Reason
from danlu.ledger_text import EXPLANATIONS, explain


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_explained_in_one_sentence_of_each_language(reason: Reason) -> None:
    told = explain(reason)
    assert told.english.endswith(".")
    assert told.chinese.endswith("。")
    assert "\n" not in told.english + told.chinese
    assert any("\u4e00" <= character <= "\u9fff" for character in told.chinese)
    assert told.english.isascii()


def test_no_two_reasons_are_told_alike() -> None:
    assert len(set(EXPLANATIONS.values())) == len(Reason)
