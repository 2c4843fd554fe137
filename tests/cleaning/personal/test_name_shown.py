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
from danlu.cleaning.personal.surnames import surnames
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
        ("尊敬的买合提江·吾守尔先生，您好", ["买合提江·吾守尔"]),
        ("他说尉迟明处长来了", ["尉迟明"]),
        ("联系人\nJohn Smith", ["John Smith"]),
        ("申请人:玛·伊万诺娃,国籍:俄罗斯", ["玛·伊万诺娃"]),
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


@pytest.mark.parametrize("surname", sorted(surnames().compound))
def test_surnames_of_two_characters_are_shown(surname: str) -> None:
    for text in (
        "他说{}明处长来了",
        "请联系{}一鸣老师",
        "姓名：{}明",
        "今天上班，跟{}一鸣约好了",
        "{}明 13800138000",
    ):
        finds(NAME, text.format(surname))
