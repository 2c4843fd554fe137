"""QQ numbers that stand before the word: `12345678，我QQ`, `12345678这个扣扣`, `12345678 Q群`, `12345678加q`.

With the word the clause ends, so that it does not announce another number.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.announcing import Announced, announced
from danlu.cleaning.rule import Stretch

_ENDS = r"(?=\s?(?:[,，。.;；!！?？)）】\]、~～|]|是|在|吗|吧|哈|呀|$|\n)|的(?![一-鿿]))"
_BEFORE = re.compile(
    r"[1-9](?<![0-9A-Za-z_.\-/=:@#*][1-9])[0-9]{5,10}(?:[)）] ?|[ ,，]{0,2})"
    r"(?:这个|这是|那个|是(?:谁|你|我|[他她]|客服|老师)?的?|[(（]|我的?|[(（]?同)? ?"
    rf"(?:加?我?(?:[Qq]{{2}}|扣扣|企鹅号?|(?<=加)[Qq]|(?<=[是我的])[Qq])(?:号码?|账号)?(?:同?微信|加我|联系|同号|搜|找我)?"
    rf"|(?:[Qq]{{1,2}}|扣扣)[群裙]号?|(?<=这个)群){_ENDS}"
)
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
        if number is not None and not serial and not _MOBILE.fullmatch(number[0]):
            found.append(number.span())
    return found
