"""What looks like personal data and is none: versions, headers, pins, identifiers, counts, commodities."""

from __future__ import annotations

import pytest

from danlu.cleaning.personal.detectors import DETECTORS
from danlu.cleaning.personal.finding import finds, folded

TEXTS = (
    "OpenCV 4.5.5.64",
    "pip install opencv-python==4.5.5.64",
    "Content-Length: 13938472910",
    "GPIO17 高电平时点亮",
    "gpio.setup(17, GPIO.OUT)  # GPIO17",
    "session_id: 550e8400-e29b-41d4-a716-446655440000",
    '{"sessionId": "550e8400-e29b-41d4-a716-446655440000"}',
    "订单号384920175已发货",
    "QQ注册用户超过10000000人",
    "一群100000只羊",
    "EAN 6901234567892",
    "Q345B 钢板",
    "Class QQ20230503 extends Base",
    "加载module_2023失败",
    "字段,说明\nwechat_id,微信号\nqq_no,QQ号",
    "护照办理需要 20 个工作日",
    "import passport_2023",
    "生产日期：2023-05-03",
    "学生于2023年5月3日报到",
    "男，2023-05-03 入院",
    "孩子2023年8月12日报名，9月开学",
    "日期,金额\n2023-05-03,100",
    "姓名,部门\n无,财务\n暂无,人事",
    "商品,数量\n苹果,3\n香蕉,4",
    "币种：欧元 手续费：共担",
    "高兴地说今天天气真好",
    "成本、利润、收入三项指标",
)


@pytest.mark.parametrize("text", TEXTS)
def test_nothing_is_found(text: str) -> None:
    assert [(text[start:end], kind.kind) for start, end, kind in finds(folded(text), DETECTORS)] == []
