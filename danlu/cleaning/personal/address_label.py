"""Chinese addresses without a number that a label or a word of living announces: villages, crossings, gates.

Behind 地址：, 住址： or 家住 counts what names a city or a district and then a road, a village or a crossing.
A city or a district alone is no address of a person.
"""

from __future__ import annotations

import re

from danlu.cleaning.rule import Stretch

_LABELS = (
    "地址|住址|住所|住处|地点|所在地|门店|店址|场所|坐落|户籍|现住|家住|居住地|现居|住在|老家"
    "|寄往|寄到|寄至|发往|送到|送至"
)
_GAP = r"(?:[是为]?[于在]?|[位座]落于)[\"']?[:：=]?[ \t\"'【]{0,3}"
_ADMINISTRATIVE = "[省市区县州盟旗區縣]"
LABEL_NEEDS = rf"(?:{_LABELS}){_GAP}[一-鿿]{{2,12}}{_ADMINISTRATIVE}"
"""What every text with such an address matches (Hyperscan syntax)."""
_LABEL = re.compile(rf"(?:{_LABELS}){_GAP}")
_STRETCH = re.compile(r"[一-鿿][一-鿿0-9A-Za-z#\-—/]{5,59}")
_REGION = re.compile(rf"[一-鿿]{{2,12}}?{_ADMINISTRATIVE}(?=[一-鿿])")
_NEVER = re.compile(r"[的了我你他她您们请吗呢吧但因很]|填写|详细|电话|联系|距离|是否|以及|收货人|等地")
_ASIDE = re.compile(
    r"(?:[向往朝][东南西北]|境?内(?:[东南西北]|$)|[东南西北]{1,2}[0-9]|附近|旁|对面|门口|隔壁|左右"
    r"|[东南西北]侧|一带|路[东南西北]$|收$|姓名|邮编|转交|自提).*"
)
_PLACE = re.compile(
    r"(?:[路街道巷弄里][口]|[一-鿿]{2,8}(?:路|街|大道|胡同|巷)与?[一-鿿]{0,8}?(?:交叉口|交叉路口|交汇处"
    r"|路口|街口)"
    r"|[省市][一-鿿]{2,6}[市区县旗][一-鿿]{2,8}(?:[路街镇乡巷]|大道|街道|胡同)"
    r"|[镇乡道办][一-鿿]{2,6}(?:村|屯|寨|庄|社区|嘎查)[一-鿿0-9]{0,8}"
    r"|(?:路|大街|大道|胡同|街道)[一-鿿]{2,12}(?:门|厦|楼|园|城|苑|区|村|院|店|馆|厂|场|公寓|公司|学校"
    r"|中学|小学|大学|口|中心))$"
)


_HINTS = "址", "住", "寄", "送", "所", "地点", "门店", "户籍", "坐落", "店址", "发往", "现居", "老家"


def announced_addresses(text: str) -> list[Stretch]:
    """The addresses, in rising order."""
    found: list[Stretch] = []
    if not any(hint in text for hint in _HINTS):
        return found
    for label in _LABEL.finditer(text):
        stretch = _STRETCH.match(text, label.end())
        if stretch is None or _REGION.match(text, label.end()) is None:
            continue
        kept = _ASIDE.sub("", stretch[0]).rstrip("-—/#")
        region = _REGION.match(kept)
        if region is not None and not _NEVER.search(kept) and _PLACE.search(kept, region.end() - 1):
            found.append((label.end(), label.end() + len(kept)))
    return found
