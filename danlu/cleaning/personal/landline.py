"""Chinese fixed lines and service numbers.

An area code of the numbering plan and seven or eight digits, with blanks, hyphens or brackets between
and an extension behind; 400 and 800 numbers in their groupings. Where nothing separates the groups,
or the area code is left out, a word for a telephone must stand before.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.announcing import Announced, announced
from danlu.cleaning.personal.area_codes import AREA_CODES
from danlu.cleaning.personal.context import (
    apart,
    has_han,
    in_row_of_groups,
    is_quantity,
    is_whole,
    seek,
    stands_free,
    within_url,
)
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.landline_spelled import SPELLED_NEEDS, spelled_lines
from danlu.cleaning.personal.windows import in_windows
from danlu.cleaning.rule import Stretch
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_EXTENSION = (
    r"(?:[ ,，]?(?:转 ?(?:接|分机号?)?|分机号?|[eE]xt\.?|extension|x|#)[ :：.]?[0-9]{1,6}"
    r"|-[0-9]{1,6}|\*[0-9]{2,6}|\((?:转|分机)?[0-9]{2,5}\)|\(转 ?[0-9]\))"
)
_AREA_AND_LINE = (
    r"(?P<area>10|2[0-57-9]|[3-9][0-9]{2})(?P<seam>[)】\]]? ?[\-–—−·~]{0,2} ?|[/.])"
    r"(?P<line>[2-8][0-9]{6,7}|[2-8][0-9]{2,3}[ \-][0-9]{4})(?![0-9])"
    rf"(?P<extension>{_EXTENSION}(?![0-9A-Za-z]|-[0-9]))?"
)
_SERVICE = (
    r"(?:-[0-9]{3}-[0-9]{4}|-[0-9]{4}-[0-9]{3}|-[0-9]{7}|[0-9]-[0-9]{3}-[0-9]{3}"
    r"| [0-9]{3} [0-9]{4}| [0-9]{4} [0-9]{3}|[0-9] [0-9]{3} [0-9]{3}|[0-9]{7})(?![0-9])"
    rf"(?:{_EXTENSION}(?![0-9A-Za-z]))?"
)
# Patterns that begin with a literal are searched for at the speed of memory.
_WITH_AREA = re.compile(f"(?P<lead>0){_AREA_AND_LINE}")
_WITH_COUNTRY = re.compile(rf"(?P<lead>86\)?[ \-]?(?:\(0\) ?|\(?0?)){_AREA_AND_LINE}")
_SERVICES = (re.compile(f"400{_SERVICE}"), re.compile(f"800{_SERVICE}"))
_SERVICE_ANYHOW = re.compile(
    r"[48]00(?<![0-9A-Za-z][48]00)(?:[ \-.·—–−]{0,2}[0-9]){7}(?![0-9A-Za-z_]|[.\-/][0-9]| [0-9])"
)
"""A service number in any grouping, which counts where something says to call it."""
_TO_CALL = re.compile(
    r"(?:专线|热线|客服|电话|座机|[拨打](?!印)|致电|呼叫|咨询|投诉|报修|售后|服务号|预约|[预订]订|订[餐票房购]|号码|联系|来电"
    r"|总机|前台|免费|官方号?|家里|单位|办公|记一下|tel|call|hotline|phone)[^0-9\n。]{0,8}$",
    re.IGNORECASE,
)
_CALLED = (
    "电话|座机|固话|传真|热线|总机|宅电|办公室|联系方式|前台|值班室|家里|单位|致电|拨打?|打给?|Tel|tel|TEL|Fax|fax"
    "|FAX|Phone|phone|专线|直线|内线|外线|小灵通|市话|宅机|家电|订餐|报修|客服|服务台|护士站|传达室|门卫|物业|派出所"
    "|居委会|保卫[科处]|教务处|收发室|电話|傳真"
)
_WITHOUT_AREA = re.compile(
    rf"(?:{_CALLED})(?:号码|号)?(?:\([^()\n0-9]{{0,8}}\))?"
    r"\.?(?:[:：为是|]|(?:就|还|一直)是|(?:改|换|变)成了?|变更为|请?拨打?|打|留的?是?){0,2}[\s\"':：|]{0,4}"
    rf"(?P<line>[2-8][0-9]{{6,7}}|[2-8][0-9]{{2,3}}[ \-][0-9]{{4}})"
    rf"(?![0-9]| [0-9]{{3}})(?:{_EXTENSION}(?![0-9A-Za-z]|-[0-9]))?"
)
ABROAD = re.compile("香港|澳门|台湾|台北|新加坡")
"""Places whose numbers have eight digits and no area code."""
_FOREIGN = re.compile("韩国|首尔|日本|东京|大阪")
_OPENED = {")": "(", "】": "【", "]": "["}
_MESSENGER = re.compile(r"(?:qq|扣扣|微信|企鹅|vx) ?$", re.IGNORECASE)
_FURTHER = re.compile(
    r"(?: ?[/、,，;；或和及] ?|(?= [2-8][0-9]{7}) )((?:0(?:10|2[0-9]|[3-9][0-9]{2})-?)?"
    r"(?!20[0-9]{2}[01][0-9][0-3])[2-8][0-9]{6,7})(?![0-9A-Za-z.\-])"
)
_JOINT = r"\s?(?:或者?|和|及|[/、,，;；])\s?"
_CALLABLE = r"(?:1[3-9][0-9]{9}|0[0-9]{2,3}-[2-8][0-9]{6,7})"
_NUMBER_BEFORE = re.compile(rf"(?<![0-9]){_CALLABLE}{_JOINT}(?:打|拨)?$")
_NUMBER_AFTER = re.compile(rf"{_JOINT}(?:打|拨)?{_CALLABLE}(?![0-9])")
_SPELLED_LIST = re.compile("[^ \\-,，、]{4} ?[,，、][ \\-,，、]?[^ \\-,，、]{4}")
"""Two groups of four numerals with a comma between and no area code, which count or list other things."""
_COUNTRY = re.compile(r"(?:\(?(?:\+|00) ?)$")


def _start(text: str, match: re.Match[str]) -> int | None:
    """Where the number starts with its country code and bracket; None where it needs one and has none."""
    start = match.start()
    if match["lead"][0] != "8":
        opened = _OPENED.get(match["seam"][:1])
        return start - 1 if start and opened is not None and text[start - 1] == opened else start
    window = text[max(0, start - 4) : start]
    country = _COUNTRY.search(window)
    if country is not None:
        return start - len(window) + country.start()
    if match["lead"][2:3] not in tuple("- )"):
        return None
    return start - 1 if text.startswith("(", start - 1) and start and ")" in match[0] else start


def _judge_area(text: str, match: re.Match[str]) -> Stretch | None:
    start, end = _start(text, match), match.end()
    last = _listed_end(text, end)
    if start is None or match["area"] not in AREA_CODES or not is_whole(text, start, last):
        return None
    if match["lead"] == "0" and _FOREIGN.search(text[max(0, start - 12) : start]):
        return None
    length = sum(character.isdigit() for character in match["line"])
    if length == 7 and len(match["area"]) == 2:
        return None
    called = announced(text, start)
    if called is Announced.NOTHING and _TO_CALL.search(text[max(0, start - 16) : start]):
        called = Announced.TELEPHONE
    joined = match["seam"] == "" and match["lead"] == "0"
    if called is Announced.NOTHING and joined and _is_beside_number(text, start, end):
        called = Announced.TELEPHONE
    if _is_british(text, match):
        return None
    if called is not Announced.TELEPHONE and (
        joined
        or called is Announced.SERIAL
        or in_row_of_groups(text, start, end)
        or is_quantity(text, start, last)
    ):
        return None
    return None if within_url(text, start) else (start, end)


def _is_beside_number(text: str, start: int, end: int) -> bool:
    """Whether a telephone number stands right before or behind, as in 0371-81987928或者075767659667."""
    before = _NUMBER_BEFORE.search(text[max(0, start - 24) : start])
    return before is not None or _NUMBER_AFTER.match(text, end) is not None


def _is_british(text: str, match: re.Match[str]) -> bool:
    """Whether it is written as in London: 020 7946 0958, where no Han character is near."""
    london = match["lead"] == "0" and match["area"][0] == "2"
    blanks = match["seam"].strip() in {"", ")"} and " " in match["line"]
    return london and blanks and not has_han(text, match.start(), match.end())


def _judge_service(text: str, match: re.Match[str]) -> Stretch | None:
    start, end = match.span()
    if (
        not is_whole(text, start, end)
        or within_url(text, start)
        or text[max(0, start - 2) : start] in {"1-", "1 "}
    ):
        return None
    called = _is_called(text, start) and ("-" in match[0] or not is_quantity(text, start, end))
    sure = "-" in match[0] and (text[start] == "4" or has_han(text, start, end))
    return (start, end) if called or (sure and not is_quantity(text, start, end)) else None


def _is_called(text: str, start: int) -> bool:
    said = announced(text, start)
    if said is Announced.NOTHING:
        return _TO_CALL.search(text[max(0, start - 16) : start]) is not None
    return said is Announced.TELEPHONE


def _judge_anyhow(text: str, match: re.Match[str]) -> Stretch | None:
    start, end = match.span()
    free = (
        stands_free(text, start)
        and text[start - 1 : start] not in tuple(".-+_/")
        and not within_url(text, start)
    )
    if not free or is_quantity(text, start, end):
        return None
    return (start, end) if has_han(text, start, end) and _is_called(text, start) else None


def _judge_line(text: str, match: re.Match[str]) -> Stretch | None:
    start, end = match.start("line"), match.end()
    if ABROAD.search(text[max(0, start - 20) : start]):
        return None
    if match[0][0].isascii() and not (stands_free(text, match.start()) and has_han(text, start, end)):
        return None
    if _MESSENGER.search(text, max(0, match.start() - 4), match.start()):
        return None
    last = _listed_end(text, end)
    return (start, end) if is_whole(text, start, last) and not is_quantity(text, start, last) else None


def _listed_end(text: str, end: int) -> int:
    """The end of the line that stands right after a stroke: 88991234/88991235."""
    further = _FURTHER.match(text, end) if text[end : end + 1] == "/" else None
    return end if further is None else further.end()


def _with_further(text: str, found: list[Stretch]) -> list[Stretch]:
    """The stretches and the lines listed after them without their area code."""
    every = []
    done = 0
    for stretch in found:
        every.append(stretch)
        further = _FURTHER.match(text, stretch[1]) if stretch[1] > done else None
        while further is not None:
            every.append(further.span(1))
            done = further.end()
            further = _FURTHER.match(text, further.end())
    return every


def _find_all(text: str) -> list[Stretch]:
    found = seek(_WITH_AREA, text, _judge_area) + seek(_WITH_COUNTRY, text, _judge_area)
    for pattern in _SERVICES:
        found += seek(pattern, text, _judge_service)
    if not text.isascii():
        found += seek(_SERVICE_ANYHOW, text, _judge_anyhow)
        found += seek(_WITHOUT_AREA, text, _judge_line)
        found += [line for line in spelled_lines(text) if not _SPELLED_LIST.fullmatch(text, *line)]
    if not found:
        return found
    return apart(_with_further(text, apart(found)))


def _find(text: str) -> list[Stretch]:
    return apart(in_windows(_find_all, text))


LANDLINE = Detector(
    kind="landline",
    version=3,
    mask="[LANDLINE]",
    reason=Reason.PERSONAL_LANDLINE,
    english="Finds Chinese fixed lines and 400 or 800 service numbers.",
    chinese="查找中国大陆固定电话与 400、800 服务号码。",
    signs=Sign.DIGITS,
    pattern=SPELLED_NEEDS,
    needs=rf"{SPELLED_NEEDS}|0[1-9][0-9]|[48]00|86|(?:{_CALLED})[^0-9]{{0,24}}[2-8]",
    find=_find,
    examples=(
        ("座机：010-62345678转801", "座机：[LANDLINE]"),
        ("致电(0571)8765 4321", "致电[LANDLINE]"),
        ("客服热线400-810-8888", "客服热线[LANDLINE]"),
        ("Tel: +86 21 6234 5678", "Tel: [LANDLINE]"),
        ("座机是零一零，六二三四，五六七八", "座机是[LANDLINE]"),
        ("编号 057187654321", "编号 057187654321"),
    ),
)
