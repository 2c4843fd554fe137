"""QQ numbers that stand before the word: `12345678，我QQ`, `12345678这个扣扣`, `12345678 Q群`, `12345678加q`.

With the word the clause ends, so that it does not announce another number.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.announcing import Announced, announced
from danlu.cleaning.rule import Stretch

_ENDS = r"(?=\s?(?:[,，。.;；!！?？)）】\]、~～|]|是(?:谁|你|我|[他她]|不是)|在|吧|哈|呀|$|\n)|的(?![一-鿿]))"
_BEFORE = re.compile(
    r"[1-9](?<![0-9A-Za-z_.\-/=:@#*][1-9])[0-9]{5,10}(?:[)）] ?|[ ,，]{0,2})"
    r"(?:这个|这是|那个|是(?:谁|你|我|[他她]|客服|老师)?的?|[(（]|我的?|[(（]?同)? ?"
    rf"(?:加?我?(?:[Qq]{{2}}|扣扣|企鹅号?|(?<=加)[Qq]|(?<=[是我的])[Qq])(?:号码?|账号)?(?:同?微信|加我|联系|同号|搜|找我)?"
    rf"|(?:[Qq]{{1,2}}|扣扣)[群裙]号?|(?<=这个)群){_ENDS}"
)
_BARE = re.compile(r"[0-9]+ ?[,，][ ,，]?(?:[Qq]{2}|扣扣|企鹅|[Qq]{1,2}[群裙])号?")
"""A comma alone between the number and the word, where the word may open what is said next."""
_COUNTED = re.compile(r"(?:达到?|价格?|市值|用户|红包|金额|人数|播放量?|销量)[^\n0-9。,，:：]{0,3}$")
_ROUND = "0000"
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_NUMBER = re.compile("[0-9]+")
BEFORE_BESIDE = r"[1-9][0-9]{5}[)）]?[ ,，(（]{0,2}[这那是我同加Qq扣企]"
"""What every text with such a number matches."""


def numbers_before(text: str) -> list[Stretch]:
    """The numbers, rising."""
    found = []
    for match in _BEFORE.finditer(text):
        number = _NUMBER.match(text, match.start())
        serial = announced(text, match.start()) in {Announced.SERIAL, Announced.TELEPHONE}
        if number is None or _is_count(text, match, number):
            continue
        if not serial and not _MOBILE.fullmatch(number[0]):
            found.append(number.span())
    return found


def _is_count(text: str, match: re.Match[str], number: re.Match[str]) -> bool:
    """Whether the number counts things or money, and the word for QQ only happens to follow it."""
    if number[0].endswith(_ROUND) or _BARE.fullmatch(match[0]):
        return True
    return _COUNTED.search(text, max(0, match.start() - 8), match.start()) is not None
