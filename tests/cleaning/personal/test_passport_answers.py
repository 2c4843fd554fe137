"""Passports in answers, in tables of cards, in bookings, and passes that are none."""

from __future__ import annotations

import pytest

from danlu.cleaning.personal.passport import PASSPORT
from tests.cleaning.personal.shown import finds

FOUND = (
    ("客服：请提供护照号\n客户：E18761160", "E18761160"),
    ("问：你的护照号码？\n答：E18761160。", "E18761160"),
    ("A：护照号发我订票\nB：好的，EB3734405", "EB3734405"),
    ("| 姓名 | 证件号码 |\n|---|---|\n| 甲 | EA8306589 |", "EA8306589"),
    ("SSR DOCS CA HK1 P/CHN/E32193831/CHN/12MAR95/F", "E32193831"),
    ("登记：甲，美国，924264161（护照）", "924264161"),
    ("回鄉證號碼：H42813216", "H42813216"),
    ("護照號碼為426991023", "426991023"),
)
LEFT = (
    *("车辆通行证 编号 A1234567", "小区通行证号A1234567", "护照航班CA1234567", "924264161（预约号）"),
    *("请带护照\n订单：E18761160X", "HTTP/REF/E1234567"),
)


@pytest.mark.parametrize(("text", "said"), FOUND)
def test_passports_are_found(text: str, said: str) -> None:
    assert finds(PASSPORT, text) == [said]


@pytest.mark.parametrize("text", LEFT)
def test_other_numbers_are_left(text: str) -> None:
    assert finds(PASSPORT, text) == []
