from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from danlu.cleaning.personal.qq import QQ

Look = Callable[..., list[str]]

POSITIVE = [
    ("QQ：123456789，长期有效", ["123456789"]),
    ("QQ12345678", ["12345678"]),
    ("ｑｑ：１２３４５６", ["１２３４５６"]),
    ("加Q12345678", ["12345678"]),
    ("加Q群 7654321", ["7654321"]),
    ("QQ交流群：123456789（已满）", ["123456789"]),
    ("QQ群号(123456789)", ["123456789"]),
    ("扣扣 123456789", ["123456789"]),
    ("企鹅号:123456789", ["123456789"]),
    ("q号是 10001000", ["10001000"]),
    ("QQ/微信：123456789", ["123456789"]),
    ("微信/QQ：123456789", ["123456789"]),
    ("my qq is 123456789", ["123456789"]),
    ("QQ number: 123456789", ["123456789"]),
    ('"qq": 123456789', ["123456789"]),
    ('{"qq": "123456789"}', ["123456789"]),
    ("QQ 12345", ["12345"]),
    ("扣扣号码：12345678", ["12345678"]),
    ("QQ-12345678", ["12345678"]),
]

NEGATIVE = [
    "QQ邮箱 12345@example.com",
    "qq:123456789@example.com",
    "QQ 2010 版",
    "QQ2021版",
    "QQ music 100000 users",
    "QQ：10000元",
    "QQ 12345.6",
    "QQ：13912345678",
    "BBQQ12345",
    "qq.com/123456",
    "https://user.example.com/qq/123456789",
    "QQ空间 123456789",
    "QQ：0123456",
    "QQ：123456789012",
    "Q: 12345678 divided by 2?",
    "QQ群 20000人",
]


@pytest.mark.parametrize(("text", "values"), POSITIVE)
def test_numbers_are_found(found: Look, text: str, values: list[str]) -> None:
    assert found(QQ, text) == values


@pytest.mark.parametrize("text", NEGATIVE)
def test_other_numbers_are_left_alone(found: Look, text: str) -> None:
    assert found(QQ, text) == []


def _is_no_date(number: int) -> bool:
    return re.fullmatch("(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]", str(number)) is None


@settings(deadline=None)
@given(st.integers(10_000, 9_999_999_999).filter(_is_no_date))
def test_any_number_is_found_exactly(number: int) -> None:
    for before, after in (("QQ：", "，"), ("qq ", " ok"), ("扣扣", "。"), ("Q群：", "\n")):
        assert QQ.find(f"{before}{number}{after}") == [(len(before), len(before) + len(str(number)))]
    assert QQ.find(f"共{number}，") == []
