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
_TOLD = re.compile(
    rf"(?:{_PERSON})(?P<is>是?)(?=[0-9]{{2,4}}年|[0-9]{{2}}\.[0-9]{{1,2}}\."
    rf"|[一二三四五六七八九〇零○]{{2,4}}年)"
)
_TOLD_AFTER = re.compile(r"的(?=[,，。.！!？?；;、\n吧啊呢哦]|$)")
_OF_AGE = re.compile(
    r"比[你我他她您]?大|比[你我他她您]?小|岁|属|同年|一轮|年纪|上学|入学|报名|叫我?[姐哥叔姨]|今年|虚|周岁"
    r"|上小学|幼儿园|的[,，][我他她](?:是|老|妈|爸|哥|姐|弟|妹|对)?[^，,。\n]{0,3}[0-9一二]{2}"
)
_LONG_AGO = re.compile(
    r"(?:[4-9][0-9]|0[0-9]|19[4-9][0-9]|200[0-9]|[四五六七八九][零〇○一二三四五六七八九])[年.]"
)
_KIN = re.compile("孩子|宝|儿子|女儿|闺女|娃|老公|老婆|对象|妹妹|弟弟|姐姐|哥哥|我妈|我爸")
_CARD = re.compile(
    r"(?:身份证|出生证明?|户口[本簿]?|驾照)(?:上|里|写|登记)[^0-9一二三四五六七八九十民，。,.\n]{0,8}"
)
_CARD_BARE = re.compile("(?:身份证|户口[本簿]?)是?(?=[0-9一二])")
_COMPARED_AFTER = re.compile("[,，](?:比|实际|其实|真实|我)|算")
_LISTED = re.compile(
    r"(?P<fate>[男女]命|[乾坤]造)[:：,， ]{0,2}(?:公历|农历|阳历|阴历)?"
    r"|[男女](?<![一-鿿A-Za-z][男女])(?:[,，、/|｜ \t]{1,3}(?P<age>[0-9]{1,3}岁[,，、/|｜ \t]{1,3})?)?(?:公历"
    r"|农历|阳历|阴历)?"
    r"|(?<=[男女][,，、/|｜ \t])[一-鿿]{1,4}族[,，、/|｜ \t]{1,3}"
)
_LISTED_AFTER = re.compile(
    r"(?:生|出生)?(?:[,，、/|｜ \t]{0,3}(?:[一-鿿]{1,4}族|身份证|公民|[0-9]{17}|户籍|住[址在院]?|籍贯|中共"
    r"|党员|[共]?团员|群众"
    r"|大专|本科|硕士|博士|研究生|高中|初中|中专|[未已离]婚|求[看测算]|坐标|身高|务农|学历"
    r"|[子丑寅卯辰巳午未申酉戌亥]时|[一-鿿]{2,4}人)|[,，]?(?:早上|上午|中午|下午|晚上|凌晨)?[0-9]{1,2}点)"
)
_FORTUNE = re.compile("八字|合婚|算命|命理|测算|排盘|姻缘")
_TOLD_OF_ONESELF = re.compile(r"[,，、 ]{1,2}[男女][,，、 。]")
_BORN_IN = re.compile(
    r"\b[bB]orn in (?P<month>(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December),? (?:19[2-9]|20[0-3])[0-9])(?![0-9])"
)
_DAYS = re.compile(
    r"(?:生日|寿星)(?:名单|列表|表|如下|汇总|统计|提醒|一览|登记)?\s?[:：](?=[^\n0-9]{1,12}\n?[^\n0-9]{0,"
    r"8}[0-9])"
)
_DAY = re.compile(r"[) ）、,，;；|/\n]{0,3}(?:[0-9]{1,2}[.、)）] ?)?[一-鿿A-Za-z]{1,6}[ :：(（]{0,2}")
_ANOTHER = re.compile(r"年 ?(?:[0-9一二三四五六七八九十]{1,3} ?月)?(?:[0-9]{1,2}[日号])?的[,，]$")
_COMPARED = re.compile("比[我你您他她](?:大|小|长|年[长轻])[^，,。\\n]{0,4}[,，]?(?:[我你您他她]?是)? ?")
_LUNAR = re.compile("(?:农历|阴历|旧历|老历|農曆)(?:的|是|[二三四五六七八九〇零一]{4}年|[0-9]{4}年)? ?")
_BORN_THEN = re.compile(
    "那天|(?:[我他她]|孩子|宝宝)?(?:出?生的|生(?=[,，。！!\\n]|$)|出生|生人|降生|是?[我他她的]?生日|过生日)"
)
_JUST_BORN = re.compile("出生|就?生了|生的(?=[,，。!！\\n]|$)|娩出|降生|出世|剖的|顺产")
_BEFORE_BORN = re.compile(
    "(?:那天|凌晨|早上|上午|中午|下午|晚上|夜里)?(?:[0-9]{1,2}[:：点时][0-9]{0,2}分?(?:左右)?)?(?:孩子|宝宝"
    "|她|他|我)?(?:就|才|刚)?在?(?:[一-鿿]{2,8}医院)?"
)
_YEAR_BEFORE = re.compile("(?<![今去前明])年 ?$|[0-9]$")
_MOST_LISTED = 200
_LISTED_NEEDS = (
    r"(?:[男女](?:[,，、/|｜ \t]{1,3}[0-9]{1,3}岁|命|[,，、/|｜ \t][一-鿿]{1,4}族)?|[乾坤]造)[,，、/"
    r"|｜:： \t]{0,3}(?:[公农阳阴]历)?"
    r"(?:(?:[0-9]{2}|(?:19|20)[0-9]{2}) ?[\-年/.]|(?:19|20)[0-9]{6})"
    r"|[日号0-9][,，]?我?来到|寿星[^0-9]{1,20}[0-9]"
    r"|身份证是?[0-9一二]{2,4}[年.\-]"
)
_DATED_NEEDS = (
    r"[我他她人子宝贝儿女娃公婆象妹弟姐哥妈爸]是?(?:[0-9]{2}\.[0-9]{1,2}\.[0-9]{1,2}的|(?:[0-9]{2,4}"
    r"|[一二三四五六七八九〇零○]{2,4})年 ?[0-9一二三四五六七八九十正腊]{1,3} ?月(?:[^\n]{0,4}的"
    r"|[,，、 ]{1,2}[男女]))"
)
_BIRTH_NEEDS = r"(?:月(?:剖|顺产)|[日号](?:[他她我]?是?(?:剖|顺产|早产|出世|降生)|[^\n]{0,12}生[了的]))"
_BIRTHS_TEXT = "出生证 户口 驾照 农历 阴历 旧历 老历 農曆 娩出 降生 出世"
BIRTHS_WORDS = (*(f"比{whom}{how}" for whom in "我你您他她" for how in "大小长年"), *_BIRTHS_TEXT.split())
"""What stands with a date of birth that no other word tells; what more it needs is in `BIRTHS_NEEDS`."""
BIRTHS_BESIDE_PATTERN = f"{_DATED_NEEDS}|{_LISTED_NEEDS}|{_BIRTH_NEEDS}"
"""What tells of such a date where no word does."""
BIRTHS_NEEDS = (
    rf"{BIRTHS_BESIDE_PATTERN}|比[我你您他她][大小长年][^\n]{{0,8}}[0-9一二]"
    r"|(?:出生证|户口|驾照)[^\n]{1,10}[0-9一二]"
    r"|[日号初十一二三四五六七八九][我他她过][^\n]{1,8}生日|(?:农历|阴历|旧历|老历|農曆)[^\n]{2,12}(?:生"
    r"|过)|[日号](?:[^\n]{0,12})(?:出生|生了|生的|娩出|降生|出世)"
    r"|(?:出生|生日|(?i:dob|birth))[^\n]*[^0-9\n]\n(?s:.*)[0-9]"
)
"""What every text with one of these dates matches."""


