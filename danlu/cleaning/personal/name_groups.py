"""Chinese names told by the group a person belongs to, by an age, or by how somebody speaks of them.

三班X，; X，五（2）班; 12床X术后; 研发部X申请年假; X，82岁; 我妈X; 是X吗: the name has three characters,
its surname is frequent, its other characters are usual for given names, and a word ends where it does.
"""

from __future__ import annotations

import re

from danlu.cleaning.personal.name_before import is_likely, name_start
from danlu.cleaning.personal.name_shape import (
    FREQUENT,
    WORDS_TOO,
    likely_name_end,
    may_begin,
)
from danlu.cleaning.rule import Stretch

_NUMERAL = "[0-9一二三四五六七八九十]"
_DOES = (
    "因[^为]|已[^经]|称|说|反映|来电|申请|请假|获得|荣获|术[前后中]|今[天日早晨晚]|同[学志]|家长|投诉|咨询|报修"
    "|参加|代表|迟到|旷课|缺[勤席课]"
)
_END = rf"(?:[^0-9A-Za-z一-鿿]|$|{_DOES})"
_FULL = f"[{FREQUENT}][一-鿿]{{2}}"
_MEMBER = re.compile(
    rf"[班组床室号](?:(?<=[0-9)）].)|(?<=[一二三四五六七八九十][班组床])|(?<=号床))(?:(?<=号)[房铺床])?(?={_FULL}{_END})"
)
"""The member of a numbered group: 三班, （2）班, 12床, 301室."""
_UNITS_TEXT = (
    "研发部 技术部 市场部 销售部 行政部 后勤部 采购部 运营部 产品部 设计部 工程部 生产部 质检部"
    " 客服部 法务部"
    " 财务部 人事部 人力资源部 综合部 信息部 物流部 仓储部 财务科 人事科 信息科 总务科 保卫科 医务科 护理部"
    " 内科 外科 骨科 儿科 妇产科 急诊科 检验科 药剂科 放射科 眼科 总务处 教务处 学生处 财务处 办公室 门诊部"
    " 一车间 二车间 三车间"
)
_UNITS = tuple(_UNITS_TEXT.split())
_STAFF = re.compile(rf"[部科处室间](?={_FULL}(?:{_DOES}|[,，](?:工号|申请|因|请|来电|反映|想|现)))")
"""Who belongs to a unit, and does what its staff do."""
_MAY_BELONG = re.compile(rf"[班组床室号部科处间](?=[房铺床]?{_FULL})")
"""A member or one of the staff: a quick test."""
_CLASS = re.compile(rf"班(?<={_NUMERAL}.)|班(?<=[)）]班)")
_JOINED_CLASS = re.compile(
    rf"[,，(（](?:[高初小大]?{_NUMERAL}{{1,2}}(?:年级)?[ (（]{{0,2}}{_NUMERAL}{{1,2}}[)）]?"
    rf"|[高初小大]?{_NUMERAL}{{1,2}})$"
)
_AGED = re.compile(r"[,，(（]{1,2}现?年?[0-9]{1,3}周?岁")
_LEADS = "(?:我就是|亲爱的|找一下|帮我找|我妈|我爸|我们班|我欠|投稿人|代表人|已到[:：]|未到[:：])"
_SPOKEN = re.compile(
    rf"{_LEADS}"
    rf"(?={_FULL}(?:[^0-9A-Za-z一-鿿]|$|今年|今天|吗|在吗|[考住的说因电]|[一二三四五六七八九]|[0-9]))"
)
_PARENT = re.compile(rf"(?<=[^一-鿿])(?={_FULL}(?:妈妈|爸爸|奶奶|爷爷))|是(?={_FULL}(?:妈妈|爸爸|奶奶|爷爷))")
PARENTS = ("妈妈", "爸爸", "奶奶", "爷爷")
"""Words with a name before them."""
_LEAD_WORDS = (
    "我就是",
    "亲爱的",
    "找一下",
    "帮我找",
    "我妈",
    "我爸",
    "我们班",
    "我欠",
    "投稿人",
    "代表人",
    "已到",
    "未到",
)
_GROUPS = ("号床", *(f"{numeral}{group}" for numeral in "一二三四五六七八九十" for group in "班组床"))
GROUP_WORDS = (*_LEAD_WORDS, *_GROUPS, *_UNITS)
"""Words with a name behind them."""
GROUP_NEEDS = (
    r"[0-9)）](?:[班组床室]|号[房铺床]?)[一-鿿]{3}|[一-鿿]{3}[,，(（][高初小大0-9一二三四五六][^\n，,。]{0,8}班"
    r"|[一-鿿]{3}[,，(（]{1,2}现?年?[0-9]{1,3}周?岁"
)
"""What every text with such a name matches that has none of those."""
_NO_SURNAMES = WORDS_TOO | frozenset("马于江和高黄温")
_ENDS_PLACE = frozenset("镇县市区村乡路街寺馆店园桥湖州府山庙塔队会")


def _behind(text: str, at: int) -> Stretch | None:
    """The name that begins at a place."""
    if text[at : at + 1] in _NO_SURNAMES or text[at + 2 : at + 3] in _ENDS_PLACE:
        return None
    return (at, at + 3) if likely_name_end(text, at) == at + 3 else None


def _before(text: str, at: int) -> Stretch | None:
    """The name that ends at a place, behind which a class or an age stands."""
    start = at - 3
    if start < 0 or not is_likely(text, start, at) or text[start] in _NO_SURNAMES:
        return None
    return (start, at) if may_begin(text, start) or name_start(text, at) == start else None


def _patterns(text: str) -> list[re.Pattern[str]]:
    """Those whose words the text may hold: that for parents begins with no literal."""
    grouped = [_MEMBER, _STAFF] if _MAY_BELONG.search(text) else []
    parents = [_PARENT] if any(parent in text for parent in PARENTS) else []
    return [*grouped, _SPOKEN, *parents]


def grouped_names(text: str) -> list[Stretch]:
    """The names, in no order."""
    places = [_behind(text, match.end()) for pattern in _patterns(text) for match in pattern.finditer(text)]
    if "岁" in text:
        places += [_before(text, match.start()) for match in _AGED.finditer(text)]
    for match in _CLASS.finditer(text) if "班" in text else ():
        first = max(0, match.start() - 14)
        joined = _JOINED_CLASS.search(text[first : match.start()])
        if joined is not None:
            places.append(_before(text, first + joined.start()))
    return [place for place in places if place is not None]
