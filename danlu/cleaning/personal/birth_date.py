"""Dates of birth: full dates, or a month and a day with 生日 or birthday, beside a word that says so.

Left alone: years before 1920 and after 2035, the span of a life (1930年5月3日—2001年1月4日) and the
"(born …)" of encyclopedias, and sentences that go on as theirs do (… 出生，中国演员): such people are public.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from danlu.cleaning.personal.birth_asked import asked_births, corrected_births
from danlu.cleaning.personal.birth_calendar import (
    ANNIVERSARY,
    DATE,
    LATEST,
    OLDEST,
    SPREAD_DATE,
    YEAR_AND_MONTH,
    is_born,
    is_date,
    is_month,
)
from danlu.cleaning.personal.birth_more import (
    BIRTHS_BESIDE_PATTERN,
    BIRTHS_NEEDS,
    BIRTHS_WORDS,
    births_in_columns,
    more_births,
)
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.remembering import remembering_places
from danlu.cleaning.personal.surroundings import apart, is_word_character, lowered
from danlu.cleaning.personal.windows import in_windows
from danlu.cleaning.rule import Stretch
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_WORDS = (
    *("出生", "出 生", "破殼日", "生于", "生日", "诞辰", "生辰", "破壳日", "生在", "八字"),
    *("生年月日", "生於", "身份证上", "身份证写"),
    *("dob", "d.o.b", "dateofbirth", "birthday", "birthdate", "birth", "born", "csrq"),
)
_BORN_AFTER = (
    r"[日号月][,， ]{0,2}(?:[0-9]{1,2}[:：点时][0-9]{0,2}分?)?(?:娩出|降生|诞下|产下)"
    r"|[0-9日号月份年时点半][) ）,，]{0,2}生|[初十廿正冬腊月][一二三四五六七八九十]{1,2} ?生"
)
"""A date and 生 behind it, as identity cards and courts write."""
_MORE_OF_THE_WORD = re.compile(
    "时辰|年份与月份|年份和月份| ?年 ?月(?: ?日)?|年份| ?日 ?期|时间|信息|登记|八字|日|于|s|[_ ]?(?:date"
    "|day|dt)(?![a-z])"
)
_YEAR_ASKED = re.compile("年份?|(?:[_ ])year")
_YEAR_ALONE = re.compile(r"[\s:：=是为|\"]{1,4}(?P<year>(?:19|20)[0-9]{2}) ?年?(?![0-9./-])")
_DAY_ALONE = re.compile(
    r"(?:[\s\"|]{0,3}[:：=是为][\s\"|]{0,3}|(?=[01][0-9]{3}(?:[\s，,。.！!？?；;、）)]|$)))((?:0[1-9]"
    r"|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))(?![0-9])"
)
_GAP = re.compile(
    r"(?:</t[dh]>\s{0,4}<t[dh]>)?[\s:：=*|_\"'()（）\[\]“‘【「,，>.→~–—👉\-]{0,6}(?:[^()（）\n0-9一二三四"
    r"五六七八九十]{1,12}[)）])?"
    r"[\s:：=*|_\"'“‘【「,，>.→~–—👉\-]{0,6}(?:(?:就是|快到了?"
    r"|要到了|公历|农历"
    r"|阴历|阳历|新历|旧历|身份证|那天|当天|是在|是|为|在|于|的?日期|的?时间|的?日子|[/、](?:性别|年龄|属相"
    r"|星座)|一般|每年|应该|大概|其实"
    r"|[填写录登记]{1,2}错了?|有误|不对|由"
    r"|[写录]成了?|[写填]的?是?|从|应[为是该]{1,2}|实[为际]{1,2}是?|登记[为成]|误[写填登记为成]{1,3}"
    r"|更正为|改[为成]|is"
    r"|was|on|in|falls on|[sS](?= )|the|為|就在|就|下个?月|下周[一二三四五六日天]?"
    r"|月底|(?:this|next) year|dd/mm/yyyy"
    r"|mm/dd/yyyy|yyyy-mm-dd)[\s:：*|\"'()（）\[\]“，]{0,4}){0,4}"
)
_PLACE_GAP = re.compile(r" (?:in|at) [A-Z][A-Za-z]{1,20}(?:,? [A-Z][A-Za-z]{1,20}){0,3},? on ")
_BEFORE = re.compile(
    r"[ ,，]{0,2}(?:\(?(?:农历|阴历|阳历)[^)]{0,8}\)?)?"
    r"(?:那天|当天|凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|深夜)?"
    r"(?: ?[0-9]{1,2}(?:[:：][0-9]{2}){1,2}(?:分|左右)?|[子丑寅卯辰巳午未申酉戌亥]时"
    r"|(?:[0-9]{1,2}|[一二两三四五六七八九十]{1,3})[点时](?:半|多|[0-9]{1,2}分)?(?:许|左右)?)?"
    r"(?:[我他她]|本人|孩子|宝宝|小孩)?就?(?:[在于][^，。,.;；\n在于]{1,12}?(?:出生|降生)|出 ?生|生于"
    r"|生(?![活产日意效成前于物态存长涯肖育命词字理词火病机态平])|娩出|降生|诞下|产下|生下)"
    r"|[,，][^，。,.;；\n]{0,6}那天生的?|[,，]?我?来到(?:了|这个?)?(?:这个)?(?:世[界上]|人[世间])"
    r"|[,，]?[我他她](?:[一-鿿]{0,3}的)?生日(?![一-鿿])|[,，]祝[^，。,.\n]{1,6}生日(?=快乐)|(?:我|[他她]"
    r"|宝宝|孩子)?是?(?:剖|顺产|早产|出世"
    r"|降生|娩出)"
    r"|[ ,，]{0,2}(?:其实|实际上?)是?[^，。,.\n]{0,8}生的"
    r"|[ ,，)）]{0,2}(?:是|就是)[^，。,.\n]{0,6}生日"
    r"|[)）][我他她孩宝女儿老][^，。,.\n0-9]{0,6}生日|的?生日|[我他她]?(?:要|会"
    r"|得)?过(?:[一-鿿0-9]{1,4})?生日"
    r"|[我他她](?:[妈爸爷奶姐哥弟妹孩儿女老公婆友子]{1,2})的?(?:过[^，。,.\n]{0,4})?生日|[(（] ?(?:生日"
    r"|出生)"
)
_BORN = re.compile(
    "剖|来到|顺产|早产|降生|出世|娩出|诞下|产下|生(?![活产意效成前物态存长涯肖育命词字理火病机平])"
)
_BEFORE_BIRTH = 120
"""A date this far before a word of birth, and further off, is not joined to it by `_BEFORE`."""
_LIFE = re.compile(r" ?(?:[-－—–~～至到]{1,2}|to) ?(?:[0-9]{3,4}|[A-Z][a-z]+ [0-9]|今|现在|present|[)）])")
_PUBLIC_BEFORE = re.compile(
    r"(?:祖国|国家|中国|共和国|党|建军|公司|学校|耶稣|孔子|佛祖|母校|Jesus|Christ)(?:[^，。,.\n]{0,4})$"
)
_PUBLIC_AFTER = re.compile(
    r"(?:去世|逝世|卒于|[,，;；]\s?died|演员|歌手|作家|诗人|画家|政治家|运动员|科学家|物理学家|数学家|化学家"
    r"|思想家|哲学家|导演|主持人|音乐人|企业家|革命家|球员|总统"
    r"|\b(?:is|was) an? (?:[A-Za-z-]+ ){0,3}(?:actor|actress|singer|writer|poet|politician|player|footballer"
    r"|scientist|physicist|author"
    r"|painter|composer|director|businessman|entrepreneur|president|musician|lawyer|philosopher)\b)"
)
_NOT_BORN = frozenset("诞产发源新学医考师究招男女")
_MAY_BE_BORN = frozenset('我他她您你人子儿亲妈爸爷奶孩宝,，。；;\n"“ ')
"""What stands before 生在 where somebody was born: 学生在 and 发生在 tell of other things."""
_ANIMAL = re.compile("属[鼠牛虎兔龙蛇马羊猴鸡狗猪]")
_BEFORE_ANIMAL = re.compile(r"(?:的?(?:生人?的?)?[,，、 ]{1,2})?(?:农历|阴历)?$|的$")
_BEHIND_ANIMAL = re.compile(r"的?[,，、 (（]{1,2}(?=[0-9一二])")
_AROUND = 64, 192
"""How far before and after a word or a date all of it is looked for that matters."""


def _is_public(text: str, start: int, end: int) -> bool:
    """Whether a date is told as encyclopedias do, of people whose birthday everybody may know."""
    return bool(
        _LIFE.match(text, end)
        or re.search(r"\([^()\n]{0,40}\bborn[^()\n]{0,40}$", text[max(0, start - 60) : start])
        or _PUBLIC_BEFORE.search(text, max(0, start - 16), start)
        or _PUBLIC_AFTER.search(text, end, min(len(text), end + 60))
    )


def _after(text: str, end: int, *, day: bool) -> Stretch | None:
    """The date that follows a word of birth; `day` tells that a month and a day are enough."""
    asked = _YEAR_ASKED.match(text, end)
    year = _YEAR_ALONE.match(text, asked.end()) if asked is not None else None
    if year is not None and OLDEST <= int(year["year"]) <= LATEST:
        return year.start("year"), year.end()
    more = _MORE_OF_THE_WORD.match(text, end)
    end = more.end() if more else end
    gap = _PLACE_GAP.match(text, end) or _GAP.match(text, end)
    at = end if gap is None else gap.end()
    date = DATE.match(text, at)
    if date is not None:
        return date.span() if is_date(date) else None
    alone = _DAY_ALONE.match(text, end) if day else None
    if alone is not None:
        return alone.span(1)
    if (month := YEAR_AND_MONTH.match(text, at)) is not None:
        return month.span() if is_month(month) else None
    spread = SPREAD_DATE.match(text, at)
    if spread is not None:
        return spread.span()
    anniversary = ANNIVERSARY.match(text, at) if day else None
    return anniversary.span() if anniversary is not None else None


def _ahead(text: str) -> Iterator[Stretch]:
    """The dates that stand before a word of birth."""
    regions = list(_regions(text))
    for date in _within(DATE, text, regions):
        if (
            _BEFORE.match(text, date.end())
            and not is_word_character(text, date.start() - 1)
            and is_date(date)
        ):
            yield date.span()
    for month in _within(YEAR_AND_MONTH, text, regions):
        said = _BEFORE.match(text, month.end())
        if (
            said
            and "生日" not in said[0]
            and not is_word_character(text, month.start() - 1)
            and is_month(month)
        ):
            yield month.span()
    for day in _within(ANNIVERSARY, text, regions) if "生日" in text else ():
        said = _BEFORE.match(text, day.end())
        if said and said[0].endswith("生日"):
            yield day.span()


def _of_animals(text: str) -> Iterator[Stretch]:
    """The dates beside the animal of a year of birth: 88年5月的，属龙."""
    for animal in _ANIMAL.finditer(text):
        first = max(0, animal.start() - 24)
        for pattern in (DATE, YEAR_AND_MONTH):
            for date in pattern.finditer(text, first, animal.start()):
                joined = _BEFORE_ANIMAL.fullmatch(text, date.end(), animal.start())
                if joined and not is_word_character(text, date.start() - 1) and is_born(date):
                    yield date.span()
        gap = _BEHIND_ANIMAL.match(text, animal.end())
        behind = None if gap is None else _born_at(text, gap.end())
        if behind is not None:
            yield behind


def _born_at(text: str, at: int) -> Stretch | None:
    """The date, or the year and month, of a birth at a place."""
    for pattern in (DATE, YEAR_AND_MONTH):
        match = pattern.match(text, at)
        if match is not None and is_born(match):
            return match.span()
    return None


def _regions(text: str) -> Iterator[Stretch]:
    """The stretches, rising and apart, in which a date may stand before a word of birth."""
    first = last = 0
    for born in _BORN.finditer(text):
        if born.start() - _BEFORE_BIRTH > last:
            if last:
                yield first, last
            first = born.start() - _BEFORE_BIRTH
        last = born.end()
    if last:
        yield first, last


def _within(pattern: re.Pattern[str], text: str, regions: list[Stretch]) -> Iterator[re.Match[str]]:
    """The matches in the stretches."""
    for first, last in regions:
        yield from pattern.finditer(text, first, last)


def _behind(text: str, lower: str, word: str) -> Iterator[Stretch]:
    """What stands after each place of a word of birth."""

    def look(place: int, end: int) -> list[Stretch]:
        before = text[place - 1 : place] if place else ""
        inside = (word in {"生于", "生於"} and before in _NOT_BORN) or (
            word == "生在" and before != "" and before not in _MAY_BE_BORN
        )
        if inside or (word.isascii() and is_word_character(text, place - 1)):
            return []
        found = _after(text, end, day=word in {"生日", "破壳日", "birthday"})
        return [] if found is None else [found]

    recall = remembering_places(look, text, *_AROUND)
    place = lower.find(word)
    while place >= 0:
        end = place + len(word)
        yield from recall(place, end)
        place = lower.find(word, end)


def _find(text: str) -> list[Stretch]:
    places = in_windows(_told, text) + list(births_in_columns(text))
    places += corrected_births(text, places)

    def look(start: int, end: int) -> list[Stretch]:
        return [] if _is_public(text, start, end) else [(start, end)]

    recall = remembering_places(look, text, *_AROUND)
    return [place for found in apart(places) for place in recall(*found)]


def _told(text: str) -> list[Stretch]:
    """The dates that what stands beside them tells."""
    lower = lowered(text)
    places = [place for word in _WORDS if word in lower for place in _behind(text, lower, word)]
    if (
        "生" in text
        or "产" in text
        or "来到" in text
        or "剖" in text
        or "娩" in text
        or "下" in text
        or "出世" in text
    ):
        places += _ahead(text)
    places += more_births(text)
    places += asked_births(text)
    if "属" in text:
        places += _of_animals(text)
    return places


BIRTH_DATE = Detector(
    kind="birth_date",
    version=3,
    mask="[BIRTH_DATE]",
    reason=Reason.PERSONAL_BIRTH_DATE,
    english="Finds dates of birth beside a word that says so.",
    chinese="识别“出生日期”“生于”“生日”等词旁的出生日期。",
    signs=Sign.NONE,
    words=(*_WORDS, *BIRTHS_WORDS),
    pattern=(
        rf"{_BORN_AFTER}|那天生|就生了|{BIRTHS_BESIDE_PATTERN}"
        rf"|[0-9日号月份年的生人][,，、 ]{{0,2}}{_ANIMAL.pattern}"
        rf"|{_ANIMAL.pattern}的?[,，、 (（]{{1,2}}[0-9一二]"
    ),
    needs=(
        rf"{_ANIMAL.pattern}|{BIRTHS_NEEDS}|"
        r"(?:出 ?生|生[于於在年]|身份证[上写]|八字|生日|诞辰|生辰|破壳日|(?i:birth|born"
        r"|d\.?o\.?b|csrq))(?s:.{0,48}?)"
        r"(?:[0-9]|[一二正腊冬][^\n]{0,6}[年月]|十[^\n]{0,2}月"
        r"|[三四五六七八九]月)|[0-9一二三四五六七八九十](?:[^\n]{0,24}?)(?:生|娩出|诞下|产下)"
    ),
    find=_find,
    examples=(
        ("出生日期：1990年5月3日", "出生日期：[BIRTH_DATE]"),
        ("本人1990年5月3日出生于成都", "本人[BIRTH_DATE]出生于成都"),
        ("Date of birth: 03/05/1990", "Date of birth: [BIRTH_DATE]"),
        ("I was born on May 3, 1990 in Leeds", "I was born on [BIRTH_DATE] in Leeds"),
        ("我的生日是5月3日", "我的生日是[BIRTH_DATE]"),
        ("爱因斯坦于1879年3月14日出生", "爱因斯坦于1879年3月14日出生"),
        ("会议定于2024年5月3日召开", "会议定于2024年5月3日召开"),
    ),
)
