"""QQ numbers before the word, in groups, in answers and in other writing, and numbers of other things."""

from __future__ import annotations

import pytest

from danlu.cleaning.personal.qq import QQ
from tests.cleaning.personal.shown import finds, seconds

FOUND = (
    *(
        "48213907，我QQ",
        "48213907我的扣扣",
        "48213907 QQ",
        "48213907（QQ同微信）",
        "48213907，加Q",
        "48213907加q",
    ),
    *("48213907这个扣扣是你吗", "48213907是谁的QQ", "48213907（QQ群）", "48213907 Q群", "48213907 qq加我"),
    *(
        "宝妈群48213907",
        "病友群：48213907",
        "新生群48213907",
        "官方群 48213907",
        "1群：48213907",
        "玩家交流群①48213907",
    ),
    *("群聊：48213907", "裙号：48213907", "加裙48213907", "qun：48213907"),
    *("A：加个QQ？\nB：好，48213907", "A：群号多少\nB：48213907", "A：Q？\nB：48213907", "qq改成48213907了"),
    *("帮我给48213907充10个Q币", "Q币充到48213907", "https://q1.qlogo.cn/g?b=qq&nk=48213907&s=640"),
    *(
        "<td>QQ</td><td>48213907</td>",
        "联系我：q48213907",
        "小鱼(48213907)  2024/5/3 10:21:33",
        "QQ转账给48213907",
    ),
)
APART = (
    ("我QQ482 139 07", "482 139 07"),
    ("企鹅482 139 071", "482 139 071"),
    ("扣扣4 8 2 1 3 9 0 7", "4 8 2 1 3 9 0 7"),
    ("我Q四八二幺三九零七", "四八二幺三九零七"),
    ("QQ④⑧②①③⑨⓪⑦", "④⑧②①③⑨⓪⑦"),
    ("QQ：4️⃣8️⃣2️⃣1️⃣3️⃣9️⃣", "4️⃣8️⃣2️⃣1️⃣3️⃣9️⃣"),
)
LEFT = (
    *(
        "订单48213907，QQ。",
        "48213907 QQ音乐",
        "48213907，QQ：见下",
        "合同号20240503，QQ",
        "48213907加权平均",
    ),
    *("人群48213907", "集群：48213907", "一群48213907只羊", "班群20230901通知", "新群成立于20240503"),
    *("QQ 20240503", "我扣12345分", "加扣100000积分", "QQ 2010 12", "QQ群一二三四人", "充Q币100000个"),
)


@pytest.mark.parametrize("text", FOUND)
def test_numbers_are_found(text: str) -> None:
    assert finds(QQ, text) == ["48213907"]


@pytest.mark.parametrize(("text", "said"), APART)
def test_numbers_written_otherwise_are_found(text: str, said: str) -> None:
    assert finds(QQ, text) == [said]


@pytest.mark.parametrize("text", LEFT)
def test_other_numbers_are_left(text: str) -> None:
    assert finds(QQ, text) == []


@pytest.mark.parametrize("unit", ["48213907，", "群1", "1群", "QQ有俩，", "给48213907充", "群聊"])
def test_hostile_texts_cost_little(unit: str) -> None:
    assert seconds(QQ, (unit * 40_000)[:40_000]) < 2
