"""Passwords and codes that are told in talk, in messages, in answers and in tables."""

from __future__ import annotations

import pytest

from danlu.cleaning.personal.secret import SECRET
from tests.cleaning.personal.shown import finds, seconds

FOUND = (
    ("【某店】您的验证码是582913，5分钟内有效", "582913"),
    ("【某店】582913（登录验证码），请勿告诉他人", "582913"),
    ("验证码收到了是5829", "5829"),
    ("客服：请提供验证码\n用户：582913", "582913"),
    ("提取码: x7k2 复制这段内容", "x7k2"),
    ("链接：https://pan.baidu.com/s/1abc 密码：x7k2", "x7k2"),
    ("单元门密码：2580#", "2580#"),
    ("保险柜密码是38-12-56", "38-12-56"),
    ("房间密码6688", "6688"),
    (
        "助记词：orbit lemon velvet canyon tiger maple quantum drift silver ocean puzzle harvest",
        "orbit lemon velvet canyon tiger maple quantum drift silver ocean puzzle harvest",
    ),
    ("密码换了，现在是New7788y", "New7788y"),
    ("密码是大写的QWER1234", "QWER1234"),
    ("密码别忘了，wangcai123", "wangcai123"),
    ("密码告诉你，wangcai123。", "wangcai123"),
    ("A：wifi密码多少\nB：woaini520", "woaini520"),
    ("“密码是多少？”“woaini520。”", "woaini520"),
    ("wifi密码是woaiwojia", "woaiwojia"),
    ("账号,密码\nzs,Lxm950312", "Lxm950312"),
    ("username,password\nzs,Lxm950312", "Lxm950312"),
    ("| 账号 | 密码 |\n|---|---|\n| zs | Lxm950312 |", "Lxm950312"),
)
LEFT = (
    *("验证码60秒后重发", "验证码6位", "验证码错误码10012", "验证码图片大小1200x400", "验证码2023年上线"),
    *(
        "提取码错误",
        "提取码由4位组成",
        "密码换了，13812345678打给我",
        "密码改了，请看文档passwords",
        "密码给你多少次了",
    ),
    *(
        "密码现在可以用字母",
        "字段,说明\npassword,密码\ncount,123",
        "无线密码是什么意思",
        "助记词通常为12个单词",
    ),
    *("wifi密码是password", "密码门-3号", "】2023年验证码"),
)


@pytest.mark.parametrize(("text", "said"), FOUND)
def test_what_is_told_is_found(text: str, said: str) -> None:
    assert finds(SECRET, text) == [said]


@pytest.mark.parametrize("text", LEFT)
def test_other_words_and_numbers_are_left(text: str) -> None:
    assert finds(SECRET, text) == []


@pytest.mark.parametrize(
    "unit", ["密码", "密码？", "验证码", "提取码：", "链接", "助记词a ", "门密码1-", "】1"]
)
def test_hostile_texts_cost_little(unit: str) -> None:
    assert seconds(SECRET, (unit * 40_000)[:40_000]) < 2
