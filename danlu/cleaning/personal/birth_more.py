"""Dates of birth with no word of birth right beside: columns, lists of persons, what people say of age.

`姓名,出生日期` over `甲,1990-05-03`; `甲，男，1990-05-03，汉族`; `我86年3月的，比你大一轮`;
`身份证上是1990年5月3日`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from danlu.cleaning.personal.birth_calendar import ANNIVERSARY, DATE, YEAR_AND_MONTH, is_born
from danlu.cleaning.personal.columns import cells_below
from danlu.cleaning.rule import Stretch

_HEAD = re.compile(
    r"(?:出生(?:年月日?|日期|时间)?|生日|[dD](?:ob|ate[_ ]of[_ ]birth|ate[ _]?of[ _]?Birth)|DOB"
    r"|[bB]irth(?:day|[_ ]?[dD]ate)?)"
)
_CELL = re.compile(
    f"{DATE.pattern}|{re.sub('[?]P<[a-z0-9]+>', '?:', YEAR_AND_MONTH.pattern)}|{ANNIVERSARY.pattern}"
)
_PERSON = "[我他她]|本人|孩子|宝宝|宝贝|儿子|女儿|闺女|娃|老公|老婆|对象|妹妹|弟弟|姐姐|哥哥|我妈|我爸|属"
_TOLD = re.compile(rf"(?:{_PERSON})是?(?=[0-9]{{2,4}}年)")
_TOLD_AFTER = re.compile(r"的(?=[,，。.！!？?；;、\n吧啊呢哦]|$)")
_OF_AGE = re.compile(
    r"比[你我他她您]?大|比[你我他她您]?小|岁|属|同年|一轮|年纪|上学|入学|报名|叫我?[姐哥叔姨]|今年|虚|周岁|上小学|幼儿园"
)
_KIN = re.compile("孩子|宝|儿子|女儿|闺女|娃")
_CARD = re.compile(r"身份证(?:上|里|写|登记)[^0-9一二三四五六七八九十民，。,.\n]{0,8}")
_LISTED = re.compile(r"[男女](?<![一-鿿][男女])[,，、/| ]{1,2}")
_LISTED_AFTER = re.compile(
    r"[,，、/| ]{1,2}(?:[一-鿿]{1,4}族|身份证|公民|[0-9]{17}|户籍|住[址在]?|籍贯|[一-鿿]{2,4}人)"
)
_BORN_IN = re.compile(
    r"\b[bB]orn in (?P<month>(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December),? (?:19[2-9]|20[0-3])[0-9])(?![0-9])"
)
_DAYS = re.compile(
    r"生日(?:名单|列表|表|如下|汇总|统计|提醒|一览|登记)?\s?[:：](?=[^\n0-9]{1,12}\n?[^\n0-9]{0,8}[0-9])"
)
_DAY = re.compile(r"[ 、,，;；|/\n]{0,3}(?:[0-9]{1,2}[.、)）] ?)?[一-鿿A-Za-z]{1,6}[ :：]{0,2}")
_MOST_LISTED = 200
BIRTHS_NEEDS = (
    r"[我他她人子宝贝儿女娃公婆象妹弟姐哥妈爸]是?[0-9]{2,4}年 ?[0-9]{1,2} ?月(?:[^\n]{0,4})的"
    r"|[男女][,，、/| ]{1,2}(?:19|20)[0-9]{2}[-年/.]"
    r"|(?:出生|生日|(?i:dob|birth))[^\n]*[^0-9\n]\n(?s:.*)[0-9]|[日号]是?(?:剖|顺产|早产|出世|降生)"
)
BIRTHS_BESIDE_PATTERN = (
    r"[我他她人子宝贝儿女娃公婆象妹弟姐哥妈爸]是?[0-9]{2,4}年 ?[0-9]{1,2} ?月(?:[0-9]{1,2} ?[日号]?)?的"
    r"|[男女][,，、/| ]{1,2}(?:19|20)[0-9]{2}[\-年/.]|[日号]是?(?:剖|顺产|早产|出世|降生)"
)


def more_births(text: str) -> Iterator[Stretch]:
    """The dates, in no order."""
    yield from cells_below(text, _HEAD, _CELL)
    if "born" in text or "Born" in text:
        yield from (match.span("month") for match in _BORN_IN.finditer(text))
    if not text.isascii():
        yield from _told(text)
        yield from _on_cards(text)
        yield from _listed(text)
        yield from _days(text)


def _date(text: str, at: int) -> re.Match[str] | None:
    for pattern in (DATE, YEAR_AND_MONTH):
        match = pattern.match(text, at)
        if match is not None and is_born(match):
            return match
    return None


def _told(text: str) -> Iterator[Stretch]:
    """What somebody says of his age: 我86年3月的，比你大一轮."""
    for person in _TOLD.finditer(text):
        date = _date(text, person.end())
        if date is None or _TOLD_AFTER.match(text, date.end()) is None:
            continue
        asked = "生日" in text[max(0, person.start() - 24) : person.start()]
        if asked or _KIN.match(person[0]) or _OF_AGE.search(text, date.end(), date.end() + 24):
            yield date.span()


def _on_cards(text: str) -> Iterator[Stretch]:
    """What an identity card says: 身份证上写的是一九七三年腊月."""
    for card in _CARD.finditer(text):
        date = _date(text, card.end())
        if date is not None:
            yield date.span()


def _listed(text: str) -> Iterator[Stretch]:
    """The date in a list of what a person is: 男，1990-05-03，汉族."""
    for sex in _LISTED.finditer(text):
        date = _date(text, sex.end())
        if date is not None and _LISTED_AFTER.match(text, date.end()):
            yield date.span()


def _day(text: str, at: int) -> re.Match[str] | None:
    return _date(text, at) or ANNIVERSARY.match(text, at)


def _days(text: str) -> Iterator[Stretch]:
    """The days of a list with a person each: 生日名单：甲 10月5日；乙 2月8日."""
    for head in _DAYS.finditer(text):
        at = head.end()
        for _ in range(_MOST_LISTED):
            label = _DAY.match(text, at)
            day = None if label is None else _day(text, label.end())
            if day is None:
                break
            yield day.span()
            at = day.end()
