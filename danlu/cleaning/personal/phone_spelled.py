"""Mobile numbers of which digits are no plain ASCII, or which are read out piece by piece.

`一三八，二九四七，零五六幺`; `138二九四七0561`; `①③⑧②⑨④⑦⓪⑤⑥①`; digits in key caps, as emoji are;
`138后面是29470561`. A word for a telephone, or what people say of numbers that they read out, must stand
near; a number that is written without a gap, or with 幺, is told by its looks.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.announcing import Announced, announced
from danlu.cleaning.rule import Stretch

HAN_DIGITS = "零〇○一幺二两三四五六七八九壹贰叁肆伍陆柒捌玖"
"""Digits as people read them out and as forms of banks have them."""
RINGED = "⓪①②③④⑤⑥⑦⑧⑨❶❷❸❹❺❻❼❽❾"
DIGIT_CLASS = f"0-9{HAN_DIGITS}{RINGED}"
KEY_CAP = "\ufe0f?\u20e3?"
"""What stands behind a digit that is an emoji."""
_OPENS = f"[1一幺壹①❶]{KEY_CAP}"
_SECOND = "[3-9三四五六七八九叁肆伍陆柒捌玖③④⑤⑥⑦⑧⑨❸❹❺❻❼❽❾]"
_GAP = r"[ \-,，、.…。]{0,2}"
_LEADS_ON = r"[,，]?(?:后面|后边|接着|然后|再)[是接跟]?[,，:：]? ?"
SPELLED_PATTERN = (
    rf"{_OPENS}{_GAP}{_SECOND}{KEY_CAP}(?:{_GAP}[{DIGIT_CLASS}]{KEY_CAP}){{9}}|1[3-9][0-9][,，]?(?:后[面"
    rf"边]|接着|然后|再)"
)
"""What every text with such a number matches (the syntax that Hyperscan and Python share)."""
_SPELLED = re.compile(
    rf"{_OPENS}{_GAP}{_SECOND}{KEY_CAP}(?:{_GAP}[{DIGIT_CLASS}]{KEY_CAP}){{9}}"
    rf"(?!\ufe0f?\u20e3|{_GAP}[{DIGIT_CLASS}]|[十百千万亿年月日点])"
)
_LED_ON = re.compile(rf"1[3-9][0-9]{_LEADS_ON}(?:[0-9]{{8}}|[0-9]{{4}}[ ,，、]{{1,2}}[0-9]{{4}})(?![0-9])")
_SEAM = re.compile(rf"[^{DIGIT_CLASS}\ufe0f\u20e3]+")
_MOST_SEAMS = 4
TO_CALL = "打(?![印折包分破])|拨(?![款付])|加(?![减法上])|找(?!出|规律|到|不)"
"""What means to call or to look for somebody, and not to reckon, to print or to pay."""
_COUNTED = re.compile(" ?(?:=|元|块钱|万|亿)")
_RECKONED = re.compile("圆周率|小数|选项|规律|数列|下列|求和|之和|数的和")
"""What tells that digits are those of a sum, of an answer or of a constant."""
_BEHIND = 12
_TOLD = re.compile(
    f"电话|手机|号码|联系|{TO_CALL}|[你您]记|记[一下住]|念|报一?下|我的?号|[他她]的?号|📱|☎|📞|(?i:call"
    "|tel|mob)"
)
_TOLD_AFTER = re.compile(r"[,，]? ?(?:打|拨|是[我他她]|这是|记|别打错|听清|微信同|找我)")
_BEFORE = 20
_FAR_BEFORE = 24


def spelled_numbers(text: str) -> list[Stretch]:
    """The numbers, rising within each of two kinds; those of plain ASCII without a gap are none of them."""
    found = [match.span() for match in _SPELLED.finditer(text) if _is_number(text, match)]
    return found + [match.span() for match in _LED_ON.finditer(text) if _is_told(text, *match.span())]


def _is_number(text: str, match: re.Match[str]) -> bool:
    start, end = match.span()
    before = text[start - 1 : start]
    seams = _SEAM.findall(match[0])
    if before in tuple(HAN_DIGITS + RINGED) or (before.isascii() and before.isalnum()):
        return False
    if len(seams) > _MOST_SEAMS and (len(seams) != 10 or len(set(seams)) > 1):
        return False
    if announced(text, start) is Announced.SERIAL or _is_reckoned(text, start, end):
        return False
    plain = match[0].isascii() or not set(match[0]) - set("0123456789，、…。")
    sure = "幺" in match[0] or any("0" <= digit <= "9" for digit in match[0])
    looks = not plain and not set(match[0]) & set(RINGED) and ("幺" in match[0] or (not seams and sure))
    return looks or (_is_told(text, start, end) and _is_grouped(seams, plain=plain))


def _is_grouped(seams: list[str], *, plain: bool) -> bool:
    """Whether the gaps are such as a number is read out with, and not those of a list or of a decimal."""
    apart = {seam.strip() for seam in seams}
    return not plain or (0 < len(seams) <= _MOST_SEAMS and not apart & {".", "-", ""})


def is_counted(text: str, end: int) -> bool:
    """Whether a unit of money or a sign of a sum stands behind the number."""
    return _COUNTED.match(text, end) is not None


def _is_reckoned(text: str, start: int, end: int) -> bool:
    """Whether the digits are of a sum or a constant, where no word for a telephone announces them."""
    if is_counted(text, end):
        return True
    reckoned = _RECKONED.search(text, max(0, start - _FAR_BEFORE), start) or _RECKONED.search(
        text, end, end + _BEHIND
    )
    return reckoned is not None and announced(text, start) is not Announced.TELEPHONE


def _is_told(text: str, start: int, end: int) -> bool:
    return (
        announced(text, start) is Announced.TELEPHONE
        or _TOLD.search(text, max(0, start - _BEFORE), start) is not None
        or _TOLD_AFTER.match(text, end) is not None
    )
