"""Ordinary words and numbers beside the words of secrets, lines, QQ, passports and births."""

from __future__ import annotations

import re

import pytest

from danlu.cleaning.personal.birth_date import BIRTH_DATE
from danlu.cleaning.personal.birth_more import BIRTHS_NEEDS
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.landline import LANDLINE
from danlu.cleaning.personal.passport import PASSPORT
from danlu.cleaning.personal.qq import QQ
from danlu.cleaning.personal.secret import SECRET
from tests.cleaning.personal.shown import finds

LEFT = (
    (SECRET, "密码换成了SHA256加盐"),
    (SECRET, "密码现在用bcrypt12加密"),
    (SECRET, "密码学里现在常用AES256"),
    (SECRET, "密码的长度现在是128bit"),
    (SECRET, "密码改成了至少12345678这样的弱密码"),
    (SECRET, "这道密码题：后四位的和是1234567"),
    (SECRET, "用口令换了ABCD1234的礼包"),
    (SECRET, "验证码123456只是示例"),
    (SECRET, "动态码 10086 发送"),
    (QQ, "build(20240503)  10:21:33"),
    (QQ, "备份(20240503)  10:21:33"),
    (QQ, "2024-05-03 10:21:33 build(20240503)"),
    (LANDLINE, "热线：五六七八，一二三四"),
    (PASSPORT, "route /P/US/A1234567/x"),
    (PASSPORT, "护照办理量为12345678本"),
    (PASSPORT, "护照过期，订餐号为12345678"),
    (PASSPORT, "暴雪通行证：123456789"),
    (PASSPORT, "战斗通行证 S1234567"),
    (PASSPORT, "passport.js 20231101"),
)
STILL = (
    (SECRET, "密码现在用wangcai123", "wangcai123"),
    (SECRET, "密码换成了rc123456", "rc123456"),
    (SECRET, "常用口令改成了wangcai123", "wangcai123"),
    (SECRET, "验证码123456，请勿告诉他人", "123456"),
    (QQ, "甲(87654321)  10:21:33", "87654321"),
    (LANDLINE, "热线：五六七八 一二三四", "五六七八 一二三四"),
    (PASSPORT, "港澳通行证 C12345678", "C12345678"),
    (BIRTH_DATE, "患者李四，男，41岁，19900503主诉头痛", "19900503"),
    (BIRTH_DATE, "99甲\t男\t18-10-02\t本科", "18-10-02"),
    (BIRTH_DATE, "1990年5月剖宫产", "1990年5月"),
)


@pytest.mark.parametrize(("detector", "text"), LEFT)
def test_ordinary_text_is_left(detector: Detector, text: str) -> None:
    assert finds(detector, text) == []


@pytest.mark.parametrize(("detector", "text", "said"), STILL)
def test_what_is_like_it_is_still_found(detector: Detector, text: str, said: str) -> None:
    assert finds(detector, text) == [said]


@pytest.mark.parametrize("text", [text for detector, text, _ in STILL if detector is BIRTH_DATE])
def test_births_that_are_found_pass_the_gate(text: str) -> None:
    assert re.search(BIRTHS_NEEDS, text)
