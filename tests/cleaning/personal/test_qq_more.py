from __future__ import annotations

import pytest

from danlu.cleaning.personal.finding import finds, folded
from danlu.cleaning.personal.qq import QQ

FOUND = (
    ("QQ号是四八二一三九零七，加吧", "QQ号是[QQ]，加吧"),
    ("扣扣:482一三九07", "扣扣:[QQ]"),
    ("QQ 号 4 8 2 1 3 9 0 7", "QQ 号 [QQ]"),
    ("我的QQ从48213907换成了59213008", "我的QQ从[QQ]换成了[QQ]"),
    ("我用48213907这个QQ登录", "我用[QQ]这个QQ登录"),
    ("48213907（QQ同号）", "[QQ]（QQ同号）"),
    ("有意者联系扣48213907", "有意者联系扣[QQ]"),
    ("https://user.qzone.qq.com/48213907", "https://user.qzone.qq.com/[QQ]"),
    ("tencent://message/?uin=48213907&Site=x", "tencent://message/?uin=[QQ]&Site=x"),
    ("2024-05-03 10:21:33 小舟(48213907)\n在吗", "2024-05-03 10:21:33 小舟([QQ])\n在吗"),
    ("小舟(48213907) 10:21:33\n在吗", "小舟([QQ]) 10:21:33\n在吗"),
    ("班级群482139071", "班级群[QQ]"),
    ("Q君羊：482139071", "Q君羊：[QQ]"),
)
LEFT = (
    "QQ音乐有四百三十二万零五首歌",
    "企鹅二〇二三年财报",
    "从48213907减到59213008",
    "联系方式48213907号文件",
    "10:21:33 第3次(48213)",
    "山羊48213907只",
    "QQ一二三",
)


def _masked(text: str) -> str:
    out, last = "", 0
    for start, end, detector in finds(folded(text), (QQ,)):
        out, last = out + text[last:start] + detector.mask, end
    return out + text[last:]


@pytest.mark.parametrize(("text", "masked"), FOUND)
def test_numbers_said_in_other_ways_are_found(text: str, masked: str) -> None:
    assert _masked(text) == masked


@pytest.mark.parametrize("text", LEFT)
def test_other_numbers_are_left(text: str) -> None:
    assert _masked(text) == text
