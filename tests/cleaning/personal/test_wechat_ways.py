"""WeChat names behind disguised words, glued letters and answers; names of programs and satellites."""

from __future__ import annotations

import pytest

from danlu.cleaning.personal.wechat import WECHAT
from tests.cleaning.personal.shown import finds, seconds

FOUND = (
    *(
        "维信：{}",
        "溦信{}",
        "維信：{}",
        "某信：{}",
        "未信号{}",
        "微訊：{}",
        "绿泡{}",
        "绿聊：{}",
        "绿色软件：{}",
    ),
    *(
        "v/x：{}",
        "微&信：{}",
        "微/信：{}",
        "微~信{}",
        "v❤x：{}",
        "💚{}",
        "🛰️：{}",
        "微信id{}",
        "微信 / Instagram：{}",
    ),
    *(
        "微信咨询{}",
        "微信预约 {}",
        "微信私我{}",
        "微信群主{}",
        "群主微信{}拉你进群",
        "微信昵称小鱼（{}）",
        "微信小写{}",
    ),
    *(
        "加个v，{}",
        "A：方便加个V吗\nB：可以，{}",
        "拉群加{}",
        "入群请加{}",
        "感兴趣加{}",
        "想了解的➕{}",
        "加薇领取：{}",
    ),
    *(
        "微信号从{}改了",
        "<td>微信</td><td>{}</td>",
        '{{"wechat_no": "{}"}}',
        "微信(24h)：{}",
        "微信①{}",
        "微信号1 {}",
    ),
    *("代购v{}", "联系v{}", "{}，我微信号", "{}这个微信", "{} 我微信", "{}这是微信号", "微信转账给{}"),
)
LEFT = (
    *(
        "微信小程序wx_login2接口",
        "卫星：landsat-8影像",
        "卫星Sentinel-2A数据",
        "加v_proj矩阵",
        "小号text_small1",
    ),
    *(
        "加载module_2023失败",
        "联系vue开发",
        "微信/web_app2登录",
        "未信使用iphone12",
        "💚 love you",
        "加上tag_name1",
    ),
)


@pytest.mark.parametrize("way", FOUND)
def test_names_are_found(way: str) -> None:
    assert finds(WECHAT, way.format("wyh_0312")) == ["wyh_0312"]


@pytest.mark.parametrize("text", LEFT)
def test_other_names_are_left(text: str) -> None:
    assert finds(WECHAT, text) == []


@pytest.mark.parametrize("unit", ["微/信", "加个v，", "联系v", "💚", "微信(24h)", "微信从"])
def test_hostile_texts_cost_little(unit: str) -> None:
    assert seconds(WECHAT, (unit * 40_000)[:40_000]) < 2
