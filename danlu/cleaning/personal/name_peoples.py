"""Names of peoples without surnames of one character, and with a point: 其木格, 阿依努尔·吐尔洪.

They are made of elements that recur. Two of them, or one of three characters and more, are a name where a
label announces it, or where it stands alone amid talk of private life. A name with a point counts behind a
label of persons, or if it holds such an element; others are mostly names of books and history.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.closing import Closing
from danlu.cleaning.personal.name_free import is_private, is_public
from danlu.cleaning.personal.name_shape import LEFT, ends, is_related
from danlu.cleaning.personal.name_words import FOLLOWS_BARE, RELATED, SAID
from danlu.cleaning.personal.remembering import Judge, remembering
from danlu.cleaning.rule import Stretch

_ELEMENTS_TEXT = (
    "买买提 麦麦提 吐尔逊 吐尔洪 阿不都 阿布都 阿卜杜 艾力 艾合买提 古丽 努尔 热合曼 玉素甫 依明"
    " 卡德尔 哈力克 库尔班 库尔班江 阿依古丽"
    " 阿依努尔 古丽娜尔 热娜 米热 尼亚孜 赛买提 肉孜 木拉提 叶尔 巴合提 哈斯木 古扎丽 迪丽努尔"
    " 凯赛尔 阿迪力 依布拉音 塔依尔 买合木提"
    " 吾甫尔 托合提 斯马义 艾尔肯 帕提古丽 阿曼古丽 扎西 卓玛 多吉 才让 达瓦 次仁 央金 尼玛 格桑"
    " 丹增 旺堆 洛桑 拉姆 平措 曲珍 白玛"
    " 桑珠 顿珠 仁青 仁增 普布 边巴 贡布 嘉措 加措 旦增 德吉 索朗 措姆 多杰 卓嘎 强巴 云丹 尕藏 才旦"
    " 桑吉 拉毛 南杰 旺姆 巴桑 次旺"
    " 其其格 巴特尔 图雅 格日勒 敖日格乐 苏日娜 朝克图 巴雅尔 斯琴 高娃 托娅 萨仁 孟和 布仁 额尔敦"
    " 乌日娜 宝音 阿拉坦 其木格 娜仁"
    " 通拉嘎 特木尔 青格勒 吉日嘎拉 毕力格 乌云 斯日古楞 呼斯楞"
)
PEOPLES_WORDS = tuple(_ELEMENTS_TEXT.split())
_ELEMENT = "|".join(sorted(PEOPLES_WORDS, key=lambda word: (-len(word), word)))
_NAME = re.compile(rf"(?:{_ELEMENT})(?:(?:{_ELEMENT}){{1,2}}(?:[一-鿿](?![一-鿿]))?|(?<=[一-鿿]{{3}}))")
"""It begins with literals, so that the search leaps to their first characters."""
_MAY_NAME = re.compile(
    "[{}](?=[{}])".format(*("".join(sorted({word[at] for word in PEOPLES_WORDS})) for at in (0, 1)))
)
"""How they begin: a quick test."""
_POINT = re.compile(r"(?:[一-鿿]{1,8}[·•‧]){1,2}[一-鿿]{1,7}")
_NO_NAME = re.compile("^[是叫]|[吗吧呢]$|的|先生|德勒|作家|画家|诗人|哲学|《")
_TELL = Closing((*RELATED, *SAID))
LEADS = frozenset("找与和跟请由给叫")
_NUMBER = re.compile("[0-9]{4,}")
_HOLDS = re.compile(_ELEMENT)
_AFTER = re.compile("老师|先生|女士|同志|同学|医生|$")


def names_of_peoples(text: str) -> list[Stretch]:
    """The names, in no order."""
    found = _judged(_NAME, text, remembering(_plain, text)) if _MAY_NAME.search(text) else []
    if "·" in text or "•" in text or "‧" in text:
        found += _judged(_POINT, text, remembering(_pointed, text))
    return found


def _judged(pattern: re.Pattern[str], text: str, judge: Judge) -> list[Stretch]:
    """What the judge makes of the matches, one behind the other."""
    made = (judge(text, match) for match in pattern.finditer(text))
    return [place for place in made if place is not None]


def _plain(text: str, match: re.Match[str]) -> Stretch | None:
    start, end = match.span()
    before = text[start - 1 : start]
    labelled = is_related(text, start)
    free = not "一" <= before <= "鿿" or before in LEFT
    whole = ends(text, end) or FOLLOWS_BARE.match(text, end) is not None or text.startswith("特别", end)
    if not whole or not (labelled or free):
        return None
    return (start, end) if labelled or is_private(text, start, end) else None


def _pointed(text: str, match: re.Match[str]) -> Stretch | None:
    start, end = match.span()
    title = next((at for at in range(end - 2, start, -1) if _AFTER.match(text, at)), end)
    first = re.search("[·•‧]", match[0])
    point = start + first.start() if first is not None else end
    label = max((at for at in range(start + 1, point) if _TELL.at(text, at)), default=start)
    label += text[label] in LEADS
    label += 3 * text.startswith(("尊敬的", "亲爱的"), label)
    name = text[label:title]
    led = text[label - 1 : label] in tuple(LEADS) and _NUMBER.search(text, max(0, label - 40), title + 40)
    labelled = label > start + 1 or bool(led) or is_related(text, start)
    if _NO_NAME.search(name) or is_public(text, label, title) or not (labelled or _HOLDS.search(name)):
        return None
    whole = title < end or ends(text, end)
    return (label, title) if whole and (labelled or is_private(text, label, title)) else None
