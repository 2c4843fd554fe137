"""Numbers and names in ordinary text that nobody can be reached by, though they look as if one could."""

from __future__ import annotations

import pytest

from danlu.cleaning.personal.phone import PHONE
from danlu.cleaning.personal.qq import QQ
from danlu.cleaning.personal.wechat import WECHAT
from tests.cleaning.personal.shown import finds


@pytest.mark.parametrize(
    "text",
    [
        "截至2020年，注册用户达到100000000，QQ是",
        "腾讯市值4500000，QQ是核心产品",
        "红包200000，QQ群",
        "价格1200000，我QQ吗",
        "100000加q",
    ],
)
def test_counts_and_amounts_are_no_qq_numbers(text: str) -> None:
    assert finds(QQ, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "x = (150) 20003000",
        "见文献(139)20120101",
        "打 139*1234*5678 =",
        "找出下列数的和：130,1234,5678",
        "打折后150-2000-3000元",
        "拨款150,2000,3000元",
    ],
)
def test_sums_and_quantities_are_no_telephone_numbers(text: str) -> None:
    assert finds(PHONE, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "一五九二六五三五八九七，圆周率背到这里",
        "圆周率：一四一五九二六五三五八",
        "一三五七九二四六八零一",
        "选项①③④⑤⑥⑦⑧⑨①②③正确",
        "找规律：1 3 4 5 6 7 8 9 0 1 2",
    ],
)
def test_digits_of_mathematics_are_no_telephone_numbers(text: str) -> None:
    assert finds(PHONE, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "下载绿色软件potplayer64",
        "绿色软件 winrar5",
        "绿色软件：abc_tool1",
        "未信：romans_8",
        "搜索user_id1，详情见文档",
        "搜model_v2，详情见",
        "加粗style_1文字，详情",
        "加入redis_cache1，通过",
        "微信怎么加载page_1",
        "加密算法aes_256，私钥",
    ],
)
def test_names_of_programs_are_no_wechat_names(text: str) -> None:
    assert finds(WECHAT, text) == []
