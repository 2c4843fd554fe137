"""Chinese mobile numbers.

Eleven digits that start with 13 to 19 (the numbering plan of the People's Republic of China), whole
or in groups with blanks, hyphens or dots, with or without +86. Left alone: parts of longer runs of
digits, hexadecimal or UUIDs, decimals, amounts of money, quantities with a unit, seven zeros where
no word says that one may call them, paths of URLs, and numbers that are announced as an order, a
tracking or a serial number.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.announcing import Announced, announced
from danlu.cleaning.personal.context import (
    apart,
    in_row_of_groups,
    is_quantity,
    seek,
    stands_free,
    within_url,
)
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.phone_spelled import (
    DIGIT_CLASS,
    SPELLED_PATTERN,
    TO_CALL,
    is_counted,
    spelled_numbers,
)
from danlu.cleaning.personal.windows import in_windows
from danlu.cleaning.rule import Stretch
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_AMID_NUMBERS = (
    r"(?<=[0-9]{4}[ \n,;，；、]1)(?<!86 1)[3-9][0-9](?!0{7})[0-9]{8}(?=[\n,;，；、]| 1[3-9][0-9]{9}(?![0-9]))"
)
_LISTED_NUMBER = re.compile(f"1{_AMID_NUMBERS}")
"""A number in a list of numbers, where nothing else can stand around it."""
_NUMBER = re.compile(
    rf"1(?<![0-57-9]1)(?<![0-79]61)(?!{_AMID_NUMBERS})[3-9][0-9]"
    r"(?:[0-9]{8}|([ \-.·])[0-9]{4}\1[0-9]{4}|[ \-][0-9]{8}|[0-9]([ \-])[0-9]{4}\2[0-9]{3})"
    r"(?![0-9_]|\.[0-9]|-(?![0-9]{3,4}(?![0-9A-Za-z\-]))[0-9A-Za-z])"
)
_BRACKETED = re.compile(
    r"\((?<![0-9A-Za-z)]\()1[3-9][0-9]\)[ \-]?[0-9]{4}[ \-]?[0-9]{4}(?![0-9A-Za-z_]|[.\-][0-9])"
)
_NOT_DIALLED = re.compile(r"(?:=|文献|参见|注|图|表|式) ?$")
_DATED = re.compile(r"\) ?(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])$")
_WITH_ZERO = re.compile(r"0(?<![0-9A-Za-z.\-_]0)1[3-9][0-9]{9}(?![0-9A-Za-z_]|[.\-][0-9])")
"""A zero before the number, as one dialled from another province; it counts where it is told."""
_ANYHOW = re.compile(
    r"1(?<![0-9]1)(?![0-9]{10})(?:[3-9][0-9](?:([,*，~～|])[0-9]{4}\1[0-9]{4})"
    r"|[3-9](?:[ \-.–—·_/]{0,3}[0-9]){9}| [3-9](?: [0-9]){9})"
    r"(?![0-9A-Za-z_]|[.\-/][0-9])"
)
"""Eleven digits in any grouping, which count where a word for a telephone stands before."""
_APART = re.compile("[0-9](?: [0-9]){10}")
_EXTENSION = re.compile(r"[,，]? ?(?:转接?(?:分机)?号?|分机号?)[ :：]?[0-9]{2,6}(?![0-9A-Za-z元块万年月])")
"""What is dialled after a number that stands for another one."""
_VIRTUAL = re.compile(r"[\-,，#*][0-9]{3,4}(?![0-9A-Za-z\-.])")
"""The same behind a number that shops give in place of a customer's own."""
_STANDS_IN = re.compile("(?:虚拟|隐私|中间|保护|中转|临时)[^0-9\\n。;；]{0,6}$")
_STANDS_IN_AFTER = re.compile("[(,， ]{0,2}(?:虚拟|隐私|中间)号")
_USUAL = re.compile(r"1[3-9][0-9](?:[0-9]{8}|([ \-.·])[0-9]{4}\1[0-9]{4})")
_SEAM = re.compile(r"[^0-9]+")
_TO_CALL = re.compile(f"号码|(?:{TO_CALL}|电)[^0-9]{{0,4}}$|联系")
_OWNER = re.compile("(?:尊敬的|用户|机主|号码?[是为]?) ?$")
"""What tells that a person is called by the number, whatever stands behind it."""
_MOST_SEAMS = 4
_COUNTRY = re.compile(r"(?:\(?(?:\+|(?<![0-9])00) ?86\)?[ \-]?|\(86\)[ \-]?|(?<![0-9])86[ \-])(?:\(0\) ?)?$")
_LETTERS_AFTER = re.compile(r"(?:vx|wx|wechat|qq|tel|v信|v同)", re.IGNORECASE)
_LETTERS_BEFORE = re.compile(
    r"(?<![0-9A-Za-z])(?:tel|phone|mobile|mob|cell|call|sms|fax|vx|wx|v|wechat|whatsapp)[\-_]?$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"[0-9A-Za-z][\-_]|[0-9]\.")
_RESULT = re.compile(
    r"(?:次方|平方|立方|阶乘|等于|结果|答案|乘积|之积|之和|总和|总数|人口|产量|字节|合计|共计|约为|大约"
    r"|answer|result|equals?|total|sum|product|population|bytes?|power|value(?!s))[^0-9\n。.;；]{0,10}$",
    re.IGNORECASE,
)
"""A number behind it was counted or computed."""
_MEASURED = re.compile(
    r"(?:length|size|bytes|offset|seed|hash|count|limit|width|height|duration|elapsed|nonce|checksum"
    r"|memory|heap)[\w\-]{0,8}"
    r"[\"']?\s{0,2}[:=]{1,2}\s{0,2}$",
    re.IGNORECASE,
)
"""What programs measure."""
_LISTED = re.compile(r"1[3-9][0-9][ \-.][0-9]{4}[ \-.][0-9]{4} ?/ ?$")
_URL_PHONE = re.compile(r"(?:phone|mobile|tel|wa\.me|sms)[=:/]?\+?$", re.IGNORECASE)


def _with_country(text: str, start: int) -> int:
    """Where the number starts with its country code, if it has one."""
    if text[start - 1 : start] not in tuple("6)- "):
        return start
    window = text[max(0, start - 10) : start]
    country = _COUNTRY.search(window)
    return start if country is None else start - len(window) + country.start()


def _is_free(text: str, start: int, end: int) -> bool:
    """Whether neither letters nor digits are joined to the number."""
    after = text[end : end + 1]
    if after.isascii() and after.isalpha() and _LETTERS_AFTER.match(text, end) is None:
        return False
    joined = start > 1 and _JOINED.match(text, start - 2, start) is not None
    if stands_free(text, start) and not joined:
        return True
    return _LETTERS_BEFORE.search(text[max(0, start - 12) : start]) is not None


def _is_other(text: str, start: int, end: int) -> bool:
    """Whether what stands around says that the number is none to call."""
    if within_url(text, start):
        return _URL_PHONE.search(text[max(0, start - 12) : start]) is None
    if _MEASURED.search(text[max(0, start - 28) : start]):
        return True
    kind = announced(text, start)
    if _LISTED.search(text[max(0, start - 18) : start]):
        return False
    if (
        kind is Announced.NOTHING
        and text.startswith("用户", end)
        and _OWNER.search(text, max(0, start - 6), start)
    ):
        return False
    if kind is Announced.NOTHING and _RESULT.search(text[max(0, start - 24) : start]):
        return True
    if kind is Announced.TELEPHONE or text[start] in "+(" or text.startswith("00", start):
        return kind is not Announced.TELEPHONE and in_row_of_groups(text, start, end)
    return (
        kind is Announced.SERIAL
        or _USUAL.search(text, start, end) is None
        or in_row_of_groups(text, start, end)
        or text.endswith("0000000", start, end)
        or is_quantity(text, start, end)
    )


def _judge(text: str, match: re.Match[str]) -> Stretch | None:
    end = match.end()
    before = text[match.start() - 1 : match.start()]
    start = _with_country(text, match.start())
    if start == match.start() and before == "+":
        return None
    if start == match.start() and text.startswith("86", start - 2) and stands_free(text, start - 2):
        called = announced(text, start - 2) is Announced.TELEPHONE or text.endswith("wa.me/", 0, start - 2)
        return (start - 2, end) if called and _is_free(text, start - 2, end) else None
    further = _VIRTUAL.match(text, end)
    if further is not None and (
        _STANDS_IN.search(text, max(0, start - 12), start) or _STANDS_IN_AFTER.match(text, further.end())
    ):
        return start, further.end()
    if further is not None and further[0][0] == "-":
        return None
    if not _is_free(text, start, end) or _is_other(text, start, end):
        return None
    return start, end


def _judge_bracketed(text: str, match: re.Match[str]) -> Stretch | None:
    start, end = match.span()
    other = announced(text, start) is Announced.SERIAL or is_quantity(text, start, end)
    if other or within_url(text, start) or is_counted(text, end):
        return None
    cited = _NOT_DIALLED.search(text, max(0, start - 4), start) or _DATED.search(text, start, end)
    if cited and announced(text, start) is not Announced.TELEPHONE:
        return None
    return _with_country(text, start), end


def _find_all(text: str) -> list[Stretch]:
    found = seek(_NUMBER, text, _judge)
    listed = [match.span() for match in _LISTED_NUMBER.finditer(text)]
    found = apart(found + listed) if listed else found
    anyhow = [match.span() for match in _ANYHOW.finditer(text)]
    if "01" in text:
        anyhow += [match.span() for match in _WITH_ZERO.finditer(text)]
    if ")" in text:
        found = apart([*found, *seek(_BRACKETED, text, _judge_bracketed)])
    if anyhow:
        found = apart([*found, *(place for place in anyhow if _is_called(text, *place))])
    if not text.isascii():
        spelled = spelled_numbers(text)
        found = apart(found + spelled) if spelled else found
        found = [(start, _with_extension(text, end)) for start, end in found]
    return found


def _find(text: str) -> list[Stretch]:
    return apart(in_windows(_find_all, text))


def _with_extension(text: str, end: int) -> int:
    extension = _EXTENSION.match(text, end)
    return end if extension is None else extension.end()


def _is_spoken(text: str, start: int) -> bool:
    """Whether what is written digit by digit is a number to call."""
    kind = announced(text, start)
    called = kind is Announced.TELEPHONE or _TO_CALL.search(text, max(0, start - 6), start) is not None
    return text[start - 1 : start] not in tuple(DIGIT_CLASS) and kind is not Announced.SERIAL and called


def _is_called(text: str, start: int, end: int) -> bool:
    if is_counted(text, end):
        return False
    if _APART.fullmatch(text, start, end):
        return _is_spoken(text, start)
    seams = _SEAM.findall(text, start, end)
    grouped = len(seams) <= _MOST_SEAMS or (len(seams) == 10 and set(seams) == {"-"})
    called = announced(text, start) is Announced.TELEPHONE or _TO_CALL.search(text, max(0, start - 6), start)
    return grouped and _is_free(text, start, end) and bool(called)


PHONE = Detector(
    kind="phone",
    version=6,
    mask="[PHONE]",
    reason=Reason.PERSONAL_PHONE,
    english="Finds Chinese mobile numbers.",
    chinese="查找中国大陆手机号码。",
    signs=Sign.NONE,
    pattern=rf"1[3-9](?:[ \-.–—·_/]{{0,3}}[0-9]){{9}}|1 [3-9](?: [0-9]){{9}}"
    rf"|1[3-9][0-9](?:[,*，~～|][0-9]{{4}}[,*，~～|][0-9]{{4}}|\) ?[0-9]{{4}})|{SPELLED_PATTERN}",
    find=_find,
    examples=(
        ("电话13912345678，找王老师", "电话[PHONE]，找王老师"),
        ("Call +86 139-1234-5678 now", "Call [PHONE] now"),
        ("１３９１２３４５６７８", "[PHONE]"),
        ("手机：16600000000", "手机：[PHONE]"),
        ("我的号码是幺三九幺二三四五六七八", "我的号码是[PHONE]"),
        ("约有 13000000000 条记录", "约有 13000000000 条记录"),
        ("订单号：13912345678", "订单号：13912345678"),
        ("卡号 6222021391234567890", "卡号 6222021391234567890"),
    ),
)
