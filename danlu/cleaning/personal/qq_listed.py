"""QQ numbers below and behind a head that says QQ once for all: columns, lines, lists with a label each.

`姓名,QQ` over `甲,12345678`; `QQ号如下：` over lines of numbers; `老师QQ：语文12345678，数学23456789`.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.columns import cells_below
from danlu.cleaning.personal.context import begins_word, ends_free
from danlu.cleaning.personal.windows import in_windows
from danlu.cleaning.rule import Stretch

_HEAD = re.compile(
    r"(?:[Qq]{2}|扣扣|企鹅)(?:(?:群|账|帐)?号码?|[_ ]?(?:[nN]umber|[nN]o\.?|ID|id|num))?"
    r"|(?<=[用户学生家长老师联系])[Qq]{2}号?"
)
_CELL = re.compile(r"(?!1[3-9][0-9]{9})[1-9][0-9]{4,10}")
_LIST = re.compile(
    r"(?:[Qq]{2}|扣扣)(?:群?号码?|账号)?(?:如下|列表|名单|汇总|一览|清单|联络|联系(?:方式)?|通讯录|登记|统计|分别[是为]?)?\s?[:：]\s{0,2}(?=[^\n]{0,12}\n?[^\n]{0,8}[1-9][0-9]{5})"
)
_ITEM = re.compile(
    r"[ 、,，;；|/\n]{0,3}(?:[0-9]{1,2}[.、)）] ?|[①-⑳\-*•] ?)?(?:[一-鿿]{1,6}|[A-Za-z]{1,8})?[ :：]{0,2}"
    r"(?P<number>(?!1[3-9][0-9]{9})[1-9][0-9]{5,10})(?![0-9A-Za-z@.\-_])(?:[(（][^()（）\n]{1,6}[)）])?"
)
_NO_LABEL = re.compile("单|电话|手机|微信|编|工号|学号|共|约|有|达|近|超|量|费|价|卡|ID|id|at|in|or")
_MOST_LISTED = 200


def listed_qq(text: str) -> list[Stretch]:
    """The numbers, in no order."""
    found = cells_below(text, _HEAD, _CELL)
    done = 0
    for start, end in in_windows(_heads, text):
        if start >= done:
            items, done = _items(text, end)
            found += items
    return found


def _heads(text: str) -> list[Stretch]:
    return [head.span() for head in _LIST.finditer(text) if begins_word(text, head.start())]


def _items(text: str, at: int) -> tuple[list[Stretch], int]:
    found: list[Stretch] = []
    for _ in range(_MOST_LISTED):
        item = _ITEM.match(text, at)
        if item is None or _NO_LABEL.search(item[0]) or not ends_free(text, item.end("number")):
            break
        found.append(item.span("number"))
        at = item.end()
    return found, at
