"""Names that only characters and their surroundings tell: the scan shows every text with one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danlu.cleaning.personal.name import NAME
from danlu.cleaning.personal.name_doing import LEADING, LED_WORDS, LOOSE, PERSON
from danlu.cleaning.personal.name_shape import SHORT_GIVEN, SURNAMES_MOSTLY
from danlu.cleaning.personal.name_sure import GIVEN
from danlu.cleaning.personal.name_verbs import DOES
from tests.cleaning.personal.shown import finds

_BEFORE = st.sampled_from(["", "，", "。", "——", "\n", *sorted(LEADING | LOOSE | PERSON), *LED_WORDS])
_BEHIND = st.sampled_from(["", "，", "。", "的", "吃了", *sorted(DOES)])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("明天去公司找任蕾拿钥匙", ["任蕾"]),
        ("小周今天请假，让邵蕾替一下", ["邵蕾"]),
        ("护照上写的是 Anna van Houten，登机口已改", ["Anna van Houten"]),
        ("护照姓名：ZHANG XIAOMAN，已入住", ["ZHANG XIAOMAN"]),
    ],
)
def test_names_that_are_shown(text: str, names: list[str]) -> None:
    assert finds(NAME, text) == names


@given(
    before=_BEFORE,
    surname=st.sampled_from(SURNAMES_MOSTLY),
    rest=st.sampled_from(SHORT_GIVEN) | st.text(st.sampled_from(GIVEN), min_size=2, max_size=2),
    behind=_BEHIND,
)
def test_whatever_is_found_in_talk_is_shown(before: str, surname: str, rest: str, behind: str) -> None:
    for talk in ("今天上班", "快递到了，同事"):
        finds(NAME, f"{talk}{before}{surname}{rest}{behind}")
        finds(NAME, f"{before}{surname}{rest}{behind}，{talk}")
