"""Cards and credit codes in any grouping, plates with a dash, addresses behind a few more words."""

from __future__ import annotations

import pytest

from danlu.cleaning.personal.address import ADDRESS
from danlu.cleaning.personal.bank_card import BANK_CARD
from danlu.cleaning.personal.credit_code import CREDIT_CODE
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.plate import PLATE
from tests.cleaning.personal.shown import finds, seconds

FOUND = (
    (BANK_CARD, "卡号6 2 2 2 0 2 1 2 3 4 5 6 7 8 9 0 1 2 8", "6 2 2 2 0 2 1 2 3 4 5 6 7 8 9 0 1 2 8"),
    (BANK_CARD, "卡号622202 1234 5678 90128，户名甲", "622202 1234 5678 90128"),
    (BANK_CARD, "卡号是六二二二零二幺二三四五六七八九零幺二八", "六二二二零二幺二三四五六七八九零幺二八"),
    (CREDIT_CODE, "纳税人识别号 913501 00M000 100Y43", "913501 00M000 100Y43"),
    (PLATE, "车牌云A—1C234", "云A—1C234"),
    (ADDRESS, "老家湖北省黄冈市麻城市宋埠镇拜郊村", "湖北省黄冈市麻城市宋埠镇拜郊村"),
    (ADDRESS, "我家幸福小区8栋1502室水管爆了", "幸福小区8栋1502室"),
)
LEFT = (
    (BANK_CARD, "卡号6 2 2 2 0 2 1 2 3 4 5 6 7 8 9 0 1 2 9"),
    (BANK_CARD, "序列6 2 2 2 0 2 1 2 3 4 5 6 7 8 9 0 1 2 8"),
    (CREDIT_CODE, "纳税人识别号 913501 00M000 100Y44"),
    (CREDIT_CODE, "编号 913501 00M000 100Y43"),
    (PLATE, "京A—京B线"),
    (ADDRESS, "老家湖北省黄冈市"),
)


@pytest.mark.parametrize(("detector", "text", "said"), FOUND)
def test_found(detector: Detector, text: str, said: str) -> None:
    assert finds(detector, text) == [said]


@pytest.mark.parametrize(("detector", "text"), LEFT)
def test_left_alone(detector: Detector, text: str) -> None:
    assert finds(detector, text) == []


@pytest.mark.parametrize("unit", ["6 ", "六二", "9A", "91 ", "卡号6 2 "])
def test_hostile_texts_cost_little(unit: str) -> None:
    text = (unit * 40_000)[:40_000]
    assert seconds(BANK_CARD, text) + seconds(CREDIT_CODE, f"税号{text}") < 3
