"""Names in Latin letters amid Chinese text, where the talk is of a person's papers, numbers or arrival."""

from __future__ import annotations

import re

from danlu.cleaning.personal.name_en import NO_NAMES
from danlu.cleaning.personal.name_free import is_public
from danlu.cleaning.rule import Stretch

_WORD = r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{1,19}(?:[-'’][A-Z]?[a-zß-öø-ÿ]{1,19})?"
_PARTICLE = r"(?:bin|binti|van|von|der|den|de|da|di|la|le|el|al|dos|ter|y|Mc|Mac|O['’])"
_NAME = re.compile(
    rf"(?<![0-9A-Za-z_./@\-])(?:{_WORD}(?: [A-Z]\.)?(?: {_PARTICLE}){{0,2}}(?: {_WORD}){{1,3}}"
    rf"(?: {_PARTICLE} {_WORD})?"
    r"|[A-Z]{2,12}[/, ]{1,2}[A-Z]{2,14}(?: [A-Z]{2,12})?)(?![0-9A-Za-z_/@]|[-.'’][A-Za-z]| [a-z(])"
)
_JOINED = r"[一-鿿：，。；（“、—][0-9,:;(|/\- ]{0,4}"
_BEFORE = re.compile(rf"{_JOINED}$")
_AFTER = re.compile(r" ?(?:[，,。；;、（()）/|”\"\n]|[一-鿿]|$)")
_PERSONAL = re.compile(
    r"护照|签证|证件|身份证|外籍|外教|国籍|[一-鿿]籍|登机|航班|入住|退房|旅客|乘客|住客|客人|电话|手机|联系|收件|全名|姓名|名字|名叫|签名|面试"
    r"|候选|员工|同事|翻译|校对|教师|老师|先生|女士|[0-9]{7}|收$|会见|接机|签字|找"
)
_NO_PERSON = re.compile(
    r"(?i:\b(?:inc|ltd|llc|co|corp|company|group|bank|hotel|road|street|avenue|building|tower|plaza|center|centre|park"
    r"|university|college|school|studio|pro|max|plus|mini|office|windows|server|cloud|code|word|excel|apple|google"
    r"|microsoft|amazon|android|iphone|ipad|python|java|spring|boot|machine|learning|deep|model|data|base|air|airlines"
    r"|visa|master|card|union|pay|senior|junior|manager|director|engineer|buyer|sales|version|test|user|admin|name|no"
    r"|tax|id|iban|bic|swift|hong|kong|new|york|los|angeles|san|north|south|east|west|red|blue|black|white|green|english"
    r"|chinese|tel|fax|mobile|email|passport|number|date|birth|type|status|error|file|path|home|open|source|hello|world"
    r"|dear|best|kind|regards|thanks|flat|nathan|kowloon|lane|city|street|district|account|total|order|price|po|pdf|api)\b)"
)
_AROUND = 40
_HAN = re.compile("[一-鿿]")
LATIN_NEEDS = rf"{_JOINED}[A-ZÀ-Þ][A-Za-zß-ÿ'’\-]+[ /,]{{1,2}}[A-Za-z]"
"""What every text with such a name matches."""


def latin_names(text: str) -> list[Stretch]:
    """The names, rising."""
    return [match.span() for match in _NAME.finditer(text) if _is_name(text, match)]


def _is_name(text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    if _BEFORE.search(text, max(0, start - 6), start) is None:
        return False
    if (
        _AFTER.match(text, end) is None
        or _NO_PERSON.search(match[0])
        or not NO_NAMES.isdisjoint(match[0].split())
    ):
        return False
    around = text[max(0, start - _AROUND) : end + _AROUND]
    return (
        _HAN.search(around) is not None
        and _PERSONAL.search(around) is not None
        and not is_public(text, start, end)
    )
