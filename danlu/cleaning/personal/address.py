"""Postal addresses, Chinese and English, down to a house number; places of geography and history stay."""

from __future__ import annotations

from danlu.cleaning.personal.address_en import ENGLISH_NEEDS, english_addresses
from danlu.cleaning.personal.address_label import LABEL_NEEDS, announced_addresses
from danlu.cleaning.personal.address_zh import CHINESE_NEEDS, chinese_addresses
from danlu.cleaning.personal.detector import Detector
from danlu.cleaning.personal.surroundings import apart
from danlu.cleaning.personal.windows import in_windows
from danlu.cleaning.rule import Stretch
from danlu.cleaning.signs import Sign
from danlu.ledger import Reason


def _find_all(text: str) -> list[Stretch]:
    if text.isascii():
        return apart(english_addresses(text))
    found = apart(chinese_addresses(text) + english_addresses(text))
    free = [place for place in announced_addresses(text) if not any(_overlap(place, one) for one in found)]
    return apart(found + free) if free else found


def _find(text: str) -> list[Stretch]:
    return apart(in_windows(_find_all, text))


def _overlap(left: Stretch, right: Stretch) -> bool:
    return left[0] < right[1] and right[0] < left[1]


ADDRESS = Detector(
    kind="address",
    version=3,
    mask="[ADDRESS]",
    reason=Reason.PERSONAL_ADDRESS,
    english="Finds postal addresses down to a house number.",
    chinese="识别具体到门牌号的通讯地址。",
    signs=Sign.NONE,
    pattern=f"{CHINESE_NEEDS}|{LABEL_NEEDS}|{ENGLISH_NEEDS}",
    find=_find,
    examples=(
        ("我住在北京市海淀区中关村大街27号3单元502室。", "我住在[ADDRESS]。"),
        ("请寄到幸福小区3栋2单元501室", "请寄到[ADDRESS]"),
        ("户籍地址：甘肃省天水市秦州区皂郊镇龙湾村", "户籍地址：[ADDRESS]"),
        ("Ship to 23 Wressle Road, Suite 771, please", "Ship to [ADDRESS], please"),
        ("北京市海淀区有很多大学，中山路很长，第3号文件", "北京市海淀区有很多大学，中山路很长，第3号文件"),
        ("In 1998 the Main Street was rebuilt", "In 1998 the Main Street was rebuilt"),
    ),
)