def more_births(text: str) -> Iterator[Stretch]:
    """The dates, in no order."""
    if "born" in text or "Born" in text:
        yield from (match.span("month") for match in _BORN_IN.finditer(text))
    if not text.isascii():
        yield from _told(text)
        yield from _on_cards(text)
        yield from _listed(text)
        yield from _of_farmers(text)
        yield from _compared(text)
        yield from _this_year(text)
        yield from _days(text)


def births_in_columns(text: str) -> Iterator[Stretch]:
    """The dates below a head that says so."""
    yield from cells_below(text, _HEAD, _CELL)


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
        if date is None:
            continue
        if _TOLD_OF_ONESELF.match(text, date.end()):
            yield date.span()
        if _TOLD_AFTER.match(text, date.end()) is None:
            continue
        asked = "生日" in text[max(0, person.start() - 24) : person.start()]
        if (
            asked
            or person["is"]
            or _KIN.match(person[0])
            or _beside_another(text, person.start())
            or _OF_AGE.search(text, date.end(), date.end() + 24)
            or _is_of_youth(date)
        ):
            yield date.span()


def _is_of_youth(date: re.Match[str]) -> bool:
    """Whether a year is so long ago that somebody who says that he is of it tells his birth."""
    return _LONG_AGO.match(date[0]) is not None


