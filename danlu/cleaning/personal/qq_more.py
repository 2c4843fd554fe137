"""QQ numbers said in other ways: in Chinese numerals, apart, changed for another, used, in links, in exports.

`QQ号是四八二一三九零七`; `QQ从12345678换成了23456789`; `我用12345678这个QQ登录`; `12345678（QQ同号）`;
`user.qzone.qq.com/12345678`; `2024-05-03 10:21:33 甲(12345678)`, as the program writes what was said.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from danlu.cleaning.personal.context import begins_word, ends_free
from danlu.cleaning.personal.phone_spelled import DIGIT_CLASS, KEY_CAP
from danlu.cleaning.rule import Stretch

_NUMBER = r"[1-9][0-9]{4,10}(?![0-9])"
_WORD = "(?:[Qq] ?[Qq]|[Qq](?=号)|扣扣|企[鹅鵝])"
_SPOKEN_WORD = rf"(?:{_WORD}|(?<=[我他她加的是])[Qq]|(?<=加)扣)"
_LEADS = rf"{_SPOKEN_WORD}(?: ?(?:号码?|账号|群号?))?[ 　]?[:：是为]{{0,2}}[ 　]?"
_DIGIT = f"[{DIGIT_CLASS}]{KEY_CAP}"
SPOKEN_NEEDS = rf"(?:{_DIGIT}){{5}}|[1-9](?: [0-9]){{5}}"
_SPOKEN = re.compile(rf"{_LEADS}(?P<number>(?:{_DIGIT}){{5,11}})(?!{_DIGIT}|[十百千万亿年月日点个位])")
_APART = re.compile(rf"{_LEADS}(?P<number>[1-9](?: [0-9]){{4,10}})(?! ?[0-9])")
_CHANGED = re.compile(
    rf"{_WORD}(?: ?号码?)?(?:已经?|就)?[从由](?P<number>{_NUMBER})[,，]?"
    rf"(?:已经?)?[换改变]{{1,2}}?[成为到更]{{0,2}}了?"
    rf"(?P<new>{_NUMBER})?"
)
_USED = re.compile(
    rf"[用登录拿是]\s?(?P<number>{_NUMBER})\s?(?:这|那)个?(?:小号|大号)?(?:[Qq]{{2}}|扣扣|企鹅|[Qq]号)"
)
_BOTH = re.compile(
    rf"(?P<number>{_NUMBER})\s?(?:[(（]|[,，]\s?)\s?(?:微信)?[和跟、/]?(?:[Qq]{{2}}|扣扣)[和跟、/]?(?:微"
    rf"信|[vV])?(?:同号|同步|都是|通用)"
)
_COINS = re.compile(
    rf"[给往到为帮](?P<number>{_NUMBER})充[^\n0-9]{{0,6}}[0-9]{{0,6}}个?[Qq]币"
    rf"|[Qq]币[^\n0-9]{{0,6}}[充冲打转][到给进](?P<charged>{_NUMBER})"
)
_CONTACT = re.compile(rf"(?:联系|添加|咨询|加我|客服|详询)[扣抠]\s?[:：]?\s?(?P<number>{_NUMBER})")
_LONG = r"[1-9][0-9]{7,10}"
"""More digits than the number of a process has, which stands in logs like that."""
_LINK = re.compile(rf"(?:[?&]uin=|b=qq&nk=|qzone\.qq\.com/)(?P<number>{_NUMBER})")
_TYPED = re.compile(
    r"[\"'](?:[Qq]{2}|扣扣)[\"'] ?, ?[\"'](?:value|account|number|no|id|imNo|contact|账号"
    r"|号码)[\"'] ?: ?[\"']?"
    rf"(?P<number>{_NUMBER})"
)
"""The number in a record that tells of what it is in a field of its own."""
_TIME = (
    r"(?:20[0-9]{2}[-/][0-9]{1,2}[-/][0-9]{1,2} )?"
    r"[0-9]{1,2}:[0-9]{2}:[0-9]{2}"
)
_WRITTEN = re.compile(rf"(?:^|\n){_TIME} [^\n()（）]{{1,24}}[(（](?P<number>{_LONG})[)）](?=\s|$)")
_WRITTEN_BEFORE = re.compile(
    rf"(?:^|\n)[^\n()（）0-9]{{1,24}}[(（](?P<number>{_LONG})[)）] {{1,2}}(?={_TIME})"
)
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")
"""What builds and copies of files have in brackets beside their time."""
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
MORE_BESIDE = (
    r"uin=[1-9]|[qQ]币|b=qq&nk|[0-9][)）] {0,2}[0-9/\-]{0,10} ?[0-9]{1,2}:[0-9]{2}:"
    r"|[0-9]:[0-9]{2} [^\n]{1,24}[(（][1-9]"
)
"""What tells of such a number where no word does."""
_PATTERNS: tuple[tuple[Callable[[str], bool], tuple[re.Pattern[str], ...]], ...] = (
    (lambda text: not text.isascii(), (_SPOKEN, _CHANGED, _USED, _BOTH, _CONTACT, _COINS)),
    (lambda text: "Q" in text or "q" in text, (_APART,)),
    (lambda text: "=" in text or "/" in text, (_LINK,)),
    (lambda text: ":" in text, (_WRITTEN, _WRITTEN_BEFORE, _TYPED)),
)


def more_qq(text: str) -> list[Stretch]:
    """The numbers, in no order."""
    patterns = [pattern for fits, some in _PATTERNS if fits(text) for pattern in some]
    return [
        match.span(group)
        for pattern in patterns
        for match in pattern.finditer(text)
        for group in match.groupdict()
        if match[group] and _is_number(text, match, group)
    ]


def _is_number(text: str, match: re.Match[str], group: str) -> bool:
    end = match.end(group)
    if match.re is _SPOKEN and match[group].isascii():
        return False
    if match.re in {_WRITTEN, _WRITTEN_BEFORE} and _DATE.fullmatch(match[group]):
        return False
    free = match.re is _LINK or begins_word(text, match.start())
    return free and ends_free(text, end) and _MOBILE.fullmatch(match[group]) is None
