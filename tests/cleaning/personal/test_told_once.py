"""Values that a head tells once for all: columns of tables, lines and lists below a word."""

from __future__ import annotations

import re

import pytest

from danlu.cleaning.personal.birth_date import BIRTH_DATE
from danlu.cleaning.personal.columns import cells_below
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.name import NAME
from danlu.cleaning.personal.passport import PASSPORT
from danlu.cleaning.personal.phone import PHONE
from danlu.cleaning.personal.qq import QQ
from danlu.cleaning.personal.wechat import WECHAT
from tests.cleaning.personal.shown import finds, seconds

TOLD = (
    (QQ, "姓名,QQ,班级\n甲,384920175,三班\n乙,2839104756,四班", ["384920175", "2839104756"]),
    (QQ, "| 昵称 | QQ号 |\n|---|---|\n| 小鱼 | 73920184 |", ["73920184"]),
    (QQ, "QQ号如下：\n384920175\n2839104756", ["384920175", "2839104756"]),
    (QQ, "老师QQ：语文384920175，数学2839104756", ["384920175", "2839104756"]),
    (QQ, "他的QQ我有，384920175，你去加他", ["384920175"]),
    (WECHAT, "昵称,微信号\n小鱼,xiaoyu_0921\n老猫,laomao2020", ["xiaoyu_0921", "laomao2020"]),
    (WECHAT, "组员微信：甲 xiaoyu_0921，乙 catlover88", ["xiaoyu_0921", "catlover88"]),
    (WECHAT, "微信昵称小鱼，账号xiaoyu_0921", ["xiaoyu_0921"]),
    (PASSPORT, "passport_no,name\nE84729301,A\nK2837465,B", ["E84729301", "K2837465"]),
    (PASSPORT, "PP No.: E84729301", ["E84729301"]),
    (PASSPORT, "travel document no. E84729301", ["E84729301"]),
    (BIRTH_DATE, "name,dob,city\nA,1990-05-03,Leeds\nB,1988-11-21,York", ["1990-05-03", "1988-11-21"]),
    (BIRTH_DATE, "出生日期：民國79年5月3日", ["民國79年5月3日"]),
    (BIRTH_DATE, "民国三十二年冬月生人", ["民国三十二年冬月"]),
    (BIRTH_DATE, "我86年3月的，比你大一轮", ["86年3月"]),
    (BIRTH_DATE, "甲，男，1990-05-03，汉族", ["1990-05-03"]),
    (BIRTH_DATE, "员工生日名单：甲 10月5日；乙 2月8日", ["10月5日", "2月8日"]),
    (PHONE, "打这个：一三九三八四七二九一零", ["一三九三八四七二九一零"]),
    (PHONE, "电话：139*3847*2910", ["139*3847*2910"]),
    (NAME, "联系人,城市\n褚玉成,南京\n闵海,苏州", ["褚玉成", "闵海"]),
    (NAME, "报销单由鲁文斌填写，已入账", ["鲁文斌"]),
    (NAME, "尊敬的买合木提江·吾守尔先生：您的贷款已终审", ["买合木提江·吾守尔"]),
)


@pytest.mark.parametrize(("detector", "text", "found"), TOLD)
def test_found(detector: Detector, text: str, found: list[str]) -> None:
    assert finds(detector, text) == found


def test_a_column_ends_with_its_table() -> None:
    text = "a,QQ\n1,12345\n2,x\n\n3,54321"
    found = cells_below(text, re.compile("QQ"), re.compile("[0-9]+"))
    assert [text[start:end] for start, end in found] == ["12345"]


@pytest.mark.parametrize("unit", ["姓名,QQ\n甲,12345678\n", "生生", "买买提·", "王小明", "QQ：甲 12345678、"])
@pytest.mark.parametrize("detector", [QQ, WECHAT, PASSPORT, BIRTH_DATE, NAME], ids=lambda one: one.kind)
def test_repeating_texts_take_time_linear_in_them(detector: Detector, unit: str) -> None:
    assert seconds(detector, unit * (200_000 // len(unit))) < 2
