"""WeChat names below and behind a head that says so once for all: columns, lines, lists with a label each."""

from __future__ import annotations

import re

from danlu.cleaning.personal.columns import cells_below
from danlu.cleaning.personal.context import begins_word
from danlu.cleaning.personal.windows import in_windows
from danlu.cleaning.rule import Stretch

_HEAD = re.compile(
    r"(?:微信|[vV][xX信]|[wW][xX])号?码?|[wW]e[cC]hat(?:[_ ]?(?:ID|Id|id|[nN]o|[nN]umber|account))?"
    r"|weixin(?:_id)?"
)
_CELL = re.compile(r"(?=[A-Za-z_\-]*[0-9_\-])[A-Za-z][A-Za-z0-9_\-]{5,19}")
_LIST = re.compile(
    r"(?:微信|[vV][xX信])(?:号码?|账号)?(?:如下|列表|名单|汇总|一览|清单|分别[是为]?)?\s?[:：]\s{0,2}(?=[^\n]{0,12}\n?[^\n]{0,8}[A-Za-z])"
)
_ITEM = re.compile(
    r"[ 、,，;；|/\n]{0,3}(?:[0-9]{1,2}[.、)）] ?|[①-⑳\-*•] ?)?(?:[一-鿿]{1,6})?[ :：]{0,2}"
    r"(?P<name>[A-Za-z][A-Za-z0-9_\-]{5,19})(?![A-Za-z0-9_\-.=@(\[:：])"
)
_MOST_LISTED = 200


def listed_names(text: str) -> list[Stretch]:
    """The names, in no order; what is no name of a person is left to the caller."""
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
        if item is None or _CELL.fullmatch(item["name"]) is None:
            break
        start = item.start("name")
        found.append((start, start + len(item["name"].rstrip("-"))))
        at = item.end()
    return found, at
