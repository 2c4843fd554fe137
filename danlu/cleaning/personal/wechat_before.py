"""WeChat names that stand before the word: `abc_123 是我微信`, `abc_123（微信）`."""

from __future__ import annotations

import re

from danlu.cleaning.personal.context import begins_word, seek
from danlu.cleaning.rule import Stretch

_WHOSE = re.compile(
    r"[微薇威徽加➕+vVwW](?=[信xXeEvV微薇威,，。.;；!！?？)）\s]|$)(?:(?<=[微薇威徽vV])信"
    r"|(?<=[加➕+])[vV微薇威](?:信|[xX])?|(?<=[vVwW])[xX]"
    r"|(?<=W)eChat|(?<=w)echat|(?<=[我是的][vV])(?![vVxX信]))(?:号码?|账号|ID|id)?"
    r"(?=\s?(?:搜这个|直接搜|搜|加我)?(?:[,，。.;；!！?？)）】\]、~～|]|同名|哈|哦|吧|呀|咨询|私聊|详聊"
    r"|了解|预约|联系|$|\n))"
)
_BEFORE_WHOSE = re.compile(
    r"(?<![A-Za-z0-9_\-./@])(?P<name>[A-Za-z][A-Za-z0-9_\-]{5,19})[\"'”」】]?\s?(?:[,，]? ?(?:这?就?是|为)\s?"
    r"(?:我|俺|本人|他|她|我们|客服|老师|店主|老板)(?:家|自己)?的?|[,，]?\s?加(?:我|他|她|客服)的?"
    r"|[(（]\s?|[,，]?\s?(?:我的?|这个|的|这是))$"
)
_BEFORE_ASKED = re.compile(
    r"(?<![A-Za-z0-9_\-./@:=?&])(?P<name>[A-Za-z][A-Za-z0-9_\-]{5,19})[\"'”」】]?[ ,，]?[一-鿿 ,，、]{0,12}$"
)
"""A name that opens a line, on which nothing else follows but the request to add it."""
_ASKING = re.compile(r"[加➕+]")
_OPENING = re.compile(r"(?:^|\n)[^0-9A-Za-z一-鿿\n]{0,8}$")


def _judge_whose(text: str, match: re.Match[str]) -> Stretch | None:
    """The name that stands before: `abc_123 是我微信`, `abc_123（微信）`."""
    first = max(0, match.start() - 40)
    window = text[first : match.start()]
    said = _BEFORE_WHOSE.search(window)
    if said is None and _ASKING.match(match[0]):
        said = _BEFORE_ASKED.search(window)
        if said is not None and not _OPENING.search(
            text[max(0, first + said.start() - 9) : first + said.start()]
        ):
            return None
    if said is None or not begins_word(text, match.start()) or said["name"].isalpha():
        return None
    return first + said.start("name"), first + said.end("name")


def names_before(text: str) -> list[Stretch]:
    """The names, rising; what is no name of a person is left to the caller."""
    return seek(_WHOSE, text, _judge_whose)
