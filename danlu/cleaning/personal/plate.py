"""Number plates of the People's Republic of China.

GA 36-2018: a character for the province, a letter for the city and five characters, of which at
most two are letters, none of them I or O; six for new energy (the first or the last a letter from A
to K). The last may be one of 警学挂港澳领试超. A word of the text that ends with such a character
(南京, 创新, 四川) starts no plate unless a word announces one.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.context import seek
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.rule import Stretch
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason

_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_CITIES = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_PLATE = re.compile(
    f"[{_PROVINCES}]([·•.\\-— ]?)([A-HJ-Za-hj-z])[·•.\\-— ]?"
    "([0-9A-HJ-NP-Za-hj-np-z]{4}(?:[警学挂港澳领试超]|[0-9A-HJ-NP-Za-hj-np-z]{1,2}(?![0-9A-Za-z_])))"
)
_BODY = re.compile(
    r"(?=(?:[0-9]*[A-Z]){0,2}[0-9]*[警学挂港澳领试超]?$)[0-9A-Z]{4}[0-9A-Z警学挂港澳领试超]"
    r"|[A-HJK][0-9A-Z][0-9]{4}|[0-9]{5}[A-HJK]"
)
_UNIT = re.compile(" ?(?:次|吨|元|股|万|亿|个|人|米|公里|型)")
_NAMED = re.compile(
    r"(?:车牌|牌照|号牌|车号|挂牌|车辆|轿车|货车|汽车|客车|驾驶|license plate|plate n)[^0-9\n。]{0,10}$",
    re.IGNORECASE,
)
_CALLED = re.compile("(?:车牌|牌照|号牌|车号)[^0-9\\n。]{0,10}$")
_IN_WORD = re.compile(
    "[北南东进在上回赴来离]京|天津|江苏|姑苏|四川|[南辽]宁|[里讯白风为多乌]云|[创最更全刷重革清翻焕]新"
    "|年青|[内启]蒙"
    "|[珍高]贵|西藏|[收隐]藏|[漆变发]黑|山川|[安平]宁|[江]浙"
)


def _judge(text: str, match: re.Match[str]) -> Stretch | None:
    start, end = match.span()
    before = text[max(0, start - 20) : start]
    named = _NAMED.search(before) is not None
    if match[1] and _CALLED.search(before) is None:
        return None
    written = match[2] + match[3]
    if not named and (written.upper() != written or _IN_WORD.match(text, max(0, start - 1), start + 1)):
        return None
    counted = not named and _UNIT.match(text, end) is not None
    return (start, end) if not counted and _BODY.fullmatch(match[3].upper()) else None


def _find(text: str) -> list[Stretch]:
    return seek(_PLATE, text, _judge)


PLATE = Detector(
    kind="plate",
    version=2,
    mask="[PLATE]",
    reason=Reason.PERSONAL_PLATE,
    english="Finds Chinese number plates (GA 36-2018).",
    chinese="查找机动车号牌（GA 36-2018）。",
    signs=Sign.NONE,
    words=(
        *(province + city for province in _PROVINCES for city in _CITIES),
        *("车牌", "牌照", "号牌", "车号"),
    ),
    find=_find,
    examples=(
        ("车牌号京A12345已登记", "车牌号[PLATE]已登记"),
        ("粤B·D12345 停在门口", "[PLATE] 停在门口"),
        ("新A级赛事，京A股", "新A级赛事，京A股"),
    ),
)