def _beside_another(text: str, at: int) -> bool:
    """Whether the clause before tells of a year as well: 我老公86年的，我89年的."""
    return _ANOTHER.search(text, max(0, at - 24), at) is not None


def _compared(text: str) -> Iterator[Stretch]:
    """When somebody was born who is older or younger: 他比我小，95年12月的."""
    for compared in _COMPARED.finditer(text):
        date = _date(text, compared.end())
        if date is not None and _TOLD_AFTER.match(text, date.end()):
            yield date.span()


def _of_farmers(text: str) -> Iterator[Stretch]:
    """The days of the farmers' calendar on which somebody was born: 农历六月十八生的."""
    for calendar in _LUNAR.finditer(text):
        day = ANNIVERSARY.match(text, calendar.end())
        if day is not None and _BORN_THEN.match(text, day.end()):
            yield day.span()


def _this_year(text: str) -> Iterator[Stretch]:
    """The day on which a child was born, in a year that goes without saying: 今年3月15日出生."""
    for born in _JUST_BORN.finditer(text):
        first = max(0, born.start() - 16)
        for day in ANNIVERSARY.finditer(text, first, born.start()):
            whole = _YEAR_BEFORE.search(text, max(0, day.start() - 3), day.start()) is None
            if whole and _BEFORE_BORN.fullmatch(text, day.end(), born.start()):
                yield day.span()


def _on_cards(text: str) -> Iterator[Stretch]:
    """What an identity card says: 身份证上写的是一九七三年腊月; compared: 身份证1990-10-03，其实."""
    for card in _CARD_BARE.finditer(text):
        date = _date(text, card.end())
        if date is not None and _COMPARED_AFTER.match(text, date.end()):
            yield date.span()
    for card in _CARD.finditer(text):
        date = _date(text, card.end())
        if date is not None:
            yield date.span()


def _listed(text: str) -> Iterator[Stretch]:
    """The date in a list of what a person is: 男，1990-05-03，汉族."""
    for sex in _LISTED.finditer(text):
        date = _date(text, sex.end())
        if date is not None and (_is_of_fortune(text, sex) or _LISTED_AFTER.match(text, date.end())):
            yield date.span()


def _is_of_fortune(text: str, sex: re.Match[str]) -> bool:
    """Whether an age or a word of fortunes stands beside the sex, which is enough."""
    around = text[max(0, sex.start() - 24) : sex.end() + 32]
    return bool(sex["age"] or sex["fate"]) or _FORTUNE.search(around) is not None


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
